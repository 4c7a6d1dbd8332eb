"""A question and the user's earlier ones in, one question that stands on its own out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.attribution import with_article
from assistant.catalogue import Catalogue
from assistant.dates import DateMention, dates
from assistant.parties import Party, parties
from vectorstore.symbols import symbols
from vectorstore.terms import terms

_LEAD = re.compile(
    r"^\W*(?:(?:and|but|so|or|then|also|ok(?:ay)?|now)\b[\s,]*)*"
    r"(?:(?:(?:what|how) about|same (?:question )?(?:for|about)|"
    r"(?:and )?(?:for|from|by|in|on|at))\b)?"
    r"\s*",
    re.IGNORECASE,
)
_STARTS_AS_FOLLOW_UP = re.compile(
    r"^\W*(?:and|but|or|then|also|what about|how about|same|why|why not|when|where|who else|"
    r"what else|which others?|any others?|anyone else|go on|more|what (?:exactly|precisely))\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?P<word>he|she|they|him|them|his|her|their|that (?:country|delegation|speaker|"
    r"representative|delegate|ambassador|government)|the same (?:country|delegation|speaker|"
    r"representative|delegate|person)|(?<=\bdoes )it|(?<=\bdid )it|(?<=\bhas )it)\b(?P<own>['’]s)?",
    re.IGNORECASE,
)
# Words that ask for a detail and say nothing of the subject.
_DETAILS = frozenset(
    ["number", "figur", "amount", "reason", "answer", "respond", "give", "gave", "repli", "explain"]
)
_SUBJECT = re.compile(
    r"\b(?:about|on|regarding|concerning|against|of)\s+(?!(?:it|that|this)\b)\w{3,}"
)
_THING = re.compile(
    r"\b(?:it|its|this|that|these|those|there|then|the same|such|so|either|both|former|latter|"
    r"the (?:incident|issue|matter|topic|subject|question|proposal|crash|text|vote|meeting))\b",
    re.IGNORECASE,
)
_POSSESSIVE = frozenset({"his", "her", "their"})


def standalone(question: str, history: Sequence[str], catalogue: Catalogue) -> str:
    """Return `question` completed by `history` (earlier user turns, oldest first).

    A question that is whole already comes back as it is.
    """
    whole = ""
    for turn in [*history, question]:
        whole = _complete(turn.strip(), whole, catalogue)
    return whole


def _complete(question: str, before: str, catalogue: Catalogue) -> str:
    """Complete one turn by the whole question before it."""
    if not before:
        return question
    named = parties(question, catalogue)
    when, meetings = dates(question), symbols(question)
    spans = [(p.start, p.end) for p in named]
    spans += [(d.start, d.end) for d in when] + [(m.start, m.end) for m in meetings]
    rest = _without(_LEAD.sub("", question, count=1), question, spans)
    person = _PERSON.search(question) if not any(p.standing != "topic" for p in named) else None
    if (named or when or meetings) and not terms(rest) and not person:
        return _substituted(before, question, named, when, catalogue)
    asked = _asked(before, catalogue)
    if person and asked:
        owner = f"{asked}'s" if person["word"].lower() in _POSSESSIVE or person["own"] else asked
        question = question[: person.start()] + owner + question[person.end() :]
    new = set(terms(rest)) - set(terms(asked or ""))
    leans = _STARTS_AS_FOLLOW_UP.match(question) or _THING.search(question)
    bare = not _SUBJECT.search(question) and len(new - _DETAILS) < 2
    lacking = (leans and len(new) < 5) or (person and len(new) < 3) or bare
    return _about(question, before, catalogue) if lacking else question


def _about(question: str, before: str, catalogue: Catalogue) -> str:
    """Add what the question before was about, where little is said in the new one."""
    for party in reversed(parties(before, catalogue)):
        if party.standing != "topic":
            before = f"{before[: party.start]} {before[party.end :]}"
    missing = [word for word in re.findall(r"[\w'’./()-]+", before)
               if terms(word) and terms(word)[0] not in terms(question)]  # fmt: skip
    if not missing:
        return question
    return f"{question.rstrip('?. ')} (about {' '.join(missing).rstrip('?. ')})?"


def _without(rest: str, question: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        rest = rest.replace(question[start:end], " ")
    return rest


def _asked(before: str, catalogue: Catalogue) -> str | None:
    """Return the party that the question before asked, as written there."""
    named = parties(before, catalogue)
    chosen = [p for p in named if p.standing != "topic"] or named
    return chosen[0].text if chosen else None


def _substituted(
    before: str,
    question: str,
    named: list[Party],
    when: list[DateMention],
    catalogue: Catalogue,
) -> str:
    """Put the new party, date or meeting where the old one stood in the question before."""
    changed = before
    if named:
        old = [p for p in parties(before, catalogue) if p.standing != "topic"]
        old = old or parties(before, catalogue)
        new = named[0]
        name = with_article(new.country) if new.country else new.text
        if old and _lists(before) and not any(p.standing == "explicit" for p in old):
            old = []  # "Which delegations mentioned Iraq?" asks nobody in particular
        if old:
            changed = _replace(changed, old, name)
        else:
            changed = f"What did {name} say about this: {before}"
    if when:
        text = when[0].text
        old_dates = dates(changed)
        if old_dates:
            first = old_dates[0]
            changed = changed[: first.start] + text + changed[first.end :]
        else:
            changed = f"{changed.rstrip('?. ')} in {text}?"
    if (found := symbols(question)) and not named and not when:
        old_symbols = symbols(changed)
        symbol = found[0].symbol
        if old_symbols:
            changed = changed[: old_symbols[0].start] + symbol + changed[old_symbols[0].end :]
        else:
            changed = f"{changed.rstrip('?. ')} in {symbol}?"
    return changed


def _replace(text: str, old: list[Party], name: str) -> str:
    """Put `name` for the first of `old`; those joined to it go with it."""
    first, last = old[0], old[-1]
    end = last.end if len(old) > 1 and last.start - first.end < 12 else first.end
    # 'the Russian ambassador' -> "Turkey's ambassador"
    possessive = re.match(r"\s+[a-z]", text[end:]) and first.country and first.text != first.country
    demonym = bool(possessive and re.search(r"(?:an|ish|ese|i|ch|ic)$", first.text))
    head = re.sub(r"\bthe\s+$", "", text[: first.start], flags=re.IGNORECASE)
    return f"{head}{name}{chr(39) + 's' if demonym else ''}{text[end:]}"


def _lists(question: str) -> bool:
    return bool(re.match(r"\W*(?:which|who|how many|list|name)\b", question, re.IGNORECASE))


READINGS = 3
LONG_ITEM = 60  # characters; a longer agenda item is a letter's title, no subject to ask about
_IT = re.compile(r"\b(?:it|this|that)\b(?=\W*$)", re.IGNORECASE)
_WHO = re.compile(rf"{_PERSON.pattern}|\b(?P<its>its)\b", re.IGNORECASE)


def readings(question: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return ways to read a question whose pronouns stand for nothing, to choose from.

    Whom it may mean are those who speak most; what, the agenda items spoken on most.
    """
    items = [item for item in catalogue.topics if len(item) <= LONG_ITEM]
    found = []
    for n, country in enumerate(list(catalogue.countries)[:READINGS]):
        whole = question
        if (who := _WHO.search(whole)) is not None:
            owns = who["its"] or who["own"] or who["word"].lower() in _POSSESSIVE
            name = with_article(country)
            if owns:
                name += "'" if name.endswith("s") else "'s"
            whole = f"{whole[: who.start()]}{name}{whole[who.end() :]}"
        if items and (thing := _IT.search(whole)) is not None:
            whole = f"{whole[: thing.start()]}{items[n % len(items)]}{whole[thing.end() :]}"
        found.append(whole)
    return tuple(dict.fromkeys(each for each in found if each != question))
