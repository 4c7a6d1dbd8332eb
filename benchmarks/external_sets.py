"""Other people's sets of questions in, texts with the characters that answer each question out.

What the files hold, and their licences, is said in docs/benchmarks.md.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple


class Span(NamedTuple):
    """Characters `[start, end)` of a text."""

    text: str
    start: int
    end: int


class Asked(NamedTuple):
    """A question and the characters that answer it; none where nothing does."""

    id: str
    question: str
    gold: tuple[Span, ...]


class Statement(NamedTuple):
    """A part of a text that one person says, with where it begins."""

    text: str
    start: int
    words: str
    speaker: str | None = None
    topic: str | None = None


class Collection(NamedTuple):
    """Texts that are searched together, whole and in statements, and what is asked of them."""

    texts: dict[str, str]
    statements: list[Statement]
    asked: list[Asked]


def qmsum(path: Path) -> Iterator[Collection]:
    """Yield one collection a meeting: who said what, and the turns that answer each question."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        meeting = json.loads(line)
        name, whole = f"meeting-{number}", ""
        statements, places = [], []
        for turn in meeting["meeting_transcripts"]:
            head = f"{turn['speaker']}: "
            words = turn["content"].strip()
            start = len(whole) + len(head)
            places.append((start, start + len(words)))
            if words:
                statements.append(Statement(name, start, words, turn["speaker"]))
            whole += f"{head}{words}\n\n"
        asked = [
            Asked(
                f"{name}-{n}",
                query["query"],
                tuple(
                    Span(name, places[turn][0], places[turn][1])
                    for first, last in query["relevant_text_span"]
                    for turn in range(int(first), min(int(last), len(places) - 1) + 1)
                ),
            )
            for n, query in enumerate(meeting["specific_query_list"])
        ]
        yield Collection({name: whole}, statements, asked)


def clapnq(folder: Path) -> Iterator[Collection]:
    """Yield the 600 passages as one collection; the sentences selected are gold."""
    texts, statements, asked = {}, [], []
    for name in ("answerable", "unanswerable"):
        lines = (folder / f"clapnq_dev_{name}.jsonl").read_text(encoding="utf-8").splitlines()
        for case in map(json.loads, lines):
            passage = case["passages"][0]
            key, words = case["id"], passage["text"].strip()
            texts[key] = words
            statements.append(Statement(key, 0, words, topic=passage["title"]))
            chosen = {one for output in case["output"] for one in output["selected_sentences"]}
            found = [(one, words.find(one.strip())) for one in sorted(chosen) if one.strip()]
            gold = tuple(Span(key, at, at + len(one.strip())) for one, at in found if at >= 0)
            asked.append(Asked(key, case["input"], gold if name == "answerable" else ()))
    yield Collection(texts, statements, asked)


def sotu(folder: Path) -> Iterator[Collection]:
    """Yield the State of the Union address with its questions."""
    text = (folder / "corpora" / "state_of_the_union.md").read_text(encoding="utf-8")
    asked = []
    with (folder / "questions_df.csv").open(encoding="utf-8", newline="") as file:
        for n, row in enumerate(csv.DictReader(file)):
            if row["corpus_id"] == "state_of_the_union":
                spans = json.loads(row["references"])
                gold = tuple(Span("address", s["start_index"], s["end_index"]) for s in spans)
                asked.append(Asked(str(n), row["question"], gold))
    yield Collection({"address": text}, [Statement("address", 0, text)], asked)


SETS: dict[str, Callable[[Path], Iterator[Collection]]] = {
    "qmsum": qmsum,
    "clapnq": clapnq,
    "sotu": sotu,
}


def drawn(collections: Sequence[Collection], limit: int | None, seed: int) -> list[Collection]:
    """Return the collections with `limit` of their questions that have an answer, and of those not.

    All of them where there are no more. The texts stay whole.
    """
    kept: set[str] = set()
    for answered in (True, False):
        ids = [q.id for each in collections for q in each.asked if bool(q.gold) is answered]
        if limit is not None and limit < len(ids):
            ids = random.Random(seed).sample(ids, limit)
        kept.update(ids)
    return [
        each._replace(asked=[question for question in each.asked if question.id in kept])
        for each in collections
    ]
