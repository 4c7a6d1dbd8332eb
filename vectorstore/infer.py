"""What is known of a statement's meeting, date and body, and how each came to be known."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from vectorstore.schema import Provenance, SymbolMention

UNKNOWN = Provenance(kind="unknown")
# The United Nations begin; symbols with earlier years are misprints.
FIRST_YEAR = 1946
_YEAR = re.compile(r"[/(]((?:19|20)\d\d)\b")
_DATE = re.compile(r"^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


class Meeting(NamedTuple):
    """A row of the table of Council meetings."""

    date: dt.date
    topic: str


class Dating(NamedTuple):
    """A day, or the bounds within which it lies."""

    date: dt.date | None
    date_from: dt.date | None
    date_to: dt.date | None
    provenance: Provenance


@cache
def _meetings() -> dict[str, Meeting]:
    lines = (files("vectorstore") / "tables" / "meetings.csv").read_text("utf-8").splitlines()
    return {
        row["symbol"]: Meeting(dt.date.fromisoformat(row["date"]), row["topic"])
        for row in csv.DictReader(lines)
    }


def meeting(symbol: str | None) -> Meeting | None:
    """Return what the table of Council meetings knows of a meeting, by its symbol."""
    return _meetings().get(symbol) if symbol else None


def body_of(symbol: str | None) -> str | None:
    """Return the body that a meeting's symbol belongs to."""
    if symbol is None:
        return None
    if symbol.startswith("S/"):
        return "UN Security Council"
    return "UN General Assembly" if symbol.startswith("A/") else None


def role_of(speaker: str | None, body: str | None) -> str | None:
    """Return the office behind "The President" and its like."""
    if speaker is None:
        return None
    if re.fullmatch(r"The (?:Acting |Temporary )?President", speaker, re.IGNORECASE):
        return f"President of the {body.removeprefix('UN ')}" if body else "President"
    return speaker.removeprefix("The ") if speaker.startswith("The ") else None


def stated_date(value: str) -> Dating | None:
    """Return the day, month or year that `value` (ISO 8601) states, or None if it is no date."""
    match = _DATE.match(value.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    provenance = Provenance(kind="stated", rule="field of the source", evidence=value)
    try:
        if day is not None and month is not None and year is not None:
            date = dt.date(year, month, day)
            return Dating(date, date, date, provenance)
        first = dt.date(year or 0, month or 1, 1)
    except ValueError:
        return None
    if month is None:
        return Dating(None, first, dt.date(first.year, 12, 31), provenance)
    after = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Dating(None, first, after - dt.timedelta(days=1), provenance)


def dating(symbol: str | None, year: int | None, cited: Sequence[SymbolMention]) -> Dating:
    """Return when a statement that states no date was made, as near as can be told.

    From the table of meetings; else the year in the file's name; else the newest document that
    it cites, which only says that it cannot be older.
    """
    known = meeting(symbol)
    if known is not None and symbol is not None:
        rule = Provenance(kind="inferred", rule="table of Council meetings", evidence=symbol)
        return Dating(known.date, known.date, known.date, rule)
    if year is not None:
        rule = Provenance(kind="inferred", rule="year in the file's name", evidence=str(year))
        return Dating(None, dt.date(year, 1, 1), dt.date(year, 12, 31), rule)
    return _not_before(cited)


def _not_before(cited: Sequence[SymbolMention]) -> Dating:
    latest = dt.datetime.now(dt.UTC).year
    newest: tuple[int, SymbolMention] | None = None
    for mention in cited:
        match = _YEAR.search(mention.symbol)
        # OCR spoils digits: a document of the future is a misprint.
        if match is None or not FIRST_YEAR <= int(match[1]) <= latest:
            continue
        if newest is None or int(match[1]) > newest[0]:
            newest = (int(match[1]), mention)
    if newest is None:
        return Dating(None, None, None, UNKNOWN)
    year, mention = newest
    rule = Provenance(
        kind="inferred",
        rule="not before the newest document that it cites",
        evidence=mention.symbol,
        start=mention.start,
        end=mention.end,
    )
    return Dating(None, dt.date(year, 1, 1), None, rule)
