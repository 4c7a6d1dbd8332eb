"""A question that asks for a number in; a refusal out where nothing in scope has one of its kind.

"How many barrels a day ...": where no sentence has a number and barrels, no sentence tells how
many, however much is said of oil. Whatever is counted, the sentences that answer best must have
some number among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.choosing import Asked, candidates, likelihood
from assistant.numbers import ANY, EXACT
from assistant.retrieval import Found
from assistant.schema import Refusal, Understood
from assistant.survey import read, scope_words
from vectorstore.record import Record
from vectorstore.sentences import sentences
from vectorstore.terms import terms

READ_WHOLE = 400  # statements; of a larger scope the paragraphs found are read
# From it what is counted is taken to go by another name (troops, where soldiers are asked about).
CLEAR = 0.5

# Sentences among which the first number must stand; nearer to the top where little answers at all.
FAR, NOT_NEAR, DOUBTFUL = 15, 4, 0.6
_ASKS_NUMBER = re.compile(
    r"\bhow\s+(?:many|much)\b|\b(?:what|which|at what|by what) (?:is the |was the )?(?:\w+ )?"
    r"(?:total|number|percentage|share|proportion|sum|amount|rate|figure)\b",
    re.IGNORECASE,
)
# States are counted by naming them.
_NAMED = re.compile(
    r"\bhow\s+many\s+(?:[\w-]+,?\s+){0,4}?(?:and\s+\w+\s+)?(?:countries|states|delegations|members|"
    r"speakers|times)\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\bhow\s+(?:many|much)\s+(?:of\s+)?(?P<what>(?:[\w’'-]+\s+){0,3}?[\w’'-]+)"
    r"(?=\s+(?:a|an|per|of|in|to|on|"
    r"at|for|from|with|by|did|do|does|were|was|had|has|have|would|could|is|are|will|should|must|"
    r"that|which|who|it|he|she|they|[a-z]+ed|died|fell|lost|took|went|came|fled|hit|became|left|"
    r"spoke|fought|made|gave|got|held|been)\b|\s*\?)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"^(?:money|funds?|funding|cash)$", re.I)
_SUM = re.compile(r"[$€£]|\b(?:dollars?|euros?|pounds?|francs?|(?:m|b|tr)illions?)\b", re.I)
# What is counted under many names: the dead may be persons, lives, passengers or victims.
_OF_MANY_NAMES = re.compile(
    r"^(?:people|persons?|lives|men|women|human|victims?|casualties|dead|deaths?|killed|others?|"
    r"times?|more|years?|months?|weeks?|days?|hours?|minutes?|long|time|of|did|do|does|is|was)$",
    re.IGNORECASE,
)
_NOT_COUNTING = re.compile(
    r"\d+ \((?:19|20)\d\d\)|[A-Z]+/[\w/.()-]+|\b\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+\b|"
    r"\b(?:19|20)\d\d\b|\b(?:resolutions?|paragraphs?|articles?|chapters?) \d+",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|"
    r"hundreds?|thousands?|(?:m|b|tr)illions?|dozens?|half|third|quarter|several|no|none|zero|all|"
    r"every|both|single|few|many|per cent)\b",
    re.IGNORECASE,
)


def numberless(record: Record, understood: Understood, found: Found) -> Refusal | None:
    """Return a refusal where no sentence has the number that the question asks for."""
    if understood.kind != "passage":
        return None
    return _not_counted(record, understood, found) or _no_number(record, understood, found)


def _not_counted(record: Record, understood: Understood, found: Found) -> Refusal | None:
    """Return a refusal where no sentence has a number beside what the question counts."""
    content = understood.content or understood.standalone
    asked = _HOW_MANY.search(content)
    if asked is None:
        return None
    what = asked["what"]
    last = what.split()[-1]
    stems = set(terms(last))
    if not stems or _OF_MANY_NAMES.match(last):
        return None
    money = bool(_MONEY.match(last))
    # A sum of money is known by its currency, whatever it is called.
    if not money and likelihood(Asked.of(understood), found.evidence, record) >= CLEAR:
        return None
    near = [hit.text for hit in found.retrieved]
    if any(_counts(text, stems, money=money) for text in near):
        return None
    scope = record.scope(found.filters)
    which = f"the paragraphs found{scope_words(found.filters)}"
    if scope.statements <= READ_WHOLE:
        which = read(scope.statements, found.filters)
        if any(_counts(text, stems, money=money) for text in _spoken(record, found)):
            return None
    return Refusal(reason="not_said", detail=f"No sentence of {which} gives a number of “{what}”.")


def _no_number(record: Record, understood: Understood, found: Found) -> Refusal | None:
    """Return a refusal where none of the sentences that answer best has any number."""
    asked = understood.standalone
    if not _ASKS_NUMBER.search(asked) or _NAMED.search(asked):
        return None
    order = candidates(Asked.of(understood), found.evidence, record)
    has = (EXACT.search(_NOT_COUNTING.sub(" ", each.text)) for each in order)
    first = next((place for place, number in enumerate(has) if number), len(order))
    if first < NOT_NEAR:
        return None
    if first < FAR and likelihood(Asked.of(understood), found.evidence, record) >= DOUBTFUL:
        return None
    scope = record.scope(found.filters)
    which = read(scope.statements, found.filters)
    return Refusal(reason="not_said", detail=f"No number was found near this question in {which}.")


def _spoken(record: Record, found: Found) -> Iterable[str]:
    for statement in record.statements(found.filters):
        for paragraph in statement.paragraphs:
            yield statement.paragraph_text(paragraph.number)


def _counts(text: str, stems: set[str], *, money: bool) -> bool:
    """Whether a sentence of the text has a number, and what is counted or a sum of money."""
    if not (stems & set(terms(text)) or (money and _SUM.search(text))):
        return False
    for start, end in sentences(text):
        words = _NOT_COUNTING.sub(" ", text[start:end])
        if ANY.search(words) and (stems & set(terms(words)) or (money and _SUM.search(words))):
            return True
    return False
