"""A question and its evidence in; the sentences that answer out, best first.

A sentence is judged by the question's terms it has (rare ones weigh more), by its nearness to the
question, by how well it and its paragraph answer when they are read with the question, by the
search's score of its paragraph, by whether it has the number that is asked for, and by how near
the statement's end it stands where the end is asked about; courtesies and procedure are set aside.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.courtesies import asks_procedure, idle
from assistant.numbers import EXACT
from assistant.schema import Evidence, Understood
from vectorstore.answering import Answering
from vectorstore.near import Spot
from vectorstore.sentences import sentences
from vectorstore.terms import terms

# Weights of terms, nearness, the paragraph's score, aside, number, closing, evidence, relevance: a
# conditional logit of the dev questions of eval/cases over the sentences of the paragraphs found
# (`python -m benchmarks.composing`, docs/quality.md).
WEIGHTS = (3.1, 7.3, 2.6, -1.2, 0.1, 6.6, 0.4, -0.05)
# A logistic of the signs that tell how likely it is that anything answers, fitted on the dev
# questions with their gold paragraphs there and taken out, and on those of two other records.
SURE = (0.12, 3.24, 0.2, 0.2, -7.91)  # of the score, cosine, evidence, relevance; constant
LOOKED_AT = 8  # sentences embedded to tell how likely it is that any answers
SHORT = 6  # words; a shorter sentence seldom answers by itself
LONG = 70  # words; a longer one is cut at its semicolons, where its sense allows

_ASKS_NUMBER = re.compile(
    r"\b(?:how (?:many|much|long|far|old|often)|number of|deadlines?|when|"
    r"what (?:number|share|percentage|proportion|figure|amount|sum|date|day|year|deadline)s?)\b",
    re.IGNORECASE,
)
_VOTING = re.compile(r"\b(?:abstain|abstention|veto)", re.IGNORECASE)
_ASKS_CLOSING = re.compile(
    r"\b(?:clos(?:e|es|ed|ing)|conclu\w+|finish\w*|end(?:ed|ing|s)? (?:his|her|its|the|with|by)|"
    r"final(?:ly)?|last words?|in the end)\b",
    re.IGNORECASE,
)


class Judging(Protocol):
    """What compares sentences with a question: the record."""

    def near(self, question: str, spots: Sequence[Spot]) -> NDArray[np.float32]:
        """Return how near each sentence is, shape (n,)."""

    def answering(self, question: str, spots: Sequence[Spot]) -> Answering:
        """Return how well each sentence, and its paragraph, answers."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a vector of length 1 for each text."""


class Asked(NamedTuple):
    """A question as sentences are compared with it.

    `content` may lack what the question is limited to, the country asked, say; `whole` has it.
    Words are compared with the first, meaning with both, and paragraphs read with the second: all
    with the first where it is `apart`, and no sentence is chosen by reading.
    """

    content: str
    whole: str
    apart: bool = False

    @classmethod
    def of(cls, understood: Understood) -> Asked:
        """Return the understood question so."""
        whole = understood.standalone or understood.question
        # Of two who are compared, each one's name is near to what the other says of them.
        return cls(understood.content or whole, whole, understood.kind == "compare")


class Candidate(NamedTuple):
    """A sentence of a paragraph: `evidence.text[start:end]`, with how well it answers.

    An idle one is a courtesy, procedure or a heading, and that is not asked for.
    """

    evidence: Evidence
    rank: int
    start: int
    end: int
    score: float
    idle: bool = False

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.evidence.text[self.start : self.end]


def candidates(
    asked: Asked, evidence: Sequence[Evidence], judging: Judging | None = None
) -> list[Candidate]:
    """Return the sentences of all paragraphs, those that answer best first.

    The difference of two scores is the logarithm of how much likelier one answers than the other.
    """
    found, signs = judged(asked, evidence, judging)
    return ranked(found, signs @ WEIGHTS)


def judged(
    asked: Asked, evidence: Sequence[Evidence], judging: Judging | None = None
) -> tuple[list[Candidate], NDArray[np.float64]]:
    """Return the sentences in order, without scores, and what each is judged by: shape (n, 8)."""
    found = _sentences(asked.content, evidence)
    signs = _signs(asked.content, found, evidence)
    if judging is not None and found:
        spots = [_spot(one) for one in found]
        signs[:, 1] = judging.near(asked.content, spots)
        if not asked.apart:
            signs[:, 1] = (signs[:, 1] + judging.near(asked.whole, spots)) / 2
            read = judging.answering(asked.whole, spots)
            signs[:, 6] = read.evidence - read.evidence.max()
            signs[:, 7] = read.relevance - read.relevance.max()
    return found, signs


def ranked(found: Sequence[Candidate], scores: NDArray[np.float64]) -> list[Candidate]:
    """Return the sentences with their scores, the best first."""
    scored = [one._replace(score=float(score)) for one, score in zip(found, scores, strict=True)]
    return sorted(scored, key=lambda each: (-each.score, each.rank, each.start))


def _sentences(question: str, evidence: Sequence[Evidence]) -> list[Candidate]:
    return [
        Candidate(each, rank, start, end, 0.0, _idle(each, each.text[start:end], question))
        for rank, each in enumerate(evidence)
        for start, end in sentences(each.text)
        if re.search(r"\w", each.text[start:end])
    ]


def _idle(evidence: Evidence, sentence: str, question: str) -> bool:
    printed = evidence.paragraph.kind != "speech" and not asks_procedure(question)
    return printed or idle(sentence, question)


def _signs(
    question: str, found: Sequence[Candidate], evidence: Sequence[Evidence]
) -> NDArray[np.float64]:
    """Return what each sentence is judged by; what meaning and reading say is left 0."""
    if not found:
        return np.zeros((0, len(WEIGHTS)))
    prior = _priors(evidence)
    covered = _coverage(question, found)
    rows = [
        (
            covers,
            0.0,
            prior[one.rank],
            _aside(one),
            _numbered(one, question),
            _closing(one, question),
            0.0,
            0.0,
        )
        for one, covers in zip(found, covered, strict=True)
    ]
    return np.array(rows, dtype=np.float64)


def _spot(one: Candidate) -> Spot:
    paragraph = one.evidence.paragraph
    start, end = paragraph.start + one.start, paragraph.start + one.end
    return Spot(one.evidence.statement, paragraph.number, start, end)


def shares(ranked: Sequence[Candidate]) -> list[float]:
    """Return how likely each sentence is the one that answers, if one of them does; sum 1."""
    if not ranked:
        return []
    scores = np.array([candidate.score for candidate in ranked])
    likely = np.exp(scores - scores.max())
    return [float(each) for each in likely / likely.sum()]


def likelihood(asked: Asked, evidence: Sequence[Evidence], judging: Judging) -> float:
    """Return how likely it is that a sentence of the paragraphs answers, in [0, 1]."""
    signs = confidence_signs(asked, evidence, judging)
    if signs is None:
        return 0.0
    return 1 / (1 + math.exp(-float(signs @ SURE[:-1] + SURE[-1])))


def confidence_signs(
    asked: Asked, evidence: Sequence[Evidence], judging: Judging
) -> NDArray[np.float64] | None:
    """Return what the likelihood is a logistic of, shape (4,); None where there is no sentence.

    The score of the best sentence, the best cosine to the question of the few that promise most,
    which are embedded for it, their best evidence, and the best relevance of their paragraphs.
    """
    best = candidates(asked, evidence, judging)[:LOOKED_AT]
    if not best:
        return None
    vectors = judging.embed([asked.content, *(each.text for each in best)])
    cosine = float((vectors[1:] @ vectors[0]).max())
    read = judging.answering(
        asked.content if asked.apart else asked.whole, [_spot(each) for each in best]
    )
    return np.array([best[0].score, cosine, read.evidence.max(), read.relevance.max()])


def _aside(candidate: Candidate) -> float:
    """Return how far a sentence is no answer by its kind: courtesies, procedure, a few words."""
    return candidate.idle + 0.5 * (len(candidate.text.split()) < SHORT)


def _numbered(candidate: Candidate, question: str) -> float:
    asked = _ASKS_NUMBER.search(question)
    return float(bool(asked and EXACT.search(candidate.text)))


def _closing(candidate: Candidate, question: str) -> float:
    """Return 1 for the last paragraph, 1/2 for the one before, ...; 0 if no end is asked about."""
    if not _ASKS_CLOSING.search(question):
        return 0.0
    after = len(candidate.evidence.statement.paragraphs) - candidate.evidence.paragraph.number
    return 1 / (1 + after)


def _coverage(question: str, found: Sequence[Candidate]) -> list[float]:
    wanted = set(terms(question))
    have = [set(terms(candidate.text)) for candidate in found]
    if _VOTING.search(question):
        # As who abstained explains it: "we decided not to vote against".
        wanted, *have = (_as_voting(each) for each in (wanted, *have))
    if not wanted:
        return [0.0] * len(found)
    counts = Counter(term for each in have for term in each & wanted)
    weights = {term: math.log(1 + len(found) / (1 + counts[term])) for term in sorted(wanted)}
    total = sum(weights.values())
    return [sum(weights[term] for term in sorted(each & wanted)) / total for each in have]


def _as_voting(held: set[str]) -> set[str]:
    """Return the stems with one for every way to vote or not to."""
    ways = set(terms("abstain abstaining abstained abstention abstentions veto vetoed voting"))
    return (held - ways) | set(terms("vote")) if held & ways else held


def _priors(evidence: Sequence[Evidence]) -> list[float]:
    """Return each paragraph's score in the search, the lowest as 0 and the highest as 1."""
    scores = [each.score for each in evidence]
    low, high = min(scores), max(scores)
    return [(score - low) / (high - low) if high > low else 1.0 for score in scores]
