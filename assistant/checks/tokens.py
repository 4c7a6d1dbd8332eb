"""Text in, tokens out: the words and numbers of a text with what governs them."""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.checks.vocabulary import (
    HEDGES,
    MODALS,
    NEGATIONS,
    REVERSING,
    skipped_by_modals,
)
from vectorstore.terms import STOP_WORDS, stem

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W_]+|…")
_NOT = re.compile(r"n['’]t$")
# Stop words, or content words that say nothing by themselves beside a quotation.
_LIGHT = STOP_WORDS | {
    *("while", "whereas", "however", "moreover", "furthermore", "addition", "finally"),
    *("similarly", "likewise", "regard", "regarding", "respect", "according", "turn", "it's"),
}


class Token(NamedTuple):
    """A word or number of a text; `stem` is '' for words without content of their own."""

    word: str
    lower: str
    stem: str
    start: int
    end: int

    @property
    def negates(self) -> bool:
        """Whether it turns what it governs into its opposite."""
        return (
            self.lower in NEGATIONS
            or _NOT.search(self.lower) is not None
            or REVERSING.match(self.lower) is not None
        )

    @property
    def hedges(self) -> bool:
        """Whether it says that what it governs is not certain."""
        return self.lower in HEDGES


def tokens(text: str) -> list[Token]:
    """Return the tokens of `text`, in order."""
    found = []
    for match in _TOKEN.finditer(text):
        lower = match[0].lower().replace("’", "'")
        light = lower in _LIGHT or lower == "…" or lower in NEGATIONS or lower in MODALS
        found.append(
            Token(match[0], lower, "" if light else stem(match[0]), match.start(), match.end())
        )
    return found


def modal(all_tokens: list[Token], place: int) -> str:
    """Return the class of the modal that governs the token at `place`, '' if none does."""
    for before in reversed(all_tokens[max(0, place - 5) : place]):
        bare = _NOT.sub("", before.lower)
        bare = {"ca": "can", "wo": "will"}.get(bare, bare)
        if bare in MODALS:
            return MODALS[bare]
        if not skipped_by_modals(before.lower):
            return ""
    return ""
