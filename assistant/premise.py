"""A question that takes a stance for granted in; a refusal out where the speaker took the opposite.

"Why did Indonesia condemn the Berlin conference?", where Indonesia welcomed it and nowhere condemns
it: what was in fact said is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.attribution import with_article
from assistant.citations import day
from assistant.schema import Refusal, Understood
from assistant.stance import takings
from assistant.survey import read
from vectorstore import countries
from vectorstore.record import Record
from vectorstore.schema import Filters, Statement, Voice
from vectorstore.sentences import sentences
from vectorstore.terms import terms

READ_WHOLE = 400  # statements; of a larger scope nothing is concluded
LEAST = 0.6  # share of the object's words that a sentence must have to be about it
LONGEST = 60  # words of a sentence that is quoted

_FOR = ("welcome", "support", "endorse", "praise", "commend", "thank")
_AGAINST = (
    *("condemn", "oppose", "reject", "deplore", "criticize", "regret", "denounce"),
    *("disagree", "concern"),
)
_LIKES = (
    r"welcom\w*|support\w*|endors\w*|applaud\w*|prais\w*|commend\w*|back(?:ed|s|ing)?|favou?r\w*|"
    r"approv\w*|celebrat\w*|sp(?:oke|eak|oken) up for|stood up for"
)
_DISLIKES = (
    r"condemn\w*|oppos\w*|object(?:ed|ing|s)?(?: to)?|reject\w*|denounc\w*|critici[sz]\w*|"
    r"deplor\w*|refus\w*|disapprov\w*|turn(?:ed|ing)? (?:its|his|her|their) back on|"
    r"resist(?:ed|s|ing)?|"
    r"protest(?:ed|s|ing)?(?: against)?|block(?:ed|s|ing)?|disagree(?:d|s|ing)? with|complain\w*"
)
# What is granted, not asked: "Did China object ...?" asks.
_GRANTED = re.compile(
    r"\b(?:why|what\b.{0,40}?\b(?:led|made|moved|drove|caused|prompted)|"
    r"(?:on|for) (?:what|which) (?:grounds?|reasons?)|how (?:come|did\b.{0,60}?\bjustify))\b|"
    r"^[^?.]{8,}\.\s+(?:what|why|how|which)\b",
    re.IGNORECASE,
)
_STANCE = re.compile(
    rf"\b(?:(?P<likes>{_LIKES})|(?P<dislikes>{_DISLIKES}))\s+(?P<object>[^?.;:]+)", re.I
)
_NOT = re.compile(r"\b(?:not|never|n['’]t|unable|fail(?:ed)?)\b[^?]{0,30}$", re.IGNORECASE)
_AT = re.compile(
    r"\s+(?:in|at|during|on) (?:S/PV\S*|the (?:debate|meeting)\b.*|\d.*|[A-Z]\w+ \d.*)$"
)


def false_premise(record: Record, understood: Understood, filters: Filters) -> Refusal | None:
    """Return a refusal where the one asked says the opposite of what the question grants."""
    asked = understood.standalone
    stance = _STANCE.search(asked) if _GRANTED.search(asked) else None
    if stance is None or _NOT.search(asked[: stance.start()]):
        return None
    named = {each.country for each in countries.mentions(asked[: stance.start()])}
    if not filters.country and len(named) == 1:
        filters = filters.model_copy(update={"country": tuple(named)})
    if len(filters.country) != 1:
        return None
    wanted = set(terms(_AT.sub("", stance["object"])))
    if not wanted or record.scope(filters).statements > READ_WHOLE:
        return None
    granted, other = (_FOR, _AGAINST) if stance["likes"] else (_AGAINST, _FOR)
    contrary: tuple[Statement, str] | None = None
    for statement, voice, sentence in _about(record, filters, wanted):
        if _takes(sentence, granted, voice):
            return None
        if contrary is None and _takes(sentence, other, voice):
            contrary = statement, sentence
    if contrary is None:
        return None
    statement, sentence = contrary
    which = read(record.scope(filters).statements, filters)
    when = ", ".join(each for each in (statement.meeting or statement.id, day(statement)) if each)
    who = with_article(filters.country[0])
    return Refusal(
        reason="not_said",
        detail=f"Nothing in {which} says so. What {who} said is the opposite: "
        f"“{sentence}” ({when}).",
    )


def _about(
    record: Record, filters: Filters, wanted: set[str]
) -> Iterator[tuple[Statement, Voice, str]]:
    """Yield the sentences of those asked that hold the words of the object."""
    for statement in record.statements(filters):
        for paragraph in statement.paragraphs:
            voice = statement.voices[paragraph.voice]
            if voice.country not in filters.country:
                continue
            text = statement.paragraph_text(paragraph.number)
            for start, end in sentences(text):
                sentence = text[start:end]
                held = len(wanted & set(terms(sentence)))
                if held >= LEAST * len(wanted) and len(sentence.split()) <= LONGEST:
                    yield statement, voice, sentence


def _takes(sentence: str, verbs: tuple[str, ...], voice: Voice) -> bool:
    """Whether the speaker takes one of the stances, and does not deny it."""
    return any(
        taking.whose == "own" and not taking.negated
        for verb in verbs
        for taking in takings(sentence, verb, voice)
    )
