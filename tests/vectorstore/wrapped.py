"""A paragraph in, the lines of a narrow justified column out, each word in its font."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]

from vectorstore.address import address

Style = Literal["speech", "vote", "note", "heading"]

MEASURE = 244.0  # points, the width of a column
SIZE = 10.0
INDENT = 18.0
ROMAN, BOLD, ITALIC = "Times-Roman", "Times-Bold", "Times-Italic"


class Set(NamedTuple):
    """A paragraph and how it is set; `turn` where it opens one."""

    text: str
    style: Style = "speech"
    turn: bool = False


@dataclass(frozen=True)
class Manner:
    """How records differ: in what is printed, and in the order in which the file draws it."""

    space: float = 6.0
    broken_words: bool = False
    bold_names: bool = True
    # Drawn as the eye crosses the page, not column by column.
    by_rows: bool = False


class Piece(NamedTuple):
    """Characters in one font."""

    text: str
    font: str


Word = tuple[Piece, ...]


def pieces(paragraph: Set, *, bold_names: bool = True) -> list[Piece]:
    """Return a paragraph's characters with their fonts."""
    if paragraph.style == "heading":
        return [Piece(paragraph.text, BOLD)]
    if paragraph.style in {"note", "vote"}:
        return [Piece(paragraph.text, ITALIC)]
    if not paragraph.turn:
        return [Piece(paragraph.text, ROMAN)]
    found = address(paragraph.text)
    assert found is not None
    name = found.speaker
    head, speech = paragraph.text[len(name) : found.end], paragraph.text[found.end :]
    made = [Piece(name, BOLD if bold_names else ROMAN)]
    for part in re.split(r"((?<=\()(?:spoke|interpretation)[^)]*(?=\)))", head):
        made.append(Piece(part, ITALIC if part.startswith(("spoke", "interp")) else ROMAN))
    return [*made, Piece(speech, ROMAN)]


def words(runs: Sequence[Piece]) -> list[Word]:
    """Return the words of a paragraph; a word may have several fonts."""
    found: list[list[Piece]] = [[]]
    for run in runs:
        first, *others = run.text.split(" ")
        if first:
            found[-1].append(Piece(first, run.font))
        for text in others:
            found.append([Piece(text, run.font)] if text else [])
    return [tuple(word) for word in found if word]


def width(word: Word) -> float:
    """Return a word's width in points."""
    return sum(float(stringWidth(piece.text, piece.font, SIZE)) for piece in word)


def break_points(text: str, *, broken_words: bool) -> list[tuple[str, str]]:
    """Return the ways to end a line inside a word, the longest part first."""
    ways = [(text[: m.end()], text[m.end() :]) for m in re.finditer(r"(?<=\w\w)-(?=\w\w)", text)]
    if broken_words and text.isalpha() and text.islower() and len(text) >= 8:
        syllables = re.finditer(r"(?<=[aeiou][bcdfglmnprst])(?=[bcdfglmnprst][aeiou])", text)
        ways += [(text[: m.start()] + "-", text[m.start() :]) for m in syllables]
        ways = [way for way in ways if len(way[0]) > 3 and len(way[1]) > 3]
    return sorted(ways, key=lambda way: -len(way[0]))


def lines(paragraph: Set, manner: Manner) -> Iterator[tuple[list[Word], float, bool]]:
    """Yield the lines of a paragraph with their indent and whether they are justified."""
    indent = 0.0 if paragraph.style == "heading" else INDENT
    space = float(stringWidth(" ", ROMAN, SIZE))
    line: list[Word] = []
    used = 0.0
    waiting = words(pieces(paragraph, bold_names=manner.bold_names))[::-1]
    while waiting:
        word = waiting.pop()
        room = MEASURE - indent - used - (space if line else 0.0)
        if width(word) <= room:
            used += width(word) + (space if line else 0.0)
            line.append(word)
            continue
        if len(word) == 1:
            for left, right in break_points(word[0].text, broken_words=manner.broken_words):
                part: Word = (Piece(left, word[0].font),)
                if width(part) <= room:
                    line.append(part)
                    word = (Piece(right, word[0].font),)
                    break
        yield line, indent, True
        waiting.append(word)
        # A vote's names hang; other paragraphs go on at the margin.
        indent = INDENT if paragraph.style == "vote" else 0.0
        line, used = [], 0.0
    yield line, indent, False
