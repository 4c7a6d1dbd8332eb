"""Pages whose furniture is apart in; their columns in reading order, with their edges, out.

Classic records have two columns, today's have one; a page may have both (a masthead over
columns).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from vectorstore.readers.pdf_furniture import Sorted, rows
from vectorstore.readers.pdf_lines import Line

# Share of the lines that may cross the gutter between two columns (headings, mastheads).
CROSSING = 0.25
# Share of a page's lines from which on it has one column although the document has two.
ONE_COLUMN = 0.6
# Share of a column's lines that must begin at its left edge.
AT_EDGE = 0.15
# In parts of a line's height, from which on two stretches of a row are two words.
SPACE = 0.12


class Column(NamedTuple):
    """Lines one under the other; `key` is of how many columns and which."""

    key: tuple[int, int]
    lines: list[Line]

    @property
    def edge_key(self) -> tuple[int, int, int]:
        """What the column's edges depend on: odd and even pages may be bound differently."""
        return (*self.key, self.lines[0].page % 2)


class Edges(NamedTuple):
    """Where lines begin and end in a kind of column."""

    left: float
    right: float


def columns(pages: Sequence[Sorted]) -> list[list[Column]]:
    """Return the columns of each page in reading order."""
    gutter = _gutter(pages)
    return [list(_columns(page, gutter)) for page in pages]


def edges(columns_of_pages: Sequence[Sequence[Column]]) -> Mapping[tuple[int, int, int], Edges]:
    """Return the edges of each kind of column of a document."""
    lefts: dict[tuple[int, int, int], Counter[int]] = {}
    rights: dict[tuple[int, int, int], list[float]] = {}
    for page in columns_of_pages:
        for column in page:
            lefts.setdefault(column.edge_key, Counter()).update(
                round(line.x0) for line in column.lines
            )
            rights.setdefault(column.edge_key, []).extend(line.x1 for line in column.lines)
    return {
        key: Edges(_left(counts), sorted(rights[key])[int(0.95 * (len(rights[key]) - 1))])
        for key, counts in lefts.items()
    }


def _left(counts: Counter[int]) -> float:
    """Return the leftmost place at which a fair share of the lines begins."""
    fair = [x for x, count in counts.items() if count >= AT_EDGE * counts.total() or count > 30]
    return float(min(fair or counts))


def _gutter(pages: Sequence[Sorted]) -> float | None:
    """Return where the gutter between two columns runs, or None in a document of one column."""
    lines = [line for page in pages for line in page.body if page.page.number > 1]
    lines = lines or [line for page in pages for line in page.body]
    if len(lines) < 8:
        return None
    left = sorted(line.x0 for line in lines)[len(lines) // 50]
    right = sorted(line.x1 for line in lines)[-1 - len(lines) // 50]
    places = [left + (right - left) * step / 100 for step in range(35, 66)]
    middle = (left + right) / 2
    crossings = [(sum(line.x0 < x < line.x1 for line in lines), abs(x - middle), x) for x in places]
    crossing, _, place = min(crossings)
    sides = min(sum(line.x0 >= place for line in lines), sum(line.x1 <= place for line in lines))
    return place if crossing <= CROSSING * len(lines) and sides >= 0.15 * len(lines) else None


def _columns(page: Sorted, gutter: float | None) -> Iterator[Column]:
    """Yield the columns of a page: what runs over both parts those above from those below."""
    if gutter is None or _crossing(page.body, gutter) > ONE_COLUMN * len(page.body):
        yield from _column((1, 0), list(page.body))
        return
    full: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for row in rows(page.body):
        if _crossing(row.lines, gutter):
            yield from _column((2, 0), left)
            yield from _column((2, 1), right)
            left, right = [], []
            full += row.lines
            continue
        yield from _column((1, 0), full)
        full = []
        left += [line for line in row.lines if line.x1 <= gutter]
        right += [line for line in row.lines if line.x1 > gutter]
    for key, lines in (((1, 0), full), ((2, 0), left), ((2, 1), right)):
        yield from _column(key, lines)


def _crossing(lines: Sequence[Line], gutter: float) -> int:
    return sum(line.x0 < gutter < line.x1 for line in lines)


def _column(key: tuple[int, int], lines: list[Line]) -> Iterator[Column]:
    if lines:
        yield Column(key, [joined(row.lines) for row in rows(lines)])


def joined(lines: Sequence[Line]) -> Line:
    """Return the stretches of one row in one column as one line."""
    whole = lines[0]
    for line in lines[1:]:
        space = " " if line.x0 - whole.x1 > SPACE * line.height else ""
        whole = whole._replace(
            x1=max(whole.x1, line.x1),
            height=max(whole.height, line.height),
            text=whole.text + space + line.text,
            bold=whole.bold + line.bold,
            italic=whole.italic + line.italic,
            roman=whole.roman + line.roman,
        )
    return whole
