"""Questions about the record itself, answered from the ledger: what it holds, and how many."""

from __future__ import annotations

from assistant.computed import Computed, joined, plural
from assistant.schema import Member, Sentence
from assistant.survey import coverage_of, scope_words
from assistant.turns import opening
from vectorstore.record import Record
from vectorstore.schema import Filters

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


def count_statements(record: Record, filters: Filters, *, paragraphs: bool = False) -> Computed:
    """Return how many statements there are in scope, and on demand how many `paragraphs`."""
    scope = record.scope(filters)
    coverage = coverage_of(
        record, filters, "every statement in scope", (scope.statements, scope.statements, 0)
    )
    cited = [
        opening(n, s) for n, s in zip(range(1, CITED + 1), record.statements(filters), strict=False)
    ]
    by_country: dict[str, list[int]] = {}
    for citation in cited:
        by_country.setdefault(citation.country or citation.speaker or "unknown", []).append(
            citation.n
        )
    markers = "".join(f"[{citation.n}]" for citation in cited)
    text = (
        f"The record holds {plural(scope.statements, 'statement')}{scope_words(filters)} {markers}."
    )
    if paragraphs:
        text = f"{text[:-1]}, in {plural(scope.paragraphs, 'paragraph')}."
    if scope.excluded_undated:
        text += f" {plural(scope.excluded_undated, 'statement')} without a date left out."
    return Computed(
        sentences=(Sentence(text=text, citations=tuple(c.n for c in cited), support="supported"),),
        citations=tuple(cited),
        members=tuple(Member(country=c, citations=tuple(ns)) for c, ns in by_country.items()),
        count=scope.statements,
        coverage=coverage,
    )


def _some(names: list[str]) -> str:
    if len(names) <= SHOWN:
        return joined(names)
    return f"{', '.join(names[:SHOWN])} and {len(names) - SHOWN} more"
