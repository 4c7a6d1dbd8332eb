from __future__ import annotations

import pytest

from assistant.schema import Reason
from eval.metrics.refusal import METRICS, refusal_scores
from eval.schema import Score


def values(scores: dict[str, Score]) -> tuple[float | None, ...]:
    return tuple(scores[name].value for name in METRICS)


@pytest.mark.parametrize(
    ("refused", "given", "answerable", "right", "expected"),
    [
        (True, "not_said", False, "not_said", (1.0, 1.0, None, 1.0)),
        (True, "unclear", False, "not_said", (1.0, 1.0, None, 0.0)),
        (True, "not_said", False, None, (1.0, 1.0, None, None)),
        (False, None, False, "not_said", (None, 0.0, None, 0.0)),
        (True, "not_said", True, None, (0.0, None, 1.0, None)),
        (False, None, True, None, (None, None, 0.0, None)),
        (None, None, True, None, (0.0, None, 1.0, None)),
        (None, None, False, "unclear", (None, 0.0, None, 0.0)),
        (True, "unclear", None, None, (None, None, None, None)),
    ],
    ids=[
        "rightly", "wrong-reason", "no-reason-known", "answered-all-the-same", "falsely",
        "rightly-answered", "failed-to-answer", "failed-to-refuse", "unknown",
    ],
)  # fmt: skip
def test_refusal_is_scored_by_what_was_due_and_done(
    refused: bool | None,
    given: Reason | None,
    answerable: bool | None,
    right: Reason | None,
    expected: tuple[float | None, ...],
) -> None:
    scores = refusal_scores(refused=refused, given=given, answerable=answerable, right=right)

    # In the order precision, recall, false refusal, reason.
    assert values(scores) == expected


def test_what_does_not_apply_says_why() -> None:
    scores = refusal_scores(refused=False, given=None, answerable=True, right=None)

    assert scores["refusal_recall"].reason == "the record answers it"
