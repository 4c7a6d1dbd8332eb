from __future__ import annotations

import numpy as np
import pytest

from eval.intervals import difference, flips, mean_interval, permutation_p
from eval.schema import Flip, Interval


def test_the_interval_at_two_hundred_is_about_three_points() -> None:
    # p = .95 at n = 200: 1.96 * sqrt(.95 * .05 / 200) = .0302
    found = mean_interval([1.0] * 190 + [0.0] * 10)

    assert found is not None
    assert found.value == pytest.approx(0.95)
    assert found.low == pytest.approx(0.95 - 0.0302, abs=0.006)
    assert found.high == pytest.approx(0.95 + 0.0302, abs=0.006)


def test_all_successes_get_the_exact_interval_and_no_certainty() -> None:
    # Clopper-Pearson for 20 of 20: (.025)^(1/20) = .83157
    found = mean_interval([1.0] * 20)

    assert found is not None
    assert found.low == pytest.approx(0.025 ** (1 / 20))
    assert found.high == 1.0


def test_like_values_that_are_no_shares_have_no_interval() -> None:
    assert mean_interval([0.5, 0.5]) == Interval(value=0.5, low=None, high=None, n=2)


def test_no_values_have_no_mean() -> None:
    assert mean_interval([]) is None


def test_the_same_values_give_the_same_interval() -> None:
    values = [0.0, 1.0, 1.0, 0.5, 1.0]

    assert mean_interval(values) == mean_interval(values)


def test_the_permutation_p_of_three_gains_is_a_quarter() -> None:
    # 2^3 sign patterns, of which all plus and all minus are as extreme: 2/8.
    assert permutation_p(np.array([1.0, 1.0, 1.0])) == pytest.approx(1 / 4)


def test_nothing_moved_has_p_of_one() -> None:
    assert permutation_p(np.array([0.0, 0.0])) == 1.0


def test_three_gains_of_three_are_not_called_a_difference() -> None:
    found = difference("hit@5", {"a": 0, "b": 0, "c": 0}, {"a": 1, "b": 1, "c": 1})

    assert found.change is not None
    assert found.change.value == 1.0
    assert not found.differs


def test_a_difference_whose_interval_includes_zero_is_none() -> None:
    before = {f"{n}": float(n % 2) for n in range(40)}
    after = {f"{n}": float((n + 1) % 2) for n in range(40)}
    found = difference("hit@5", before, after)

    assert found.change is not None
    assert (found.change.value, found.differs) == (0.0, False)
    assert len(found.flips) == 40


def test_thirty_gains_of_a_hundred_are_a_difference() -> None:
    before = {f"{n}": float(n < 50) for n in range(100)}
    after = {f"{n}": float(n < 80) for n in range(100)}
    found = difference("hit@5", before, after)

    assert found.change is not None
    assert found.change.low is not None
    assert found.change.value == pytest.approx(0.3)
    # Paired: sqrt(.3 * .7 / 100) * 1.96 = .0898 on either side.
    assert found.change.low == pytest.approx(0.3 - 0.0898, abs=0.015)
    assert found.differs


def test_only_cases_of_both_runs_are_compared_and_the_rest_is_counted() -> None:
    found = difference("hit@5", {"a": 1, "b": 0, "x": 1}, {"a": 0, "b": 0, "y": 1})

    assert found.before is not None
    assert (found.before.n, found.unpaired) == (2, 2)


def test_runs_that_share_no_case_have_no_difference() -> None:
    found = difference("hit@5", {"a": 1}, {"b": 1})

    assert (found.change, found.p, found.differs) == (None, None, False)


def test_flipped_is_what_crosses_from_right_to_wrong_or_back() -> None:
    found = flips({"a": 1, "b": 0.2, "c": 0.9}, {"a": 0, "b": 0.4, "c": 0.6})

    assert found == (Flip(case_id="a", before=1, after=0),)
