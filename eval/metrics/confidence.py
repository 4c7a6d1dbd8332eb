"""An answer in, how sure it may be of itself out; answers by confidence in, what refusing buys out.

Nothing known of the right answer is read: only what the assistant has in hand when it answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.schema import Answer
from vectorstore.terms import terms

AHEAD_OF = 5  # the rank whose score that of the first is compared with


class Sure(NamedTuple):
    """How sure an answer is, in [0, 1], and whether it was right."""

    confidence: float
    right: bool


class Point(NamedTuple):
    """The share of answers given when the least sure are withheld, and how many are right."""

    coverage: float
    precision: float
    confidence: float


def confidence(answer: Answer) -> float:
    """Return how sure an answer may be of itself, in [0, 1]; comparable between questions.

    Where the whole record was read: the share of what matched that was no borderline case. Else
    what the answer says of itself; one that says nothing is as sure as the mean of two signs,
    neither of them fitted: the share of the question's stems that the words quoted hold, and how
    far the first paragraph found is ahead of the fifth.
    """
    if answer.coverage is not None:
        matched, doubtful = answer.coverage.matched, answer.coverage.borderline
        return 1 - doubtful / (matched + doubtful) if matched + doubtful else 1.0
    if answer.confidence is not None:
        return answer.confidence
    asked = frozenset(terms(answer.standalone))
    quoted = frozenset(stem for each in answer.citations for stem in terms(each.quote))
    held = len(asked & quoted) / len(asked) if asked else 0.0
    return (held + _lead([hit.score for hit in answer.retrieved])) / 2


def _lead(scores: Sequence[float]) -> float:
    if not scores:
        return 0.0
    other = scores[AHEAD_OF - 1] if len(scores) >= AHEAD_OF else 0.0
    return min(1.0, max(0.0, scores[0] - other))


def risk_coverage(sure: Sequence[Sure]) -> list[Point]:
    """Return what is given at each confidence, the surest answers first; [] without answers.

    Answers that are equally sure are given or withheld together.
    """
    ordered = sorted(sure, key=lambda each: -each.confidence)
    points: list[Point] = []
    right = 0
    for given, each in enumerate(ordered, 1):
        right += each.right
        if given == len(ordered) or ordered[given].confidence < each.confidence:
            points.append(Point(given / len(ordered), right / given, each.confidence))
    return points


def least_sure_given(sure: Sequence[Sure], coverage: float) -> float | None:
    """Return the confidence from which at least `coverage` of the answers are given."""
    return next((p.confidence for p in risk_coverage(sure) if p.coverage >= coverage), None)
