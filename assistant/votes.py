"""A question about a vote in, how each member voted out, read from the record's own lists."""

from __future__ import annotations

import re
from typing import Literal

from assistant.attribution import introduction
from assistant.checks.segment import in_marks
from assistant.computed import Computed, cited, joined, plural
from assistant.schema import Citation, Evidence, Member, Sentence
from assistant.survey import coverage_of, scope_words
from vectorstore import countries
from vectorstore.record import Record
from vectorstore.schema import Filters, Frozen, Statement
from vectorstore.terms import terms

Side = Literal["in favour", "against", "abstaining"]
_LISTS = re.compile(
    r"\b(?P<side>In favour|Against|Abstentions?|Abstaining)\s*:\s*(?P<names>.*?)"
    r"(?=\s*\b(?:In favour|Against|Abstentions?|Abstaining)\s*:|\s*$)",
    re.IGNORECASE | re.DOTALL,
)
# What the question's own verb asks for; where it has none of these, any word that tells a side.
_ASKED: tuple[tuple[Side, str], ...] = (
    ("abstaining", r"\babsten|\babstain"),
    ("against", r"\bvot\w+\s+(?:down|against|no\b)|\bveto|\bnegative\b|\boppos|\breject|"
     r"\b(?:was|were|many|and|or)\s+against\b"),
    ("in favour", r"\bvot\w+\s+(?:for|yes|in\s+favou?r)|\bin\s+favou?r|\bfavou?red|"
     r"\baffirmative|\bsupport|\bback(?:s|ed)?\b|\bendors|\bapprov|\b(?:was|were)\s+for\b"),
)  # fmt: skip
_LOOSELY: tuple[tuple[Side, str], ...] = (
    ("against", r"\bagainst\b"), ("in favour", r"\bfor\b|\byes\b"),
)  # fmt: skip
_DENIED = re.compile(r"\b(?:did|does|do)(?:\s+not|n['’]t)\b|\bfailed\s+to\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"\bhow\s+many\b|\b(?:result|outcome|tally|count|numbers?)\b|\bhow\s+did\b", re.IGNORECASE
)
_TALLY = re.compile(
    r"\b(?:There\s+(?:were|was)\s|The\s+result\s+of\s?the\s+voting\s)[^.]{0,80}\bvotes?\s[^.]{0,120}\."
)
_WHY_VOTED = re.compile(
    r"\b(?:vot(?:e|ed|ing)\s+(?P<side>against|for|in favou?r)|(?P<abstain>abstain(?:ed)?)|"
    r"(?P<veto>veto(?:ed)?)|(?P<support>support(?:ed)? the (?:draft|amendment|resolution)))\b",
    re.IGNORECASE,
)
RESULT = 300  # characters after a vote's lists, which tell what became of the text voted on


class VoteList(Frozen):
    """One side's list in the record of a vote."""

    vote: int  # ordinal of the vote among those in scope, from 0
    side: Side
    members: tuple[str, ...]
    statement: Statement
    paragraph: int
    span: tuple[int, int]


def vote(record: Record, filters: Filters, question: str) -> Computed | None:
    """Return how members voted in scope; None where the record there has no list of a vote.

    Of several votes, the one whose surroundings share most with the question's words.
    """
    scope = _of_all(filters)
    lists, read = all_lists(record, scope)
    if not lists:
        return None
    asked = _sides(question)
    meant = _meant(record, lists, question)
    if "amend" not in question.lower():
        meant = {vote for vote in meant if not _on_amendment(lists, vote)} or meant
    lists = [found for found in lists if found.vote in meant]
    wanted = [found for found in lists if found.side in asked]
    tally = lists if _NUMBER.search(question) else []
    return _computed(record, scope, wanted, read, tally)


def cast(record: Record, filters: Filters, question: str) -> Computed | None:
    """Return how the countries of `filters` voted; None where no list in scope has one of them."""
    scope = _of_all(filters)
    lists, read = all_lists(record, scope)
    meant = _meant(record, lists, _unnamed(question, filters)) if lists else set()
    wanted = [
        found.model_copy(
            update={"members": tuple(m for m in found.members if m in filters.country)}
        )
        for found in lists
        if found.vote in meant and any(m in filters.country for m in found.members)
    ]
    if {m for found in wanted for m in found.members} != set(filters.country):
        return None
    return _computed(record, scope, wanted, read, [])


def cast_by(record: Record, filters: Filters, question: str) -> list[VoteList]:
    """Return the lists on which the one country of `filters` stands, in the votes that are meant.

    These are all where the question names none ("Why did China abstain?").
    """
    lists, _ = all_lists(record, filters)
    here = [found for found in lists if filters.country[0] in found.members]
    meant = _meant(record, here, _unnamed(question, filters))
    return [found for found in here if found.vote in meant]


def supposed(question: str) -> Side | None:
    """Return the side that a question of why somebody voted so takes for granted."""
    match = _WHY_VOTED.search(question)
    if match is None or not re.match(r"\W*why\b", question, re.IGNORECASE):
        return None
    if match["abstain"]:
        return "abstaining"
    if match["veto"] or (match["side"] or "").lower() == "against":
        return "against"
    return "in favour"


def _unnamed(question: str, filters: Filters) -> str:
    """Return the question without the names of those asked, which tell no vote from another."""
    for mention in reversed(countries.mentions(question)):
        if mention.country in filters.country:
            question = f"{question[: mention.start]} {question[mention.end :]}"
    return question


def _of_all(filters: Filters) -> Filters:
    """Drop the limits on who speaks: the President reads out how everyone voted."""
    return filters.model_copy(update={"country": (), "speaker": (), "group": ()})


def _sides(question: str) -> tuple[Side, ...]:
    """Return the sides asked for, all where the question names none."""
    asked: list[Side] = []
    for signs in (_ASKED, _LOOSELY):
        asked = asked or [s for s, sign in signs if re.search(sign, question, re.IGNORECASE)]
    every: tuple[Side, ...] = ("in favour", "against", "abstaining")
    if _DENIED.search(question) and asked:
        return tuple(side for side in every if side not in asked)
    return tuple(asked) or every


def all_lists(record: Record, filters: Filters) -> tuple[list[VoteList], int]:
    """Return every list in scope, and how many statements were read for them."""
    lists: list[VoteList] = []
    read = 0
    for statement in record.statements(_of_all(filters)):
        read += 1
        for paragraph in statement.paragraphs:
            if paragraph.kind == "vote":
                lists += _lists(statement, paragraph.number, lists[-1] if lists else None)
    return lists, read


def _lists(statement: Statement, number: int, before: VoteList | None) -> list[VoteList]:
    text = statement.paragraph_text(number)
    found: list[VoteList] = []
    for match in _LISTS.finditer(text):
        names = {m.country: None for m in countries.mentions(match["names"]) if m.kind == "alias"}
        key = match["side"].lower()[:2]
        side: Side = "in favour" if key == "in" else "against" if key == "ag" else "abstaining"
        last = found[-1] if found else before
        # A list in favour opens a vote; the others belong to the one before them.
        fresh = side == "in favour" or last is None or last.statement.id != statement.id
        ordinal = 0 if last is None else last.vote + fresh
        found.append(
            VoteList(
                vote=ordinal,
                side=side,
                members=tuple(names),
                statement=statement,
                paragraph=number,
                span=match.span(),
            )
        )
    return found


def _meant(record: Record, lists: list[VoteList], question: str) -> set[int]:
    """Return the votes that the question's words fit best; all where they fit none."""
    wanted = set(terms(question)) - _VOTING
    fits: dict[int, float] = {}
    spoken: dict[str | None, list[set[str]]] = {}
    for ordinal in dict.fromkeys(found.vote for found in lists):
        group = [found for found in lists if found.vote == ordinal]
        meeting = group[0].statement.meeting
        if meeting not in spoken:
            in_meeting = Filters(meeting=(meeting,)) if meeting else Filters(
                statement=(group[0].statement.id,))  # fmt: skip
            spoken[meeting] = [set(terms(s.text)) for s in record.statements(in_meeting)]
        near = set(terms(_surroundings(group, lists)))
        # Each word counts by whether it stands at the vote and by how much of the meeting has it.
        fits[ordinal] = sum(
            2 * _held(word, near)
            + sum(_held(word, held) for held in spoken[meeting]) / len(spoken[meeting])
            for word in wanted
        )
    best = max(fits.values(), default=0)
    return {ordinal for ordinal, fit in fits.items() if fit == best}


def _on_amendment(lists: list[VoteList], vote: int) -> bool:
    """Whether what became of the text voted on is told of an amendment."""
    last = [found for found in lists if found.vote == vote][-1]
    after = last.statement.paragraphs[last.paragraph - 1].start + last.span[1]
    return "amendment" in last.statement.text[after : after + RESULT].split("adopted")[0].lower()


def _surroundings(group: list[VoteList], lists: list[VoteList]) -> str:
    """Return what stands between the vote before and this one, and this one's result."""
    statement = group[0].statement
    starts = [statement.paragraphs[f.paragraph - 1].start + f.span[0] for f in group]
    ends = [statement.paragraphs[f.paragraph - 1].start + f.span[1] for f in group]
    earlier = [
        statement.paragraphs[f.paragraph - 1].start + f.span[1]
        for f in lists
        if f.vote < group[0].vote and f.statement.id == statement.id
    ]
    before = statement.text[max(earlier, default=0) : min(starts)]
    # The result of the vote before opens what follows it.
    before = before[RESULT:] if earlier else before
    return before + statement.text[max(ends) : max(ends) + RESULT]


def _held(word: str, held: set[str]) -> bool:
    """Whether a stem is held, or one that differs only in its ending ('crimea', 'crimean')."""
    return word in held or (len(word) > 4 and any(other.startswith(word[:5]) for other in held))


# What every vote's surroundings hold.
_VOTING = frozenset(terms("vote voted votes voting draft council members favour against abstain "
                          "abstained abstentions get text resolution"))  # fmt: skip


def _computed(
    record: Record, filters: Filters, wanted: list[VoteList], read: int, tally: list[VoteList]
) -> Computed:
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
    lines += _announced(tally, citations)
    first = [found for found in wanted if found.side == wanted[0].side]
    return Computed(
        sentences=tuple(lines),
        citations=tuple(citations),
        members=tuple(members),
        count=len(first[0].members),
        coverage=coverage,
    )


def _announced(lists: list[VoteList], citations: list[Citation]) -> list[Sentence]:
    """Return what the President said the numbers were; its words are added to `citations`."""
    lines = []
    for vote in dict.fromkeys(found.vote for found in lists):
        last = [found for found in lists if found.vote == vote][-1]
        statement = last.statement
        after = statement.paragraphs[last.paragraph - 1].start + last.span[1]
        match = _TALLY.search(statement.text, after, after + RESULT)
        place = match and next(
            (p for p in statement.paragraphs if p.start <= match.start() and match.end() <= p.end),
            None,
        )
        if match is None or place is None:
            continue
        number = len(citations) + 1
        span = (match.start() - place.start, match.end() - place.start)
        citations.append(cited(statement, place.number, span, number))
        evidence = Evidence(n=number, statement=statement, paragraph=place, score=1.0)
        text = f"{introduction(evidence, span)}: {in_marks(match[0])} [{number}]."
        lines.append(Sentence(text=text, citations=(number,), support="verbatim"))
    return lines
