"""A list of names in, the places where a text uses one of them out; the longest name wins.

Case and accents are ignored unless a name is marked exact (`US` is not "us"); words are whole:
"Niger" is not found in "Nigeria", nor "Guinea" where "Equatorial Guinea" stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


class Name(NamedTuple):
    """One way to write a name; `canonical` None marks a phrase that only looks like a name."""

    surface: str
    canonical: str | None
    kind: str = "alias"
    exact: bool = False


class Place(NamedTuple):
    """Where a text uses a name: `text[start:end]`."""

    canonical: str
    start: int
    end: int
    kind: str


def fold(text: str) -> str:
    """Return `text` without case and accents and with plain apostrophes, of the same length."""
    if _NOT_ASCII.search(text):
        text = _NOT_ASCII.sub(lambda match: _plain(match.group()), text)
    lowered = text.lower()
    # The one lower-casing that lengthens (U+0130) has been made plain above.
    return lowered if len(lowered) == len(text) else text


def _plain(character: str) -> str:
    if character in "‘’ʼ":
        return "'"
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() else character


class Gazetteer:
    """Names to be found in texts, looked up by their first word."""

    def __init__(self, names: Iterable[Name]) -> None:
        by_first: dict[str, list[tuple[str, Name]]] = defaultdict(list)
        for name in names:
            folded = fold(name.surface)
            first = _WORD.search(folded)
            if first is not None:
                by_first[first.group()].append((folded, name))
        self._by_first = {
            word: sorted(entries, key=lambda entry: -len(entry[0]))
            for word, entries in by_first.items()
        }

    def find(self, text: str) -> Iterator[Place]:
        """Yield the names used in `text`, in order, never overlapping."""
        folded, position = fold(text), 0
        for word in _WORD.finditer(folded):
            if word.start() < position:
                continue
            for surface, name in self._by_first.get(word.group(), ()):
                end = word.start() + len(surface)
                if not folded.startswith(surface, word.start()) or _inside_word(folded, end):
                    continue
                if name.exact and text[word.start() : end] != name.surface:
                    continue
                if name.canonical is not None:
                    yield Place(name.canonical, word.start(), end, name.kind)
                position = end
                break


def _inside_word(text: str, end: int) -> bool:
    return end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
