"""What a value of a filter covers: when a value of the record matches what a person asks for.

`narrow` says the same to the lexical index; a test holds the two together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from vectorstore.terms import terms

# A name without its title is asked for as often as with it; "The President" keeps "president".
TITLES = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "sir", "dame", "lord", "lady", "dr", "sheikh", "prince"),
        *("princess", "archbishop", "bishop", "monsignor", "baroness", "ambassador", "the"),
    )
)
_WORD = re.compile(r"[^\W_]+")


def same(wanted: str, printed: str) -> bool:
    """Whether two names are one but for case and white space."""
    return _folded(wanted) == _folded(printed)


def name(wanted: str, printed: str) -> bool:
    """Whether a surname or printed name stands in a name, as whole words, titles apart."""
    words = [word for word in _words(wanted) if word not in TITLES] or _words(wanted)
    return bool(words) and f" {' '.join(words)} " in f" {' '.join(_words(printed))} "


def meeting(wanted: str, printed: str) -> bool:
    """Whether a symbol is the record's, corrected or not; a resumption is a record of its own."""
    symbol, whole = _folded(wanted), _folded(printed)
    return whole == symbol or whole.startswith(f"{symbol}+")


def topic(wanted: str, printed: str) -> bool:
    """Whether all the words stand in the agenda item, in any order and inflection."""
    stems = terms(wanted)
    return bool(stems) and set(stems) <= set(terms(printed))


def covered(
    wanted: Iterable[str], printed: Iterable[str], matches: Callable[[str, str], bool]
) -> list[str]:
    """Return those of the printed values that any of the wanted ones covers, in order."""
    wishes = list(wanted)
    return [value for value in printed if any(matches(wish, value) for wish in wishes)]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _words(text: str) -> list[str]:
    """Return the words in lower case without accents."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return _WORD.findall("".join(c for c in letters if not unicodedata.combining(c)))
