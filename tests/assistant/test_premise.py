"""Stances that a question takes for granted, beside what was said in the bundled record."""

from __future__ import annotations

import pytest

from assistant.chain import Assistant
from assistant.schema import Question


@pytest.mark.parametrize(
    ("question", "who", "said"),
    [
        (
            "On what grounds did Lithuania support the illegal referendum in Crimea?",
            "Lithuania",
            "worried about its",
        ),
        (
            "What led the United States to condemn the adoption of resolution 2272?",
            "the United States",
            "thank those countries that voted in favour of resolution 2272 (2016)",
        ),
    ],
)
def test_the_opposite_is_told_in_the_speakers_words(
    assistant: Assistant, question: str, who: str, said: str
) -> None:
    refusal = assistant.ask(Question(question=question)).refusal

    assert refusal is not None
    assert refusal.reason == "not_said"
    assert f"What {who} said is the opposite: “" in refusal.detail
    assert said in refusal.detail


@pytest.mark.parametrize(
    "question",
    [
        "Why did China oppose extreme and violent acts?",  # it did
        "Did Lithuania support the referendum in Crimea?",  # asks, and grants nothing
        "Why did Lithuania not support the referendum in Crimea?",
    ],
    ids=["as it was", "asked", "denied"],
)
def test_what_is_not_taken_for_granted_is_not_contradicted(
    assistant: Assistant, question: str
) -> None:
    refusal = assistant.ask(Question(question=question)).refusal

    assert refusal is None or "is the opposite" not in refusal.detail
