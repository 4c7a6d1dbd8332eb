"""A question and the user's earlier ones in, one question that stands on its own out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.attribution import with_article
from assistant.catalogue import Catalogue
from assistant.criterion import object_of
from assistant.dates import DateMention, dates
from assistant.parties import Party, parties
from vectorstore.countries import mentions
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
_WORDS = re.compile(r"\(\d{4}\)|[\w'’/-]+(?:\.[\w'’/-]+)*")
_VOTE = re.compile(r"\b(?:abstain\w*|vot(?:e[sd]?|ing)|veto\w*|against|favou?r)\b", re.IGNORECASE)
_VOTING = frozenset(terms("voted vote voting against favour abstained veto vetoed"))
# The head of a question about all delegations, up to its verb.
_OF_DELEGATIONS = re.compile(
    r"^\W*(?:(?:which|what|how many)\s+(?:of\s+the\s+)?(?:delegations|countries|members|states|"
    r"speakers|governments)|who|did\s+any(?:one|body)?(?:\s+(?:delegation|country|member|state))?)\s+"
    r"(?=mention|nam|refer|cit|rais|invok|call|condemn|support|welcom|oppos|sp[eo]|thank|us)",
    re.IGNORECASE,
)
_ASKS_WHO = re.compile(
    r"^\W*(?:and\s+)?(?:who|whom|whose|which|list|name|did\s+any|how many\s+(?:of\s+the\s+)?"
    r"(?:delegations|countries|members|states|speakers))",
    re.IGNORECASE,
)
# What "her" has behind it where something is hers.
_OWNED = re.compile(
    r"\s+(?!(?:in|on|about|at|to|for|with|by|and|or|that|when|after|before|of|from)\b)\w", re.I
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
    if again := _asked_otherwise(question, before) or _of_another(question, before, catalogue):
        return again
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
        owns = person["word"].lower() in _POSSESSIVE and _OWNED.match(question[person.end() :])
        owner = f"{asked}'s" if owns or person["own"] else asked
        question = question[: person.start()] + owner + question[person.end() :]
    new = set(terms(rest)) - set(terms(asked or ""))
    leans = _STARTS_AS_FOLLOW_UP.match(question) or _THING.search(question)
    bare = not _SUBJECT.search(question) and len(new - _DETAILS) < 2
    lacking = (leans and len(new) < 5) or (person and len(new) < 3) or bare
    return _about(question, before, catalogue) if lacking else question


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


def _asked_otherwise(question: str, before: str) -> str | None:
    """Return 'Which delegations mentioned X?' for "Which ones?" after "How many ...", and so on."""
    head = _OF_DELEGATIONS.match(before)
    if head is None:
        return None
    if _WHICH_ONES.match(question):
        return f"Which delegations {before[head.end() :]}"
    if _HOW_MANY.match(question):
        return f"How many delegations {before[head.end() :]}"
    return None


def _of_another(question: str, before: str, catalogue: Catalogue) -> str | None:
    """Return the list before of another thing: "And the IAEA?", after who mentioned UNMOVIC."""
    head, bare = _OF_DELEGATIONS.match(before), _LEAD.sub("", question, count=1).strip(" ?.")
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
