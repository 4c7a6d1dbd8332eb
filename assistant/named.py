"""A scope in, the countries that are named in what is said there out, each cited."""

from __future__ import annotations

from assistant.computed import Computed, cited, joined, plural
from assistant.schema import Citation, Member, Sentence
from assistant.survey import QUOTED, coverage_of, scope_words
from vectorstore import countries
from vectorstore.record import Record
from vectorstore.schema import Filters
from vectorstore.sentences import sentences

RULE = "a spoken sentence holds a name of the country or of its people, and not the speaker's own"


def named(record: Record, filters: Filters) -> Computed:
    """Return the countries, other than their own, that the speakers in scope name."""
    numbers: dict[str, list[int]] = {}
    citations: list[Citation] = []
    read, matched = 0, set[str]()
    for statement in record.statements(filters):
        read += 1
        for paragraph in statement.paragraphs:
            own = statement.voices[paragraph.voice].country
            if paragraph.kind != "speech" or (filters.country and own not in filters.country):
                continue
            words = statement.text[paragraph.start : paragraph.end]
            for span in sentences(words):
                here = {m.country for m in countries.mentions(words[slice(*span)])} - {own}
                new = [c for c in sorted(here) if countries.kind(c) != "organization"]
                matched |= {statement.id} if new else set()
                new = [c for c in new if len(numbers.get(c, ())) < QUOTED]
                if new:
                    n = len(citations) + 1
                    citations.append(cited(statement, paragraph.number, span, n))
                    for country in new:
                        numbers.setdefault(country, []).append(n)
    coverage = coverage_of(record, filters, RULE, (read, len(matched), 0))
    where = f"{plural(read, 'statement')}{scope_words(filters)}"
    if not numbers:
        nothing = f"No other country is named in the {where}."
        return Computed(sentences=(), count=0, coverage=coverage, nothing=nothing)
    members = tuple(Member(country=c, citations=tuple(ns)) for c, ns in sorted(numbers.items()))
    names = joined([f"{m.country} {''.join(f'[{n}]' for n in m.citations)}" for m in members])
    text = f"{plural(len(members), 'country')} are named in the {where} read: {names}."
    return Computed(
        sentences=(
            Sentence(text=text, citations=tuple(c.n for c in citations), support="supported"),
        ),
        citations=tuple(citations),
        members=members,
        count=len(members),
        coverage=coverage,
    )
