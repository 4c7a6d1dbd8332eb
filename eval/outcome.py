"""A scored case in; whether it went right, and what cost it points, out."""

from __future__ import annotations

from typing import Literal, NamedTuple

from eval.schema import EvalRecord

Outcome = Literal["right", "partly", "wrong", "failed"]
OUTCOMES: tuple[Outcome, ...] = ("right", "partly", "wrong", "failed")

# What a case can lose points on. Retrieval is judged at the depth a reader sees; what is a mean of
# others, or rough, is left out.
COUNTED = (
    "hit@5",
    "key_fact_recall",
    "members_precision",
    "members_recall",
    "count_exact",
    "citation_validity",
    "quote_fidelity",
    "attribution",
    "citation_recall",
    "citation_precision",
    "gold_recall",
    "refusal_recall",
    "false_refusal",
    "refusal_reason",
    "premise_corrected",
)
BEST = {"false_refusal": 0.0}


class Loss(NamedTuple):
    """A metric on which a case did not get full points, and why."""

    metric: str
    value: float
    why: str


def outcome(record: EvalRecord) -> Outcome:
    """Return how the case went.

    Wrong is what the CRAG-style score counts as wrong, and a refusal of what is answerable; partly
    is whatever else lost a point.
    """
    if record.error is not None:
        return "failed"
    refused = record.scores.get("false_refusal")
    if _value(record, "crag") == -1 or (refused is not None and refused.value == 1):
        return "wrong"
    return "partly" if losses(record) else "right"


def losses(record: EvalRecord) -> list[Loss]:
    """Return what cost the case points, in the order of COUNTED."""
    found = []
    for metric in COUNTED:
        score = record.scores.get(metric)
        if score is None or score.value is None or score.value == BEST.get(metric, 1.0):
            continue
        found.append(Loss(metric, score.value, score.explanation))
    return found


def _value(record: EvalRecord, metric: str) -> float | None:
    score = record.scores.get(metric)
    return None if score is None else score.value
