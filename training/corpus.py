"""The questions to train with, and the paragraphs of the corpora that they were written for."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from vectorstore.passages import embedded_text, passages
from vectorstore.readers import read
from vectorstore.schema import Passage, Statement
from vectorstore.sentences import sentences

QUESTIONS = Path(__file__).parent / "questions.jsonl.gz"
NEAR_MISSES = Path(__file__).parent / "near_misses.jsonl.gz"
# The meetings of eval/cases, dev and test: nothing of them is learned from.
KEPT_OUT = frozenset(
    f"S/PV.{meeting}"
    for meeting in (
        *("4644", "4726", "4726 (Resumption 1)", "7138", "7154", "7219", "7643", "7658", "8676"),
    )
)

Place = tuple[str, int]  # id of a statement, number of a paragraph


class Asked(NamedTuple):
    """A question that one paragraph answers, and the sentences of it that do, from 1."""

    question: str
    place: Place
    sentences: tuple[int, ...]


class NearMiss(NamedTuple):
    """An answered question, and one of its form that no paragraph of the window answers."""

    asked: Asked
    unanswered: str
    window: tuple[Place, ...]  # paragraphs that were read, in order
    nearest: Place  # the one that looks most like an answer


class Text(NamedTuple):
    """A passage as it is embedded, and where its paragraph's sentences stand in that."""

    place: Place
    text: str
    spans: tuple[tuple[int, int, int], ...]  # number of the sentence, [start, end)
    meeting: str | None = None


def questions(path: Path = QUESTIONS) -> list[Asked]:
    """Return all questions, in the order of the file."""
    return [_asked(row) for row in _rows(path)]


def near_misses(path: Path = NEAR_MISSES) -> list[NearMiss]:
    """Return all pairs of an answered question and a near miss, in the order of the file."""
    return [
        NearMiss(
            _asked(row),
            row["unanswered"],
            tuple(
                (row["statement"], number)
                for number in range(row["window"][0], row["window"][1] + 1)
            ),
            (row["statement"], row["nearest"]),
        )
        for row in _rows(path)
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _asked(row: dict[str, Any]) -> Asked:
    return Asked(row["question"], (row["statement"], row["paragraph"]), tuple(row["sentences"]))


def texts(files: Iterable[Path], wanted: frozenset[Place] = frozenset()) -> list[Text]:
    """Return all passages of the Council's files, and of the others those that are `wanted`."""
    found = list[Text]()
    for file in files:
        for one in read(file):
            if isinstance(one, Statement) and one.meeting not in KEPT_OUT:
                found += [
                    _text(one, passage)
                    for passage in passages(one)
                    if one.meeting or (one.id, passage.paragraph) in wanted
                ]
    return found


def _text(statement: Statement, passage: Passage) -> Text:
    paragraph = statement.paragraphs[passage.paragraph - 1]
    shift = len(passage.header) + 1 - passage.start
    spans = (
        (number, paragraph.start + start + shift, paragraph.start + end + shift)
        for number, (start, end) in enumerate(
            sentences(statement.text[paragraph.start : paragraph.end]), 1
        )
        if passage.start <= paragraph.start + start < passage.end
    )
    place = (statement.id, passage.paragraph)
    return Text(place, embedded_text(passage), tuple(spans), statement.meeting)


def by_place(found: Sequence[Text]) -> dict[Place, list[int]]:
    """Return where in `found` the passages of each paragraph are."""
    places: dict[Place, list[int]] = {}
    for at, one in enumerate(found):
        places.setdefault(one.place, []).append(at)
    return places
