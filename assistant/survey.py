"""A question about the whole record in, every delegation that meets it out, counted and cited.

Computed by reading every statement in scope, never from the best few; no model supplies a number.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.attribution import introduction
from assistant.checks.segment import in_marks
from assistant.computed import Computed, cited, joined, plural
from assistant.full_pass import Match, Reading, read_all
from assistant.schema import Citation, Coverage, Evidence, Member, Sentence
from assistant.wanted import Wanted
from vectorstore.passages import written_day
from vectorstore.record import Record
from vectorstore.schema import Filters

QUOTED = 3  # sentences quoted for each delegation, at most


def survey(
    record: Record,
    filters: Filters,
    wanted: Wanted,
    *,
    officials: bool,
    among: frozenset[str] | None = None,
    quoting: bool = False,
) -> Computed:
    """Return every delegation with spoken sentences in scope that meet `wanted`.

    `officials`: those who speak for no country are listed too, by name. `among`: the only
    countries asked about. `quoting`: what each one said is quoted.
    """
    reading = read_all(record, filters, wanted, officials=officials, among=among)
    return _computed(record, filters, reading, quoting=quoting)


def mentioned(record: Record, filters: Filters, wanted: Wanted) -> Computed | None:
    """Return who at least speaks of what nobody was found to call for, condemn and so on.

    A stance is told in many words, so that none found is no proof; that these delegations speak
    of it is. They are no members of the answer. None where no stance is asked for, where what it
    is about takes many words, or where nobody speaks of it.
    """
    weaker = wanted.without_stance
    if weaker is None or not weaker.crisp:
        return None
    reading = read_all(record, filters, weaker, officials=False)
    found = [who for who in sorted(reading.spoke) if reading.meets(who)]
    if not found:
        return None
    citations: list[Citation] = []
    members = [_member(who, reading.shown(who, 1), citations) for who in found]
    where = f"{plural(reading.read, 'statement')}{scope_words(filters)}"
    none = f"In the {where} read no sentence was found that meets the test ({wanted.asked})."
    head = f"Not counted, as the test is not met: {plural(len(found), 'delegation')} that "
    head += weaker.asked if len(found) > 1 else weaker.asked.replace("mention", "mentions", 1)
    met = len({m.statement.id for who in found for m in reading.sentences(who)})
    return Computed(
        sentences=(Sentence(text=none, support="none_needed"), _listing(head, members)),
        citations=tuple(citations),
        coverage=coverage_of(record, filters, wanted.rule, (reading.read, 0, met)),
    )


def scope_words(filters: Filters) -> str:
    """Return the filters as words that go behind 'statements': ' in S/PV.7219 by Jordan'."""
    parts = []
    if filters.meeting:
        parts.append(f"in {joined(list(filters.meeting))}")
    if filters.country or filters.speaker:
        parts.append(f"by {joined([*filters.country, *filters.speaker])}")
    if filters.date_from or filters.date_to:
        parts.append(_when(filters))
    return "".join(f" {part}" for part in parts)


def read(statements: int, filters: Filters) -> str:
    """Return 'the 4 statements by Jordan read', as a certificate of what was looked at."""
    if statements == 1:
        return f"the only statement{scope_words(filters)}"
    return f"the {plural(statements, 'statement')}{scope_words(filters)} read"


def _when(filters: Filters) -> str:
    first, last = filters.date_from, filters.date_to
    if first is not None and last is not None:
        days = dict.fromkeys((written_day(first), written_day(last)))
        return f"of {' to '.join(days)}"
    if first is not None:
        return f"since {written_day(first)}"
    return f"up to {written_day(last)}" if last is not None else ""


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


def _computed(record: Record, filters: Filters, reading: Reading, *, quoting: bool) -> Computed:
    wanted = reading.wanted
    found = [who for who in sorted(reading.spoke) if reading.meets(who)]
    unsure = [who for who in sorted(reading.spoke) if who not in found and reading.may_meet(who)]
    met = {m.statement.id for who in found for m in reading.sentences(who)}
    doubted = {m.statement.id for who in unsure for m in reading.doubtful(who)} - met
    coverage = coverage_of(record, filters, wanted.rule, (reading.read, len(met), len(doubted)))
    where = f"{plural(reading.read, 'statement')}{scope_words(filters)}"
    if not found and not unsure:
        nothing = f"None of the {where} meets the test: {wanted.rule}."
        if reading.read == 1:
            only = f"The only statement{scope_words(filters)}"
            nothing = f"{only} does not meet the test: {wanted.rule}."
        return Computed(sentences=(), count=0, coverage=coverage, nothing=nothing)
    citations: list[Citation] = []
    members = [_member(who, reading.shown(who, QUOTED), citations) for who in found]
    lines = _lines(wanted, where, members, reading.spoke.keys() - {*found, *unsure})
    if quoting and not wanted.absent:
        lines += [_quoted(reading.shown(m.country, 1)[0], m.citations[0]) for m in members]
    if unsure:
        doubtful = [_member(who, reading.doubtful(who)[:1], citations) for who in unsure]
        lines.append(_listing("Borderline, not counted", doubtful))
    return Computed(
        sentences=tuple(lines),
        citations=tuple(citations),
        members=tuple(members),
        count=len(members),
        coverage=coverage,
    )


def _member(who: str, matches: list[Match], citations: list[Citation]) -> Member:
    """Return a delegation cited by `matches`, which are added to `citations`."""
    numbers = []
    for match in matches:
        number = len(citations) + 1
        citations.append(cited(match.statement, match.paragraph, match.span, number))
        numbers.append(number)
    return Member(country=who, citations=tuple(numbers))


def _lines(
    wanted: Wanted, where: str, members: list[Member], others: Iterable[str]
) -> list[Sentence]:
    if not members:
        text = f"None of the {where} surely meets the test ({wanted.asked})."
        return [Sentence(text=text, support="none_needed")]
    first = f"Of the {where} read, those of {plural(len(members), 'delegation')} meet the test"
    lines = [_listing(f"{first} ({wanted.asked})", members)]
    rest = sorted(others)
    if wanted.every:
        text = f"The others who spoke do not: {joined(rest)}." if rest else "All who spoke do."
        lines.append(Sentence(text=text, support="none_needed"))
    return lines


def _listing(head: str, members: list[Member]) -> Sentence:
    names = joined([f"{m.country} {''.join(f'[{n}]' for n in m.citations)}" for m in members])
    numbers = tuple(n for m in members for n in m.citations)
    return Sentence(text=f"{head}: {names}.", citations=numbers, support="supported")


def _quoted(match: Match, number: int) -> Sentence:
    """Return what one delegation said, word for word."""
    statement = match.statement
    paragraph = statement.paragraphs[match.paragraph - 1]
    evidence = Evidence(n=number, statement=statement, paragraph=paragraph, score=1.0)
    words = in_marks(evidence.text[slice(*match.span)])
    text = f"{introduction(evidence, match.span)}: {words} [{number}]."
    return Sentence(text=text, citations=(number,), support="verbatim")
