"""A Word file's list definitions in, the number that Word prints before a paragraph out.

Reports number their paragraphs by a list, so that "12." stands nowhere in the file's text.
"""

from __future__ import annotations

import re
from collections import defaultdict

from docx.document import Document as WordDocument
from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LEVEL = re.compile(r"%([1-9])")
LEVELS = 9  # Word has no more


class _Level:
    """How one level of a list counts."""

    def __init__(self, element: etree._Element | None) -> None:
        self.format = _value(element, "numFmt") or "decimal"
        self.text = _value(element, "lvlText") or ""
        start = _value(element, "start") or "1"
        self.start = int(start) if start.isdigit() and len(start) < 6 else 1


class Numbering:
    """Counts the numbered paragraphs of a document, in order."""

    def __init__(self, word: WordDocument) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: defaultdict[str, list[int]] = defaultdict(lambda: [0] * LEVELS)
        self._of_style: dict[str, tuple[str, int]] = {}
        for style in word.styles.element.iterchildren(_W + "style"):
            numbered = _numbered(style.find(_W + "pPr"))
            if numbered is not None:
                self._of_style[style.get(_W + "styleId") or ""] = numbered
        for relation in word.part.rels.values():
            if relation.reltype.endswith("/numbering") and not relation.is_external:
                parser = etree.XMLParser(resolve_entities=False, no_network=True)
                self._define(etree.fromstring(relation.target_part.blob, parser))

    def _define(self, root: etree._Element) -> None:
        abstract = {
            one.get(_W + "abstractNumId"): {
                _integer(level.get(_W + "ilvl")): _Level(level)
                for level in one.iterchildren(_W + "lvl")
            }
            for one in root.iterchildren(_W + "abstractNum")
        }
        for number in root.iterchildren(_W + "num"):
            levels = abstract.get(_value(number, "abstractNumId"))
            if levels is not None:
                self._levels[number.get(_W + "numId") or ""] = levels

    def listed(self, paragraph: etree._Element) -> bool:
        """Whether a paragraph is an item of a list."""
        return self._place(paragraph) is not None

    def label(self, paragraph: etree._Element) -> str:
        """Return what Word prints before a paragraph; "" for bullets and for plain paragraphs."""
        place = self._place(paragraph)
        if place is None:
            return ""
        list_, depth = place
        levels = self._levels.get(list_, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts[list_]
        counts[depth] = max(counts[depth] + 1, level.start)
        counts[depth + 1 :] = [0] * (LEVELS - depth - 1)
        if level.format in {"bullet", "none"}:
            return ""

        def counted(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            one = levels.get(at, level)
            return written(max(counts[at], one.start if at < depth else 1), one.format)

        return _LEVEL.sub(counted, level.text).strip()

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """Return the list and level of a paragraph, by itself or by its style."""
        properties = paragraph.find(_W + "pPr")
        own = _numbered(properties)
        if own is None and properties is not None:
            own = self._of_style.get(_value(properties, "pStyle") or "")
        # List 0 takes a paragraph out of the list that its style puts it into.
        return None if own is None or own[0] == "0" else own


def _numbered(properties: etree._Element | None) -> tuple[str, int] | None:
    numbers = properties.find(_W + "numPr") if properties is not None else None
    list_ = _value(numbers, "numId")
    return None if list_ is None else (list_, _integer(_value(numbers, "ilvl")))


def _value(element: etree._Element | None, name: str) -> str | None:
    found = element.find(_W + name) if element is not None else None
    return found.get(_W + "val") if found is not None else None


def _integer(value: str | None) -> int:
    return min(int(value), LEVELS - 1) if value and value.isdigit() and len(value) < 3 else 0


def written(number: int, format_: str) -> str:
    """Return a number in Word's format of that name: decimal, lowerLetter, upperRoman, ..."""
    if format_.endswith("Letter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if format_.startswith("upper") else letters
    if format_.endswith("Roman"):
        letters = ""
        for value, sign in _ROMAN:
            letters, number = letters + sign * (number // value), number % value
        return letters.upper() if format_.startswith("upper") else letters
    return str(number)
