"""Evidence in, the block of numbered passages that a prompt carries out: quotations, fenced.

What was spoken can hold anything, also the fence itself or the marks by which chat templates
part their turns. All of those are made of angle brackets, which the record's prose does not use,
so every angle bracket of a passage becomes a look-alike, and invisible characters are left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from assistant.schema import Evidence

CHARACTERS_PER_TOKEN = 3  # characters; English prose has 4 to 5, so the count is an upper bound

_BRACKETS = str.maketrans({"<": "‹", ">": "›", "＜": "‹", "＞": "›", "﹤": "‹", "﹥": "›"})
_KEPT = frozenset("\n\t")


def tokens(text: str) -> int:
    """Return an upper bound of the tokens in English `text`, counted without any tokenizer."""
    return -(-len(text) // CHARACTERS_PER_TOKEN)


def harmless(text: str) -> str:
    """Return `text` without angle brackets and without characters that a reader cannot see."""
    return "".join(
        character
        for character in text.translate(_BRACKETS)
        if character in _KEPT or unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cn"}
    )


def passage(evidence: Evidence) -> str:
    """Return one paragraph between its fences, headed by who said it, where and when."""
    statement, voice = evidence.statement, evidence.voice
    when = statement.date.isoformat() if statement.date else None
    if when is None and statement.date_from and statement.date_to:
        when = f"between {statement.date_from.isoformat()} and {statement.date_to.isoformat()}"
    heading = {
        "country": voice.country,
        "speaker": voice.speaker,
        "office": voice.role or voice.affiliation,
        "on behalf of": ", ".join(voice.on_behalf_of),
        "meeting": statement.meeting,
        "date": when,
        "agenda item": statement.topic,
        "spoke in": voice.spoke_in,
    }
    lines = [f"{name}: {_one_line(value)}" for name, value in heading.items() if value]
    return "\n".join(
        [
            f"<passage {evidence.n}>",
            *lines,
            "<words spoken>",
            harmless(evidence.text),
            f"</passage {evidence.n}>",
        ]
    )


def fit(evidence: Sequence[Evidence], budget: int) -> tuple[Evidence, ...]:
    """Return the leading evidence whose passages take at most `budget` tokens; one at least."""
    kept, spent = 0, 0
    for one in evidence:
        spent += tokens(passage(one))
        if spent > budget and kept:
            break
        kept += 1
    return tuple(evidence[:kept])


def _one_line(value: str) -> str:
    """Return `value` harmless and without line breaks, so that it stays in its own line."""
    return " ".join(harmless(value).split())
