"""A web page in, its turns or the document out; parsed in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vectorstore.readers.document import read_in_child
from vectorstore.schema import Statement

SUFFIXES = frozenset({".html", ".htm", ".xhtml"})


def read_html(path: Path, source: str) -> Iterator[Statement]:
    """Yield the statements of a web page; their ids begin with the stem of the file's name.

    Raises:
        ReadError: it cannot be read, or has no words to cite.
    """
    yield from read_in_child("vectorstore.readers.html_parse:parse", path, source)
