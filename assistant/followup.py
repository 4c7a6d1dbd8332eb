"""A question and the user's earlier ones in, one question that stands on its own out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.attribution import with_article
from assistant.catalogue import Catalogue
from assistant.dates import DateMention, dates
from assistant.list_followups import LEAD, asked_otherwise, of_another
from assistant.parties import Party, parties
from assistant.readings import PERSON, POSSESSIVE
from vectorstore.symbols import symbols
from vectorstore.terms import terms

_STARTS_AS_FOLLOW_UP = re.compile(
    r"^\W*(?:and|but|or|then|also|what about|how about|same|why not|who else|"
    r"what else|which others?|any others?|anyone else|go on|more|what (?:exactly|precisely))\b",
    re.IGNORECASE,
)
# What leans on the question before, unless it names somebody and has a subject of its own.
_ASKS_DETAIL = re.compile(r"^\W*(?:why|when|where)\b", re.IGNORECASE)
OWN_SUBJECT = 3  # content words
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
_WORDS = re.compile(r"\(\d{4}\)|[\w'’/-]+(?:\.[\w'’/-]+)*")
_VOTE = re.compile(r"\b(?:abstain\w*|vot(?:e[sd]?|ing)|veto\w*|against|favou?r)\b", re.IGNORECASE)
_VOTING = frozenset(terms("voted vote voting against favour abstained veto vetoed"))
_ASKS_WHO = re.compile(
    r"^\W*(?:and\s+)?(?:who|whom|whose|which|list|name|did\s+any|how many\s+(?:of\s+the\s+)?"
    r"(?:delegations|countries|members|states|speakers))",
    re.IGNORECASE,
)
# What "her" has behind it where something is hers.
_OWNED = re.compile(
    r"\s+(?!(?:in|on|about|at|to|for|with|by|and|or|that|when|after|before|of|from)\b)\w", re.I
)


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
    if again := asked_otherwise(question, before) or of_another(question, before, catalogue):
        return again
    named = parties(question, catalogue)
    when, meetings = dates(question), symbols(question)
    spans = [(p.start, p.end) for p in named]
    spans += [(d.start, d.end) for d in when] + [(m.start, m.end) for m in meetings]
    rest = _without(LEAD.sub("", question, count=1), question, spans)
    person = PERSON.search(question) if not any(p.standing != "topic" for p in named) else None
    if (named or when or meetings) and not terms(rest) and not person:
        return _substituted(before, question, named, when, catalogue)
    asked = _asked(before, catalogue)
    if person and asked:
        owns = person["word"].lower() in POSSESSIVE and _OWNED.match(question[person.end() :])
        owner = f"{asked}'s" if owns or person["own"] else asked
        question = question[: person.start()] + owner + question[person.end() :]
    new = set(terms(rest)) - set(terms(asked or ""))
    detail = _ASKS_DETAIL.match(question) and not (named and len(new) >= OWN_SUBJECT)
    leans = detail or _STARTS_AS_FOLLOW_UP.match(question) or _points_before(question, named)
    bare = not _SUBJECT.search(question) and len(new - _DETAILS) < 2
    lacking = (leans and len(new) < 5) or (person and len(new) < 3) or bare
    return _about(question, before, catalogue) if lacking else question


def _points_before(question: str, named: Sequence[Party]) -> bool:
    """Whether the question speaks of a thing it does not name; "its" may be of whom it asks."""
    asked = [party.end for party in named if party.standing != "topic"]
    return any(
        thing[0].lower() != "its" or not any(end <= thing.start() for end in asked)
        for thing in _THING.finditer(question)
    )


def _about(question: str, before: str, catalogue: Catalogue) -> str:
    """Add whom the question before asked and what it was about, where the new one tells neither."""
    asked: list[str] = []
    for party in reversed(parties(before, catalogue)):
        if party.standing == "explicit":
            asked = [party.text]
        if party.standing != "topic":
            before = f"{before[: party.start]} {before[party.end :]}"
    if _ASKS_WHO.match(question) or parties(question, catalogue):
        asked = []
    unsaid = _VOTING if _VOTE.search(question) else frozenset()
    missing = asked + [
        word
        for word in _WORDS.findall(before)
        if terms(word) and terms(word)[0] not in {*terms(question), *unsaid}
    ]
    if not missing:
        return question
    return f"{question.rstrip('?. ')} (about {' '.join(missing)})?"


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
