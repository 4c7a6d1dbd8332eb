"""What the child process does with an OpenDocument text: its paragraphs, lists, tables as blocks.

The format's parts are read as they are: a ZIP package with `content.xml` and `meta.xml`. What is
deleted, hidden or a comment never comes in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from pydantic import JsonValue

from vectorstore.errors import ReadError
from vectorstore.readers.document import Block, Document, Style, spaced
from vectorstore.readers.document_turns import dumped
from vectorstore.readers.odt_lists import Lists
from vectorstore.readers.package import member, opened

_KIND = "OpenDocument (.odt)"
_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE = _OASIS + "text:1.0}", _OASIS + "table:1.0}"
_OFFICE, _STYLE = _OASIS + "office:1.0}", _OASIS + "style:1.0}"
_META, _DC = _OASIS + "meta:1.0}", "{http://purl.org/dc/elements/1.1/}"
_LEFT_OUT = frozenset(
    {
        *(_TEXT + name for name in ("tracked-changes", "sequence-decls", "hidden-text",
          "hidden-paragraph", "note-citation", "variable-decls", "user-field-decls")),
        *(_OFFICE + name for name in ("annotation", "annotation-end", "forms", "scripts")),
    }
)  # fmt: skip
_SPACES = frozenset(_TEXT + name for name in ("s", "tab", "line-break"))
# A cell with more than this is a column of text, not a value in a table.
LONGEST_CELL = 600  # characters


def parse(path: str, source: str, stem: str) -> Iterator[JsonValue]:
    """Yield the statements of an OpenDocument text.

    Raises:
        ReadError: it cannot be read, or has no words to cite.
    """
    with opened(path, source, _KIND) as package:
        names = set(package.namelist())
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in member(package, manifest, source, _KIND):
            raise ReadError(source, "is locked: save it without a password")
        content = _tree(member(package, "content.xml", source, _KIND), source)
        meta = member(package, "meta.xml", source, _KIND) if "meta.xml" in names else None
        named = member(package, "styles.xml", source, _KIND) if "styles.xml" in names else None
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise ReadError(source, "is an OpenDocument file but no text: give .odt files")
    lists = Lists(content, *([_tree(named, source)] if named is not None else []))
    reader = _Body(_hidden(content), lists)
    blocks = [*reader.blocks(body), *reader.notes]
    title, extra = _core(_tree(meta, source)) if meta is not None else (None, {})
    read = Document(blocks, title, "the file's title property", extra=extra)
    yield from dumped(read, stem, source)


def _tree(octets: bytes, source: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(octets, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(source, f"is no sound {_KIND} file ({error.msg}): save it again") from error
    declared = root.getroottree().docinfo.internalDTD
    # Files of the format's first years name a document type, but none declares entities.
    if declared is not None and any(True for _ in declared.iterentities()):
        raise ReadError(source, "declares entities, as no OpenDocument file does: hostile")
    return root


def _core(meta: etree._Element) -> tuple[str | None, dict[str, JsonValue]]:
    """Return the title and the other properties that the file states of itself."""
    named = {
        "author": f".//{_META}initial-creator",
        "last_modified_by": f".//{_DC}creator",
        "created": f".//{_META}creation-date",
        "modified": f".//{_DC}date",
        "subject": f".//{_DC}subject",
        "keywords": f".//{_META}keyword",
    }
    extra: dict[str, JsonValue] = {
        name: value for name, path in named.items() if (value := spaced(meta.findtext(path) or ""))
    }
    return spaced(meta.findtext(f".//{_DC}title") or "") or None, extra


def _hidden(content: etree._Element) -> frozenset[str]:
    """Return the styles that hide what is set in them."""
    return frozenset(
        style.get(_STYLE + "name") or ""
        for style in content.iter(_STYLE + "style")
        if any(
            properties.get(_TEXT + "display") == "none"
            for properties in style.iter(_STYLE + "text-properties")
        )
    )


@dataclass(slots=True)
class _Body:
    """Goes through the elements of a document's body in order."""

    hidden: frozenset[str]
    lists: Lists
    notes: list[Block] = field(default_factory=list)

    def blocks(self, parent: etree._Element, style: Style = "text") -> Iterator[Block]:
        """Yield the blocks of a body, section, list or cell."""
        for element in parent:
            tag = element.tag
            if not isinstance(tag, str) or tag in _LEFT_OUT or self._is_hidden(element):
                continue
            if tag == _TEXT + "h":
                yield Block(self.text(element), "heading")
            elif tag == _TEXT + "p":
                yield Block(self.lists.label() + self.text(element), style)
                yield from self._frames(element)
            elif tag == _TEXT + "list":
                self.lists.open(element)
                yield from self.blocks(element, style)
                self.lists.close()
            elif tag == _TEXT + "list-item":
                self.lists.count(element)
                yield from self.blocks(element, "item")
            elif tag == _TABLE + "table-row":
                yield from self._row(element)
            else:
                yield from self.blocks(element, style)

    def text(self, element: etree._Element) -> str:
        """Return the words that a reader sees; notes are put aside, frames come after."""
        parts = [element.text or ""]
        for child in element:
            if child.tag == _TEXT + "note":
                self._note(child)
            elif child.tag in _SPACES:
                parts.append(" ")
            elif (
                isinstance(child.tag, str)
                and child.tag not in _LEFT_OUT
                and not child.tag.endswith("}frame")
                and not self._is_hidden(child)
            ):
                parts.append(self.text(child))
            parts.append(child.tail or "")
        return "".join(parts)

    def _frames(self, paragraph: etree._Element) -> Iterator[Block]:
        for box in paragraph.iter("{*}text-box"):
            yield from self.blocks(box)

    def _note(self, note: etree._Element) -> None:
        label = spaced(note.findtext(_TEXT + "note-citation") or "")
        body = note.find(_TEXT + "note-body")
        if body is not None:
            words = spaced(" ".join(block.text for block in self.blocks(body)))
            self.notes.append(Block(f"[{label}] {words}", "note"))

    def _row(self, row: etree._Element) -> Iterator[Block]:
        cells = [
            [block for block in self.blocks(cell) if spaced(block.text)]
            for cell in row
            if cell.tag == _TABLE + "table-cell"
        ]
        cells = [cell for cell in cells if cell]
        long = any(sum(len(block.text) for block in cell) > LONGEST_CELL for cell in cells)
        if len(cells) == 1 or long:
            for cell in cells:
                yield from cell
        elif cells:
            texts = [" ".join(spaced(block.text) for block in cell) for cell in cells]
            yield Block(" | ".join(texts), "row")

    def _is_hidden(self, element: etree._Element) -> bool:
        return (
            element.get(_TEXT + "style-name") in self.hidden
            or element.get(_TEXT + "display") == "none"
        )
