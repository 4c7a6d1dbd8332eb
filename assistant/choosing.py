"""A question and its evidence in; the sentences that answer out, best first.

A sentence is judged by the question's terms it has (rare ones weigh more), by its cosine to the
question, and by the rank of its paragraph; courtesies and procedure are set aside.
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

READ = 10  # paragraphs
EMBEDDED = 24  # sentences; embedding is the slow part, 8 ms each on one core
WEIGHTS = (0.35, 0.4, 0.25)  # terms, cosine, rank of the paragraph
SHORT = 6  # words; a shorter sentence seldom answers by itself
LONG = 70  # words; a longer one is cut at its semicolons, where its sense allows

# Courtesies and procedure: said at nearly every meeting, an answer at none.
COURTESY = re.compile(
    r"^(?:\W*\w+){0,9}?\W*\b(?:thank(?:s|ing|ed)?|congratulat\w+|gratitude|"
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
    question: str, evidence: Sequence[Evidence], embed: Embed | None = None
) -> list[Candidate]:
    """Return the sentences of the first paragraphs, those that answer best first."""
    found = [
        Candidate(each, rank, start, end, 0.0)
        for rank, each in enumerate(evidence[:READ])
        for start, end in sentences(each.text)
        if re.search(r"\w", each.text[start:end])
    ]
    if not found:
        return []
    covered = _coverage(question, found)
    prior = _priors(evidence[:READ])
    promising = sorted(range(len(found)), key=lambda at: -covered[at] - prior[found[at].rank])
    near = _cosines(question, found, promising[:EMBEDDED], embed)
    scored = [
        candidate._replace(
            score=_weight(candidate, question)
            * float(np.dot(WEIGHTS, (covered[at], near[at], prior[candidate.rank])))
        )
        for at, candidate in enumerate(found)
    ]
    return sorted(scored, key=lambda each: (-each.score, each.rank, each.start))


def _weight(candidate: Candidate, question: str) -> float:
    """Return how much a sentence's score counts: courtesies little, unless they are asked about."""
    words = candidate.text
    asked = re.search(r"(?i)\b(?:thank|congratulat|floor|procedur|adopt|vote|invite)", question)
    if candidate.evidence.paragraph.kind != "speech":
        return 1.0 if asked else 0.5
    if not asked and (COURTESY.search(words) or PROCEDURE.search(words)):
        return 0.35
    return 0.7 if len(words.split()) < SHORT else 1.0


def _coverage(question: str, found: Sequence[Candidate]) -> list[float]:
    wanted = set(terms(question))
    have = [set(terms(candidate.text)) for candidate in found]
    if not wanted:
        return [0.0] * len(found)
    counts = Counter(term for each in have for term in each & wanted)
    weights = {term: math.log(1 + len(found) / (1 + counts[term])) for term in wanted}
    total = sum(weights.values())
    return [sum(weights[term] for term in each & wanted) / total for each in have]


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
    """Return a weight in (0, 1] for each paragraph by its score and rank in the search."""
    scores = [each.score for each in evidence]
    low, high = min(scores), max(scores)
    spread = (high - low) or 1.0
    return [
        0.5 * ((each.score - low) / spread if high > low else 1.0) + 0.5 / (1 + rank)
        for rank, each in enumerate(evidence)
    ]
