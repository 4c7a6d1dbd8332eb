"""A cited paragraph in; what it can bear out, out: its words and who said them where and when.

Speaker, country, group, meeting and date are not in a paragraph's words, yet an answer must name
them: they are matched against the record's metadata of the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.citations import day
from eval.metrics.folding import fold
from vectorstore import countries
from vectorstore.schema import Frozen, Statement, Voice
from vectorstore.terms import STOP_WORDS, terms

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*")
_WORDS = (
    "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
# "one" is left out: it is more often a pronoun.
_SPELT = dict(zip(_WORDS.split(), ("0", *map(str, range(2, 21))), strict=True)) | {
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
    "eighty": "80", "ninety": "90", "hundred": "100", "thousand": "1000",
}  # fmt: skip


class Premise(Frozen):
    """What one cited paragraph bears out."""

    text: str
    stems: frozenset[str]
    numbers: frozenset[str]
    countries: frozenset[str]


def premise(statement: Statement, paragraph: int) -> Premise:
    """Return the premise that paragraph `paragraph` (from 1) of a statement is."""
    text = statement.paragraph_text(paragraph)
    beside = around(statement, statement.voice_of(paragraph))
    return Premise(
        text=text,
        stems=frozenset(terms(text)) | frozenset(terms(beside)),
        numbers=numbers(f"{text} {beside}"),
        countries=frozenset(each.country for each in countries.mentions(f"{text} {beside}")),
    )


def joint(premises: Sequence[Premise]) -> Premise:
    """Return several premises as one."""
    return Premise(
        text="\n\n".join(each.text for each in premises),
        stems=frozenset().union(*(each.stems for each in premises)),
        numbers=frozenset().union(*(each.numbers for each in premises)),
        countries=frozenset().union(*(each.countries for each in premises)),
    )


def around(statement: Statement, voice: Voice) -> str:
    """Return what the record knows of a paragraph beside its words, as words."""
    known = (
        voice.speaker,
        voice.country,
        voice.affiliation,
        voice.role,
        *voice.on_behalf_of,
        f"spoke in {voice.spoke_in}" if voice.spoke_in else None,
        statement.meeting,
        statement.body,
        statement.topic,
        day(statement),
        str(statement.date_from.year) if statement.date_from else None,
    )
    return "; ".join(part for part in known if part)


def numbers(text: str) -> frozenset[str]:
    """Return the numbers in a text as digits: "1,200" is 1200, "seven" is 7, "1441" is itself."""
    folded = fold(text)
    digits = {match[0].strip(".,") for match in _NUMBER.finditer(folded)}
    spelt = {_SPELT[word] for word in re.findall(r"[a-z]+", folded) if word in _SPELT}
    return frozenset(digits | spelt)


def names(text: str) -> frozenset[str]:
    """Return the stems of the capitalised words, but for the first, which may be any word."""
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    capital = [w for w in words[1:] if w[0].isupper() and w.lower() not in STOP_WORDS]
    return frozenset(stem for word in capital for stem in terms(word))
