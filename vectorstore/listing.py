"""Filters, words and an order in; the statements on a page of the list, and how many in all."""

from __future__ import annotations

from typing import Literal, cast, get_args

from pydantic import Field

from vectorstore.database import BRIEF, Database, Value
from vectorstore.schema import Filters, Frozen
from vectorstore.scope import IN_TIME, Scopes, parameters

Order = Literal["date", "speaker", "country", "meeting", "paragraphs"]
ORDERS: tuple[Order, ...] = get_args(Order)
MOST_WORDS = 8  # looked for at once; more say nothing new

# What has no value stands last, whichever way the list runs; the id makes the order whole.
_COLUMNS: dict[Order, tuple[str, ...]] = {
    "date": ("s.date_from", "s.meeting"),
    "speaker": ("v.speaker", "s.date_from"),
    "country": ("v.country", "s.date_from"),
    "meeting": ("s.meeting",),
    "paragraphs": ("s.paragraphs",),
}
_MAIN = "FROM statements s JOIN voices v ON v.statement_id = s.id AND v.ordinal = 0"
_SAYS = (
    "(s.id || ' ' || ifnull(v.speaker, '') || ' ' || ifnull(v.country, '') || ' ' || v.groups"
    " || ' ' || ifnull(s.meeting, '') || ' ' || ifnull(s.topic, ''))"
)


class Listed(Frozen):
    """A page of the list: the ids in order, and how many statements there are on all pages."""

    ids: tuple[str, ...]
    total: int = Field(ge=0)


class Wish(Frozen):
    """What a list shows: what passes and holds each of `words` in what is known of it."""

    filters: Filters = Filters()
    words: str = Field("", description="Of id, speaker, country, group, meeting or topic.")
    undated: bool = Field(False, description="Only those of which no date is known at all.")
    order: Order = "date"
    down: bool = Field(False, description="The highest first.")
    first: int = Field(0, ge=0, description="Statements before the page.")
    count: int = Field(50, ge=1, le=500)


def listed(database: Database, scopes: Scopes, wish: Wish) -> Listed:
    """Return a page of the statements that pass."""
    where, values = ["1"], dict[str, Value]()
    if not wish.filters.empty:
        resolved = scopes.resolved(wish.filters)
        if resolved is None:
            return Listed(ids=(), total=0)
        where.append(f"s.id IN (SELECT v.statement_id {scopes.passes} {IN_TIME})")
        values |= parameters(resolved)
    if wish.undated:
        where.append("s.date_from IS NULL AND s.date_to IS NULL")
    for number, word in enumerate(wish.words.split()[:MOST_WORDS]):
        where.append(f"{_SAYS} LIKE :word{number} ESCAPE '!'")
        values[f"word{number}"] = f"%{_literal(word)}%"
    # The list is made of constants of this module; what is asked for goes in as values.
    main = f"{_indexed(database)} WHERE {' AND '.join(where)}"
    total = database.read(f"SELECT count(*) {main}", values)[0][0]
    values |= {"count": wish.count, "first": wish.first}
    found = database.read(
        f"SELECT s.id {main} ORDER BY {_order(wish)} LIMIT :count OFFSET :first",
        values,
    )
    return Listed(ids=tuple(str(id_) for (id_,) in found), total=cast("int", total))


def years(database: Database) -> dict[int, int]:
    """Return the statements by year, where that is known, the latest first."""
    found = database.read(
        "SELECT substr(date_from, 1, 4) year, count(*) FROM statements"
        " WHERE substr(date_from, 1, 4) = substr(date_to, 1, 4) GROUP BY year ORDER BY year DESC"
    )
    return {int(cast("str", year)): cast("int", count) for year, count in found}


def _indexed(database: Database) -> str:
    """Return the tables, read through the index that leaves out the texts where there is one."""
    if not database.brief:
        return _MAIN
    return _MAIN.replace("statements s", f"statements s INDEXED BY {BRIEF}")


def _order(wish: Wish) -> str:
    way = "DESC" if wish.down else "ASC"
    columns = [f"{column} {way} NULLS LAST" for column in _COLUMNS[wish.order]]
    return ", ".join([*columns, f"s.id {way}"])


def _literal(word: str) -> str:
    """Return a word with the signs escaped that mean something to LIKE."""
    return "".join(f"!{sign}" if sign in "%_!" else sign for sign in word)
