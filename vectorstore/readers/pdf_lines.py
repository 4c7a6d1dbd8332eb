"""A PDF file in, its printed lines out: what stands where, how large, bold or italic.

Runs in the child process (`child.py`). PDFium was chosen over pdfplumber: the same characters on
all files tried, eighteen times faster, and its faults stay in the child. It gives characters with
their places; reading order is `pdf_layout`'s business.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from vectorstore.errors import ReadError

# The longest real record of one day's meetings has some 250 pages.
MOST_PAGES = 3000
MOST_CHARACTERS = 60_000  # on a page; a full one has 6,000
# PDFium marks a hyphen at a line's end with U+0002; files have U+FFFE and U+00AD themselves.
_HYPHENS = frozenset({0x02, 0xFFFE, 0xAD})
# Parts of a character's height.
BASELINE = 0.25  # characters nearer than this stand on one line
GAP = 1.2  # wider ones part a line: columns are farther apart, justified words nearer
BACK = 0.6
BOLD = 600  # of 100 to 900
_ITALIC_FLAG = 1 << 6
_FORCE_BOLD_FLAG = 1 << 18


class Line(NamedTuple):
    """A stretch of one printed line. Points from the page's top left corner; pages from 1.

    `bold`, `italic` and `roman` count its letters by style.
    """

    page: int
    x0: float
    x1: float
    y: float  # of the baseline
    height: float
    text: str
    bold: int
    italic: int
    roman: int


class Page(NamedTuple):
    """The lines of a page in the order of the file, and the page's size."""

    number: int
    width: float
    height: float
    lines: list[Line]
    pictures: bool


def pages(path: str) -> Iterator[Page]:
    """Yield the pages of a PDF file.

    Raises:
        ReadError: it is no PDF, is encrypted or has too many pages.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise ReadError(path, _why(error)) from error
    count = len(document)
    if count > MOST_PAGES:
        raise ReadError(path, f"has {count} pages, more than {MOST_PAGES}: split it")
    if count == 0:
        raise ReadError(path, "is a PDF without pages: get it again")
    for index in range(count):
        try:
            page = document[index]
            text = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise ReadError(path, f"page {index + 1} is damaged ({error}): get it again") from error
        if text.count_chars() > MOST_CHARACTERS:
            reason = f"page {index + 1} has more than {MOST_CHARACTERS} characters: hostile"
            raise ReadError(path, reason)
        width, height = page.get_size()
        lines = list(_lines(text, index + 1, height))
        yield Page(index + 1, width, height, lines, not lines and _pictured(page))
        text.close()
        page.close()


def _why(error: pypdfium2.PdfiumError) -> str:
    words = str(error)
    if "assword" in words or "ecurity" in words:
        return "is encrypted: save it without a password"
    return "is no readable PDF, damaged or cut off: get it again"


def _pictured(page: pypdfium2.PdfPage) -> bool:
    """Whether there is a picture on the page, as on a scan."""
    return any(True for _ in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3))


class _Style(NamedTuple):
    bold: bool
    italic: bool


class _Pen:
    """Gathers characters into lines."""

    def __init__(self, page: int, page_height: float) -> None:
        self.page = page
        self.page_height = page_height
        self.parts: list[str] = []
        self.counts = [0, 0, 0]
        self.x0 = self.x1 = self.last = self.y = self.height = 0.0

    def reaches(self, x: float, y: float, height: float) -> bool:
        """Whether a character there goes on with the line."""
        size = max(height, self.height)
        return (
            bool(self.parts)
            and abs(y - self.y) <= BASELINE * size
            and x - self.x1 <= GAP * size
            # The letters of a ligature all have its box; accents step back a little.
            and (x - self.x1 >= -BACK * size or x >= self.last - 0.5)
        )

    def put(self, character: str, x0: float, x1: float, y: float, height: float) -> None:
        """Add a character."""
        if not self.parts:
            self.x0, self.y = x0, y
        self.last = x0
        self.parts.append(character)
        self.x1 = max(self.x1, x1) if len(self.parts) > 1 else x1
        self.height = max(self.height, height)

    def line(self) -> Line | None:
        """Return the line gathered, if any, and begin the next."""
        text = " ".join("".join(self.parts).split())
        bold, italic, roman = self.counts
        line = Line(
            page=self.page,
            x0=round(self.x0, 1),
            x1=round(self.x1, 1),
            y=round(self.page_height - self.y, 1),
            height=round(self.height, 1),
            text=text,
            bold=bold,
            italic=italic,
            roman=roman,
        )
        self.parts, self.counts, self.height = [], [0, 0, 0], 0.0
        return line if text else None


def _lines(text: pypdfium2.PdfTextPage, page: int, page_height: float) -> Iterator[Line]:
    """Yield the stretches of a page's text, in the file's order."""
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    pen, styles = _Pen(page, page_height), _Styles(text)
    space = False
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in {0x20, 0x09, 0x0A, 0x0D, 0xA0, 0x200B, 0}:
            space = space or code != 0
            continue
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        height = abs(box.top - box.bottom)
        if not pen.reaches(box.left, y.value, height):
            line = pen.line()
            if line is not None:
                yield line
        elif space:
            pen.put(" ", pen.x1, pen.x1, y.value, height)
        space = False
        character = "-" if code in _HYPHENS else chr(code) if code < 0x110000 else "\ufffd"
        pen.put(character, box.left, box.right, y.value, height)
        if character.isalpha():
            style = styles.of(index)
            pen.counts[0 if style.bold else 1 if style.italic else 2] += 1
    line = pen.line()
    if line is not None:
        yield line


class _Styles:
    """Tells a character's style; asks the font only where the text object changes."""

    def __init__(self, text: pypdfium2.PdfTextPage) -> None:
        self.text = text
        self.object: int | None = None
        self.style = _Style(bold=False, italic=False)

    def of(self, index: int) -> _Style:
        """Return the style of the character at `index`."""
        pointer = pdfium.FPDFText_GetTextObject(self.text, index)
        address = ctypes.cast(pointer, ctypes.c_void_p).value
        if address != self.object or address is None:
            self.object, self.style = address, self._asked(index)
        return self.style

    def _asked(self, index: int) -> _Style:
        name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(self.text, index, name, 200, flags)
        weight = pdfium.FPDFText_GetFontWeight(self.text, index)
        font = name.value.decode("utf-8", "replace").lower()
        italic = "italic" in font or "oblique" in font or bool(flags.value & _ITALIC_FLAG)
        bold = "bold" in font or "black" in font or weight >= BOLD
        return _Style(bold=bold or bool(flags.value & _FORCE_BOLD_FLAG), italic=italic)
