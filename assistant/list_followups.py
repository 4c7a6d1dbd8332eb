"""A question behind one about all delegations in, the same list asked again out.

"Which ones?" and "How many?" turn it round; "And the IAEA?" puts another thing into it.
"""

from __future__ import annotations

import re

from assistant.attribution import with_article
from assistant.catalogue import Catalogue
from assistant.criterion import object_of
from assistant.dates import dates
from assistant.parties import parties
from vectorstore.countries import mentions
from vectorstore.symbols import symbols

# What a follow-up opens with and means nothing by.
LEAD = re.compile(
    r"^\W*(?:(?:and|but|so|or|then|also|ok(?:ay)?|now)\b[\s,]*)*"
    r"(?:(?:(?:what|how) about|same (?:question )?(?:for|about)|"
    r"(?:and )?(?:for|from|by|in|on|at))\b)?"
    r"\s*",
    re.IGNORECASE,
)
# The head of a question about all delegations, up to its verb.
_OF_DELEGATIONS = re.compile(
    r"^\W*(?:(?:which|what|how many)\s+(?:of\s+the\s+)?(?:delegations|countries|members|states|"
    r"speakers|governments)|who|did\s+any(?:one|body)?(?:\s+(?:delegation|country|member|state))?)\s+"
    r"(?=mention|nam|refer|cit|rais|invok|call|condemn|support|welcom|oppos|sp[eo]|thank|us)",
    re.IGNORECASE,
)
_WHICH_ONES = re.compile(
    r"^\W*(?:and\s+)?(?:which|who)(?:\s+(?:ones?|of them|exactly|are they|were they|was it|"
    r"delegations|countries))*\W*$",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"^\W*(?:and\s+)?how many(?:\s+(?:of them|were they|are they|delegations|countries))?\W*$", re.I
)
_VERBS = re.compile(
    r"\b(?:did|do|does|is|are|was|were|has|have|had|say|said|who|what|which|why|how|when|where|"
    r"it|they|he|she|them|him|her|that|this|those|these|there|not)\b",
    re.IGNORECASE,
)
_PLACED = re.compile(r"\s+(?:in|at|on|during|of)\s+(?:the\s+)?$", re.IGNORECASE)
LONGEST_NAME = 6  # words of a thing that is put for another; more are a question of their own


def asked_otherwise(question: str, before: str) -> str | None:
    """Return 'Which delegations mentioned X?' for "Which ones?" after "How many ...", and so on."""
    head = _OF_DELEGATIONS.match(before)
    if head is None:
        return None
    if _WHICH_ONES.match(question):
        return f"Which delegations {before[head.end() :]}"
    if _HOW_MANY.match(question):
        return f"How many delegations {before[head.end() :]}"
    return None


def of_another(question: str, before: str, catalogue: Catalogue) -> str | None:
    """Return the list before of another thing: "And the IAEA?", after who mentioned UNMOVIC."""
    head, bare = _OF_DELEGATIONS.match(before), LEAD.sub("", question, count=1).strip(" ?.")
    if head is None or not bare or len(bare.split()) > LONGEST_NAME or _VERBS.search(bare):
        return None
    told = [m.start for m in symbols(before)] + [when.start for when in dates(before)]
    _, wanted = object_of(_PLACED.sub("", before[: min(told, default=len(before))]))
    place = before.find(wanted) if wanted else -1
    if place < 0 or dates(bare) or symbols(bare):
        return None
    new = mentions(bare)
    if new and new[0].end - new[0].start == len(bare.removeprefix("the ")):
        if not mentions(wanted):
            name = with_article(new[0].country)
            return f"What did {name} say about {before[place:]}"
    elif parties(bare, catalogue):
        return None
    return f"{before[:place]}{bare}{before[place + len(wanted) :]}"
