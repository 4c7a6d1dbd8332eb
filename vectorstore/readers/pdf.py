"""A PDF file in, the turns of a meeting or one document out; parsed in a process of its own.

A scan without a text layer is recognized by `ocrmypdf` or `tesseract` where one is installed, and
otherwise refused with what to install.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from vectorstore.errors import ReadError
from vectorstore.readers.child import Limits, parse
from vectorstore.readers.decode import read_bytes
from vectorstore.schema import Statement

SUFFIXES = frozenset({".pdf"})
# A reader's words for a scan; `pdf_parse` refuses with them, and only then is OCR tried.
NEEDS_OCR = "is a scan without a text layer"
OCR_TOOLS = ("ocrmypdf", "tesseract")
_PARSE = "vectorstore.readers.pdf_parse:parse"
_RECOGNIZE = "vectorstore.readers.pdf_ocr:recognize"
# Recognition takes some three seconds a page and writes pictures; only scans come to it.
_OCR_LIMITS = Limits(memory=4 << 30, seconds=900, cpu=1800, written=512 << 20)
_NOT_IN_AN_ID = re.compile(r"\s+")
_HEADER = re.compile(rb"%PDF-\d")
# The header may come after other bytes; readers look for it in the first kilobyte.
HEADER_REACH = 1024  # bytes


def read_pdf(path: Path, source: str) -> Iterator[Statement]:
    """Yield the statements of a PDF file; their ids begin with the stem of the file's name.

    Raises:
        ReadError: it cannot be read, or is a scan that cannot be recognized here.
    """
    octets = read_bytes(path, source)
    if not _HEADER.search(octets, 0, HEADER_REACH):
        raise ReadError(source, "is no PDF (its header is missing): get it again")
    stem = _NOT_IN_AN_ID.sub("_", path.stem)
    try:
        yield from _statements(path, source, stem)
    except ReadError as error:
        if error.reason != NEEDS_OCR:
            raise
    else:
        return
    yield from _recognized(path, source, stem)


def _statements(path: Path, source: str, stem: str) -> Iterator[Statement]:
    for item in parse(_PARSE, path, source, source=source, stem=stem):
        yield Statement.model_validate(item)


def _recognized(path: Path, source: str, stem: str) -> Iterator[Statement]:
    tool = next((found for name in OCR_TOOLS if (found := shutil.which(name))), None)
    if tool is None:
        raise ReadError(
            source, f"{NEEDS_OCR}: it needs OCR; install ocrmypdf or tesseract and read it again"
        )
    with tempfile.TemporaryDirectory(prefix="onrecord-ocr-") as folder:
        layered = Path(folder) / "recognized.pdf"
        parse(_RECOGNIZE, path, source, _OCR_LIMITS, tool=tool, layered=str(layered))
        by = Path(tool).name
        try:
            statements = list(_statements(layered, source, stem))
        except ReadError as error:
            found_none = f"is a scan on which {by} found no words to cite: scan it again"
            told = error.reason if error.reason != NEEDS_OCR else found_none
            raise ReadError(source, told) from error
        for one in statements:
            yield one.model_copy(update={"extra": {**one.extra, "recognized_by": by}})
