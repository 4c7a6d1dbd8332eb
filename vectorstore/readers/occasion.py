"""The blocks before a speech in, who gives it, for which country and when out.

Missions print a statement under a heading: "Statement by H.E. Mr. Kairat Abdrakhmanov, Permanent
Representative of Kazakhstan to the United Nations", the debate, "New York, 28 April 2014". Only
what such a heading plainly says is taken; a document without one has no speaker.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from vectorstore import countries

_MONTHS = "|".join(tuple(calendar.month_name)[1:])
_DAY = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTHS}),? (?P<year>(?:19|20)\d\d)"
    rf"|(?P<month2>{_MONTHS}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year2>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_NAME = r"[^\W\d_][\w.'’-]*"
_SPEAKER = re.compile(
    r"(?:(?:Statement|Remarks|Address|Speech|Intervention|Briefing)\b[^\n]{0,60}?\bby|^by)\s+"
    r"(?:(?:H\.? ?E\.?|His Excellency|Her Excellency|the Honou?rable)\s+)*"
    rf"(?P<name>(?:Mr|Ms|Mrs|Dr|Sir|Dame|Ambassador|Sheikh|Prince|Princess)\.?(?: {_NAME}){{1,5}})"
    r"(?=[,\n(]|$)",
    re.IGNORECASE | re.MULTILINE,
)
_OFFICE = re.compile(
    r"(?P<office>(?:Deputy )?(?:Permanent )?(?:Representative|Observer)"
    r"|(?:Deputy |Vice[- ])?(?:Prime Minister|Minister(?: \w+){0,5}?|President|Foreign Minister)"
    r"|Charg[ée] d['’]Affaires(?: a\.?i\.?)?|Ambassador)"
    r" of (?:the )?(?P<state>[^\n,;]{3,90})",
    re.IGNORECASE,
)
# An abbreviation before the stop ("a.i.", "U.S.") does not end a sentence.
_SENTENCE = re.compile(r"[^\W\d_]{3,}[.!?]$")
FURTHEST = 8  # blocks into a document that its heading reaches
LONGEST_LINE = 250  # characters; longer ones are paragraphs of the speech


class Occasion(NamedTuple):
    """What a heading says, and how many blocks it has; None where it is silent."""

    blocks: int
    speaker: str
    country: str | None
    role: str | None
    date: str | None


def occasion(texts: Sequence[str]) -> Occasion | None:
    """Return what the first blocks say of the speech under them, or None if nobody is named."""
    lines = _heading(texts)
    heading = "\n".join(lines)
    named = _SPEAKER.search(heading)
    if named is None:
        return None
    office = _OFFICE.search(heading, named.end())
    country = _state(office["state"]) if office is not None else None
    end = max(named.end(), office.end() if office is not None else 0)
    dated = [index for index, text in enumerate(lines, 1) if _DAY.search(text)]
    return Occasion(
        blocks=max(1 + heading.count("\n", 0, end), *dated, 0),
        speaker=" ".join(named["name"].split()),
        country=country,
        role=" ".join(office["office"].split()) if office is not None and country else None,
        date=day_of(texts),
    )


def day_of(texts: Sequence[str]) -> str | None:
    """Return the one day that a heading names, by ISO 8601."""
    days = set()
    for match in _DAY.finditer("\n".join(_heading(texts))):
        month = (match["month"] or match["month2"]).capitalize()
        day, year = match["day"] or match["day2"], match["year"] or match["year2"]
        try:
            days.add(dt.date(int(year), list(calendar.month_name).index(month), int(day)))
        except ValueError:
            continue
    return days.pop().isoformat() if len(days) == 1 else None


def _heading(texts: Sequence[str]) -> list[str]:
    """Return the first blocks up to the first that is as long as a paragraph, or ends like one."""
    short: list[str] = []
    for text in texts[:FURTHEST]:
        if len(text) > LONGEST_LINE or _SENTENCE.search(text):
            break
        short.append(text)
    return short


def _state(words: str) -> str | None:
    """Return the country named at the beginning of these words."""
    country = countries.canonical(words.split(" to the ", maxsplit=1)[0])
    if country is None:
        named = countries.mentions(words)
        country = named[0].country if named and named[0].kind == "alias" else None
    return country if country is None or countries.kind(country) != "organization" else None
