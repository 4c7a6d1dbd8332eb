"""What the readers of written documents have in common: blocks, and the child that parses them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import JsonValue

from vectorstore.assemble import Stated
from vectorstore.readers.child import parse
from vectorstore.readers.decode import read_bytes
from vectorstore.schema import Statement

Style = Literal["text", "heading", "item", "row", "note"]

_NOT_IN_AN_ID = re.compile(r"\s+")


class Block(NamedTuple):
    """A paragraph, heading, item of a list or row of a table, and how it is set."""

    text: str
    style: Style = "text"


@dataclass(slots=True)
class Document:
    """What a file says: its blocks, and the fields beside them."""

    blocks: list[Block]
    title: str | None = None
    title_from: str = "the document's title"
    stated: Stated | None = None
    extra: dict[str, JsonValue] = field(default_factory=dict)


def spaced(text: str) -> str:
    """Return `text` on one line, without the white space that only lays it out."""
    return " ".join(text.split())


def stem_of(path: str | Path) -> str:
    """Return the id that a file's name gives."""
    return _NOT_IN_AN_ID.sub("_", Path(path).stem)


def read_in_child(function: str, path: Path, source: str) -> Iterator[Statement]:
    """Yield the statements that `function` ("module:name") makes of a file, in the child process.

    Raises:
        ReadError: it refused the file, crashed on it or went beyond the limits.
    """
    read_bytes(path, source)
    for found in parse(function, path, source, source=source, stem=stem_of(path)):
        yield Statement.model_validate(found)
