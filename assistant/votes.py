"""A question about a vote in, how each member voted out, read from the record's own lists."""

from __future__ import annotations

import re
from typing import Literal

from assistant.computed import Computed, cited, joined, plural
from assistant.schema import Citation, Member, Sentence
from assistant.survey import coverage_of, scope_words
from vectorstore import countries
from vectorstore.record import Record
from vectorstore.schema import Filters, Frozen, Statement

Side = Literal["in favour", "against", "abstaining"]
_LISTS = re.compile(
    r"\b(?P<side>In favour|Against|Abstentions?|Abstaining)\s*:\s*(?P<names>.*?)"
    r"(?=\s*\b(?:In favour|Against|Abstentions?|Abstaining)\s*:|\s*$)",
    re.IGNORECASE | re.DOTALL,
)
_SIDES: dict[str, Side] = {"i": "in favour", "ag": "against", "ab": "abstaining"}
_ASKED: tuple[tuple[Side, str], ...] = (
    ("abstaining", r"\babsten|\babstain"),
    ("against", r"\bagainst\b|\bveto|\bnegative\b|\boppos|\breject"),
    ("in favour", r"\bfor\b|\bfavou?r|\baffirmative|\bsupport|\byes\b"),
)


class _List(Frozen):
    """One side's list in the record of a vote."""

    side: Side
    members: tuple[str, ...]
    statement: Statement
    paragraph: int
    span: tuple[int, int]


def vote(record: Record, filters: Filters, question: str) -> Computed | None:
    """Return how members voted in scope; None where the record there has no list of a vote."""
    lists: list[_List] = []
    read = 0
    for statement in record.statements(filters.model_copy(update={"country": (), "speaker": ()})):
        read += 1
        for paragraph in statement.paragraphs:
            if paragraph.kind == "vote":
                lists += _lists(statement, paragraph.number)
    asked = [side for side, sign in _ASKED if re.search(sign, question, re.IGNORECASE)]
    wanted = [found for found in lists if not asked or found.side in asked[:1]]
    if not lists:
        return None
    return _computed(record, filters, wanted, read)


def _lists(statement: Statement, number: int) -> list[_List]:
    text = statement.paragraph_text(number)
    found = []
    for match in _LISTS.finditer(text):
        names = {m.country: None for m in countries.mentions(match["names"]) if m.kind == "alias"}
        key = match["side"].lower()
        side = _SIDES["i" if key.startswith("in") else key[:2]]
        found.append(
            _List(
                side=side,
                members=tuple(names),
                statement=statement,
                paragraph=number,
                span=(match.start(), match.end()),
            )
        )
    return found


def _computed(record: Record, filters: Filters, wanted: list[_List], read: int) -> Computed:
    citations: list[Citation] = []
    members: list[Member] = []
    lines = []
    for number, found in enumerate(wanted, 1):
        citations.append(cited(found.statement, found.paragraph, found.span, number))
        members += [
            Member(country=name, stance=found.side, citations=(number,)) for name in found.members
        ]
        where = found.statement.meeting or found.statement.id
        lines.append(
            Sentence(
                text=f"The record of {where} lists {plural(len(found.members), 'member')} "
                f"{found.side}: {joined(list(found.members))} [{number}].",
                citations=(number,),
                support="supported",
            )
        )
    matched = len({found.statement.id for found in wanted})
    rule = "every printed list of a vote: in favour, against, abstaining"
    coverage = coverage_of(record, filters, rule, (read, matched, 0))
    if not wanted:
        nothing = f"No member is listed on that side in the votes{scope_words(filters)}."
        return Computed(sentences=(), count=0, coverage=coverage, nothing=nothing)
    return Computed(
        sentences=tuple(lines),
        citations=tuple(citations),
        members=tuple(members),
        count=len(members),
        coverage=coverage,
    )
