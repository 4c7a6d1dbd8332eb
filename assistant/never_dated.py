"""A question that names a day or a year in; a refusal out where the record knows nothing of it.

A date in a question is that of the speech or that of an event. Where nothing was said then, and
nothing in scope mentions it either, it is neither, and whatever was found is about another time.
"""

from __future__ import annotations

import calendar
import re

from assistant.dates import DateMention, dates
from assistant.schema import Refusal, Understood
from assistant.survey import scope_words
from vectorstore.record import Record
from vectorstore.schema import Filters

# A year that only names a thing ("the 1968 Treaty", "the Act of 1975") may go unsaid with it.
_WHEN = re.compile(r"\b(?:in|on|during|by|for|at|early|late|mid)[\s-]+(?:the\s+)?$", re.IGNORECASE)
_DECADE = re.compile(r"\ds\b")
# The date is plainly that of the words: "her briefing of August 2020", "the May 2019 statement".
_WORDS = r"(?:briefings?|statements?|speech(?:es)?|remarks|address|interventions?|letters?)"
_MONTHS = "|".join(calendar.month_name[1:])
_OF_WORDS = re.compile(
    rf"\b{_WORDS}\s+(?:of|in|on|from|dated)\s+(?:\d{{1,2}}\s+)?(?:(?:{_MONTHS})\s+)?\d{{4}}\b|"
    rf"\b(?:(?:{_MONTHS})\s+)?\d{{4}}\s+{_WORDS}\b",
    re.IGNORECASE,
)
DATED = "Read from the question: dates "  # how the note on a date that limits begins
LOOKED_AT = 20  # paragraphs found for a date alone: those that hold it come first


def never_dated(record: Record, understood: Understood, filters: Filters) -> Refusal | None:
    """Return a refusal where a date of the question is none of the record's."""
    text = understood.standalone
    if filters.date_from or filters.date_to:
        return None
    for when in dates(text):
        if not _tells_when(text, when) or _said_then(record, when):
            continue
        if not _mentioned(record, when, filters):
            scope = scope_words(filters)
            return Refusal(
                reason="absent_source",
                detail=f"The record holds no statement of {when.text}, and no statement{scope} "
                "was found that mentions it.",
            )
    return None


def of_events(record: Record, understood: Understood) -> Understood:
    """Take a date for that of an event where nothing was said then, and statements speak of it.

    "How many requests were made between 2014 and 2019?", asked of a record of 2020.
    """
    limits = understood.filters
    if not (limits.date_from or limits.date_to) or record.scope(limits).statements:
        return understood
    if _OF_WORDS.search(understood.standalone):
        return understood
    wider = limits.model_copy(update={"date_from": None, "date_to": None})
    years = {
        each.year
        for when in dates(understood.standalone)
        for each in (when.date_from, when.date_to)
        if each is not None
    }
    # The year of a resolution stands in brackets and tells nothing of when.
    written = [re.compile(rf"(?<![(\d/]){year}(?![)\d/])") for year in sorted(years)]
    spoken = (
        hit.text
        for year in sorted(years)
        for hit in record.worded(f"{understood.content} {year}", wider, LOOKED_AT)
    )
    if not years or not any(all(year.search(text) for year in written) for text in spoken):
        return understood
    told = f"No statement is of {' or '.join(map(str, sorted(years)))}: taken for when it happened."
    notes = [note for note in understood.notes if not note.startswith(DATED)]
    return understood.model_copy(update={"filters": wider, "notes": (*notes, told)})


def _tells_when(text: str, when: DateMention) -> bool:
    """Whether the date is one day, month or year in which something is said to have been."""
    if when.date_from is None or when.date_to is None or _DECADE.search(when.text):
        return False
    if when.date_from.year != when.date_to.year:
        return False
    whole_year = (when.date_to - when.date_from).days >= 364
    return not whole_year or bool(_WHEN.search(text[: when.start]))


def _said_then(record: Record, when: DateMention) -> bool:
    assert when.date_from is not None
    year = when.date_from.year
    return bool(
        record.scope(
            Filters(
                date_from=when.date_from.replace(month=1, day=1),
                date_to=when.date_from.replace(year=year, month=12, day=31),
            )
        ).statements
    )


def _mentioned(record: Record, when: DateMention, filters: Filters) -> bool:
    """Whether a paragraph in scope holds the year or, of one day, that day of it or of no year."""
    assert when.date_from is not None
    year, written = str(when.date_from.year), re.compile(rf"\b{when.date_from.year}\b")
    wanted = [year]
    if when.one_day:
        day, month = when.date_from.day, calendar.month_name[when.date_from.month]
        wanted = [f"{day} {month}", f"{month} {day}"]
        other = rf"(?!(?:st|nd|rd|th)?,?\s+(?!{year})\d{{4}})"
        written = re.compile(
            rf"\b(?:{day}(?:st|nd|rd|th)?(?: of)?\s+{month}|{month}\s+{day})\b{other}",
            re.IGNORECASE,
        )
    return any(
        written.search(hit.text)
        for each in wanted
        for hit in record.worded(each, filters, LOOKED_AT)
    )
