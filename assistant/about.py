"""Questions about the record itself, answered from the ledger: what it holds, who spoke where."""

from __future__ import annotations

from assistant.computed import Computed, cited, joined, plural
from assistant.schema import Citation, Member, Sentence
from assistant.survey import coverage_of, scope_words
from vectorstore.record import Record
from vectorstore.schema import Filters, Statement
from vectorstore.sentences import sentences

CITED = 60  # statements cited where they are counted
SHOWN = 12  # names listed before "and n more"


def holdings(record: Record) -> Computed:
    """Return how much the record holds, of whom, where and when."""
    status = record.status()
    lines = [
        f"The record holds {plural(status.statements, 'statement')} in "
        f"{plural(status.paragraphs, 'paragraph')}, by {plural(status.speakers, 'speaker')} from "
        f"{plural(len(status.countries), 'country')}."
    ]
    if status.meetings:
        lines.append(f"It covers {plural(len(status.meetings), 'meeting')}: "
                     f"{_some(sorted(status.meetings))}.")  # fmt: skip
    if status.date_from and status.date_to:
        lines.append(f"Its dates run from {status.date_from} to {status.date_to}.")
    if status.undated:
        lines.append(f"{plural(status.undated, 'statement')} cannot be dated.")
    if status.countries:
        lines.append(f"Most statements are by {_some(list(status.countries))}.")
    return Computed(
        sentences=tuple(Sentence(text=line, support="none_needed") for line in lines),
        count=status.statements,
    )


def who_spoke(record: Record, filters: Filters) -> Computed:
    """Return everyone who spoke in scope, in the order of their first statement."""
    first: dict[str, Statement] = {}
    read = 0
    for statement in record.statements(filters):
        read += 1
        who = statement.country or _official(statement)
        if who:
            first.setdefault(who, statement)
    ordered = sorted(first.items(), key=lambda entry: (entry[1].meeting or "",
                                                       entry[1].speech_number or 0))  # fmt: skip
    citations = [_opening(n, statement) for n, (_, statement) in enumerate(ordered, 1)]
    members = tuple(Member(country=who, citations=(n,)) for n, (who, _) in enumerate(ordered, 1))
    delegations = sum(statement.country is not None for _, statement in ordered)
    officials = len(ordered) - delegations
    coverage = coverage_of(record, filters, "every statement in scope", (read, read, 0))
    if not members:
        return Computed(sentences=(), count=0, coverage=coverage,
                        nothing=f"There are no statements{scope_words(filters)}.")  # fmt: skip
    names = joined([f"{m.country} [{m.citations[0]}]" for m in members])
    others = f" and {plural(officials, 'speaker')} for no country" if officials else ""
    text = (
        f"{plural(read, 'statement')}{scope_words(filters)} were made by "
        f"{plural(delegations, 'delegation')}{others}: {names}."
    )
    numbers = tuple(n for m in members for n in m.citations)
    return Computed(
        sentences=(Sentence(text=text, citations=numbers, support="supported"),),
        citations=tuple(citations),
        members=members,
        count=delegations,
        coverage=coverage,
    )


def spokesmen(record: Record, filters: Filters) -> Computed:
    """Return who spoke on behalf of a group in scope, and for which."""
    found: dict[str, tuple[Statement, str]] = {}
    read = 0
    for statement in record.statements(filters):
        read += 1
        for voice in statement.voices:
            if voice.country and voice.on_behalf_of:
                found.setdefault(voice.country, (statement, joined(list(voice.on_behalf_of))))
    coverage = coverage_of(
        record,
        filters,
        "the speaker says on whose behalf, besides a country",
        (read, len(found), 0),
    )
    if not found:
        return Computed(sentences=(), count=0, coverage=coverage,
                        nothing=f"No one spoke for a group{scope_words(filters)}.")  # fmt: skip
    citations = [_opening(n, statement) for n, (statement, _) in enumerate(found.values(), 1)]
    lines = [
        Sentence(
            text=f"{country} spoke on behalf of {group} [{n}].",
            citations=(n,),
            support="supported",
        )
        for n, (country, (_, group)) in enumerate(found.items(), 1)
    ]
    members = tuple(Member(country=c, citations=(n,)) for n, c in enumerate(found, 1))
    return Computed(
        sentences=tuple(lines),
        citations=tuple(citations),
        members=members,
        count=len(members),
        coverage=coverage,
    )


def count_statements(record: Record, filters: Filters) -> Computed:
    """Return how many statements there are in scope."""
    scope = record.scope(filters)
    coverage = coverage_of(
        record, filters, "every statement in scope", (scope.statements, scope.statements, 0)
    )
    cited = [
        _opening(n, s)
        for n, s in zip(range(1, CITED + 1), record.statements(filters), strict=False)
    ]
    by_country: dict[str, list[int]] = {}
    for citation in cited:
        by_country.setdefault(citation.country or citation.speaker or "unknown", []).append(
            citation.n
        )
    markers = "".join(f"[{citation.n}]" for citation in cited)
    text = (
        f"The record holds {plural(scope.statements, 'statement')}{scope_words(filters)} "
        f"{markers}, in "
        f"{plural(scope.paragraphs, 'paragraph')}."
    )
    if scope.excluded_undated:
        text += f" {plural(scope.excluded_undated, 'statement')} without a date left out."
    return Computed(
        sentences=(Sentence(text=text, citations=tuple(c.n for c in cited), support="supported"),),
        citations=tuple(cited),
        members=tuple(Member(country=c, citations=tuple(ns)) for c, ns in by_country.items()),
        count=scope.statements,
        coverage=coverage,
    )


def _official(statement: Statement) -> str | None:
    voice = statement.voices[0]
    return voice.speaker


def _opening(n: int, statement: Statement) -> Citation:
    paragraph = next((p for p in statement.paragraphs if p.kind == "speech"),
                     statement.paragraphs[0])  # fmt: skip
    span = sentences(statement.text[paragraph.start : paragraph.end])[0]
    return cited(statement, paragraph.number, span, n)


def _some(names: list[str]) -> str:
    if len(names) <= SHOWN:
        return joined(names)
    return f"{', '.join(names[:SHOWN])} and {len(names) - SHOWN} more"
