"""A question whose pronouns stand for nothing in, ways to read it out."""

from __future__ import annotations

import re

from assistant.attribution import with_article
from assistant.catalogue import Catalogue

# Words that stand for one who was named before.
PERSON = re.compile(
    r"\b(?P<word>he|she|they|him|them|his|her|their|that (?:country|delegation|speaker|"
    r"representative|delegate|ambassador|government)|the same (?:country|delegation|speaker|"
    r"representative|delegate|person)|(?<=\bdoes )it|(?<=\bdid )it|(?<=\bhas )it)\b(?P<own>['’]s)?",
    re.IGNORECASE,
)
POSSESSIVE = frozenset({"his", "her", "their"})
READINGS = 3
LONG_ITEM = 60  # characters; a longer agenda item is a letter's title, no subject to ask about
_IT = re.compile(r"\b(?:it|this|that)\b(?=\W*$)", re.IGNORECASE)
_WHO = re.compile(rf"{PERSON.pattern}|\b(?P<its>its)\b", re.IGNORECASE)


def readings(question: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return ways to read a question whose pronouns stand for nothing, to choose from.

    Whom it may mean are those who speak most; what, the agenda items spoken on most.
    """
    items = [item for item in catalogue.topics if len(item) <= LONG_ITEM]
    found = []
    for n, country in enumerate(list(catalogue.countries)[:READINGS]):
        whole = question
        if (who := _WHO.search(whole)) is not None:
            owns = who["its"] or who["own"] or who["word"].lower() in POSSESSIVE
            name = with_article(country)
            if owns:
                name += "'" if name.endswith("s") else "'s"
            whole = f"{whole[: who.start()]}{name}{whole[who.end() :]}"
        if items and (thing := _IT.search(whole)) is not None:
            whole = f"{whole[: thing.start()]}{items[n % len(items)]}{whole[thing.end() :]}"
        found.append(whole)
    return tuple(dict.fromkeys(each for each in found if each != question))
