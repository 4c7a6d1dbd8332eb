"""What the child process does with a Word file: its paragraphs, lists, tables, notes as blocks.

The text is gathered from the XML itself: python-docx leaves out insertions, content controls and
text boxes. What is deleted, hidden or only a field's code never comes in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree
from pydantic import JsonValue

from vectorstore.errors import ReadError
from vectorstore.readers.document import Block, Document, Style, spaced
from vectorstore.readers.document_turns import dumped
from vectorstore.readers.docx_numbering import Numbering
from vectorstore.readers.package import opened

_KIND = "Word (.docx)"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset(
    {_FALLBACK, *(_W + name for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr",
                                         "fldData", "txbxContent", "delInstrText"))}
)  # fmt: skip
_CELLS = (_W + "tc", _W + "sdt")
_SPACES = frozenset(_W + name for name in ("tab", "br", "cr", "ptab"))
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
# A line in bold and without a stop is a heading where it is this short.
LONGEST_HEADING = 180  # characters
# A cell with more than this is a column of text, not a value in a table.
LONGEST_CELL = 600  # characters
_OFF = frozenset({"0", "false", "off", "none"})


def parse(path: str, source: str, stem: str) -> Iterator[JsonValue]:
    """Yield the statements of a Word file.

    Raises:
        ReadError: it cannot be read, or has no words to cite.
    """
    with opened(path, source, _KIND):
        pass
    try:
        word = docx.Document(path)
    except (PackageNotFoundError, KeyError, ValueError) as error:
        why = spaced(str(error))[:120]
        raise ReadError(source, f"is no sound {_KIND} file ({why}): save it again") from error
    body = _Body(word, _headings(word), Numbering(word))
    blocks = [*body.blocks(word.element.body), *_notes(word, body)]
    core = word.core_properties
    extra: dict[str, JsonValue] = {
        "author": core.author or None,
        "last_modified_by": core.last_modified_by or None,
        "created": core.created.isoformat() if core.created else None,
        "modified": core.modified.isoformat() if core.modified else None,
        "subject": core.subject or None,
        "keywords": core.keywords or None,
    }
    # python-docx writes this where nobody has named an author.
    if extra["author"] == "python-docx":
        extra["author"] = None
    kept: dict[str, JsonValue] = {name: value for name, value in extra.items() if value}
    title = core.title if core.title != "Word Document" else None
    yield from dumped(
        Document(blocks, title or None, "the file's title property", extra=kept), stem, source
    )


def _headings(word: WordDocument) -> frozenset[str]:
    """Return the ids of the paragraph styles that set headings."""
    outlined: set[str] = set()
    bases: dict[str, str] = {}
    for style in word.styles.element.iterchildren(_W + "style"):
        name = style.find(_W + "name")
        id_ = style.get(_W + "styleId") or ""
        label = (name.get(_W + "val") or "").lower() if name is not None else ""
        level = style.find(f"{_W}pPr/{_W}outlineLvl")
        if label.startswith(("heading", "title", "subtitle")) or (
            level is not None and level.get(_W + "val") != "9"
        ):
            outlined.add(id_)
        base = style.find(_W + "basedOn")
        if base is not None:
            bases[id_] = base.get(_W + "val") or ""
    for id_ in bases:
        seen, above = {id_}, bases.get(id_)
        while above and above not in seen:
            if above in outlined:
                outlined.add(id_)
            seen.add(above)
            above = bases.get(above)
    return frozenset(outlined)


def _notes(word: WordDocument, body: _Body) -> Iterator[Block]:
    """Yield the footnotes and endnotes; they follow the text, with their numbers."""
    for kind in ("footnotes", "endnotes"):
        for relation in word.part.rels.values():
            if relation.is_external or relation.reltype != _NOTES + kind:
                continue
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            for note in root:
                text = spaced(" ".join(body.text(one) for one in note.iter(_W + "p")))
                # Separators are notes of a type of their own.
                if text and note.get(_W + "type") in {None, "normal"}:
                    yield Block(f"[{note.get(_W + 'id')}] {text}", "note")


@dataclass(slots=True)
class _Body:
    """Goes through the elements of a document's body in order."""

    word: WordDocument
    headings: frozenset[str]
    numbering: Numbering

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        """Yield the blocks of a body, cell, content control or text box."""
        for element in parent:
            if element.tag == _W + "p":
                yield from self._paragraph(element)
            elif element.tag == _W + "tbl":
                for row in element.iter(_W + "tr"):
                    if _of(row, _W + "tbl") is element:
                        yield from self._row(row)
            elif element.tag not in _LEFT_OUT and isinstance(element.tag, str):
                yield from self.blocks(element)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        text = spaced(self.text(paragraph))
        if text:
            label, style = self.numbering.label(paragraph), self._style(paragraph, text)
            if style == "text" and self.numbering.listed(paragraph):
                style = "item"
            yield Block(f"{label} {text}" if label else text, style)
        for box in paragraph.iter(_W + "txbxContent"):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                yield from self.blocks(box)

    def text(self, element: etree._Element) -> str:
        """Return the words that a reader sees."""
        parts: list[str] = []
        for child in element:
            if child.tag in _LEFT_OUT or (child.tag == _W + "r" and _on(child, "vanish")):
                continue
            if child.tag == _W + "t":
                parts.append(child.text or "")
            elif child.tag in _SPACES:
                parts.append(" ")
            elif child.tag == _W + "noBreakHyphen":
                parts.append("-")
            elif isinstance(child.tag, str):
                parts.append(self.text(child))
        return "".join(parts)

    def _style(self, paragraph: etree._Element, text: str) -> Style:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and style.get(_W + "val") in self.headings:
            return "heading"
        if paragraph.find(f"{_W}pPr/{_W}outlineLvl") is not None:
            return "heading"
        runs = [run for run in paragraph.iter(qn("w:r")) if spaced(self.text(run))]
        bold = bool(runs) and all(_on(run, "b") for run in runs)
        short = len(text) <= LONGEST_HEADING and text[-1] not in ".:;,"
        return "heading" if bold and short else "text"

    def _row(self, row: etree._Element) -> Iterator[Block]:
        cells = [list(self.blocks(cell)) for cell in row if cell.tag in _CELLS]
        cells = [cell for cell in cells if cell]
        long = any(sum(len(block.text) for block in cell) > LONGEST_CELL for cell in cells)
        if len(cells) == 1 or long:
            # A table that only lays the text out.
            for cell in cells:
                yield from cell
        elif cells:
            yield Block(" | ".join(" ".join(block.text for block in cell) for cell in cells), "row")


def _of(element: etree._Element, tag: str) -> etree._Element | None:
    """Return the nearest element around this one that has the tag."""
    return next((above for above in element.iterancestors() if above.tag == tag), None)


def _on(run: etree._Element, name: str) -> bool:
    """Whether a run has a property, such as bold or hidden, switched on."""
    found = run.find(f"{_W}rPr/{_W}{name}")
    return found is not None and (found.get(_W + "val") or "1").lower() not in _OFF
