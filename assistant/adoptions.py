"""A question that tells its meeting by what was done there in, that meeting out.

"What did Brazil say when the Council adopted resolution 1441?": the President says in it that the
draft "has been adopted ... as resolution 1441 (2002)". "Why did China abstain?": one meeting's list
of those who abstained has China.
"""

from __future__ import annotations

import re

from assistant import votes
from vectorstore.record import Record
from vectorstore.schema import Filters

_WHEN_ADOPTED = re.compile(
    r"\b(?:when|as|at the meeting that|right after|just after|on the day)\b[^?.]{0,60}?"
    r"\b(?:adopt\w*|passed)\b[^?.]{0,40}?\bresolution (?P<after>\d{3,4})\b"
    r"|\b(?:when|right after|just after)\b[^?.]{0,60}?\bresolution (?P<before>\d{3,4})"
    r"(?: \(\d{4}\))?\s+(?:was|had been|got)\s+(?:adopted|passed)\b",
    re.IGNORECASE,
)


def adopting_meeting(record: Record, question: str) -> str | None:
    """Return the symbol of the meeting that adopted the resolution by which a question is dated.

    None where the question is not dated so, or the record does not hold that meeting.
    """
    match = _WHEN_ADOPTED.search(question)
    if not match:
        return None
    number = match["after"] or match["before"]
    said = re.compile(rf"\badopted\b.{{0,40}}\bas resolution {number}\b", re.DOTALL)
    query = f"The draft resolution has been adopted as resolution {number}"
    for hit in record.search(query, Filters(speaker=("The President",)), 20):
        if said.search(hit.text):
            return record.statement(hit.statement_id).meeting
    return None


def voting_meeting(record: Record, question: str, filters: Filters) -> str | None:
    """Return the symbol of the one meeting where the one asked voted as the question says.

    None where it asks of no vote, or there are several such meetings or none.
    """
    side = votes.supposed(question)
    if side is None or len(filters.country) != 1:
        return None
    cast = votes.cast_by(record, filters, question)
    meetings = {each.statement.meeting for each in cast if each.side == side}
    return meetings.pop() if len(meetings) == 1 else None
