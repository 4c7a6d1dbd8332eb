"""Printed paragraphs in, running text and its repairs out, with the page each part stands on.

Line ends become spaces, hyphens at them are decided by the vocabulary, and the heads and folios
met between two lines of a statement are taken out; `restore` brings all of it back.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from vectorstore import hyphens
from vectorstore.edits import Kind, Mended
from vectorstore.readers.pdf_layout import Block
from vectorstore.readers.pdf_lines import Line
from vectorstore.schema import Repair

_LAST_WORD = re.compile(r"([^\W_](?:[\w'’-]*\w)?)-$")
_FIRST_WORD = re.compile(r"\w[\w'’]*")
# Nothing is spelt with a space after these: "S/2013/" and "480", "and/" and "or".
_NO_SPACE = re.compile(r"\S[/—]$|\b[AS]/PV\.$")


class Prose(NamedTuple):
    """Running text, what restores its source, and by offset the page and the block of each line."""

    mended: Mended
    raw: str
    offsets: tuple[int, ...]
    pages: tuple[int, ...]
    blocks: tuple[int, ...]

    def page_at(self, offset: int) -> int:
        """Return the page that the character at `offset` is printed on."""
        return self.pages[bisect.bisect_right(self.offsets, offset) - 1]

    def block_at(self, offset: int) -> int:
        """Return the index of the paragraph that the character at `offset` belongs to."""
        return self.blocks[bisect.bisect_right(self.offsets, offset) - 1]


class _Join(NamedTuple):
    """What becomes of a line's end: `cut` characters before it go, `new` stands in its place."""

    cut: int
    new: str
    kind: Kind


def vocabulary(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the words of a document, by which its hyphens are decided."""
    return hyphens.vocabulary("\n".join(line.text for block in blocks for line in block.lines))


def prose(blocks: Sequence[Block], known: AbstractSet[str]) -> Prose:
    """Return the paragraphs as one running text with a blank line between them."""
    text, raw = _Text(), _Text()
    repairs: list[Repair] = []
    offsets: list[int] = []
    pages: list[int] = []
    of_blocks: list[int] = []
    above: Line | None = None
    for index, block in enumerate(blocks):
        for place, line in enumerate(block.lines):
            if above is not None:
                join = _join(above.text, line.text, known, first=place == 0)
                furniture = block.between[place]
                source = _source(furniture)
                kind: Kind = "running_head" if furniture else join.kind
                removed = text.cut(join.cut) + source
                start = text.length
                text.add(join.new)
                repairs.append(Repair(kind=kind, start=start, end=text.length, raw=removed))
                raw.add(source)
            offsets.append(text.length)
            pages.append(line.page)
            of_blocks.append(index)
            text.add(line.text)
            raw.add(line.text)
            above = line
    mended = Mended(text.whole(), tuple(repairs))
    return Prose(mended, raw.whole(), tuple(offsets), tuple(pages), tuple(of_blocks))


class _Text:
    """Characters that are added at the end; a book has too many to copy them each time."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def add(self, characters: str) -> None:
        """Put characters at the end."""
        self.parts.append(characters)
        self.length += len(characters)

    def cut(self, count: int) -> str:
        """Take `count` characters off the part added last and return them."""
        if count == 0:
            return ""
        last = self.parts.pop()
        self.parts.append(last[:-count])
        self.length -= count
        return last[-count:]

    def whole(self) -> str:
        """Return all of it."""
        return "".join(self.parts)


def _source(furniture: Sequence[Line]) -> str:
    return "\n" + "".join(f"{line.text}\n" for line in furniture)


def _join(above: str, below: str, known: AbstractSet[str], *, first: bool) -> _Join:
    if first:
        return _Join(0, "\n\n", "blank_lines")
    left, right = _LAST_WORD.search(above), _FIRST_WORD.match(below)
    if left is not None and right is not None and not hyphens.suspended(right.group()):
        if hyphens.hyphen_kept(left[1], right.group(), known):
            return _Join(0, "", "hyphen_kept")
        return _Join(1, "", "hyphen_joined")
    return _Join(0, "" if _NO_SPACE.search(above) else " ", "line_wrap")
