"""Text in; the same text without what typesetting, case and accents change, out."""

from __future__ import annotations

import re
import unicodedata

from assistant.prose import MARKER

_SHAPES = str.maketrans(
    {**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛", "'")}
)
_MARKUP = re.compile(r"[*_`#]+")
# "1,200" and "1 200" are one number; recognition puts a space behind hyphens ("scorched- earth").
_THOUSANDS = re.compile(r"(?<=\d)[,\u202f\u00a0](?=\d{3}(?!\d))")
_LOOSE_HYPHEN = re.compile(r"(?<=\w)-\s+(?=\w)")


def fold(text: str) -> str:
    """Return `text` in small letters without accents, with plain marks and single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_SHAPES))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    joined = _LOOSE_HYPHEN.sub("-", _THOUSANDS.sub("", bare))
    return " ".join(joined.casefold().split())


def prose(text: str) -> str:
    """Return an answer's words: `[n]` markers and Markdown's signs taken out."""
    return _MARKUP.sub("", MARKER.sub(" ", text))


def stands_in(wording: str, folded: str) -> bool:
    """Whether `wording` stands in a folded text as whole words: no "Niger" in "Nigeria".

    A number is no part of a longer one: no "28" in "28.5".
    """
    wanted = re.escape(fold(wording))
    return re.search(rf"(?<!\w)(?<!\d[.,]){wanted}(?!\w|[.,]\d)", folded) is not None
