"""Real statements in, a PDF in the classic two-column layout of S/PV records out.

No two-column record could be had, so the bundled statements are set as such records are: Times
in two justified columns, a front page with masthead, members, agenda and disclaimer, running
heads that change sides, folios, job numbers, forms of address in bold, votes in italics,
paragraphs that run over columns and pages, hyphens at line ends.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.pdfgen.textobject import PDFTextObject  # type: ignore[import-untyped]

from tests.vectorstore.wrapped import (
    BOLD,
    ITALIC,
    MEASURE,
    ROMAN,
    SIZE,
    Manner,
    Set,
    Word,
    lines,
    width,
)

WIDTH, HEIGHT = 612.0, 792.0  # US letter, as UN documents are
COLUMNS = (53.0, 315.0)  # left edges; the gutter is 18 points
TOP, BOTTOM = 700.0, 70.0
LEADING = 12.0
DISCLAIMER = (
    "This record contains the text of speeches delivered in English and of the interpretation of",
    "speeches delivered in the other languages. The final text will be printed in the Official",
    "Records of the Security Council. Corrections should be submitted to the original languages",
    "only. They should be incorporated in a copy of the record and sent under the signature of",
    "a member of the delegation concerned to the Chief of the Verbatim Reporting Service.",
)


@dataclass(frozen=True)
class Meeting:
    """What is set: the record's front matter and its paragraphs in order."""

    symbol: str
    day: str
    numeric_day: str
    title: str
    paragraphs: tuple[Set, ...]
    president: str = "Mr. Traoré"
    country: str = "Guinea"
    job: str = "03-29393"


class Setter:
    """Sets paragraphs into columns, and columns onto pages."""

    def __init__(self, meeting: Meeting, manner: Manner) -> None:
        self.meeting = meeting
        self.manner = manner
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
        self.page = 1
        self.column = 0
        self.y = TOP
        self.drawn: list[tuple[float, float, PDFTextObject]] = []

    def text(self, x: float, y: float, text: str, font: str = ROMAN, size: float = SIZE) -> None:
        """Print some characters."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)

    def front(self) -> None:
        """Print the first page."""
        meeting = self.meeting
        symbol, _, resumption = meeting.symbol.partition(" (")
        number = symbol.removeprefix("S/PV.")
        self.text(53, 740, "United Nations", size=14)
        self.text(480, 740, symbol, size=14)
        if resumption:
            self.text(480, 726, f"({resumption}", size=10)
        self.text(53, 705, "Security Council", BOLD, 20)
        self.text(480, 705, "Provisional", ITALIC)
        self.text(53, 690, "Fifty-eighth year")
        self.text(53, 660, f"{number}th meeting", BOLD, 14)
        self.text(53, 646, f"{meeting.day}, 10 a.m.")
        self.text(53, 634, "New York")
        dots = " ".join("." * 40)
        self.text(53, 590, "President:", ITALIC)
        self.text(130, 590, f"{meeting.president} {dots} ({meeting.country})")
        for row, (label, country, name) in enumerate(
            [("Members:", "Angola", "Mr. Lucas"), ("", "Chile", "Mr. Maquieira")]
        ):
            self.text(53, 566 - 12 * row, label, ITALIC)
            self.text(130, 566 - 12 * row, f"{country} {dots} {name}")
        self.text(53, 500, "Agenda", BOLD)
        y = 500.0
        for words_, _, _ in lines(Set(meeting.title, "heading"), self.manner):
            self.text(130, y, " ".join(word[0].text for word in words_))
            y -= LEADING
        for row, line in enumerate(DISCLAIMER):
            self.text(53, 160 - 9 * row, line, size=8)
        self._foot(f"{meeting.job} (E)", f"*{meeting.job.replace('-', '')}*")
        self._next_page()

    def _foot(self, left: str, right: str) -> None:
        self.text(53, 40, left, size=8)
        self.text(520, 40, right, size=8)

    def _draw(self) -> None:
        """Put the lines of a page into the file."""
        if self.manner.by_rows:
            self.drawn.sort(key=lambda one: (-round(one[0]), one[1]))
        for _, _, text in self.drawn:
            self.canvas.drawText(text)
        self.drawn = []

    def _next_page(self) -> None:
        self._draw()
        self.canvas.showPage()
        self.page += 1
        self.column, self.y = 0, TOP

    def furniture(self, pages: int) -> None:
        """Print the heads and folio of the page; they change sides."""
        meeting = self.meeting
        head = [meeting.symbol, meeting.numeric_day]
        foot = [f"{self.page}/{pages}", meeting.job]
        if self.page % 2:
            head.reverse()
            foot.reverse()
        self.text(53, 740, head[0], BOLD, 9)
        self.text(559 - float(stringWidth(head[1], BOLD, 9)), 740, head[1], BOLD, 9)
        title = meeting.title[:60]
        self.text(306 - float(stringWidth(title, BOLD, 9)) / 2, 740, title, BOLD, 9)
        self._foot(*foot)

    def body(self, pages: int) -> None:
        """Print the paragraphs."""
        opening = (
            Set("The meeting was called to order at 10.10 a.m.", "note"),
            Set("Adoption of the agenda", "heading"),
            Set("The agenda was adopted.", "note"),
            Set(self.meeting.title, "heading"),
        )
        self.furniture(pages)
        for paragraph in (*opening, *self.meeting.paragraphs):
            for line, indent, justified in lines(paragraph, self.manner):
                if self.y < BOTTOM:
                    self._next_column(pages)
                self._line(line, indent, justified=justified)
                self.y -= LEADING
            self.y -= self.manner.space
        self._draw()
        self.canvas.showPage()

    def _next_column(self, pages: int) -> None:
        if self.column == 0:
            self.column, self.y = 1, TOP
            return
        self._next_page()
        self.furniture(pages)

    def _line(self, line: list[Word], indent: float, *, justified: bool) -> None:
        """Print a line; its spaces take up what is left of the column."""
        natural = sum(map(width, line))
        space = float(stringWidth(" ", ROMAN, SIZE))
        if justified and len(line) > 1:
            space = (MEASURE - indent - natural) / (len(line) - 1)
        text = self.canvas.beginText(COLUMNS[self.column] + indent, self.y)
        text.setWordSpace(space - float(stringWidth(" ", ROMAN, SIZE)))
        for index, word in enumerate(line):
            for place, piece in enumerate(word):
                last = place == len(word) - 1 and index < len(line) - 1
                text.setFont(piece.font, SIZE)
                text.textOut(piece.text + (" " if last else ""))
        self.drawn.append((self.y, text.getX(), text))


def typeset(meeting: Meeting, manner: Manner | None = None) -> bytes:
    """Return the meeting's record as a PDF file."""
    setter = Setter(meeting, manner or Manner())
    setter.front()
    setter.body(pages=99)
    setter.canvas.save()
    return setter.buffer.getvalue()
