"""A question and its evidence in; the sentences that answer out, best first.

A sentence is judged by the question's terms it has (rare ones weigh more), by its cosine to the
question, by the search's score of its paragraph, by whether it has the number that is asked for,
and by how near the statement's end it stands where the end is asked about; courtesies and
procedure are set aside.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.checks.support import Embed
from assistant.schema import Evidence
from vectorstore.sentences import sentences
from vectorstore.terms import terms

EMBEDDED = 40  # sentences; embedding is the slow part, 8 ms each on one core
# A conditional logit of the dev questions of eval/cases over the sentences of the 20 paragraphs
# found: terms, cosine, the paragraph's score, aside, number, closing. See docs/quality.md.
WEIGHTS = (7.9, 3.5, 3.0, -0.7, 1.5, 5.2)
# A logistic of the best sentence's score, fitted on the dev questions with their gold paragraphs
# there and taken out; it tells the two apart with an area under the curve of .75.
SURE = (0.51, -3.6)  # slope, constant
LOOKED_AT = 8  # sentences embedded to tell how likely it is that any answers
SHORT = 6  # words; a shorter sentence seldom answers by itself
LONG = 70  # words; a longer one is cut at its semicolons, where its sense allows

# Courtesies and procedure: said at nearly every meeting, an answer at none.
COURTESY = re.compile(
    r"^\W*(?:\w+\W+){0,9}?(?:thank(?:s|ing|ed)?|congratulat\w+|gratitude|"
    r"appreciation (?:to|for)|commend you|welcome (?:the presence|you)|condolences)\b",
    re.IGNORECASE,
)
PROCEDURE = re.compile(
    r"\b(?:g[ia]ve the floor|\bseats? reserved|take (?:a|the) seats? |resume my functions|"
    r"there being no objection|it is so decided|next speaker|meeting rose|called to order|"
    r"council (?:will now|is ready to) (?:begin|resume|proceed)|i shall be brief|"
    r"make a statement in my capacity|for (?:his|her|their) (?:kind words|statement|briefing)|"
    r"inform the council that i have received|draw the attention of|"
    r"put the draft resolution to the vote|speak on behalf of|align \w+ with the statement)\b",
    re.IGNORECASE,
)
_ASKS_PROCEDURE = re.compile(r"\b(?:thank|congratulat|floor|procedur|adopt|vote|invite)", re.I)
_ASKS_NUMBER = re.compile(
    r"\b(?:how (?:many|much|long|far|old|often)|number of|deadlines?|when|"
    r"what (?:number|share|percentage|proportion|figure|amount|sum|date|day|year|deadline)s?)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|million|"
    r"billion|dozen|half|per cent)\b",
    re.IGNORECASE,
)
_ASKS_CLOSING = re.compile(
    r"\b(?:clos(?:e|es|ed|ing)|conclu\w+|finish\w*|end(?:ed|ing|s)? (?:his|her|its|the|with|by)|"
    r"final(?:ly)?|last words?|in the end)\b",
    re.IGNORECASE,
)


class Candidate(NamedTuple):
    """A sentence of a paragraph: `evidence.text[start:end]`, with how well it answers."""

    evidence: Evidence
    rank: int
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.evidence.text[self.start : self.end]


def candidates(
    question: str,
    evidence: Sequence[Evidence],
    embed: Embed | None = None,
    embedded: int = EMBEDDED,
) -> list[Candidate]:
    """Return the sentences of all paragraphs, those that answer best first.

    The difference of two scores is the logarithm of how much likelier one answers than the other.
    The `embedded` sentences that promise most are compared with the question in meaning too.
    """
    found = [
        Candidate(each, rank, start, end, 0.0)
        for rank, each in enumerate(evidence)
        for start, end in sentences(each.text)
        if re.search(r"\w", each.text[start:end])
    ]
    if not found:
        return []
    prior = _priors(evidence)
    signs = np.array(
        [
            (
                covered,
                0.0,
                prior[one.rank],
                _aside(one, question),
                _numbered(one, question),
                _closing(one, question),
            )
            for one, covered in zip(found, _coverage(question, found), strict=True)
        ]
    )
    promising = np.argsort(-(signs @ WEIGHTS), kind="stable")[:embedded]
    signs[:, 1] = _cosines(question, found, promising.tolist(), embed)
    scores = (signs @ WEIGHTS).tolist()
    scored = [one._replace(score=score) for one, score in zip(found, scores, strict=True)]
    return sorted(scored, key=lambda each: (-each.score, each.rank, each.start))


def shares(ranked: Sequence[Candidate]) -> list[float]:
    """Return how likely each sentence is the one that answers, if one of them does; sum 1."""
    if not ranked:
        return []
    scores = np.array([candidate.score for candidate in ranked])
    likely = np.exp(scores - scores.max())
    return [float(each) for each in likely / likely.sum()]


def likelihood(question: str, evidence: Sequence[Evidence], embed: Embed | None = None) -> float:
    """Return how likely it is that a sentence of the paragraphs answers, in [0, 1]."""
    ranked = candidates(question, evidence, embed, LOOKED_AT)
    if not ranked:
        return 0.0
    return 1 / (1 + math.exp(-(SURE[0] * ranked[0].score + SURE[1])))


def _aside(candidate: Candidate, question: str) -> float:
    """Return how far a sentence is no answer by its kind: courtesies, procedure, a few words."""
    words = candidate.text
    short = 0.5 * (len(words.split()) < SHORT)
    if _ASKS_PROCEDURE.search(question):
        return short
    printed = candidate.evidence.paragraph.kind != "speech"
    return short + bool(printed or COURTESY.search(words) or PROCEDURE.search(words))


def _numbered(candidate: Candidate, question: str) -> float:
    asked = _ASKS_NUMBER.search(question)
    return float(bool(asked and _NUMBER.search(candidate.text)))


def _closing(candidate: Candidate, question: str) -> float:
    """Return 1 for the last paragraph, 1/2 for the one before, ...; 0 if no end is asked about."""
    if not _ASKS_CLOSING.search(question):
        return 0.0
    after = len(candidate.evidence.statement.paragraphs) - candidate.evidence.paragraph.number
    return 1 / (1 + after)


def _coverage(question: str, found: Sequence[Candidate]) -> list[float]:
    wanted = set(terms(question))
    have = [set(terms(candidate.text)) for candidate in found]
    if not wanted:
        return [0.0] * len(found)
    counts = Counter(term for each in have for term in each & wanted)
    weights = {term: math.log(1 + len(found) / (1 + counts[term])) for term in sorted(wanted)}
    total = sum(weights.values())
    return [sum(weights[term] for term in sorted(each & wanted)) / total for each in have]


def _cosines(
    question: str, found: Sequence[Candidate], places: Sequence[int], embed: Embed | None
) -> NDArray[np.float32]:
    """Return each sentence's cosine to the question; 0 for those that are not in `places`."""
    cosines = np.zeros(len(found), dtype=np.float32)
    if embed is not None:
        vectors = embed([question, *(found[at].text for at in places)])
        cosines[list(places)] = vectors[1:] @ vectors[0]
    return cosines


def _priors(evidence: Sequence[Evidence]) -> list[float]:
    """Return each paragraph's score in the search, the lowest as 0 and the highest as 1."""
    scores = [each.score for each in evidence]
    low, high = min(scores), max(scores)
    return [(score - low) / (high - low) if high > low else 1.0 for score in scores]
