"""What the child process does with a Markdown file: its paragraphs, lists, tables as blocks.

Lines `name: value` between two `---` at the file's beginning state what is known of the statement,
with the names that JSON Lines have for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from pydantic import JsonValue

from vectorstore.readers.decode import decode
from vectorstore.readers.document import Document
from vectorstore.readers.document_turns import dumped
from vectorstore.readers.html_parse import document as page
from vectorstore.readers.jsonl import stated_of

_FRONT = re.compile(r"\A---[ \t]*\n(?P<fields>(?:[^\n]*\n){1,60}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_FIELD = re.compile(r"(?P<name>[A-Za-z_][\w -]{0,40}?)\s*:\s+(?P<value>\S.*)$")


def parse(path: str, source: str, stem: str) -> Iterator[JsonValue]:
    """Yield the statements of a Markdown file.

    Raises:
        ReadError: it cannot be read, or has no words to cite.
    """
    text = decode(Path(path).read_bytes(), source).removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT.match(text)
    fields = _fields(front["fields"]) if front is not None else {}
    # Markdown may hold HTML, so what it shows is what its page shows.
    markup = MarkdownIt("commonmark").enable("table").render(text[front.end() :] if front else text)
    read = page(markup, source) if markup.strip() else Document([])
    if fields:
        title = fields.pop("title", None)
        read.stated = stated_of(fields, "the file's front matter")
        read.title = title if isinstance(title, str) else read.title
    identity = fields.get("id")
    if isinstance(identity, str):
        stem = "_".join(identity.split())
    yield from dumped(read, stem, source)


def _fields(lines: str) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    for line in lines.splitlines():
        match = _FIELD.match(line.strip())
        if match is not None:
            name = re.sub(r"[\s-]+", "_", match["name"].lower())
            found[name] = match["value"].strip().strip("\"'")
    return found
