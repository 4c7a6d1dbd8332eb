"""Statements of the bundled record in, the same as Word, OpenDocument and other files out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

import docx
import openpyxl

import vectorstore
from vectorstore.readers import read
from vectorstore.schema import Statement

SAMPLE = Path(vectorstore.__file__).parent / "sample"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = " ".join(
    f'xmlns:{name}="{_OASIS}{name}:1.0"'
    for name in ("office", "text", "table", "style", "meta", "drawing")
)
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def statements(meeting: str, count: int) -> list[Statement]:
    """Return the first `count` statements of a meeting of the bundled record."""
    (folder,) = SAMPLE.rglob(meeting)
    found = [one for one in read(folder) if isinstance(one, Statement)]
    return found[:count]


def paragraphs(statement: Statement) -> list[str]:
    """Return the printed paragraphs of a statement, the first with its form of address."""
    return statement.text.split("\n\n")


def words(statement: Statement) -> list[str]:
    """Return what is cited of a statement: the words of its paragraphs."""
    return [statement.paragraph_text(one.number) for one in statement.paragraphs]


def said(found: Iterable[Statement]) -> list[tuple[str | None, str | None, str | None, str, str]]:
    """Return every paragraph with who says it for which country in what tongue, and its kind."""
    return [
        (voice.speaker, voice.country, voice.spoke_in, one.kind, statement.paragraph_text(number))
        for statement in found
        for number, one in enumerate(statement.paragraphs, 1)
        for voice in [statement.voice_of(number)]
    ]


def write_docx(path: Path, headings: Sequence[str], texts: Iterable[str]) -> Path:
    """Write a Word file by python-docx: headings, then paragraphs."""
    word = docx.Document()
    for heading in headings:
        word.add_heading(heading, 1)
    for text in texts:
        word.add_paragraph(text)
    word.save(str(path))
    return path


def write_html(path: Path, headings: Sequence[str], texts: Iterable[str]) -> Path:
    """Write a web page: headings, then paragraphs wrapped at their spaces."""
    head = "".join(f"<h1>{escape(heading)}</h1>\n" for heading in headings)
    wrapped = [escape(text).replace(", ", ",\n ") for text in texts]
    body = "".join(f"<p>{text}</p>\n" for text in wrapped)
    page = f"<!DOCTYPE html><html><head><title>Site</title></head><body>{head}{body}</body></html>"
    path.write_text(page, encoding="utf-8")
    return path


def write_odt(path: Path, content: str, meta: str = "", styles: str = "") -> Path:
    """Write an OpenDocument text with this content, as LibreOffice lays its package out."""
    body = (
        f"<?xml version='1.0' encoding='UTF-8'?><office:document-content {_NAMES}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{content}</office:text></office:body>"
        "</office:document-content>"
    )
    about = f"<office:document-meta {_NAMES} {_DC}><office:meta>{meta}</office:meta>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        package.writestr("content.xml", body)
        package.writestr("meta.xml", f"{about}</office:document-meta>")
    return path


def odt_paragraphs(headings: Sequence[str], texts: Iterable[str]) -> str:
    """Return headings and paragraphs as an OpenDocument text has them."""
    head = "".join(
        f'<text:h text:outline-level="1">{escape(heading)}</text:h>' for heading in headings
    )
    return head + "".join(f"<text:p>{escape(text)}</text:p>" for text in texts)


def write_xlsx(path: Path, rows: Iterable[Sequence[object]], title: str = "Sheet1") -> Path:
    """Write a workbook of one sheet by openpyxl."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    workbook.save(path)
    return path


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write an archive with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, octets in files.items():
            archive.writestr(name, octets)
    return path
