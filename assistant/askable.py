"""A question as understood in; a refusal out where its words alone show that there is no answer."""

from __future__ import annotations

import re

from assistant.catalogue import Catalogue
from assistant.misspelt import meant
from assistant.parties import SAYING, Party, strangers
from assistant.readings import readings
from assistant.schema import Refusal, Understood
from vectorstore.terms import terms

# A pronoun as the one asked, with nothing before it that it could stand for.
_PRONOUN = re.compile(
    r"^\W*(?:[\w']+\s+){0,3}?(?:did|does|do|was|were|is|are|has|had|have|about|of)\s+"
    r"(?:he|she|they|it|its|his|her|their|him|them|this|that)\b"
    # "What does it take to ...": it stands for what follows.
    r"(?!\s+(?:show|mean|take|matter|help|cost|happen)s?\s+(?:when|if|that|to)\b)",
    re.IGNORECASE,
)
# The same after earlier questions, none of which names whom it stands for.
_ASKED = re.compile(
    rf"\b(?:did|does|has)\s+(?:he|she|they|it)\s+(?:also\s+)?{SAYING}\b", re.IGNORECASE
)
# One or a thing that only what was said before could tell, with nothing said before.
_POINTS = re.compile(
    r"\bthe (?:other|first|second|third|last|latter|former|same) (?:one|country|state|speaker|side|"
    r"person|lady|man|gentleman|woman|delegat(?:e|ion)|ambassador|envoy|minister|party)s?\b|"
    r"^\W*(?:(?:what|how) (?:was|were|is|are|about) )?the (?:minister|ambassador|envoy|delegate|"
    r"representative|speaker|lady|gentleman|guy)['’]s\b",
    re.IGNORECASE,
)
VAGUE = 4  # words of a question besides those that only point
_WORDS_OF = re.compile(
    r"\b(?:words?|statements?|speech(?:es)?|remarks?|positions?|views?|interventions?)\s+(?:of|by)\s+$",
    re.IGNORECASE,
)
_UNCLEAR = (
    "It is not clear whom or what the question means. Please name the speaker, the country, the "
    "meeting or the subject."
)
_OFF_RECORD = {
    "greeting": "I answer questions about what was said on the record, with the words and their "
    "source. Ask, for example, what a country said about a subject.",
    "off_record": "This is not a question about what was said on the record. I quote what "
    "delegations said; I do not give opinions, predictions or texts of my own.",
}


def refused_at_sight(
    found: Understood,
    asked: list[Party],
    named: list[Party],
    history: list[str],
    catalogue: Catalogue,
) -> Refusal | None:
    """Return a refusal where the words alone show that there is no answer."""
    if not terms(found.standalone) and found.shape == "passage":
        return _unclear(found.standalone, catalogue)
    if found.shape in ("greeting", "off_record"):
        return Refusal(reason="off_record", detail=_OFF_RECORD[found.shape])
    if not asked and (stranger := _stranger(found.standalone, catalogue)):
        return stranger
    held = catalogue.countries.keys() | catalogue.groups.keys()
    absent = [p.country for p in asked if p.country and p.country not in held]
    if absent and len(absent) == len(asked):
        return Refusal(
            reason="absent_source",
            detail=f"The record holds no statement by {' or '.join(absent)}.",
        )
    unresolved = (
        not history and not named and (_PRONOUN.search(found.standalone) or _points_nowhere(found))
    )
    if unresolved or (history and not _told(named) and _ASKED.search(found.standalone)):
        return _unclear(found.standalone, catalogue)
    return None


def _points_nowhere(found: Understood) -> bool:
    """Whether a question that is limited by nothing asks of one whom only an earlier could tell."""
    points = _POINTS.search(found.standalone)
    rest = set(terms(_POINTS.sub(" ", found.standalone)))
    return points is not None and found.filters.empty and len(rest) <= VAGUE


def _told(named: list[Party]) -> bool:
    return any(party.standing != "topic" for party in named)


def _stranger(whole: str, catalogue: Catalogue) -> Refusal | None:
    """Return a refusal where one is asked who never speaks in the record."""
    people = strangers(whole, catalogue)
    if not any(_asked_here(whole, name) for name in people):
        return None
    detail = f"The record holds no statement by {' or '.join(people)}."
    if name := meant(people[0].split()[-1], catalogue.countries, catalogue.speakers):
        return Refusal(reason="unclear", detail=f"{detail} Is “{name}” meant?")
    return Refusal(reason="absent_source", detail=detail)


def _unclear(question: str, catalogue: Catalogue) -> Refusal:
    """Return the refusal that asks what is meant, and offers readings where there are any."""
    offered = "".join(f" “{each}”" for each in readings(question, catalogue))
    asks = f" Is one of these meant?{offered}" if offered else ""
    return Refusal(reason="unclear", detail=_UNCLEAR + asks)


def _asked_here(whole: str, name: str) -> bool:
    before, _, after = whole.partition(name)
    return bool(_WORDS_OF.search(before)) or bool(
        re.match(
            rf"(?:['’]s)?[^?.]{{0,40}}?\b(?:{SAYING}|position|view|statement|words|briefing|testimony|"
            r"speech|remarks)\b",
            after,
        )
    )
