from __future__ import annotations

import pytest

from eval.planted import FAULTS, Fault, Power, in_own_words, measure
from eval.sources import Sources
from vectorstore.record import Record

GOOD = 60  # answers of two sentences; benchmarks/planted_faults.py takes 200


@pytest.fixture(scope="module")
def powers(council: Record) -> dict[str, Power]:
    sources = Sources(council)
    found = measure(list(in_own_words(sources, GOOD, seed=7)), sources, seed=7)
    print({fault: f"{power.caught} of {power.answers}" for fault, power in found.items()})  # noqa: T201
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught(powers: dict[str, Power], fault: Fault) -> None:
    rate = powers[fault].rate

    assert powers[fault].answers >= GOOD // 2
    assert rate is not None
    assert rate >= 0.98


def test_a_good_answer_raises_no_alarm(powers: dict[str, Power]) -> None:
    assert powers["good"] == Power(answers=GOOD, caught=0)


def test_a_wrong_speaker_is_caught_by_attribution(powers: dict[str, Power]) -> None:
    assert powers["wrong speaker"].by["attribution"] == powers["wrong speaker"].answers


def test_a_changed_word_is_caught_by_fidelity(powers: dict[str, Power]) -> None:
    assert powers["changed word"].by["quote_fidelity"] == powers["changed word"].answers
