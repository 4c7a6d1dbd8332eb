"""A text file that holds one statement in, that `Statement` out; the seed's format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from vectorstore.assemble import Stated, statement
from vectorstore.readers.decode import decode, read_bytes, require_prose
from vectorstore.schema import Statement

SUFFIXES = frozenset({".txt", ".text"})
_NOT_IN_AN_ID = re.compile(r"\s+")


def read_text(path: Path, source: str) -> Iterator[Statement]:
    """Yield the statement of a text file; its id is the stem of the file's name.

    Raises:
        ReadError: the file cannot be read or is not running text.
    """
    raw = decode(read_bytes(path, source), source)
    require_prose(raw, source)
    identity = _NOT_IN_AN_ID.sub("_", path.name[: -len(path.suffix)])
    yield statement(identity, source, raw, Stated())
