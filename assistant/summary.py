"""Statements in, nothing in particular asked of them; the sentences that sum them up out.

"What did Rwanda say in S/PV.7154?" and "Sum up S/PV.7154" name no subject to look for. A sentence
tells most of a statement if it is near the statement as a whole (the centroid of Radev et al. 2004,
MEAD, section 2.2, over the wordpieces' vectors) and says what the speaker wants or holds; of two
alike one is taken (maximal marginal relevance, Carbonell and Goldstein 1998).
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.choosing import Candidate
from assistant.computed import plural
from assistant.courtesies import idle
from assistant.quoting import Choice, quotable, stands_alone
from assistant.retrieval import Depth, Found
from assistant.schema import Evidence, Gist, Understood
from assistant.survey import scope_words
from assistant.turns import presides, spoken_order
from vectorstore.near import Spot
from vectorstore.record import Record
from vectorstore.schema import Filters, Paragraph, Retrieved, Statement
from vectorstore.sentences import sentences

READ = 120  # statements of a scope that are read, the latest; all of most meetings
OF_ONE = 4  # sentences quoted of one statement
OF_SEVERAL = 5  # statements, or delegations of a meeting, of which a sentence is quoted
OF_A_SIDE = 2  # sentences quoted of each of those who are compared
SHORT, LONG = 10, 45  # words of a sentence that may be quoted
WORDS = 110  # quoted in all
HOLDS = 0.5  # deviations by which what the speaker wants or holds is worth more
ALIKE = 3.0  # deviations that a sentence loses in all by being the same as one that is quoted

_OPERATIVE = re.compile(
    r"\b(?:I|[Ww]e|[Mm]y (?:country|delegation|Government)|[Oo]ur (?:country|delegation|Government|"
    r"position|view))\b[^.;]{0,60}?\b(?:call|urge|condemn|support|oppose|reject|welcome|demand|"
    r"believe|propose|regret|deplore|appeal|reaffirm|reiterate|stress|emphasize|expect|insist|"
    r"must|should|cannot|need|remain|consider|voted|abstained|will)\w*\b"
    r"|\b(?:calls? (?:up)?on|urges?|condemns?|supports?|rejects?|demands?|must|should|cannot)\b"
)


class _Weighed(NamedTuple):
    """A sentence that may be quoted, its vector and how much of the whole it tells."""

    candidate: Candidate
    vector: NDArray[np.float32]
    value: float


def summed_up(record: Record, understood: Understood, depth: Depth) -> Found:
    """Return the paragraphs and sentences that sum up what the filters leave.

    Of one statement in the order of its text, of several in the order in which they were made.
    """
    filters = understood.filters
    scope = record.scope(filters)
    statements = heapq.nlargest(READ, record.statements(filters), key=spoken_order)[::-1]
    weighed = _weighed(record, statements, filters)
    alone = len(statements) == 1
    sides = filters.country if understood.kind == "compare" else ()
    if len(sides) > 1:
        chosen = [
            choice for side in sides for choice in _chosen(_of(side, weighed), filters, OF_A_SIDE)
        ]
    else:
        most = OF_ONE if alone else OF_SEVERAL
        chosen = _chosen(weighed, filters, most) or _chosen(weighed, filters, most, loose=True)
    places = {_place(c.evidence): c.evidence for c in chosen}
    for one in sorted(weighed, key=lambda each: -each.value) if alone else ():
        if len(places) < depth.composed:
            places.setdefault(_place(one.candidate.evidence), one.candidate.evidence)
    order = {statement.id: at for at, statement in enumerate(statements)}
    kept = sorted(places, key=lambda place: (order[place[0]], place[1]))
    numbered = {place: places[place].model_copy(update={"n": n}) for n, place in enumerate(kept, 1)}
    gist = [Gist(n=numbered[_place(c.evidence)].n, start=c.start, end=c.end) for c in chosen]
    return Found(
        retrieved=tuple(_retrieved(one) for one in numbered.values()),
        evidence=tuple(numbered.values()),
        filters=filters,
        gist=tuple(sorted(gist, key=lambda one: (one.n, one.start))),
        opening=_opening(statements, scope.statements, filters, chosen),
    )


def _of(country: str, weighed: Sequence[_Weighed]) -> list[_Weighed]:
    return [one for one in weighed if one.candidate.evidence.voice.country == country]


def _opening(
    statements: Sequence[Statement], held: int, filters: Filters, chosen: Sequence[Choice]
) -> str:
    """Return how much there is, where there is more than one statement."""
    if held < 2:
        return ""
    topics = {statement.topic for statement in statements if statement.topic}
    item = f", on “{topics.pop()}”" if filters.meeting and len(topics) == 1 else ""
    read = f", the last {len(statements):,} of which were read" if len(statements) < held else ""
    quoted = len({choice.evidence.statement.id for choice in chosen})
    each = "each" if quoted == held else f"each of {quoted} of them"
    what = f"a sentence from {each} is" if len(chosen) == quoted else f"sentences from {each} are"
    return (
        f"The record holds {plural(held, 'statement')}{scope_words(filters)}{item}{read}; {what} "
        "quoted."
    )


def _weighed(record: Record, statements: Sequence[Statement], filters: Filters) -> list[_Weighed]:
    """Return the sentences that may be quoted, weighed within what they are to sum up.

    That is each one's own statement where one speaker or delegation is asked about, else all.
    """
    by_statement = [_sayings(statement, filters) for statement in statements]
    said = [one for each in by_statement for one in each]
    vectors = record.sentence_vectors([_spot(one) for one in said])
    lengths = [len(each) for each in by_statement]
    bounds = np.cumsum([0, *lengths]) if _one_asked(filters) else np.array([0, len(said)])
    values = np.zeros(len(said))
    for start, end in pairwise(int(bound) for bound in bounds):
        if start < end:
            values[start:end] = _standing_out(vectors[start:end])
    values += HOLDS * np.array([bool(_OPERATIVE.search(one.text)) for one in said])
    return [_Weighed(*each) for each in zip(said, vectors, map(float, values), strict=True)]


def _standing_out(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how near each vector is to their middle, in deviations from the mean of that."""
    middle = vectors.mean(axis=0)
    near = vectors.astype(np.float64) @ (middle / (float(np.linalg.norm(middle)) or 1.0))
    apart: NDArray[np.float64] = (near - near.mean()) / (float(near.std()) or 1.0)
    return apart


def _one_asked(filters: Filters) -> bool:
    return bool(filters.country or filters.speaker)


def _sayings(statement: Statement, filters: Filters) -> list[Candidate]:
    """Return the sentences of those asked about; courtesies and asides where there is no other."""
    spoken = [paragraph for paragraph in statement.paragraphs if paragraph.kind == "speech"]
    asked = [each for each in spoken if _asked(statement, each, filters)]
    found = [
        Candidate(evidence, 0, start, end, 0.0)
        for paragraph in asked
        for evidence in [Evidence(n=1, statement=statement, paragraph=paragraph, score=1.0)]
        for start, end in sentences(evidence.text)
    ]
    telling = [
        one for one in found if SHORT <= len(one.text.split()) <= LONG and not idle(one.text, "")
    ]
    return telling or (found if _one_asked(filters) else [])


def _asked(statement: Statement, paragraph: Paragraph, filters: Filters) -> bool:
    """Whether the one who speaks is asked about; of a whole meeting, not who only presides."""
    voice = statement.voices[paragraph.voice]
    if filters.country:
        return voice.country in filters.country
    if filters.speaker:
        named = {each.speaker for each in statement.voices} & set(filters.speaker)
        return voice.speaker in named or not named  # a filter may give a part of the name
    return not presides(voice)


def _chosen(
    weighed: Sequence[_Weighed], filters: Filters, most: int, *, loose: bool = False
) -> list[Choice]:
    """Return at most `most` quotations: one a paragraph of a statement that stands alone.

    Of several statements one each, and of those of many delegations one a delegation. `loose`: also
    what does not stand by itself.
    """
    alone = len({one.candidate.evidence.statement.id for one in weighed}) == 1

    def whole(evidence: Evidence) -> object:
        if alone:
            return _place(evidence)
        return evidence.statement.id if _one_asked(filters) else _delegation(evidence)

    vectors = np.array([one.vector for one in weighed])
    values = np.array([one.value for one in weighed])
    # How much of each is said already: 1 for the same, 0 from a cosine of .5.
    same = np.zeros(len(weighed))
    chosen, words = list[Choice](), 0
    while len(chosen) < most and np.isfinite(values).any():
        best = int(np.argmax(values - ALIKE * same))
        one = weighed[best].candidate
        fits = not chosen or words + len(one.text.split()) <= WORDS
        choice = quotable(one) if fits and (loose or stands_alone(one)) else None
        if choice is None or (chosen and words + choice.words > WORDS):
            values[best] = -np.inf
            continue
        chosen.append(choice)
        words += choice.words
        same = np.maximum(same, 2 * (vectors @ vectors[best]) - 1)
        told = whole(choice.evidence)
        values[[whole(each.candidate.evidence) == told for each in weighed]] = -np.inf
    return chosen


def _delegation(evidence: Evidence) -> str:
    return evidence.voice.country or evidence.statement.id


def _place(evidence: Evidence) -> tuple[str, int]:
    return evidence.statement.id, evidence.paragraph.number


def _spot(one: Candidate) -> Spot:
    paragraph = one.evidence.paragraph
    return Spot(
        one.evidence.statement,
        paragraph.number,
        paragraph.start + one.start,
        paragraph.start + one.end,
    )


def _retrieved(one: Evidence) -> Retrieved:
    return Retrieved(
        rank=one.n,
        score=1.0,
        statement_id=one.statement.id,
        paragraph=one.paragraph.number,
        text=one.text,
    )
