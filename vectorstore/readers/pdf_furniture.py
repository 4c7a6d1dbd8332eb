"""The pages of a document in; what is printed on each only because it is a page out.

Running heads (which swap sides on odd and even pages), folios, job numbers, barcodes, the
disclaimer of a record's first page. They are taken out of the text, not thrown away: where they
stood inside a statement they come back as repairs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from vectorstore.readers.pdf_lines import Line, Page

# Rows that can be heads or feet: this many from the top or the bottom of a page.
HEAD_ROWS = 3
FOOT_ROWS = 4
SAME_ROW = 3.0  # points between the baselines of one row's stretches
_SYMBOL = r"[ASE]/[\w./-]*\d[\w./-]*(?: ?\((?:Resumption|Part) ?\d+\))?"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = rf"\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{1,2}} (?:{_MONTHS}) \d{{4}}"
_FOLIO = r"\d{1,4}(?: ?/ ?\d{1,4})?"
_JOB = r"\d{2}-\d{5}(?: ?\([A-Z]\))?(?: ?\d{6})?"
_PIECE = re.compile(
    rf"(?:{_SYMBOL}|{_DATE}|{_FOLIO}|{_JOB}|\d{{6}}|\*\d{{5,9}}\*|(?:S|A)?\d{{5,9}}"
    r"|\(?Resumption \d+\)?|Please recycle\W*|Accessible document)"
)
_ALWAYS = re.compile(
    rf"(?:{_JOB}|\*\d{{5,9}}\*|(?:Accessible document ?)?Please recycle\W*|Accessible document)"
)
_DISCLAIMER = re.compile(
    r"(?:This|The present) (?:summary )?record (?:contains the|is subject)|Corrections? should"
)
_DIGITS = re.compile(r"\d+")


class Row(NamedTuple):
    """What stands on one baseline of a page, from left to right."""

    y: float
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The row's words."""
        return " ".join(line.text for line in self.lines)


class Sorted(NamedTuple):
    """A page's lines, parted: `head` and `foot` are furniture."""

    page: Page
    head: tuple[Line, ...]
    body: tuple[Line, ...]
    foot: tuple[Line, ...]


def rows(lines: Sequence[Line]) -> list[Row]:
    """Return the rows of a page from top to bottom."""
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (one.y, one.x0)):
        if found and line.y - found[-1][0].y <= SAME_ROW:
            found[-1].append(line)
        else:
            found.append([line])
    return [Row(row[0].y, tuple(sorted(row, key=lambda one: one.x0))) for row in found]


def parted(pages: Sequence[Page]) -> list[Sorted]:
    """Return each page with its furniture apart."""
    by_page = [rows(page.lines) for page in pages]
    repeated = _repeated(by_page)
    return [
        _parted(page, page_rows, repeated) for page, page_rows in zip(pages, by_page, strict=True)
    ]


def _parted(page: Page, page_rows: list[Row], repeated: frozenset[str]) -> Sorted:
    head: list[Line] = []
    foot: list[Line] = []
    first, last = 0, len(page_rows)
    if page.number > 1:
        while first < min(HEAD_ROWS, last) and _furniture(page_rows[first], repeated):
            head += page_rows[first].lines
            first += 1
    least = max(first, last - FOOT_ROWS)
    while last > least and _furniture(page_rows[last - 1], repeated):
        foot = [*page_rows[last - 1].lines, *foot]
        last -= 1
    if page.number == 1:
        first_of_disclaimer = _disclaimer(page_rows[first:last])
        if first_of_disclaimer is not None:
            cut = first + first_of_disclaimer
            foot = [line for row in page_rows[cut:last] for line in row.lines] + foot
            last = cut
    body: list[Line] = []
    for row in page_rows[first:last]:
        for line in row.lines:
            (foot if _ALWAYS.fullmatch(line.text) else body).append(line)
    return Sorted(page, tuple(head), tuple(body), tuple(foot))


def _furniture(row: Row, repeated: frozenset[str]) -> bool:
    if all(_PIECE.fullmatch(line.text) for line in row.lines):
        return True
    # A head's title stands between symbol and date.
    if len(row.lines) > 1 and any(_PIECE.fullmatch(line.text) for line in row.lines):
        return True
    return _pattern(row) in repeated or _PIECE.fullmatch(row.text) is not None


def _pattern(row: Row) -> str:
    """Return what of a row is the same on every page, whichever side its parts stand on."""
    return " ".join(sorted(_DIGITS.sub("#", line.text) for line in row.lines))


def _repeated(by_page: list[list[Row]]) -> frozenset[str]:
    """Return the rows that recur at the same height at the top or bottom of pages."""
    counts: Counter[tuple[str, int]] = Counter()
    for page_rows in by_page[1:]:
        edges = {
            (_pattern(row), round(row.y / 6))
            for row in (*page_rows[:HEAD_ROWS], *page_rows[-FOOT_ROWS:])
        }
        counts.update(edges)
    return frozenset(pattern for (pattern, _), count in counts.items() if count >= 2)


def _disclaimer(page_rows: list[Row]) -> int | None:
    """Return the row at which the notice about corrections begins; it goes to the page's end."""
    for index, row in enumerate(page_rows):
        if _DISCLAIMER.match(row.text):
            return index
    return None
