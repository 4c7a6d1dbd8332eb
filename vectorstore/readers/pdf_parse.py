"""What the child process does with a PDF: its pages parsed, its statements out as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from vectorstore.errors import ReadError
from vectorstore.readers.decode import require_prose
from vectorstore.readers.pdf import NEEDS_OCR
from vectorstore.readers.pdf_document import document
from vectorstore.readers.pdf_front import front
from vectorstore.readers.pdf_furniture import parted
from vectorstore.readers.pdf_layout import blocks
from vectorstore.readers.pdf_lines import Page, pages
from vectorstore.readers.pdf_verbatim import has_bold_names, statements, turns
from vectorstore.schema import Statement

# Forms of address that make a document without a symbol a meeting's record.
FEWEST_TURNS = 2


def parse(path: str, source: str, stem: str) -> Iterator[JsonValue]:
    """Yield the statements of a PDF file.

    Raises:
        ReadError: it cannot be read, or has no words to cite.
    """
    read = list(pages(path))
    if not any(page.lines for page in read):
        raise ReadError(source, _no_words(read))
    for one in found(read, stem, source):
        yield one.model_dump(mode="json")


def found(read: list[Page], stem: str, source: str) -> Iterator[Statement]:
    """Yield the statements on these pages: the turns of a meeting, or one document."""
    told, sorted_pages = front(parted(read))
    printed = blocks(sorted_pages)
    if not printed:
        raise ReadError(source, "holds nothing but a masthead, heads and page numbers")
    require_prose("\n".join(block.text for block in printed), source)
    unread = [page.number for page in read if page.pictures]
    meeting = told.record_of_meeting or (
        told.symbol is None
        and has_bold_names(printed)
        and len(turns(printed, None)[1]) >= FEWEST_TURNS
    )
    made = (
        statements(printed, told, stem, source)
        if meeting
        else iter((document(printed, told, stem, source),))
    )
    for one in made:
        yield (
            one
            if not unread
            else one.model_copy(update={"extra": {**one.extra, "pages_without_text": unread}})
        )


def _no_words(read: list[Page]) -> str:
    if any(page.pictures for page in read):
        return NEEDS_OCR
    return "has no words and no pictures on its pages: there is nothing to read"
