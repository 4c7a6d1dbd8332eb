"""A statement in, its passages out: each paragraph, or a part of one, under a context header.

The header says what the paragraph itself leaves out: who speaks, for whom, where, when and about
what, and how the paragraph before ended. It is searched and embedded, never shown or quoted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from vectorstore.countries import aliases, demonyms
from vectorstore.schema import Paragraph, Passage, Statement, Voice
from vectorstore.sentences import last_sentence, sentences

# Characters. The embedding model reads 256 wordpieces, about 1,100 characters of these texts;
# header and paragraph share them.
LONG = 900  # a longer paragraph is split at sentences
PART = 700  # into parts of about this length
TINY = 120  # a shorter paragraph says too little alone and reaches into the next
REACH = 400  # but no further than this
BEFORE = 200  # of the sentence before, its end
TOPIC = 120  # of the agenda item, its beginning: letters' titles go on and on

NAMES = 4  # of a country in a header
# "Republic of Chad" brings nothing that is asked for.
FORMAL = (
    *("republic", "kingdom", "state", "union", "islamic", "principality", "people", "democratic"),
    *("of", "the", "and"),
)

# Not strftime, which speaks the language of the machine.
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
KINDS = {"vote": "Vote", "note": "Note of the record"}


def passages(statement: Statement) -> list[Passage]:
    """Return the statement's passages in order; every paragraph has at least one."""
    return [
        passage
        for paragraph in statement.paragraphs
        for passage in passages_of(statement, paragraph)
    ]


def passages_of(statement: Statement, paragraph: Paragraph) -> list[Passage]:
    """Return the passages of one of the statement's paragraphs, in order; there is at least one."""
    return [
        _passage(statement, paragraph, part, span)
        for part, span in enumerate(_parts(statement, paragraph))
    ]


def embedded_text(passage: Passage) -> str:
    """Return what of a passage is embedded: its header, then its text."""
    return f"{passage.header}\n{passage.text}"


def _passage(
    statement: Statement, paragraph: Paragraph, part: int, span: tuple[int, int]
) -> Passage:
    voice = statement.voices[paragraph.voice]
    start, end = span
    return Passage(
        statement_id=statement.id,
        paragraph=paragraph.number,
        part=part,
        start=start,
        end=end,
        header=header(statement, paragraph, start),
        text=statement.text[start:end],
        country=voice.country,
        speaker=voice.speaker,
        groups=voice.on_behalf_of,
        body=statement.body,
        meeting=statement.meeting,
        topic=statement.topic,
        date_from=statement.date or statement.date_from,
        date_to=statement.date or statement.date_to,
    )


def _parts(statement: Statement, paragraph: Paragraph) -> list[tuple[int, int]]:
    """Return the spans of the statement's text that stand for the paragraph, in order."""
    length = paragraph.end - paragraph.start
    if length < TINY:
        return [(paragraph.start, _reach(statement, paragraph))]
    if length <= LONG:
        return [(paragraph.start, paragraph.end)]
    text = statement.text[paragraph.start : paragraph.end]
    # Parts of about equal length, so that no stump is left at the end.
    target = length / -(-length // PART)
    cuts = [0]
    for (_, end), (start, following) in pairwise(_units(text)):
        if following - cuts[-1] > LONG or end - cuts[-1] >= target:
            cuts.append(start)
    offset = paragraph.start
    return [
        (offset + start, offset + start + len(text[start:end].rstrip()))
        for start, end in pairwise([*cuts, length])
    ]


def _units(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans that parts are made of: sentences, cut between words where one is endless.

    Lists without a full stop, and texts whose points recognition lost, run to thousands of
    characters.
    """
    for begin, end in sentences(text):
        start = begin
        while end - start > LONG:
            cut = text.rfind(" ", start, start + PART) + 1 or start + PART
            yield start, cut
            start = cut
        yield start, end


def _reach(statement: Statement, paragraph: Paragraph) -> int:
    """Return where the passage of a tiny paragraph ends: some sentences into the next one."""
    if paragraph.number == len(statement.paragraphs):
        return paragraph.end
    following = statement.paragraphs[paragraph.number]
    if (following.voice, following.kind) != (paragraph.voice, paragraph.kind):
        return paragraph.end
    end = paragraph.end
    for _, stop in sentences(statement.text[following.start : following.end]):
        if following.start + stop - paragraph.start > REACH:
            break
        end = following.start + stop
    return end


def header(statement: Statement, paragraph: Paragraph, start: int) -> str:
    """Return the context of the passage that begins at `start` in `paragraph`."""
    voice = statement.voices[paragraph.voice]
    parts = [
        KINDS.get(paragraph.kind, ""),
        *_who(voice),
        *_where(statement),
        _shortened(statement.topic or "", TOPIC),
        _sentence_before(statement, paragraph, start),
    ]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _who(voice: Voice) -> Iterator[str]:
    if voice.country:
        yield ", ".join(_names(voice.country))
    yield ", ".join(word for word in (voice.speaker, voice.role, voice.affiliation) if word)
    if voice.on_behalf_of:
        yield "On behalf of " + ", ".join(voice.on_behalf_of)


@cache
def _names(country: str) -> list[str]:
    """Return the country's name and the other ways to say it that bring a new word."""
    names, known = [country], {*_words(country), *FORMAL}
    for name in (*demonyms(country), *aliases(country)):
        if len(names) < NAMES and not _words(name) <= known:
            names.append(name)
            known |= _words(name)
    return names


def _words(name: str) -> set[str]:
    """Return the name's words without regard to case and plural."""
    return {word.lower().removesuffix("s").removesuffix("'") for word in name.split()}


def _where(statement: Statement) -> Iterator[str]:
    when = _date(statement)
    body = (statement.body or "").removeprefix("UN ")
    yield ", ".join(word for word in (body, statement.meeting, when) if word)


def _date(statement: Statement) -> str:
    """Return the day as it is spoken, '28 April 2014', or the year if that is all there is."""
    if statement.date:
        return written_day(statement.date)
    years = {day.year for day in (statement.date_from, statement.date_to) if day}
    return str(years.pop()) if len(years) == 1 and statement.date_to else ""


def written_day(day: dt.date) -> str:
    """Return '18 July 2014'."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _sentence_before(statement: Statement, paragraph: Paragraph, start: int) -> str:
    """Return the end of the sentence that comes before `start` in the same voice, or ''."""
    if start > paragraph.start:
        before = statement.text[paragraph.start : start]
    elif paragraph.number > 1:
        previous = statement.paragraphs[paragraph.number - 2]
        if previous.voice != paragraph.voice:
            return ""
        before = statement.text[previous.start : previous.end]
    else:
        return ""
    return _end_of(last_sentence(before, BEFORE), BEFORE)


def _shortened(text: str, limit: int) -> str:
    """Return the beginning of `text`, cut between words."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0]


def _end_of(text: str, limit: int) -> str:
    """Return the end of `text`, cut between words."""
    return text if len(text) <= limit else text[-limit:].split(" ", 1)[-1]
