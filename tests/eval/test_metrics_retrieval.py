from __future__ import annotations

from math import log2

import pytest

from eval.metrics.retrieval import METRICS, retrieval


def test_measures_of_two_relevant_at_ranks_one_and_three() -> None:
    found = retrieval(["a#1", "x#1", "b#2"], {"a#1": 1, "b#2": 1})

    # DCG = 1 + 1/log2(4) = 1.5; ideal = 1 + 1/log2(3) = 1.63093; 1.5 / 1.63093 = .91972
    assert found["nDCG@10"] == pytest.approx(1.5 / (1 + 1 / log2(3)))
    assert (found["hit@1"], found["recall@5"], found["MRR"]) == (1.0, 1.0, 1.0)


def test_the_first_relevant_at_rank_four_is_no_hit_at_three() -> None:
    found = retrieval(["x#1", "x#2", "x#3", "a#1"], {"a#1": 1, "b#1": 1})

    assert (found["hit@3"], found["hit@5"]) == (0.0, 1.0)
    assert found["MRR"] == pytest.approx(1 / 4)
    assert found["recall@20"] == pytest.approx(1 / 2)


def test_order_is_by_rank_and_not_by_id() -> None:
    # trec_eval breaks ties by id, downwards: "z" would come first if ranks were equal scores.
    assert retrieval(["a#1", "z#1"], {"a#1": 1})["hit@1"] == 1.0


def test_grades_weigh_in_ndcg_alone() -> None:
    found = retrieval(["low#1", "high#1"], {"low#1": 1, "high#1": 2})

    # Linear gains, as trec_eval: DCG = 1 + 2/log2(3); ideal = 2 + 1/log2(3).
    assert found["nDCG@10"] == pytest.approx((1 + 2 / log2(3)) / (2 + 1 / log2(3)))
    assert found["recall@5"] == 1.0


def test_nothing_retrieved_is_zero_everywhere() -> None:
    assert retrieval([], {"a#1": 1}) == dict.fromkeys(METRICS, 0.0)


def test_a_paragraph_given_twice_counts_once() -> None:
    # With the repeat a#1 would push b#1 to rank 3.
    assert retrieval(["x#1", "x#1", "b#1"], {"b#1": 1})["MRR"] == pytest.approx(1 / 2)
