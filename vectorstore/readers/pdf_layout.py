"""Pages whose furniture is apart in; their paragraphs in reading order out.

A paragraph is told by its indent, the space above it, its style, and the room
left in the line before; it may go on in the next column or on the next page.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from vectorstore.address import address
from vectorstore.readers.pdf_columns import Column, Edges, columns, edges
from vectorstore.readers.pdf_furniture import Sorted
from vectorstore.readers.pdf_lines import Line

Style = Literal["text", "italic", "bold"]

# Points by which a line must stand farther in to be indented.
INDENT = 5.0
# Space between baselines, in parts of the usual, from which a paragraph begins.
WIDE = 1.25
_END = re.compile(r"[.?!:;…][\"'”’)\]]{0,3}$")
_VOTES = re.compile(r"(?:In favour|Against|Abstain(?:ing|ed)|Abstentions?) ?:")
_LABEL = re.compile(r"(?:\(\w{1,4}\)|\d{1,3}\.|[•·–—-]) ")


class Placed(NamedTuple):
    """A line of running text: how far it is indented, and what its column leaves free after it."""

    line: Line
    indent: float
    free: float
    gap: float | None  # from the line above in the same column


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as printed: its lines, and the furniture met between them.

    `between[i]` is what stood between `lines[i]` and the line before it (for i = 0: what stood
    before the paragraph).
    """

    lines: tuple[Line, ...]
    between: tuple[tuple[Line, ...], ...]
    style: Style

    @property
    def page(self) -> int:
        """The page it begins on."""
        return self.lines[0].page

    @property
    def text(self) -> str:
        """Its words, line ends as spaces: to look at, not to quote."""
        return " ".join(line.text for line in self.lines)


def style_of(line: Line) -> Style:
    """Return how a whole line is set; a bold name that opens a turn is followed by roman."""
    if line.roman == 0 and line.bold > 0:
        return "bold"
    # "Draft resolution A/79/L.64 was adopted by 155 votes to 1 (resolution 79/283)."
    return "italic" if line.bold == 0 and line.italic > 2 * line.roman else "text"


def blocks(pages: Sequence[Sorted]) -> list[Block]:
    """Return the paragraphs of a document in reading order."""
    of_pages = columns(pages)
    found = edges(of_pages)
    usual = _usual_gap(of_pages)
    builder = _Builder(usual)
    for page, on_page in zip(pages, of_pages, strict=True):
        builder.furniture(page.head)
        for column in on_page:
            for placed in _placed(column, found[column.edge_key]):
                builder.line(placed)
        builder.furniture(page.foot)
    return builder.finished()


class _Builder:
    """Takes lines in reading order and parts them into paragraphs."""

    def __init__(self, usual: float) -> None:
        self.usual = usual
        self.made: list[Block] = []
        self.lines: list[Placed] = []
        self.between: list[tuple[Line, ...]] = []
        self.waiting: tuple[Line, ...] = ()

    def furniture(self, lines: tuple[Line, ...]) -> None:
        """Note furniture; it stands before the next line."""
        self.waiting += lines

    def line(self, placed: Placed) -> None:
        """Add a line to the paragraph, or begin the next one with it."""
        if self.lines and _starts(self.lines, placed, self.usual):
            self._end()
        self.lines.append(placed)
        self.between.append(self.waiting)
        self.waiting = ()

    def finished(self) -> list[Block]:
        """Return the paragraphs; furniture after the last line is no part of any."""
        self._end()
        return self.made

    def _end(self) -> None:
        if not self.lines:
            return
        styles = {style_of(placed.line) for placed in self.lines}
        style: Style = styles.pop() if len(styles) == 1 else "text"
        lines = tuple(placed.line for placed in self.lines)
        self.made.append(Block(lines, tuple(self.between), style))
        self.lines, self.between = [], []


def _usual_gap(of_pages: Sequence[Sequence[Column]]) -> float:
    """Return the commonest space between baselines, in points."""
    gaps = Counter(
        round(below.y - above.y, 0)
        for page in of_pages
        for column in page
        for above, below in itertools.pairwise(column.lines)
    )
    return gaps.most_common(1)[0][0] if gaps else 12.0


def _placed(column: Column, edge: Edges) -> Iterator[Placed]:
    above: Line | None = None
    for line in column.lines:
        gap = None if above is None else line.y - above.y
        yield Placed(line, line.x0 - edge.left, edge.right - line.x1, gap)
        above = line


def _starts(lines: Sequence[Placed], placed: Placed, usual: float) -> bool:
    """Whether `placed` begins a paragraph after `lines`."""
    last = lines[-1]
    if _VOTES.fullmatch(last.line.text):
        # The names of those who voted follow their heading, wherever they stand.
        return False
    short = _short(last, placed.line)
    ended = _END.search(last.line.text) is not None
    set_apart = short or (ended and placed.indent > INDENT)
    restyled = set_apart and style_of(placed.line) != style_of(last.line)
    spaced = placed.gap is not None and placed.gap > WIDE * usual + 1
    if restyled or spaced or _next_votes(lines, placed):
        return True
    step = placed.indent - last.indent
    if step > INDENT:
        return not _hangs(lines)
    if -INDENT <= step <= INDENT < placed.indent:
        # The second line of a paragraph stands at the margin, so this is the next one's first,
        # unless a whole block is set in.
        alone = len(lines) == 1 or address(placed.line.text) is not None
        return short or (ended and alone)
    # At the margin: after an indented first line the paragraph goes on.
    return short and ended and (step >= -INDENT or len(lines) > 1)


def _next_votes(lines: Sequence[Placed], placed: Placed) -> bool:
    """Whether those who voted otherwise follow: "Against: ..." after "In favour: ..."."""
    return bool(_VOTES.match(lines[0].line.text) and _VOTES.match(placed.line.text))


def _short(last: Placed, following: Line) -> bool:
    """Whether the first word of the next line would have had room in the last one."""
    word = following.text.split(" ", 1)[0]
    width = (following.x1 - following.x0) / max(1, len(following.text))
    return last.free > (len(word) + 1) * width + 1


def _hangs(lines: Sequence[Placed]) -> bool:
    """Whether the lines after the first one of this paragraph stand farther in."""
    first = lines[0]
    if _VOTES.match(first.line.text):
        return True
    return len(lines) == 1 and first.free < 4 * INDENT and _LABEL.match(first.line.text) is not None
