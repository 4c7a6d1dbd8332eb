from __future__ import annotations

import pytest

from eval.metrics.answers import (
    key_fact_recall,
    member_set,
    missing_facts,
    named_countries,
    overlap,
    reference_f1,
)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("The draft got 13 votes [1].", "13 votes"),
        ("It spoke of 5,000 patients.", "5000 patients"),
        ("She cited “hidden triggers”.", '"hidden triggers"'),
        ("**Côte d’Ivoire** abstained.", "Cote d'Ivoire"),
        ("a scorched- earth policy", "scorched-earth"),
        ("Within 30 days [2] of it", "30 days of"),
    ],
    ids=["marker-behind", "thousands", "quotation-marks", "accents", "ocr-hyphen", "marker-inside"],
)
def test_a_fact_is_found_whatever_its_typography(text: str, fact: str) -> None:
    assert key_fact_recall(text, [[fact]]) == 1.0


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Nigeria voted in favour.", "Niger"),
        ("It has 28,000 soldiers.", "28"),
        ("A growth of 2.8 per cent", "8 per cent"),
        ("See S/PV.7219 [28].", "28"),
    ],
    ids=["inside-a-name", "inside-a-number", "behind-a-point", "a-marker"],
)
def test_a_fact_is_not_found_inside_another_word(text: str, fact: str) -> None:
    assert key_fact_recall(text, [[fact]]) == 0.0


def test_recall_counts_facts_and_not_wordings() -> None:
    facts = [["seven days", "7 days"], ["30 days"], ["Baghdad"]]

    assert key_fact_recall("within 7 days and 30 days", facts) == pytest.approx(2 / 3)
    assert missing_facts("within 7 days and 30 days", facts) == ["Baghdad"]


def test_sets_of_countries_are_compared_by_their_canonical_names() -> None:
    found = member_set(["Russia", "UK", "France"])
    expected = member_set(["Russian Federation", "United Kingdom", "China", "Chad"])

    # Two shared of three found and four expected: P = 2/3, R = 2/4, F1 = 2*2/(3+4) = 4/7.
    assert overlap(found, expected) == pytest.approx((2 / 3, 1 / 2, 4 / 7))


def test_nothing_found_is_zero() -> None:
    assert overlap(frozenset(), frozenset({"China"})) == (0.0, 0.0, 0.0)


def test_a_people_is_not_a_country_named() -> None:
    assert named_countries("France spoke of Iraqi children [1].") == {"France"}


def test_reference_overlap_is_of_content_words_by_their_stems() -> None:
    # Said: stem(abstain), stem(vote); reference: abstain, confront. One shared of two and two.
    found = reference_f1("It abstained in the voting [1].", "It abstained: confrontation.")

    assert found == pytest.approx((1 / 2, 1 / 2, 1 / 2))
