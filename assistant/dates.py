"""A question in, the dates and ranges it names out."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from vectorstore.schema import Frozen

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTHS["sept"] = 9
_MONTH = r"(?P<month{0}>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year{0}>(?:19|20)\d\d)"
_DAY = r"(?P<day{0}>[0-3]?\d)(?:st|nd|rd|th)?"

_FORMS = (
    r"(?P<isoyear>(?:19|20)\d\d)-(?P<isomonth>\d\d)-(?P<isoday>\d\d)",
    rf"(?:(?P<firstday>[0-3]?\d)(?: ?[-–] ?| and | to ))?"
    rf"{_DAY.format(1)} (?:of )?{_MONTH.format(1)},? {_YEAR.format(1)}",
    rf"{_MONTH.format(2)} {_DAY.format(2)},? {_YEAR.format(2)}",
    rf"(?:(?P<part>early|mid|late)[ -]|{_MONTH.format('first')}(?: ?[-–] ?| and | to | until ))?"
    rf"{_MONTH.format(3)},? {_YEAR.format(3)}",
    r"(?P<decade>(?:19|20)\d0)s",
    _YEAR.format(4),
)
_DATE = re.compile(rf"\b(?:{'|'.join(_FORMS)})\b", re.IGNORECASE)
# A year inside a document symbol (S/2013/480, resolution 1441 (2002)) dates a document.
_SYMBOL = re.compile(
    r"\b[AS]/[\w./]+(?: \(\d{4}\))?|\bresolutions? \d+ \((?:19|20)\d\d\)", re.IGNORECASE
)
_PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}  # days of the month

_BETWEEN = re.compile(r"\b(?:between|from)\s*$", re.IGNORECASE)
_JOINED = re.compile(r"^\s*(?:and|to|until|till|-|–)\s*$", re.IGNORECASE)
_AFTER = re.compile(r"\b(?P<word>since|after|from)\s*$", re.IGNORECASE)
_BEFORE = re.compile(r"\b(?P<word>before|until|till|up to|by)\s*$", re.IGNORECASE)


class DateMention(Frozen):
    """A date named in a question: both bounds inclusive, None where open."""

    start: int
    end: int
    text: str
    date_from: dt.date | None
    date_to: dt.date | None

    @property
    def one_day(self) -> bool:
        """Whether a single day is named."""
        return self.date_from is not None and self.date_from == self.date_to


def dates(text: str) -> list[DateMention]:
    """Return the dates in `text`, in order; 'between A and B' and 'since A' are one mention."""
    hidden = _SYMBOL.sub(lambda match: " " * len(match[0]), text)
    found = [mention for match in _DATE.finditer(hidden) if (mention := _mention(match))]
    joined: list[DateMention] = []
    for mention in found:
        before = joined[-1] if joined else None
        if (
            before
            and _JOINED.match(text[before.end : mention.start])
            and _BETWEEN.search(text[: before.start])
        ):
            joined[-1] = mention.model_copy(
                update={
                    "start": before.start,
                    "date_from": before.date_from,
                    "text": text[before.start : mention.end],
                }
            )
        else:
            joined.append(mention)
    return [_opened(mention, text) for mention in joined]


def _mention(match: re.Match[str]) -> DateMention | None:
    bounds = _bounds({key: value for key, value in match.groupdict().items() if value})
    if bounds is None:
        return None
    return DateMention(
        start=match.start(),
        end=match.end(),
        text=match[0],
        date_from=bounds[0],
        date_to=bounds[1],
    )


def _bounds(parts: dict[str, str]) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day meant; None for a day that no calendar has."""
    if "decade" in parts:
        first = int(parts["decade"])
        return dt.date(first, 1, 1), dt.date(first + 9, 12, 31)
    named = {key.rstrip("1234").removeprefix("iso"): value for key, value in parts.items()}
    year = int(named["year"])
    if "month" not in named:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    written = named["month"].lower()
    month = int(written) if written.isdigit() else _MONTHS[written]
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    if "day" in named:
        day = int(named["day"])
        first = int(named.get("firstday", day))
        if not 1 <= first <= day <= last:
            return None
        return dt.date(year, month, first), dt.date(year, month, day)
    low, high = _PARTS.get(named.get("part", "").lower(), (1, 31))
    # "March and April 2014" opens with the month that has no year of its own.
    opens = min(month, _MONTHS.get(named.get("monthfirst", "").lower(), month))
    return dt.date(year, opens, low), dt.date(year, month, min(high, last))


def _opened(mention: DateMention, text: str) -> DateMention:
    """Open one bound where the date follows 'since', 'after', 'before' or 'until'."""
    ahead = text[: mention.start]
    if mention.date_from is None or mention.date_to is None:
        return mention
    if (match := _AFTER.search(ahead)) and match["word"].lower() != "from":
        first = mention.date_to + dt.timedelta(1)
        start = mention.date_from if match["word"].lower() == "since" else first
        return mention.model_copy(update={"date_from": start, "date_to": None})
    if match := _BEFORE.search(ahead):
        last = mention.date_from - dt.timedelta(1)
        end = last if match["word"].lower() == "before" else mention.date_to
        return mention.model_copy(update={"date_from": None, "date_to": end})
    return mention
