"""A scope in; who spoke in it, first and last, as whom, for whom, and who did not, out.

Every statement of the scope is read.
"""

from __future__ import annotations

import datetime as dt
import re

from assistant.attribution import with_article
from assistant.computed import Computed, cited, joined, plural
from assistant.council import sat
from assistant.schema import Citation, Member, Sentence
from assistant.survey import coverage_of, scope_words
from assistant.turns import opening, presides, spoken_order, voices
from vectorstore.groups import groups_named
from vectorstore.passages import written_day
from vectorstore.record import Record
from vectorstore.schema import Filters, Paragraph, Statement, Voice
from vectorstore.sentences import sentences

_BEHALF = re.compile(r"\b(?:behalf of|speak(?:ing)? for|representing)\b", re.IGNORECASE)
TURNS = 3  # who spoke first or last, and the two beside


def who_spoke(
    record: Record,
    filters: Filters,
    *,
    officials: bool = True,
    among: frozenset[str] | None = None,
) -> Computed:
    """Return everyone who spoke in scope, in the order of their first statement.

    `officials`: those who speak for no country count as members of the answer too. `among`: none
    but these countries.
    """
    first: dict[str, tuple[Statement, Paragraph]] = {}
    read, countries = 0, set[str]()
    for statement in sorted(record.statements(filters), key=spoken_order):
        read += 1
        for who, voice, paragraph in voices(statement):
            if among is not None and voice.country not in among:
                continue
            if not filters.country or voice.country in filters.country:
                first.setdefault(who, (statement, paragraph))
                countries |= {voice.country} if voice.country else set()
    coverage = coverage_of(record, filters, "every statement in scope", (read, read, 0))
    if not first:
        return Computed(sentences=(), count=0, coverage=coverage,
                        nothing=f"There are no statements{scope_words(filters)}.")  # fmt: skip
    citations = [opening(n, *place) for n, place in enumerate(first.values(), 1)]
    numbered = {who: n for n, who in enumerate(first, 1)}
    names = joined([f"{who} [{n}]" for who, n in numbered.items()])
    apart = len(first) - len(countries)
    others = f" and {plural(apart, 'speaker')} for no country" if apart else ""
    where = f"{plural(read, 'statement')}{scope_words(filters)}"
    text = f"{where} were made by {plural(len(countries), 'delegation')}{others}: {names}."
    if among is not None:
        text = f"Of the members asked about, {len(countries)} spoke in the {where}: {names}."
    members = tuple(
        Member(country=who, citations=(n,))
        for who, n in numbered.items()
        if officials or who in countries
    )
    return Computed(
        sentences=(Sentence(text=text, citations=tuple(numbered.values()), support="supported"),),
        citations=tuple(citations),
        members=members,
        count=len(members),
        coverage=coverage,
    )


def who_is(record: Record, filters: Filters) -> Computed | None:
    """Return for whom or as what those asked about spoke, where and when.

    None where the filters name no speaker.
    """
    turns: dict[tuple[str, str], list[Citation]] = {}
    read = 0
    for statement in sorted(record.statements(filters), key=spoken_order):
        read += 1
        for _, voice, paragraph in voices(statement):
            if voice.speaker in filters.speaker:
                number = sum(map(len, turns.values())) + 1
                found = opening(number, statement, paragraph)
                turns.setdefault((voice.speaker, _capacity(voice)), []).append(found)
    if not turns:
        return None
    lines = [
        Sentence(
            text=f"{who}{capacity} spoke in {joined([_where(each) for each in found])}.",
            citations=tuple(each.n for each in found),
            support="supported",
        )
        for (who, capacity), found in turns.items()
    ]
    return Computed(
        sentences=tuple(lines),
        citations=tuple(each for found in turns.values() for each in found),
        coverage=coverage_of(record, filters, "every statement in scope", (read, read, 0)),
    )


def in_order(record: Record, filters: Filters, *, last: bool) -> Computed | None:
    """Return who spoke first in a meeting, or `last`, and the two beside; the chair aside.

    None where the filters leave no single meeting, or nothing tells the order.
    """
    statements = sorted(record.statements(filters), key=spoken_order)
    known = all(statement.speech_number is not None for statement in statements)
    if not known or len({statement.meeting for statement in statements}) != 1:
        return None
    turns = list[tuple[str, Citation]]()
    for statement in statements[::-1] if last else statements:
        for who, voice, paragraph in voices(statement):
            if not presides(voice) and len(turns) < TURNS and who not in dict(turns):
                turns.append((who, opening(len(turns) + 1, statement, paragraph)))
    if not turns:
        return None
    names = [f"{with_article(who)} [{n}]" for n, (who, _) in enumerate(turns, 1)]
    rest = joined(names[1:])
    beside = f", {'after' if last else 'then'} {rest}" if rest else ""
    where = f"{plural(len(statements), 'statement')}{scope_words(filters)}"
    text = f"Of the {where}, {names[0]} spoke {'last' if last else 'first'}{beside}."
    numbers = tuple(range(1, len(turns) + 1))
    rule = "every statement in scope, in the order spoken, without those of the chair"
    return Computed(
        sentences=(Sentence(text=text, citations=numbers, support="supported"),),
        citations=tuple(citation for _, citation in turns),
        members=(Member(country=turns[0][0], citations=(1,)),),
        coverage=coverage_of(record, filters, rule, (len(statements), len(statements), 0)),
    )


def silent(record: Record, filters: Filters) -> Computed | None:
    """Return the Council's members who did not speak in scope.

    None where the record has no vote of that year to tell who was a member.
    """
    seats = sat(record, filters)
    if seats is None:
        return None
    read, spoke = 0, set[str]()
    for statement in record.statements(filters):
        read += 1
        spoke |= {who for who, _, _ in voices(statement)}
    rule = "a member of the Council, by a vote of the same year, for whom no one speaks in scope"
    coverage = coverage_of(record, filters, rule, (read, read, 0))
    absent = [name for name in seats.members if name not in spoke]
    where = f"the {plural(read, 'statement')}{scope_words(filters)}"
    if not absent:
        nothing = f"All {len(seats.members)} members of the Council spoke in {where}."
        return Computed(sentences=(), count=0, coverage=coverage, nothing=nothing)
    lists = [found for found in seats.lists if set(found.members) & set(absent)]
    citations = [cited(f.statement, f.paragraph, f.span, n) for n, f in enumerate(lists, 1)]
    members = tuple(
        Member(
            country=name,
            citations=tuple(n for n, found in enumerate(lists, 1) if name in found.members),
        )
        for name in absent
    )
    names = joined([f"{m.country} {''.join(f'[{n}]' for n in m.citations)}" for m in members])
    text = f"Members of the Council for whom no one speaks in {where}: {names}."
    numbers = tuple(range(1, len(citations) + 1))
    return Computed(
        sentences=(Sentence(text=text, citations=numbers, support="supported"),),
        citations=tuple(citations),
        members=members,
        count=len(members),
        coverage=coverage,
    )


def spokesmen(
    record: Record, filters: Filters, *, group: str | None = None, officials: bool = True
) -> Computed:
    """Return who spoke on behalf of a group in scope, and for which.

    `group`: only those who spoke for it. `officials`: those too who speak for no country.
    """
    found: dict[tuple[str, str], Citation] = {}
    read, shown = 0, set[str]()
    for statement in record.statements(filters):
        read += 1
        for who, voice, paragraph in voices(statement):
            groups = voice.on_behalf_of
            if not groups or not (voice.country or officials) or (group and group not in groups):
                continue
            if filters.country and voice.country not in filters.country:
                continue
            shown.add(statement.id)
            key = (who, joined([with_article(group) for group in groups]))
            found.setdefault(key, _saying_for(len(found) + 1, statement, paragraph, groups))
    rule = "the speaker says on whose behalf, besides a country"
    coverage = coverage_of(record, filters, rule, (read, len(shown), 0))
    if not found:
        whom = group or "a group"
        return Computed(sentences=(), count=0, coverage=coverage,
                        nothing=f"No one spoke for {whom}{scope_words(filters)}.")  # fmt: skip
    lines = [
        Sentence(
            text=f"{_capitalised(with_article(who))} spoke on behalf of {named} [{n}].",
            citations=(n,),
            support="supported",
        )
        for n, (who, named) in enumerate(found, 1)
    ]
    by_speaker: dict[str, list[int]] = {}
    for n, (who, _) in enumerate(found, 1):
        by_speaker.setdefault(who, []).append(n)
    return Computed(
        sentences=tuple(lines),
        citations=tuple(found.values()),
        members=tuple(Member(country=w, citations=tuple(ns)) for w, ns in by_speaker.items()),
        count=len(by_speaker),
        coverage=coverage,
    )


def _capitalised(name: str) -> str:
    return name[0].upper() + name[1:]


def _capacity(voice: Voice) -> str:
    """Return ', for Jordan,' or ' (Under-Secretary-General for Political Affairs)'."""
    if voice.country:
        return f", for {with_article(voice.country)},"
    held = voice.role or voice.affiliation
    return f" ({held})" if held else ""


def _where(citation: Citation) -> str:
    when = dt.date.fromisoformat(citation.date) if citation.date and "-" in citation.date else None
    day = f" on {written_day(when)}" if when else ""
    return f"{citation.symbol or citation.statement_id}{day} [{citation.n}]"


def _saying_for(
    n: int, statement: Statement, first: Paragraph, groups: tuple[str, ...]
) -> Citation:
    """Return the sentence in which a voice names the group it speaks for; else its first one."""
    for paragraph in statement.paragraphs[first.number - 1 :]:
        words = statement.text[paragraph.start : paragraph.end]
        for start, end in sentences(words) if paragraph.voice == first.voice else ():
            if _BEHALF.search(words[start:end]) and set(groups) & set(
                groups_named(words[start:end])
            ):
                return cited(statement, paragraph.number, (start, end), n)
    return opening(n, statement, first)
