"""A record and a year in; who sat on the Security Council then, as the lists of a vote show, out.

The Council has the same members from January to December, so one vote tells those of a year.
"""

from __future__ import annotations

import datetime as dt

from assistant import votes
from vectorstore.record import Record
from vectorstore.schema import Filters, Frozen

SEATS = 15  # since 1966; a shorter set of lists leaves out those who took no part
PERMANENT = frozenset({"China", "France", "Russian Federation", "United Kingdom", "United States"})


class Council(Frozen):
    """The members of a year with the lists that show them."""

    members: tuple[str, ...]
    lists: tuple[votes.VoteList, ...]


def council(record: Record, year: int) -> Council | None:
    """Return who sat in `year`; None where no vote of that year in the record lists all."""
    within = Filters(date_from=dt.date(year, 1, 1), date_to=dt.date(year, 12, 31))
    lists, _ = votes.all_lists(record, within)
    for vote in dict.fromkeys(found.vote for found in lists):
        shown = tuple(found for found in lists if found.vote == vote)
        members = {name: None for found in shown for name in found.members}
        if len(members) == SEATS:
            return Council(members=tuple(sorted(members)), lists=shown)
    return None


def sat(record: Record, filters: Filters) -> Council | None:
    """Return who sat when the meetings in scope were held; None where these are of two years."""
    years = {s.date.year if s.date else 0 for s in record.statements(filters)}
    return council(record, years.pop()) if len(years) == 1 else None
