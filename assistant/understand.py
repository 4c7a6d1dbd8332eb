"""A question with its history and filters in, a whole question with its limits out.

Rules only: what is read from the words is shown to the user and can be taken back. Filters given
by the user are never overruled by what the question's words seem to say.
"""

from __future__ import annotations

import re

from assistant import kinds
from assistant.askable import refused_at_sight
from assistant.catalogue import Catalogue
from assistant.dates import DateMention, dates
from assistant.followup import standalone
from assistant.parties import SAYING, Party, beside, parties
from assistant.schema import Kind, Question, Understood
from vectorstore.schema import Filters
from vectorstore.symbols import normalise, symbols
from vectorstore.terms import terms

# Invisible and direction-changing characters have no place in a question.
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_MEETING_NUMBER = re.compile(
    r"\bmeeting (?:no\. ?|number )?(\d{4,5})\b|\b(\d{4,5})(?:st|nd|rd|th) meeting\b"
)
_TIME_OF_SPEECH = re.compile(
    rf"(?:\b{SAYING}|statements?|speech(?:es)?|position|remarks|meetings?|debates?|record)\s+"
    r"(?:on [\w' -]{2,40}? )?(?:(?:back\s+)?(?:in|on|during|of|from|between|since|before|after|"
    r"until|at))\s+"
    r"(?:its\s+meeting\s+(?:on|of)\s+|the\s+)?$",
    re.IGNORECASE,
)
# "her October 2020 briefing"
_OF_SPEECH = re.compile(
    r"^\s+(?:briefings?|statements?|speech(?:es)?|remarks|address|intervention)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(r"^\W*(?:back )?(?:in|on|during|between|since|before|after|until)\s+$", re.I)
MONTH = 9  # days; a closing date narrower than a third of a month is as likely an event's
_CLOSES = re.compile(r"^\W*$")
_SUBJECT_AHEAD = re.compile(
    r"\b(?:on|about|over|regarding|concerning|in|against|towards?)\s+(?:the\s+)?$", re.IGNORECASE
)
_OF = re.compile(r"\b(?:of|by|from)\s+(?:the\s+)?$", re.IGNORECASE)
_KIND: dict[kinds.Shape, Kind] = {
    "greeting": "refusal",
    "about_us": "record",
    "off_record": "refusal",
    "record": "record",
    "speeches": "count",
    "order": "record",
    "who_is": "record",
    "spokesmen": "survey",
    "who_spoke": "record",
    "vote": "survey",
    "cast": "survey",
    "spoke_of": "survey",
    "silent": "survey",
    "each": "survey",
    "named": "survey",
    "count": "count",
    "survey": "survey",
    "compare": "compare",
    "timeline": "timeline",
    "summary": "passage",
    "passage": "passage",
}


def understand(question: Question, catalogue: Catalogue) -> Understood:
    """Return `question` made whole, with its kind, its filters and what they were read from."""
    asked_text = " ".join(_HIDDEN.sub("", question.question).split())
    history = [" ".join(_HIDDEN.sub("", turn).split()) for turn in question.history]
    whole = standalone(asked_text, history, catalogue)
    named = _asked_in_comparison(whole, parties(whole, catalogue))
    named = _asked_for_summary(whole, named, catalogue)
    asked = [party for party in named if party.standing == "explicit"]
    shape = kinds.shape(whole, asks_one_speaker=bool(asked))
    if shape == "spoke_of" and not any(party.country for party in asked):
        shape = "passage"  # delegations are counted, not those who speak for none
    limits = _limits(whole, asked, catalogue)
    limits.filters = _lessened(limits.filters, question.without)
    content = _content(whole, [*limits.spans, *_closing_dates(whole, limits.dates)])
    filters = _merged(question.filters, limits.filters)
    if shape == "who_is" and terms(content):
        shape = "passage"  # "Who was the officer whom Mr. Sergeyev named?"
    kind = _KIND[shape]
    if kind == "passage" and beside(whole, asked):
        kind = "compare"
    if kind in ("passage", "compare", "timeline") and not filters.empty:
        shape = "summary" if kinds.names_no_subject(content) else shape
    found = Understood(
        question=question.question,
        standalone=whole,
        kind=kind,
        shape=shape,
        filters=filters,
        boost=_boost(named, limits.dates, catalogue),
        notes=_notes(_merged(Filters(), limits.filters), question.filters),
        content=content,
    )
    return found.model_copy(
        update={"refusal": refused_at_sight(found, asked, named, history, catalogue)}
    )


class _Limits:
    """Filters read from the words of a question, and where those words stand."""

    def __init__(self) -> None:
        self.filters = Filters()
        self.spans: list[tuple[int, int]] = []
        self.dates: list[DateMention] = []

    def add(self, start: int, end: int, **fields: object) -> None:
        self.filters = Filters.model_validate(
            self.filters.model_dump(by_alias=False) | {k: v for k, v in fields.items() if v}
        )
        self.spans.append((start, end))


def _limits(whole: str, asked: list[Party], catalogue: Catalogue) -> _Limits:
    limits = _Limits()
    for party in asked:
        kept = limits.filters
        if party.country in catalogue.groups and party.country not in catalogue.countries:
            limits.add(party.start, party.end, group=(*kept.group, party.country))
            continue
        limits.add(
            party.start,
            party.end,
            country=(*kept.country, party.country) if party.country else (),
            speaker=(*kept.speaker, *party.speakers) if party.speakers else (),
        )
    if limits.filters.country and limits.filters.speaker:
        # "Mr. Churkin of the Russian Federation" is one party; "Mr. Churkin and Ukraine" are two,
        # and a filter of each field would leave neither: the search ranks them instead.
        limits.filters = _one_party(limits.filters, asked)
    for mention in symbols(whole):
        if "/PV." in mention.symbol:
            limits.add(mention.start, mention.end,
                       meeting=(*limits.filters.meeting, mention.symbol))  # fmt: skip
    for match in _MEETING_NUMBER.finditer(whole):
        symbol = normalise(f"S/PV.{match[1] or match[2]}")
        limits.add(*match.span(), meeting=(*limits.filters.meeting, symbol))
    for when in dates(whole):
        if _dates_the_speech(whole, when):
            limits.add(when.start, when.end, date_from=when.date_from, date_to=when.date_to)
        else:
            limits.dates.append(when)
    return limits


def _one_party(filters: Filters, asked: list[Party]) -> Filters:
    people, states = [p for p in asked if p.speakers], [p for p in asked if p.country]
    near = all(
        abs(p.start - s.end) < 20 or abs(s.start - p.end) < 20 for p in people for s in states
    )
    return filters if near else filters.model_copy(update={"country": (), "speaker": ()})


def _asked_in_comparison(whole: str, named: list[Party]) -> list[Party]:
    """In "Compare Ukraine and Russia on ..." the two first named are asked.

    Of one who is plainly asked, the other side is the first who is not the subject: "How did
    Lithuania's view of the referendum compare with China's?"
    """
    asked = [p for p in named if p.standing == "explicit"]
    if not kinds.is_comparison(whole) or len(asked) > 1:
        return named
    sides = [p for p in named if p in asked or not _SUBJECT_AHEAD.search(whole[: p.start])]
    chosen = (sides if asked else named)[:2]
    return [p.model_copy(update={"standing": "explicit"}) if p in chosen else p for p in named]


def _asked_for_summary(whole: str, named: list[Party], catalogue: Catalogue) -> list[Party]:
    """Take one who is named for the one asked where nothing else is: "the main points of China"."""
    of = [p for p in named if _OF.search(whole[: p.start])]
    if len(of) != 1 or any(p.standing == "explicit" for p in named):
        return named
    spans = [*_limits(whole, [], catalogue).spans, (of[0].start, of[0].end)]
    if not kinds.names_no_subject(_content(whole, spans)):
        return named
    return [p.model_copy(update={"standing": "explicit"}) if p in of else p for p in named]


def _dates_the_speech(whole: str, when: DateMention) -> bool:
    """Whether a date says when the words were spoken, not when something happened.

    It does right after a verb of saying ("say in April 2014 about"), and where it opens or closes
    the question; a single day that closes it is as likely the day of an event.
    """
    before, after = whole[: when.start], whole[when.end :]
    if _TIME_OF_SPEECH.search(before) or _OPENS.match(before) or _OF_SPEECH.match(after):
        return True
    days = (when.date_to - when.date_from).days if when.date_from and when.date_to else MONTH
    return bool(_CLOSES.match(after)) and days >= MONTH - 1


def _boost(named: list[Party], when: list[DateMention], catalogue: Catalogue) -> Filters:
    likely = [party for party in named if party.standing == "likely"]
    held = [w for w in when if w.one_day and _holds(catalogue, w)]
    return Filters(
        country=tuple(dict.fromkeys(p.country for p in likely if p.country)),
        speaker=tuple(dict.fromkeys(s for p in likely for s in p.speakers)),
        date_from=held[0].date_from if held else None,
        date_to=held[0].date_to if held else None,
    )


def _holds(catalogue: Catalogue, when: DateMention) -> bool:
    first, last = catalogue.date_from, catalogue.date_to
    return bool(first and last and when.date_from and first <= when.date_from <= last)


def _merged(given: Filters, read: Filters) -> Filters:
    """Return the user's filters with those read from the words in the fields left open."""
    fields = {name: getattr(given, name) or getattr(read, name) for name in Filters.model_fields}
    if given.date_from or given.date_to:
        fields |= {"date_from": given.date_from, "date_to": given.date_to}
    return Filters.model_validate(fields)


def _lessened(read: Filters, without: Filters) -> Filters:
    """Take off what the user took off; a date taken off takes both bounds with it."""
    fields = {
        name: tuple(v for v in value if v not in getattr(without, name))
        if isinstance(value, tuple)
        else value
        for name, value in read
    }
    if without.date_from or without.date_to:
        fields |= {"date_from": None, "date_to": None}
    return Filters.model_validate(fields)


def _notes(read: Filters, given: Filters) -> tuple[str, ...]:
    notes = []
    labels = (("country", "country"), ("speaker", "speaker"), ("meeting", "meeting"))
    for name, label in labels:
        if (values := getattr(read, name)) and not getattr(given, name):
            notes.append(f"Read from the question: {label} {' or '.join(values)}.")
    if (read.date_from or read.date_to) and not (given.date_from or given.date_to):
        notes.append(
            "Read from the question: dates "
            f"{read.date_from or 'the beginning'} to {read.date_to or 'the end'}."
        )
    return tuple(notes)


def _closing_dates(whole: str, when: list[DateMention]) -> list[tuple[int, int]]:
    """Return where a date closes the question: it dates the meeting, and is no subject."""
    return [(w.start, w.end) for w in when if _CLOSES.match(whole[w.end :])]


def _content(whole: str, spans: list[tuple[int, int]]) -> str:
    text = whole
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return " ".join(text.split())
