"""An understood question in; where it asks for the whole record, the computed answer out."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from assistant import about, named, speakers, survey, votes
from assistant.computed import Computed
from assistant.council import PERMANENT, sat
from assistant.dates import dates
from assistant.schema import Understood
from assistant.wanted import wanted
from vectorstore.groups import groups_named
from vectorstore.record import Record
from vectorstore.schema import Filters

_LISTING = frozenset(
    {"who_spoke", "speeches", "order", "spokesmen", "silent", "vote", "cast", "spoke_of", "each",
     "named", "survey", "count"}
)  # fmt: skip
_SAT_ON = re.compile(
    r"(?:\bon|\b(?:meeting|debate|session|sitting|day|vote)\s+(?:of|on))\s+(?:the\s+)?$", re.I
)
_OF_STATES = re.compile(
    r"\b(?:delegations?|countries|states?|nations|members|governments)\b", re.IGNORECASE
)
_OF_COUNCIL = re.compile(
    r"\bcouncil members?\b|\bmembers of the (?:security )?council\b|\bcouncil['’]s members\b|"
    r"\b(?P<elected>(?:elected|non-?\s?permanent) members)\b|\b(?P<permanent>permanent members)\b",
    re.IGNORECASE,
)


def dated(record: Record, understood: Understood) -> Understood:
    """Limit a question about a whole meeting's day to that day, where it was one of a meeting.

    "How many delegations mentioned Basra on 26 March 2003?" is about what was said then; a day on
    which nothing was said is that of an event.
    """
    limits, text = understood.filters, understood.standalone
    if understood.shape not in _LISTING or limits.date_from or limits.date_to:
        return understood
    for when in dates(text):
        closes = not text[when.end :].strip(" ?.")
        if when.one_day and closes and _SAT_ON.search(text[: when.start]):
            day = {"date_from": when.date_from, "date_to": when.date_to}
            narrowed = limits.model_copy(update=day)
            if record.scope(narrowed).statements:
                note = f"Read from the question: date {when.date_from}."
                return understood.model_copy(
                    update={"filters": narrowed, "notes": (*understood.notes, note)}
                )
    return understood


def computed(record: Record, understood: Understood, filters: Filters) -> Computed | None:
    """Return the answer of a full pass over the scope.

    None where the question asks for passages, or for something no full pass can tell.
    """
    if understood.shape in ("survey", "count", "each", "spoke_of"):
        return _survey(record, understood, filters)
    question = understood.standalone
    states = bool(_OF_STATES.search(question))
    group = next(iter(groups_named(understood.content)), None)
    passes: dict[str, Callable[[], Computed | None]] = {
        "record": lambda: about.holdings(record),
        "about_us": lambda: about.holdings(record),
        "who_spoke": lambda: speakers.who_spoke(
            record, filters, officials=not states, among=_among(record, understood, filters)
        ),
        "speeches": lambda: about.count_statements(
            record, filters, paragraphs="paragraph" in question.lower()
        ),
        "who_is": lambda: speakers.who_is(record, filters),
        "order": lambda: speakers.in_order(record, filters, last="last" in question.lower()),
        "spokesmen": lambda: speakers.spokesmen(record, filters, group=group, officials=not states),
        "silent": lambda: speakers.silent(record, filters),
        "vote": lambda: votes.vote(record, filters, question),
        "cast": lambda: votes.cast(record, filters, question),
        "named": lambda: named.named(record, filters),
    }
    made = passes.get(understood.shape)
    return made() if made else None


def _survey(record: Record, understood: Understood, filters: Filters) -> Computed | None:
    asked = wanted(understood.content)
    if asked is None or not asked.mentions:
        return None  # "Which speakers were women?": no words that were said would tell
    whole = understood.standalone.lower()
    pass_ = partial(
        survey.survey,
        record,
        filters,
        officials="speaker" in whole or whole.startswith("who "),
        among=_among(record, understood, filters),
        quoting=understood.shape in ("each", "spoke_of"),
    )
    found = pass_(asked)
    if found.members or found.sentences:
        return found
    if asked.apart and (looser := pass_(asked.apart)).members:
        return looser
    return found if asked.crisp else survey.mentioned(record, filters, asked)


def _among(record: Record, understood: Understood, filters: Filters) -> frozenset[str] | None:
    """Return the members of the Council where a question is about them and they can be told."""
    match = _OF_COUNCIL.search(understood.standalone)
    if match is None:
        return None
    if match["permanent"]:
        return PERMANENT
    seats = sat(record, filters)
    if seats is None:
        return None
    return frozenset(seats.members) - (PERMANENT if match["elected"] else frozenset())
