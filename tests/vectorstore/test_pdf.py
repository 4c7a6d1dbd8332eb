"""PDF files that are no good: one line each, whatever is in them."""

from __future__ import annotations

import io
import shutil
import time
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.vectorstore.hostile import BOMBS, MUTATIONS, mutants, oddities
from tests.vectorstore.typeset import Meeting, typeset
from tests.vectorstore.wrapped import Set
from vectorstore.errors import ReadError
from vectorstore.readers import read
from vectorstore.readers.pdf import read_pdf
from vectorstore.schema import Refused

# UNSC_2002_SPV.4644_spch002 begins so.
WORDS = (
    "The Secretary-General: The Security Council resolution adopted today has strengthened the"
    " cause of peace and given renewed impetus to the search for security in an increasingly"
    " dangerous world."
)
MEETING = Meeting(
    "S/PV.4644", "Friday, 8 November 2002", "08/11/2002", "Iraq-Kuwait", (Set(WORDS, turn=True),)
)


def _scan(folder: Path) -> Path:
    """Make a PDF of pictures of a record's pages, as scanners do."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792), invariant=1)
    document = pypdfium2.PdfDocument(typeset(MEETING))
    for page in document:
        picture = page.render(scale=3, grayscale=True).to_pil()
        canvas.drawImage(ImageReader(picture), 0, 0, 612, 792)
        canvas.showPage()
    canvas.save()
    path = folder / "S_PV.4644.pdf"
    path.write_bytes(buffer.getvalue())
    return path


def test_a_scan_says_that_it_needs_recognition_and_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReadError, match="needs OCR; install ocrmypdf or tesseract"):
        list(read_pdf(_scan(tmp_path), "S_PV.4644.pdf"))


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_a_scan_is_recognized_where_tesseract_is_installed(tmp_path: Path) -> None:
    (found,) = read_pdf(_scan(tmp_path), "S_PV.4644.pdf")
    assert found.speaker == "The Secretary-General"
    assert found.meeting == "S/PV.4644"
    assert "given renewed impetus to the search for security" in found.text
    assert found.extra["recognized_by"] == "tesseract"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty.pdf", "is empty"),
        ("header.pdf", "is no readable PDF, damaged or cut off"),
        ("text.pdf", r"is no PDF \(its header is missing\)"),
        ("noise.pdf", "is no readable PDF, damaged or cut off"),
        ("locked.pdf", "is encrypted: save it without a password"),
        ("blank.pdf", "has no words and no pictures on its pages"),
    ],
)
def test_what_is_hardly_a_pdf_is_refused_with_its_reason(
    tmp_path: Path, name: str, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(dict(oddities())[name])
    with pytest.raises(ReadError, match=reason):
        list(read_pdf(path, name))


@pytest.mark.parametrize("name", ["operators.pdf", "pages.pdf", "circle.pdf", "nested.pdf"])
def test_a_bomb_goes_off_in_the_child(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BOMBS[name]())
    began = time.monotonic()
    assert len(list(read(path))) == 1
    assert time.monotonic() - began <= 25


def test_mutated_files_are_read_or_refused_in_one_line_each(tmp_path: Path) -> None:
    # benchmarks/hostile_pdf.py does the same with hundreds.
    for name, octets in mutants([typeset(MEETING)], 2 * len(MUTATIONS), seed=9):
        (tmp_path / name).write_bytes(octets)
    found = list(read(tmp_path))
    assert len({one.source for one in found}) == 2 * len(MUTATIONS)
    refused = [one.reason for one in found if isinstance(one, Refused)]
    assert refused
    assert not any("\n" in reason for reason in refused)
