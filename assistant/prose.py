"""A composer's prose in, by pieces; its sentences out: words, quotations and markers.

The prose is another's text: control and direction characters, links, images and mark-up are
taken out before anything is read from it. A sentence is never torn inside a quotation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from vectorstore.sentences import sentences

MARKER = re.compile(r"\[\s*\d{1,4}(?:\s*[,;]\s*\d{1,4})*\s*\]")
# What a pronoun of the quotation before it stands for: `[It: Iraq]`.
NOTE = re.compile(r"\[[A-Za-z]{2,6}: [^\[\]\n]{1,80}\]")
_MARKUP = (
    (re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)"), ""),  # an image
    (re.compile(r"\[([^\]\n]*)\]\((?:[^)\n]*)\)"), r"\1"),  # a link keeps its words
    (re.compile(r"<!--.*?-->|</?[A-Za-z][^<>\n]*>", re.DOTALL), ""),
    (
        re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]*|[-*+•][ \t]+|\d{1,2}[.)][ \t]+)", re.MULTILINE),
        "",
    ),
    (re.compile(r"^[ \t]*```.*$", re.MULTILINE), ""),
    (re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])"), r"\2"),
)
# What mark-up may still be growing at the end of a stream.
_UNFINISHED = re.compile(r"!?\[[^\]\n]*$|!?\[[^\]\n]*\]\([^)\n]*$|<[A-Za-z/!][^<>\n]*$|\]$|\*$")
_BRACKETED = re.compile(rf"{MARKER.pattern}|{NOTE.pattern}")
_INSIDE = re.compile(rf"((?:\s*{MARKER.pattern})+)([.,;:!?]*[\"”])")


class Part(NamedTuple):
    """A piece of a sentence: words, a quotation without its marks, or markers."""

    kind: str  # "words", "quote", "note" or "marks"
    text: str
    numbers: tuple[int, ...] = ()


class Segment(NamedTuple):
    """The parts up to and with one group of markers: what those markers stand for."""

    parts: tuple[Part, ...]

    @property
    def markers(self) -> tuple[int, ...]:
        """The numbers cited, in order, each once."""
        cited = (n for part in self.parts if part.kind == "marks" for n in part.numbers)
        return tuple(dict.fromkeys(cited))

    @property
    def quotes(self) -> tuple[str, ...]:
        """The quoted words, in order."""
        return tuple(part.text for part in self.parts if part.kind == "quote")

    @property
    def words(self) -> str:
        """The composer's own words; `…` stands for a quotation."""
        own = "".join(
            " … " if part.kind == "quote" else part.text.replace("…", "...")
            for part in self.parts
            if part.kind not in ("marks", "note")
        )
        return " ".join(own.split())


def harmless(text: str) -> str:
    """Return `text` without what a reader cannot see and without mark-up."""
    seen = "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")
    for pattern, instead in _MARKUP:
        seen = pattern.sub(instead, seen)
    return seen


class Sentences:
    """Cuts a stream of prose into sentences; the chunks' borders make no difference."""

    def __init__(self) -> None:
        self._buffer = ""

    def feed(self, chunk: str) -> list[str]:
        """Return the sentences that are complete now."""
        self._buffer += chunk
        done, self._buffer = _complete(self._buffer)
        return done

    def finish(self) -> list[str]:
        """Return what is left, complete or not."""
        rest, self._buffer = harmless(self._buffer), ""
        return [text for line in rest.split("\n") for text in _cut(line)]


def segments(sentence: str) -> list[Segment]:
    """Return the segments of one sentence; what follows the last markers belongs to the last."""
    moved = _INSIDE.sub(r"\2\1", sentence)  # the markers of "exact words [2]" go behind the mark
    groups: list[list[Part]] = [[]]
    for part in _parts(moved):
        started = groups[-1] and groups[-1][-1].kind == "marks"
        if (
            started
            and (part.kind == "quote" or re.search(r"\w", part.text))
            and part.kind != "marks"
        ):
            groups.append([])
        groups[-1].append(part)
    if len(groups) > 1 and not any(part.kind == "marks" for part in groups[-1]):
        tail = groups.pop()
        groups[-1] += tail
    return [Segment(tuple(group)) for group in groups if group]


def _complete(buffer: str) -> tuple[list[str], str]:
    """Return the sentences that nothing to come can change, and the rest as it came."""
    safe = buffer
    while (growing := _UNFINISHED.search(safe)) is not None:
        safe = safe[: growing.start()]
    done: list[str] = []
    *lines, _ = safe.split("\n")
    for line in lines:
        done += _cut(harmless(line))
    rest = safe[sum(len(line) + 1 for line in lines) :]
    clean = harmless(rest)
    # Whether a point ends a sentence is known once the word after it is.
    if clean == rest and len(cut := list(_spans(rest))) > 1:
        last = cut[-1][0]
        if re.search(r"\S\s", rest[last:]):
            done += [rest[start:end].strip() for start, end in cut[:-1]]
            rest = rest[last:]
    return done, rest + buffer[len(safe) :]


def _cut(line: str) -> list[str]:
    return [text for start, end in _spans(line) if (text := line[start:end].strip())]


def _spans(line: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of one line stand, markers with the sentence they follow."""
    starts = [start for start, _ in sentences(_masked(line))]
    bounds = [0, *starts[1:], len(line)]
    yield from pairwise(bounds)


def _masked(line: str) -> str:
    """Return the line, as long as it was, with letters for quoted words and blanks for brackets.

    The last point inside a quotation stays: it may end the sentence around it.
    """
    masked = list(_BRACKETED.sub(lambda match: " " * len(match[0]), line))
    for start, end in _quotations(line):
        inner = line[start + 1 : end - 1].rstrip()
        stop = start + 1 + len(inner)
        ends = inner.endswith((".", "?", "!", "…"))
        masked[start + 1 : stop] = "X" * (len(inner) - ends) + inner[len(inner) - ends :]
    return "".join(masked)


def _quotations(line: str) -> Iterator[tuple[int, int]]:
    """Yield `[start, end)` of the outermost quotations with their marks.

    Typographic marks nest; a straight mark closes a straight one. A mark that is never closed
    runs to the line's end.
    """
    start, depth, straight = 0, 0, False
    for place, character in enumerate(line):
        if straight:
            if character == '"':
                yield start, place + 1
                straight = False
        elif depth:
            depth += {"“": 1, "”": -1}.get(character, 0)
            if not depth:
                yield start, place + 1
        elif character in '"“':
            start, straight, depth = place, character == '"', int(character == "“")
    if straight or depth:
        yield start, len(line) + 1


def _parts(sentence: str) -> Iterator[Part]:
    position = 0
    for start, end in [*_quotations(sentence), (len(sentence), len(sentence))]:
        yield from _unquoted(sentence[position:start])
        if end > start:
            yield Part("quote", sentence[start + 1 : end - 1].strip())
        position = end


def _unquoted(text: str) -> Iterator[Part]:
    position = 0
    for match in _BRACKETED.finditer(text):
        if match.start() > position:
            yield Part("words", text[position : match.start()])
        numbers = tuple(int(digits) for digits in re.findall(r"\d+", match[0]))
        noted = NOTE.fullmatch(match[0])
        yield Part("note", match[0]) if noted else Part("marks", match[0], numbers)
        position = match.end()
    if position < len(text):
        yield Part("words", text[position:])
