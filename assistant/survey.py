"""A question about the whole record in, every delegation that meets it out, counted and cited.

Computed by reading every statement in scope, never from the best few; no model supplies a number.
"""

from __future__ import annotations

from assistant.computed import Computed, cited, joined, plural
from assistant.criterion import Criterion
from assistant.schema import Citation, Coverage, Member, Sentence
from vectorstore.record import Record
from vectorstore.schema import Filters, Frozen, Paragraph, Statement
from vectorstore.sentences import sentences

QUOTED = 3  # sentences quoted for each delegation, at most


class _Match(Frozen):
    """A sentence that meets the criterion."""

    statement: Statement
    paragraph: int
    span: tuple[int, int]


def survey(record: Record, filters: Filters, wanted: Criterion, *, officials: bool) -> Computed:
    """Return every delegation with a spoken sentence in scope that meets `wanted`.

    `officials`: those who speak for no country are listed too, by name.
    """
    matches: dict[str, list[_Match]] = {}
    borderline: set[str] = set()
    read = 0
    for statement in record.statements(filters):
        read += 1
        for paragraph in statement.paragraphs:
            who = _delegation(statement, paragraph, filters, officials=officials)
            if who is None or paragraph.kind != "speech":
                continue
            words = statement.text[paragraph.start : paragraph.end]
            for start, end in sentences(words):
                verdict = wanted.verdict(words[start:end])
                if verdict == "matched":
                    found = _Match(
                        statement=statement, paragraph=paragraph.number, span=(start, end)
                    )
                    matches.setdefault(who, []).append(found)
                elif verdict == "borderline":
                    borderline.add(who)
    return _computed(record, filters, wanted, matches, borderline - matches.keys(), read)


def scope_words(filters: Filters) -> str:
    """Return the filters as words that go behind 'statements': ' in S/PV.7219 by Jordan'."""
    parts = []
    if filters.meeting:
        parts.append(f"in {joined(list(filters.meeting))}")
    if filters.country or filters.speaker:
        parts.append(f"by {joined([*filters.country, *filters.speaker])}")
    if filters.date_from or filters.date_to:
        parts.append(f"dated {filters.date_from or 'any time'} to {filters.date_to or 'any time'}")
    return "".join(f" {part}" for part in parts)


def coverage_of(
    record: Record, filters: Filters, rule: str, counts: tuple[int, int, int]
) -> Coverage:
    """Return the certificate of a pass; `counts` are statements read, matched, borderline."""
    read, matched, borderline = counts
    scope = record.scope(filters)
    return Coverage(
        in_scope=scope.statements,
        read=read,
        matched=matched,
        borderline=borderline,
        unreadable=scope.statements - read,
        excluded_undated=scope.excluded_undated,
        rule=rule,
        scope=filters.model_dump(mode="json", exclude_defaults=True),
    )


def _delegation(
    statement: Statement, paragraph: Paragraph, filters: Filters, *, officials: bool
) -> str | None:
    voice = statement.voices[paragraph.voice]
    if filters.country and voice.country not in filters.country:
        return None
    if voice.country:
        return voice.country
    return (voice.speaker or None) if officials else None


def _computed(
    record: Record,
    filters: Filters,
    wanted: Criterion,
    matches: dict[str, list[_Match]],
    borderline: set[str],
    read: int,
) -> Computed:
    citations: list[Citation] = []
    members = []
    for who in sorted(matches):
        numbers = []
        for match in matches[who][:QUOTED]:
            number = len(citations) + 1
            citations.append(cited(match.statement, match.paragraph, match.span, number))
            numbers.append(number)
        members.append(Member(country=who, citations=tuple(numbers)))
    matched = len({m.statement.id for found in matches.values() for m in found})
    coverage = coverage_of(record, filters, wanted.rule, (read, matched, len(borderline)))
    where = f"{plural(read, 'statement')}{scope_words(filters)}"
    if not members:
        nothing = f"None of the {where} meets the test: {wanted.rule}."
        return Computed(sentences=(), count=0, coverage=coverage, nothing=nothing)
    names = joined([f"{m.country} {''.join(f'[{n}]' for n in m.citations)}" for m in members])
    first = f"Of the {where} read, those of {plural(len(members), 'delegation')} meet the test"
    verb = f"{wanted.verb} “{wanted.words}”" if wanted.verb else f"mention “{wanted.words}”"
    lines = [
        Sentence(
            text=f"{first} ({verb}): {names}.",
            citations=tuple(n for m in members for n in m.citations),
            support="supported",
        )
    ]
    if borderline:
        lines.append(
            Sentence(
                text=f"Borderline, not counted: {joined(sorted(borderline))}.",
                support="none_needed",
            )
        )
    return Computed(
        sentences=tuple(lines),
        citations=tuple(citations),
        members=tuple(members),
        count=len(members),
        coverage=coverage,
    )
