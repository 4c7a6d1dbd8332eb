"""Whether an answer refuses and whether it should, in; precision, recall and reason out.

A case that failed counts against the assistant either way: as a refusal of what is answerable,
as an answer to what is not.
"""

from __future__ import annotations

from assistant.schema import Reason
from eval.schema import Score, inapplicable, scored

METRICS = ("refusal_precision", "refusal_recall", "false_refusal", "refusal_reason")
UNKNOWN = "the case does not say whether it is answerable"


def refusal_scores(
    *, refused: bool | None, given: Reason | None, answerable: bool | None, right: Reason | None
) -> dict[str, Score]:
    """Return the scores of METRICS; the mean of each over the cases that have it is the figure.

    `refused` is None for a case that failed. Precision is over refusals, recall and reason over
    unanswerable cases (one that was answered has no right reason), false refusals over the rest.
    """
    if answerable is None:
        return dict.fromkeys(METRICS, inapplicable(UNKNOWN))
    abstained = answerable if refused is None else refused
    word = "failed" if refused is None else "refused" if refused else "answered"
    precision = scored(not answerable, word) if abstained else inapplicable("not refused")
    if answerable:
        other = inapplicable("the record answers it")
        return {
            "refusal_precision": precision,
            "refusal_recall": other,
            "false_refusal": scored(abstained, word),
            "refusal_reason": other,
        }
    reason = inapplicable("the case names no reason")
    if right is not None:
        reason = scored(abstained and given == right, f"{given or word}, should be {right}")
    return {
        "refusal_precision": precision,
        "refusal_recall": scored(abstained, word),
        "false_refusal": inapplicable("the record does not answer it"),
        "refusal_reason": reason,
    }
