"""A word broken at a line's end in, whether its hyphen is the writer's or the typesetter's out.

In Council texts nearly every hyphen at a line's end is a true one (`non-` / `resumption`); in
General Debate texts many only broke the word (`re-` / `flexion`). The vocabulary decides.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache
from importlib.resources import files

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# "troop- and police-contributing": the hyphen stands for a word that is still to come.
_SUSPENDED = frozenset({"and", "or", "to", "nor", "as", "but"})


def vocabulary(text: str) -> frozenset[str]:
    """Return the words of a text in lower case, compounds with their hyphens."""
    return frozenset(word.lower() for word in set(_TOKEN.findall(text)))


@cache
def _unbroken() -> frozenset[str]:
    """Words that the debates write in one piece and (nearly) never with a hyphen."""
    path = files("vectorstore") / "tables" / "words.txt"
    return frozenset(path.read_text("utf-8").split())


def suspended(right: str) -> bool:
    """Whether a hyphen before the word `right` keeps its space.

    It waits for a later word, or is a dash before a new clause ("unacceptable-" / "I turn now").
    """
    return right in _SUSPENDED or right == "I"


def hyphen_kept(left: str, right: str, known: Set[str]) -> bool:
    """Return whether `left-` at a line's end and `right` on the next are one hyphened word.

    `known` are the words of the same text. Kept where nothing speaks against it: a hyphen too
    many is still found by search, a word glued wrongly is not.
    """
    joined = (left + right).lower()
    if right[:1].isupper() or "-" in left or not left.isalpha():
        return True
    if f"{left}-{right}".lower() in known:
        return True
    if joined in known:
        return False
    return joined not in _unbroken() and joined.removesuffix("s") not in _unbroken()
