"""Words said to be quoted in; where they stand, character for character, or nothing.

Only what typesetting changes is folded: white space, hyphens at line ends, the shape of quotation
marks and dashes. Nothing here is fuzzy: one changed word is no quotation.
"""

from __future__ import annotations

import re
from itertools import product

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_MARKS = {**dict.fromkeys(map(ord, "“”„‟«»"), '"'), **dict.fromkeys(map(ord, "‘’‚‛"), "'")}
_SHAPES = {**_DASHES, **_MARKS}
# A hyphen at a line's end may belong to the word ("context-\nspecific") or not ("re-\nflexion"):
# both readings are tried.
_LINE_END = re.compile(r"[-‐\u00ad\ufffe]\s*\n\s*")
_SOFT = re.compile("[\u00ad\ufffe]")


def find_quote(words: str, text: str) -> tuple[int, int] | None:
    """Return `[start, end)` of the first place in `text` where `words` stand as whole words.

    None if they stand nowhere, or if there are none.
    """
    for keep_ours, keep_theirs in product((True, False), repeat=2):
        wanted, _ = _fold(words.strip(), keep=keep_ours)
        if not wanted:
            return None
        folded, places = _fold(text, keep=keep_theirs)
        found = _whole(wanted, folded)
        if found is not None:
            return places[found], places[found + len(wanted) - 1] + 1
    return None


def _whole(wanted: str, folded: str) -> int | None:
    """Return where `wanted` stands without a letter or digit of the same word beside it."""
    start = folded.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        opens = not (wanted[0].isalnum() and folded[start - 1 : start].isalnum())
        closes = not (wanted[-1].isalnum() and folded[end : end + 1].isalnum())
        if opens and closes:
            return start
        start = folded.find(wanted, start + 1)
    return None


def _fold(text: str, *, keep: bool) -> tuple[str, list[int]]:
    """Return the folded text and, for each of its characters, the place of its source."""
    hyphens = {match.start(): match.end() for match in _LINE_END.finditer(text)}
    folded, places, position = [], [], 0
    while position < len(text):
        character = text[position]
        if position in hyphens:
            if keep and not _SOFT.match(character):
                folded.append("-")
                places.append(position)
            position = hyphens[position]
            continue
        if character.isspace():
            if not folded or folded[-1] != " ":
                folded.append(" ")
                places.append(position)
        elif not _SOFT.match(character):
            folded.append(character.translate(_SHAPES))
            places.append(position)
        position += 1
    return "".join(folded), places
