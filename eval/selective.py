"""The records of a run in; how right the answers are when the least sure are withheld, out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import Field

from eval.intervals import mean_interval
from eval.metrics.confidence import Sure, confidence, least_sure_given, risk_coverage
from eval.schema import EvalRecord, Interval
from vectorstore.schema import Frozen

COVERAGE = 0.8  # of the answers, at which precision is reported


class Curve(Frozen):
    """One reading of "right", over all answers and over the surest of them."""

    name: str
    points: tuple[tuple[float, float], ...] = Field(description="(coverage, precision), rising.")
    all_given: Interval
    at: Interval = Field(description="Over the surest answers, at least COVERAGE of them.")
    least: float = Field(description="The confidence from which these were given.")


class Selective(Frozen):
    """Both readings of "right", and what was left out."""

    answers: int = Field(description="Answers, refusals aside, that can be judged.")
    unjudged: int = Field(description="Answers to cases that name nothing to judge them by.")
    curves: tuple[Curve, ...]


# The CRAG-style score has 1 for right, -1 for wrong and 0 for what lies between.
READINGS: tuple[tuple[str, Callable[[float], bool]], ...] = (
    ("right in full", lambda crag: crag == 1),
    ("not wrong", lambda crag: crag >= 0),
)


def selective(records: Sequence[EvalRecord]) -> Selective | None:
    """Return how right the answers are by confidence; None where none can be judged."""
    given = [each for each in records if each.answer and each.answer.refusal is None]
    judged = [
        (confidence(each.answer), crag.value)
        for each in given
        if each.answer and (crag := each.scores.get("crag")) and crag.value is not None
    ]
    if not judged:
        return None
    curves = (
        _curve(name, [Sure(sure, reading(value)) for sure, value in judged])
        for name, reading in READINGS
    )
    return Selective(
        answers=len(judged),
        unjudged=len(given) - len(judged),
        curves=tuple(each for each in curves if each is not None),
    )


def _curve(name: str, sure: Sequence[Sure]) -> Curve | None:
    least = least_sure_given(sure, COVERAGE)
    everything = mean_interval([float(each.right) for each in sure])
    if least is None or everything is None:
        return None
    kept = mean_interval([float(each.right) for each in sure if each.confidence >= least])
    if kept is None:
        return None
    points = tuple(
        (round(each.coverage, 6), round(each.precision, 6)) for each in risk_coverage(sure)
    )
    return Curve(name=name, points=points, all_given=everything, at=kept, least=round(least, 6))
