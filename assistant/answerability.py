"""An understood question and what was found in, a refusal out where none of it answers.

Eight signs, from exact to weak: a year after the record's end; a vote that was cast otherwise; a
stance that is the opposite of the one taken; a name or a subject that no statement in scope holds;
a subject whose words stand nowhere together; a number or a name asked for and none given;
paragraphs far from the question in words and in meaning together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant import votes
from assistant.choosing import Asked, likelihood
from assistant.kinds import generic
from assistant.misspelt import meant
from assistant.nameless import nameless
from assistant.numberless import numberless
from assistant.premise import false_premise
from assistant.retrieval import Found
from assistant.schema import Refusal, Understood
from assistant.survey import read, scope_words
from vectorstore import countries
from vectorstore.capitals import capitals
from vectorstore.record import Record
from vectorstore.schema import Filters
from vectorstore.symbols import symbols
from vectorstore.terms import terms

READ_WHOLE = 400  # statements; a larger scope is judged by the paragraphs found
NEAR = 8  # paragraphs looked at for nearness

_YEAR = re.compile(r"(?<![\d/(])\b(?:19|20)\d\d\b(?![\d)])")
_SUBJECT = re.compile(
    r"\b(?:about|regarding|concerning|on the (?:subject|topic|issue|question|matter) of|on)\s+"
    r"(?P<subject>[^?,;:]{3,90}?)(?=\s+(?:as part of|in the context|when|while|during|after|before|"
    r"and (?:what|how|why|who)|in (?:its|his|her|their|the))\b|[?,;:]|$)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?<!\()\b(?:about|regarding|concerning)\s+(?P<subject>[^?,;:()]{3,60}?)"
    r"(?=\s+(?:in|on|as|at|during|after|before|when|while|and)\b|\s*[?,;:.]|\s*$)",
    re.IGNORECASE,
)
# What was voted or debated on is the occasion, and may go unnamed in what was said at it.
_FRAME = re.compile(
    r"\b(?:vot(?:e|ed|ing)|debate|meeting|session|draft|text|resolution|amendment|poll|adoption)s?\s+"
    r"(?:on|about|regarding|concerning)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_LEFT = re.compile(r"\s+(?:in|at|on|during)\s*$")  # of "in S/PV.7138", which is no subject's
_NAME = re.compile(r"(?<![.?!:]\s)(?<!^)\b[A-Z][\w’'-]*[a-zA-Z](?:\s+[A-Z][\w’'-]+)*")
_OPENING = re.compile(r"^\W*\w+")


def unanswered(record: Record, understood: Understood, found: Found) -> Refusal | None:
    """Return why the paragraphs found do not answer; None where they may."""
    if not found.evidence:
        return Refusal(reason="not_said", detail="Nothing in the record is near this question.")
    return (
        _after_the_end(record, understood)
        or _voted_otherwise(record, understood, found.filters)
        or false_premise(record, understood, found.filters)
        or _never_named(record, understood, found)
        or _never_together(record, understood, found)
        or numberless(record, understood, found)
        or nameless(record, understood, found)
        or _far(record, understood, found)
    )


def _after_the_end(record: Record, understood: Understood) -> Refusal | None:
    """A year after the record's last date cannot have been spoken of as past, or at all."""
    years = [int(year) for year in _YEAR.findall(understood.standalone)]
    last = record.status().date_to if years else None
    if last is None or max(years) <= last.year + 1:
        return None
    if any(str(max(years)) in hit.text for hit in record.worded(str(max(years)))):
        return None  # what is planned or foretold for then
    return Refusal(
        reason="absent_source",
        detail=f"The record ends on {last}; it holds nothing said about {max(years)}.",
    )


def _voted_otherwise(record: Record, understood: Understood, filters: Filters) -> Refusal | None:
    """A question that takes one vote for another is answered by the vote that was cast."""
    supposed = votes.supposed(understood.standalone)
    if supposed is None or not filters.country:
        return None
    cast = votes.cast_by(record, filters, understood.standalone)
    if not cast or any(each.side == supposed for each in cast):
        return None
    sides = " and ".join(dict.fromkeys(each.side for each in cast))
    where = cast[0].statement.meeting or cast[0].statement.id
    return Refusal(
        reason="not_said",
        detail=f"The record of {where} lists {filters.country[0]} {sides}, not {supposed}.",
    )


def _never_named(record: Record, understood: Understood, found: Found) -> Refusal | None:
    """A name, or the whole subject asked about, that nothing in scope holds."""
    subject = _SUBJECT.search(_FRAME.sub(" ", understood.content))
    by_them = [subject["subject"]] if subject and found.filters.country else []
    wholly = _by_anyone(found)
    named = _names(understood)
    if _explains_vote(understood, found):
        by_them, named = [], [*by_them, *named]
    if not (found.filters.country or found.filters.speaker or found.filters.meeting):
        # Of nobody in particular: "a Baltic donor" may describe what statements call by its name.
        known = record.countries(), record.speakers()
        told = subject["subject"] if subject else ""
        named = [each for each in named if each in told or meant(each, *known)]
    # What a question names in passing may be known to the meeting and unsaid by the one asked.
    near = [hit.text for hit in found.retrieved]
    for wanted, filters in ((by_them, found.filters), (named, wholly)):
        missing = _missing(wanted, near)
        scope = record.scope(filters)
        if missing and scope.statements <= READ_WHOLE:
            whole = (f"{s.text} {s.topic or ''}" for s in record.statements(filters))
            missing = _missing(wanted, whole)
        if missing:
            which = read(scope.statements, filters)
            if scope.statements > READ_WHOLE:
                which = f"the {len(near)} nearest paragraphs{scope_words(filters)}"
            no = "Nothing in" if scope.statements == 1 else "None of"
            missing = _LEFT.sub("", missing).strip()
            detail = f"{no} {which} mentions “{missing}”."
            if name := meant(missing, record.countries(), record.speakers()):
                return Refusal(reason="unclear", detail=f"{detail} Is “{name}” meant?")
            return Refusal(reason="not_said", detail=detail)
    return None


def _never_together(record: Record, understood: Understood, found: Found) -> Refusal | None:
    """A subject of two words that no paragraph in scope holds together.

    "Climate change", where they spoke of a climate of anger and of changing realities. Of three
    words ("air traffic control") too few may be said where the matter is. What was voted on is
    looked for in all of the meeting.
    """
    explained = _explains_vote(understood, found)
    content = _FRAME.sub(" ", understood.content) if explained else understood.content
    match = (_SUBJECT if explained else _ABOUT).search(content)
    stems = _stems(match["subject"]) if match else set()
    filters = _by_anyone(found) if explained else found.filters
    scope = record.scope(filters)
    if len(stems) != 2 or not found.filters.country or scope.statements > READ_WHOLE:
        return None
    for statement in record.statements(filters):
        for paragraph in statement.paragraphs:
            held = set(terms(statement.paragraph_text(paragraph.number)))
            if all(_holds(held, stem) for stem in stems):
                return None
    asked = Asked.of(understood)
    if match is None or likelihood(asked, found.evidence[:NEAR], record) >= DOUBTFUL:
        return None
    which = read(scope.statements, filters)
    subject = _LEFT.sub("", match["subject"]).strip()
    return Refusal(reason="not_said", detail=f"No paragraph of {which} speaks of “{subject}”.")


def _explains_vote(understood: Understood, found: Found) -> bool:
    """Whether it is asked why a vote was cast: explained where it was cast, in whatever words.

    What was voted on need then be named by somebody there, not by the one who is asked.
    """
    filters = found.filters
    return bool(filters.meeting and filters.country and votes.supposed(understood.standalone))


def _by_anyone(found: Found) -> Filters:
    return found.filters.model_copy(update={"country": (), "speaker": ()})


def _missing(wanted: list[str], texts: Iterable[str]) -> str | None:
    """Return the first of `wanted` none of whose words any of `texts` holds.

    No further text is read once all are found.
    """
    left = {words: stems for words in wanted if (stems := _stems(words))}
    for text in texts if left else ():
        held = set(terms(text))
        left = {w: s for w, s in left.items() if not any(_holds(held, stem) for stem in s)}
        if not left:
            break
    return next(iter(left), None)


def _names(understood: Understood) -> list[str]:
    """Return the proper names in the question, without countries, symbols and who is asked."""
    text = understood.content
    known = [(m.start, m.end) for m in [*countries.mentions(text), *capitals(text)]]
    known += [(m.start, m.end) for m in symbols(text)]
    return [
        match[0]
        for match in _NAME.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in known)
        and not _OFFICES.search(match[0])
    ]


# Names by which a question calls what statements call otherwise.
_OFFICES = re.compile(
    r"\b(?:Council|Secretary|General|President|Assembly|United Nations|UN|UN's|Nations|Ambassador|"
    r"Mr|Mrs|Ms|Minister|Prime|Organization|Government|Charter|Article|Powers?|Member|States?|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Palm|Christian|American|Latin|African|Arab|Western|Eastern|European|Russian|S|A)\b"
)


def _stems(text: str) -> set[str]:
    return {stem for stem in terms(text) if len(stem) > 2}


def _holds(held: set[str], stem: str) -> bool:
    """Whether a stem is held, or one that differs from it only in its ending ('crimean')."""
    if stem in held:
        return True
    return len(stem) > 5 and any(other.startswith(stem[:5]) for other in held)


# Under it a question is refused: 3 % of the questions of three dev sets whose paragraph is found
# are, and 49 % of those that nothing answers (docs/quality.md).
UNLIKELY = 0.1
UNHEARD_OF = 0.08  # the same where the whole record is searched
OF_MANY = 0.02  # where who or how many is asked: of what many say no one paragraph is the answer
FEW = 4  # content words of a comparison too short to be near or far
# Under it a question is refused where the words of its subject are nowhere together.
DOUBTFUL = 0.15


def _spoken_of(content: str, found: Found) -> bool:
    """Whether a question about one subject and no more finds it in so many words."""
    subject = _ABOUT.search(content)
    stems = _stems(subject["subject"]) if subject else set()
    if not stems or _stems(content) - stems - generic():
        return False
    near = (set(terms(each.text)) for each in found.evidence[:NEAR])
    return any(all(_holds(held, stem) for stem in stems) for held in near)


def _far(record: Record, understood: Understood, found: Found) -> Refusal | None:
    if _explains_vote(understood, found):
        return None
    content = understood.content or understood.standalone
    if understood.kind == "compare" and len(_stems(content) - generic()) < FEW:
        return None  # "the war" is near to nothing in particular
    if _spoken_of(content, found):
        return None
    bound = UNHEARD_OF if found.filters.empty else UNLIKELY
    if understood.kind in ("survey", "count"):
        bound = OF_MANY
    if likelihood(Asked.of(understood), found.evidence[:NEAR], record) >= bound:
        return None
    scope = record.scope(found.filters)
    which = read(scope.statements, found.filters)
    return Refusal(reason="not_said", detail=f"Nothing near this question was found in {which}.")
