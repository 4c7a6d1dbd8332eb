"""Characters encoded wrongly, unseen, or that only ask for a hyphen in, how to mend them out."""

from __future__ import annotations

import re

from vectorstore.edits import Edit

SOFT_HYPHENS = "\u00ad\ufffe"
_SOFT_HYPHEN = re.compile(rf"[{SOFT_HYPHENS}](?![ \t]*[\r\n\f])")
# UTF-8 read as Windows-1252 or Latin-1 and written as UTF-8 again: "RodrÃ­guez", "donâ€™t".
_DOUBLY_ENCODED = re.compile(
    r"[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    r"\u2013-\u203a\u20ac\u2122]{1,3}"
)

# What no reader sees and what turns the direction of the words after it: no speaker said it, and
# an answer that quoted it would show other words than stand in it. Joiners are part of scripts
# other than Latin and stay there.
_UNSEEN = (
    r"\x00-\x08\x0b\x0e-\x1f\x7f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    r"\ufff9-\ufffb\U000e0000-\U000e007f"
)
_INVISIBLE = re.compile(
    rf"[{_UNSEEN}][\u200b-\u200f\u2060\ufeff]*"
    r"|(?<=[\x00-\x7f])[\u200c\u200d]+|(?<![\u200c\u200d])[\u200c\u200d]+(?=[\x00-\x7f])"
)
_ANY_INVISIBLE = re.compile(rf"[{_UNSEEN}\u200c\u200d]")  # quick: most texts have none


def visible(text: str) -> str:
    """Return `text` without characters that cannot be seen or that turn the direction."""
    return _INVISIBLE.sub("", text)


def character_edits(source: str, start: int, end: int) -> list[Edit]:
    """Return soft hyphens, unseen and doubly encoded characters of `source[start:end]` as edits."""
    edits = []
    if _ANY_INVISIBLE.search(source, start, end):
        edits += [
            Edit(match.start(), match.end(), "", "invisible")
            for match in _INVISIBLE.finditer(source, start, end)
        ]
    if source.isascii():
        return edits
    edits += [
        Edit(match.start(), match.end(), "", "soft_hyphen")
        for match in _SOFT_HYPHEN.finditer(source, start, end)
    ]
    for match in _DOUBLY_ENCODED.finditer(source, start, end):
        decoded = _decoded_once_more(match.group())
        if decoded is not None:
            edits.append(Edit(match.start(), match.start() + decoded[1], decoded[0], "encoding"))
    return edits


def _decoded_once_more(characters: str) -> tuple[str, int] | None:
    """Return the character meant by the first two to four, and how many they were."""
    for length in range(2, len(characters) + 1):
        octets = b"".join(_octet(character) for character in characters[:length])
        try:
            return octets.decode("utf-8"), length
        except UnicodeDecodeError:
            continue
    return None


def _octet(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1", "replace")


def edges(source: str) -> list[Edit]:
    """Return the white space at a source's beginning and end as edits."""
    blank = "\ufeff \t\r\n\f\v\u00a0"
    start = len(source) - len(source.lstrip(blank))
    end = len(source.rstrip(blank))
    found = [Edit(0, start, "", "edge")] if start else []
    return [*found, Edit(end, len(source), "", "edge")] if start < end < len(source) else found
