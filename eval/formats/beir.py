"""BEIR folders: corpus.jsonl, queries.jsonl and qrels/*.tsv, in and out.

A document of ours is a paragraph, 'statement#3'. One of another's corpus is looked for by its
words in the record, which must hold that corpus. What BEIR has no place for travels in a query's
`metadata`, under `onrecord`.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from eval.errors import CaseError, EvalError
from eval.formats import native
from eval.formats.placed import Placed, case_of
from eval.schema import Case, paragraph_key
from eval.sources import Sources

OURS = "onrecord"  # the key of a query's metadata that holds the rest of a case
SPLITS = ("train", "dev", "test")


class Judgement(NamedTuple):
    """One line of the qrels."""

    document: str
    grade: int
    split: str


def read(folder: Path) -> list[Placed]:
    """Return one case a query, tagged with its split; a query without judgements has no gold.

    Raises:
        CaseError: a line is malformed, or judges a document that the corpus does not hold.
    """
    queries = folder / "queries.jsonl"
    if not queries.is_file():
        raise EvalError(f"{folder}: is no BEIR folder: it holds no queries.jsonl")
    judged = _judgements(folder)
    wanted = {each.document for several in judged.values() for each in several}
    words = _documents(folder / "corpus.jsonl", wanted)
    placed = []
    for row in native.rows(queries):
        query, text = _text(row.fields, "_id", row.place), _text(row.fields, "text", row.place)
        metadata = row.fields.get("metadata")
        rest = metadata.get(OURS) if isinstance(metadata, dict) else None
        fields: dict[str, object] = {"id": query, "question": text}
        if isinstance(rest, dict):
            fields |= rest
        else:
            fields |= _judged(judged[query], words, row.place)
        placed.append(case_of(fields, row.place))
    return placed


def write(cases: Sequence[Case], folder: Path, sources: Sources) -> None:
    """Write the queries, their judged paragraphs, and every paragraph of the record.

    A case tagged dev or train is judged in that split's file, any other in test.tsv.
    """
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    with (folder / "queries.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(_line(_query(case)) for case in cases)
    with (folder / "corpus.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(_line(document) for document in _corpus(sources))
    by_split = defaultdict(list)
    for case in cases:
        by_split[next((tag for tag in case.tags if tag in SPLITS), "test")].append(case)
    for split, several in by_split.items():
        with (folder / "qrels" / f"{split}.tsv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter="\t", lineterminator="\n")
            writer.writerow(["query-id", "corpus-id", "score"])
            writer.writerows(_qrels(several, sources))


def _qrels(cases: Sequence[Case], sources: Sources) -> Iterator[tuple[str, str, int]]:
    for case in cases:
        for gold in case.gold:
            for paragraph in sources.locate(gold):
                yield case.id, paragraph.key, gold.grade


def _query(case: Case) -> dict[str, object]:
    rest = json.loads(native.line(case))
    del rest["id"], rest["question"]
    return {"_id": case.id, "text": case.question, "metadata": {OURS: rest}}


def _corpus(sources: Sources) -> Iterator[dict[str, object]]:
    for statement in sources.everything():
        for paragraph in statement.paragraphs:
            yield {
                "_id": paragraph_key(statement.id, paragraph.number),
                "title": statement.meeting or "",
                "text": statement.paragraph_text(paragraph.number),
            }


def _judgements(folder: Path) -> defaultdict[str, list[Judgement]]:
    """Return the relevant documents of each query; a score of 0 says that one is not relevant."""
    judged: defaultdict[str, list[Judgement]] = defaultdict(list)
    for path in sorted((folder / "qrels").glob("*.tsv")):
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            cells = line.split("\t")
            if not line.strip() or cells[0] == "query-id":
                continue
            place = f"{path} line {n}"
            if len(cells) != 3 or not cells[2].strip().lstrip("-").isdigit():
                raise CaseError(place, "", "is not query-id, corpus-id and a whole score")
            if int(cells[2]) > 0:
                judged[cells[0]].append(Judgement(cells[1], int(cells[2]), path.stem))
    return judged


def _documents(path: Path, wanted: set[str]) -> dict[str, str]:
    """Return the words of the judged documents."""
    if not wanted:
        return {}
    rows = native.rows(path) if path.is_file() else []
    return {
        str(row.fields["_id"]): _text(row.fields, "text", row.place)
        for row in rows
        if row.fields.get("_id") in wanted
    }


def _judged(
    judgements: Sequence[Judgement], words: Mapping[str, str], place: str
) -> dict[str, object]:
    missing = [each.document for each in judgements if each.document not in words]
    if missing:
        raise CaseError(place, "qrels", f"document {missing[0]!r} is not in corpus.jsonl")
    gold = [
        {
            "statement_id": each.document.rpartition("#")[0] or None,
            "quote": words[each.document],
            "grade": each.grade,
        }
        for each in judgements
    ]
    return {"gold": gold, "tags": sorted({each.split for each in judgements})}


def _text(fields: Mapping[str, object], name: str, place: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip():
        raise CaseError(place, name, "is missing or empty")
    return value


def _line(fields: dict[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False) + "\n"
