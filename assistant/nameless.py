"""A question that asks for names in; a refusal out where the sentences that answer best have none.

"Name the factory that made it", where only "a European factory" is spoken of.
"""

from __future__ import annotations

import re

from assistant.choosing import Asked, candidates
from assistant.retrieval import Found
from assistant.schema import Refusal, Understood
from assistant.survey import read
from vectorstore.record import Record

LOOKED_AT = 3  # sentences
_ASKS_NAMES = re.compile(
    r"^\W*(?:please )?(?:name|list by name|give (?:me )?the names?)\b|\bby name\b|"
    r"\bidentif(?:y|ied) by name\b|\bwhat (?:is|was|were|are) the names? of\b",
    re.IGNORECASE,
)
# A name stands inside a sentence: the first word is written large in any case.
_NAME = re.compile(r"(?<=[a-z,;:] )(?:Al-|al-)?[A-Z][\w'’-]+")
_NO_NAME = re.compile(
    r"^(?:I|We|Mr|Mrs|Ms|Sir|President|Council|Security|United|Nations|State|States|Member|Members|"
    r"Government|Secretary|General|Assembly|Charter|Organization|January|February|March|April|May|"
    r"June|July|August|September|October|November|December)$"
)


def nameless(record: Record, understood: Understood, found: Found) -> Refusal | None:
    """Return a refusal where names are asked for and none but the question's own are near."""
    asked = understood.standalone
    if understood.kind != "passage" or not _ASKS_NAMES.search(asked):
        return None
    order = candidates(Asked.of(understood), found.evidence, record)[:LOOKED_AT]
    known = set(re.findall(r"\w{3,}", asked))
    if any(_names(each.text, known) for each in order):
        return None
    scope = record.scope(found.filters)
    which = read(scope.statements, found.filters)
    return Refusal(reason="not_said", detail=f"No name was found near this question in {which}.")


def _names(sentence: str, known: set[str]) -> list[str]:
    """Return the names in a sentence that the question does not have itself."""
    return [
        name
        for name in _NAME.findall(sentence)
        if not _NO_NAME.match(name) and not set(re.findall(r"\w{3,}", name)) & known
    ]
