"""What the child process does with a web page: the words that a reader sees, as blocks.

Scripts, styles, forms, menus and whatever is hidden never come in. Hidden is what says so by
attribute, by its own style, by a class made for screen readers, or by a rule of the page's own
style sheet for a class or id; other style sheets are not at hand.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree, html
from pydantic import JsonValue

from vectorstore.errors import ReadError
from vectorstore.readers.decode import decode
from vectorstore.readers.document import Block, Document, Style, spaced
from vectorstore.readers.document_turns import dumped

_NEVER = frozenset((
    "script", "style", "template", "noscript", "head", "title", "nav", "footer", "aside",
    "form", "select", "button", "textarea", "input", "svg", "math", "iframe", "object",
    "embed", "canvas", "audio", "video", "map", "dialog", "noframes", "rp", "menu",
))  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "header", "hgroup", "hr", "html", "legend", "main",
    "p", "section", "summary", "details", "table", "tbody", "td", "tfoot", "th", "thead",
))  # fmt: skip
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:font-size|opacity)\s*:\s*0(?![.\d])|text-indent\s*:\s*-\d{3}",
    re.IGNORECASE,
)
_FOR_SCREEN_READERS = frozenset(
    ("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "element-invisible")
)
_SIMPLE = re.compile(r"[\w-]*([.#][\w-]+)$")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)
_META = {
    "author": ("author", "dc.creator", "article:author"),
    "published": ("article:published_time", "dc.date", "dcterms.date", "date"),
    "site": ("og:site_name",),
    "description": ("description", "og:description"),
}
_BREAK = "\u2028"  # where the page breaks a line; a line's end in its source is but a space
_PARTED = re.compile(rf"{_BREAK}\s*{_BREAK}\s*")
# A cell with more than this is a column of text, not a value in a table.
LONGEST_CELL = 600  # characters
CHARSET_REACH = 4096  # bytes


def parse(path: str, source: str, stem: str) -> Iterator[JsonValue]:
    """Yield the statements of a web page.

    Raises:
        ReadError: it cannot be read, or has no words to cite.
    """
    yield from dumped(document(_text(Path(path).read_bytes(), source), source), stem, source)


def document(markup: str, source: str) -> Document:
    """Return what a page shows.

    Raises:
        ReadError: it is no markup at all.
    """
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        root = html.document_fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ReadError(source, f"is no web page ({error}): give its HTML") from error
    seen = _Page(_hidden(root))
    seen.go(_main(root))
    seen.close()
    heading = next((block.text for block in seen.blocks if block.style == "heading"), None)
    titled = root.findtext(".//title")
    first = seen.blocks[0].text if seen.blocks else None
    extra: dict[str, JsonValue] = {
        name: content for name, names in _META.items() if (content := _meta(root, names))
    }
    language = root.get("lang")
    if language:
        extra["language"] = language
    if heading is not None and heading == first:
        return Document(seen.blocks, heading, "the document's first heading", extra=extra)
    return Document(seen.blocks, titled, "the page's title", extra=extra)


def _text(octets: bytes, source: str) -> str:
    """Return the characters by the character set that the page declares, else by the usual."""
    declared = _CHARSET.search(octets, 0, CHARSET_REACH)
    if declared is not None and not octets.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
            return octets.decode("cp1252" if name == "iso8859-1" else name)
        except (LookupError, UnicodeDecodeError):
            pass  # Pages lie about it now and then; what they hold decides.
    return decode(octets, source)


def _main(root: html.HtmlElement) -> etree._Element:
    """Return the part that the page says is its matter, else all of it."""
    for name in ("main", "article"):
        found = list(root.iter(name))
        if len(found) == 1:
            return found[0]
    body = root.find("body")
    return root if body is None else body


def _meta(root: html.HtmlElement, names: tuple[str, ...]) -> str | None:
    for element in root.iter("meta"):
        label = (element.get("name") or element.get("property") or "").lower()
        content = spaced(element.get("content") or "")
        if label in names and content:
            return content
    return None


def _hidden(root: html.HtmlElement) -> frozenset[str]:
    """Return the classes (".x") and ids ("#x") that the page's own style sheets hide."""
    found: set[str] = set()
    for sheet in root.iter("style"):
        for rule in (sheet.text or "").split("}"):
            selectors, _, rules = rule.rpartition("{")
            if _HIDING.search(rules):
                # Within "@media screen {" the last brace is the rule's own.
                for selector in selectors.rpartition("{")[2].split(","):
                    simple = _SIMPLE.search(selector.strip())
                    if simple is not None and " " not in selector.strip():
                        found.add(simple[1])
    return frozenset(found)


@dataclass(slots=True)
class _Page:
    """Goes through a page in order and gathers its blocks."""

    hidden: frozenset[str]
    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    style: Style = "text"
    lists: list[int | None] = field(default_factory=list)
    label: str = ""

    def go(self, element: etree._Element) -> None:
        """Take in an element and all that is in it, but not what follows it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _NEVER or self._is_hidden(element):
            return
        if tag == "br":
            self.parts.append(_BREAK)
        elif tag == "tr":
            self._row(element)
        elif tag == "pre":
            self._block(element, "text", breaks=True)
        elif tag in _HEADINGS:
            self._block(element, "heading")
        elif tag in {"ol", "ul"}:
            start = element.get("start") or "1"
            first = int(start) if start.isdigit() and len(start) < 6 else 1
            self.lists.append(first - 1 if tag == "ol" else None)
            self._block(element, self.style)
            self.lists.pop()
        elif tag == "li":
            self.close()
            count = self.lists[-1] if self.lists else None
            if count is not None:
                self.lists[-1] = count + 1
                self.label = f"{count + 1}. "
            self._block(element, "item")
            self.label = ""
        elif tag in _BLOCKS:
            self._block(element, self.style)
        else:
            self._inside(element)

    def _inside(self, element: etree._Element) -> None:
        self.parts.append(element.text or "")
        for child in element:
            self.go(child)
            self.parts.append(child.tail or "")

    def _block(self, element: etree._Element, style: Style, *, breaks: bool = False) -> None:
        self.close()
        outer, self.style = self.style, style
        if breaks:
            text = "".join(str(one) for one in element.itertext())
            self.parts.append(re.sub(r"\n\s*\n", _BREAK * 2, text.replace("\r\n", "\n")))
        else:
            self._inside(element)
        self.close()
        self.style = outer

    def _row(self, row: etree._Element) -> None:
        self.close()
        cells = [self._cell(cell) for cell in row if cell.tag in {"td", "th"}]
        cells = [cell for cell in cells if cell]
        long = any(sum(len(block.text) for block in cell) > LONGEST_CELL for cell in cells)
        if len(cells) == 1 or long:
            # A table that only lays the page out.
            for cell in cells:
                self.blocks += cell
        elif cells:
            texts = [" ".join(block.text for block in cell) for cell in cells]
            self.blocks.append(Block(" | ".join(texts), "row"))

    def _cell(self, cell: etree._Element) -> list[Block]:
        inner = _Page(self.hidden)
        inner.go(cell)
        inner.close()
        return inner.blocks

    def close(self) -> None:
        """End the block that is open; two line breaks on end part it in two."""
        text, self.parts = "".join(self.parts), []
        for piece in _PARTED.split(text):
            if words := spaced(piece):
                self.blocks.append(Block(self.label + words, self.style))
                self.label = ""

    def _is_hidden(self, element: etree._Element) -> bool:
        if element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return True
        if _HIDING.search(element.get("style") or ""):
            return True
        classes = (element.get("class") or "").split()
        if not _FOR_SCREEN_READERS.isdisjoint(classes):
            return True
        names = {f".{one}" for one in classes} | {f"#{element.get('id')}"}
        return not self.hidden.isdisjoint(names)
