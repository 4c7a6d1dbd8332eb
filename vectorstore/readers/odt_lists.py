"""An OpenDocument text's list styles in, the number that is printed before each item out."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from vectorstore.readers.docx_numbering import written

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FORMATS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
MOST = 100_000  # a start beyond this is no number that anybody printed


class _Level(NamedTuple):
    """How one level of a list is numbered."""

    prefix: str
    format: str
    suffix: str
    start: int


class _Open(NamedTuple):
    """A list that has begun: its style, and the number of the item last met."""

    style: str
    number: int


class Lists:
    """Counts the items of lists, in order; bullets have no label."""

    def __init__(self, *roots: etree._Element) -> None:
        """Take the list styles from the content and the styles of a document."""
        self._levels: dict[tuple[str, int], _Level] = {}
        self._open: list[_Open] = []
        self._last: dict[tuple[str, int], int] = {}
        self._label = ""
        for root in roots:
            for style in root.iter(_TEXT + "list-style"):
                name = style.get(_STYLE + "name") or ""
                for level in style.iterchildren(_TEXT + "list-level-style-number"):
                    depth = _integer(level.get(_TEXT + "level"), 1)
                    self._levels.setdefault((name, depth), _level(level))

    def open(self, element: etree._Element) -> None:
        """Begin a list, within the one that is open if there is one."""
        name = element.get(_TEXT + "style-name") or (self._open[-1].style if self._open else "")
        depth = len(self._open) + 1
        level = self._levels.get((name, depth))
        before = level.start - 1 if level is not None else 0
        if element.get(_TEXT + "continue-numbering") == "true":
            before = self._last.get((name, depth), before)
        self._open.append(_Open(name, before))

    def close(self) -> None:
        """End the list begun last."""
        depth = len(self._open)
        ended = self._open.pop()
        self._last[(ended.style, depth)] = ended.number

    def count(self, item: etree._Element) -> None:
        """Go on to an item."""
        if not self._open:
            return
        style, number = self._open[-1]
        number = _integer(item.get(_TEXT + "start-value"), number + 1)
        self._open[-1] = _Open(style, number)
        level = self._levels.get((style, len(self._open)))
        printed = level is not None and level.format in _FORMATS
        self._label = (
            f"{level.prefix}{written(number, _FORMATS[level.format])}{level.suffix} "
            if printed and level is not None
            else ""
        )

    def label(self) -> str:
        """Return what stands before the item's first paragraph, once."""
        label, self._label = self._label, ""
        return label


def _level(level: etree._Element) -> _Level:
    return _Level(
        level.get(_STYLE + "num-prefix") or "",
        level.get(_STYLE + "num-format") or "",
        level.get(_STYLE + "num-suffix") or "",
        _integer(level.get(_TEXT + "start-value"), 1),
    )


def _integer(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isdecimal() and int(value) < MOST else otherwise
