"""A sentence that was computed, not composed, and what it cites in; whether it adds up, out.

"Of the 63 statements read, those of 14 delegations meet the test: France [1], Jordan [2]." No
paragraph says so; what can be checked is that each delegation named is cited in its own voice and
that each number is one that the certificate, the count or the question holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.schema import Answer
from eval.metrics.entailment import misquoted, taken_apart
from eval.metrics.folding import fold
from eval.metrics.premises import numbers
from vectorstore import countries
from vectorstore.schema import Voice
from vectorstore.terms import terms

KINDS = frozenset({"survey", "count", "compare", "timeline", "record"})

# What a certificate's rule says was looked for.
_SOUGHT = re.compile(r"“([^”]*)”|any name of ([^“,]+?)(?= or | and | behind |,|$)")
_DENIED = re.compile(r"\b(?:no|not|neither|without)\b(?! negated)")


class Heard(NamedTuple):
    """A paragraph that a computed sentence cites: its words, its voice, and whether it was said."""

    text: str
    voice: Voice
    spoken: bool

    @property
    def bears_out(self) -> frozenset[str]:
        """The countries it speaks for; a list of votes is the record's and names its own."""
        if self.spoken:
            return frozenset([self.voice.country] if self.voice.country else ())
        return frozenset(each.country for each in countries.mentions(self.text))


class Sum(NamedTuple):
    """Whether a computed sentence adds up, how many of its citations count, and why not."""

    right: bool
    counted: int
    reason: str


def was_computed(answer: Answer) -> bool:
    """Whether code worked the answer out by a pass over the record, and no model wrote in it."""
    return answer.kind in KINDS and answer.coverage is not None and answer.prompt is None


def adds_up(sentence: str, heard: Sequence[Heard], answer: Answer) -> Sum:
    """Return whether every delegation, number and quotation of the sentence is accounted for.

    `heard` are the paragraphs it cites, one a citation. What stands in quotation marks must be
    theirs or what was asked for.
    """
    words, quotes = taken_apart(sentence)
    asked_for = [answer.standalone, answer.coverage.rule if answer.coverage else ""]
    texts = [fold(text) for text in (*(each.text for each in heard), *asked_for)]
    named = {each.country for each in countries.mentions(words)}
    asked = {each.country for each in countries.mentions(answer.standalone)}
    asked.update(answer.filters.country)
    faults = (
        ("not verbatim", set(misquoted(map(fold, quotes), texts))),
        ("named without being cited", named - asked.union(*(each.bears_out for each in heard))),
        ("cited without what was searched", _beside_the_point(heard, answer)),
        ("numbers from nowhere", numbers(words) - known_numbers(answer) - _counted(named, heard)),
    )
    wrong = next((f"{what}: {', '.join(sorted(which))}" for what, which in faults if which), "")
    if not heard:
        wrong = "cites nothing"
    counted = sum(_named(each, named, words) for each in heard)
    return Sum(not wrong, 0 if wrong else counted, wrong or "adds up")


def _beside_the_point(heard: Sequence[Heard], answer: Answer) -> set[str]:
    """Return the beginnings of the cited paragraphs that hold less than half of any thing sought.

    Those stand in the certificate's rule: 'holds the words “Budapest Memorandum”', 'holds any name
    of Jordan'. What is sought is not in the paragraphs of those who did not say it.
    """
    rule = answer.coverage.rule if answer.coverage else ""
    if _DENIED.search(rule):
        return set()
    named = [quoted or name for quoted, name in _SOUGHT.findall(rule)]
    sought = [words for each in named if (words := frozenset(terms(each)))]
    countries_sought = {each.country for name in named for each in countries.mentions(name)}

    def holds(text: str) -> bool:
        words = frozenset(terms(text))
        if any(2 * len(one & words) >= len(one) for one in sought):
            return True
        return bool(countries_sought & {each.country for each in countries.mentions(text)})

    return {each.text[:40] for each in heard if sought and not holds(each.text)}


def known_numbers(answer: Answer) -> frozenset[str]:
    """Return the numbers that an answer has from its certificate, count, members and question."""
    national = sum(countries.canonical(member.country) is not None for member in answer.members)
    known = [answer.count, len(answer.members), national, len(answer.members) - national]
    if answer.coverage is not None:
        dumped = answer.coverage.model_dump(exclude={"rule", "scope"})
        known += [int(value) for value in dumped.values()]
    found = {str(number) for number in known if number is not None}
    asked = answer.filters.model_dump_json(exclude_defaults=True)
    return frozenset(found) | numbers(f"{answer.standalone} {asked}".replace("-", " "))


def _counted(named: set[str], heard: Sequence[Heard]) -> set[str]:
    """Return how many countries a sentence names, and how many it cites who speak for none."""
    others = {each.voice.speaker for each in heard if each.voice.country is None}
    return {str(len(named)), str(len(others))}


def _named(heard: Heard, named: set[str], words: str) -> bool:
    if heard.bears_out & named:
        return True
    return bool(heard.voice.speaker) and fold(heard.voice.speaker or "") in fold(words)
