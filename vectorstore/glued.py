"""Words that recognition glued together or tore apart in; the words they were out.

`show ofhands`, `Ialso`, `levelof`, `J eddah`: the record is quoted as it stands, so its text is
never changed; what is found here is searched beside it.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from pathlib import Path

# Not "in", "be" and "a": what they begin is too often a word of its own (insecurity, anew).
_BEFORE = (
    *("I", "The", "the", "of", "to", "and", "for", "on", "by", "that", "with", "is"),
    *("as", "at", "we", "our", "it", "not", "are", "this", "has", "have"),
)
_AFTER = ("of", "in", "to", "the", "and", "is", "be")
_WORD = re.compile(r"[A-Za-z]{4,}")
# Begins with the letter itself, so that it is looked for at full speed.
_TORN = re.compile(r"([B-HJ-Z])(?<!\w.) ([a-z]{3,})\b")
REMEMBERED = 200_000  # tokens, some 20 MB
SHORTEST = 4  # letters left when the glued word is taken off an end; shorter ones are too common


def unglued(text: str) -> list[str]:
    """Return the words hidden in the text's glued and torn ones, each once, in order."""
    tokens = text.split()
    new = set(tokens) - _plain()
    found = [whole for token in tokens if token in new for whole in _within(token)] if new else []
    found += [first + rest for first, rest in _TORN.findall(text) if rest not in _known()]
    return list(dict.fromkeys(found))


def _within(token: str) -> list[str]:
    """Return the words hidden between two spaces; remember where there are none."""
    found = [whole for word in _WORD.findall(token) if (whole := _hidden(word))]
    if not found and len(_plain()) < REMEMBERED:
        _plain().add(token)
    return found


@cache
def _plain() -> set[str]:
    """Return what was met between two spaces and hides no word: all but one in thousands."""
    return set()


@lru_cache(maxsize=100_000)
def _hidden(word: str) -> str:
    """Return the word that is left without a function word glued to it, or ''."""
    if word.lower() in _known():
        return ""
    for glued in _BEFORE:
        rest = word[len(glued) :]
        if word.startswith(glued) and rest in _known():
            return rest
    for glued in _AFTER:
        rest = word[: -len(glued)]
        if word.endswith(glued) and len(rest) >= SHORTEST and rest.lower() in _known():
            return rest
    return ""


@cache
def _known() -> frozenset[str]:
    """Return the common English words: those the embedding model has a wordpiece for."""
    tokenizer = Path(__file__).parent / "minilm" / "tokenizer.json"
    pieces = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(piece for piece in pieces if piece.isalpha() and len(piece) > 1)
