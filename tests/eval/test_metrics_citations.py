from __future__ import annotations

import pytest

from assistant.schema import Citation
from eval.metrics.citations import (
    Alce,
    Cited,
    alce,
    points_somewhere,
    precision,
    quotes_exactly,
    recall,
)
from eval.metrics.premises import Premise, premise
from tests.assistant.spoken import kazakhstan, russia
from tests.eval.held import cite

SAID = 'Russia (Mr. Churkin) said: "We cannot go along with its basic assumption" [1].'


@pytest.fixture
def churkin() -> Premise:
    return premise(russia(), 1)


@pytest.fixture
def seed() -> Premise:
    return premise(kazakhstan(), 1)


def test_alce_recall_is_one_where_the_cited_passages_entail(churkin: Premise) -> None:
    assert alce(Cited(SAID, (churkin,)))[:2] == (1, 1)


def test_alce_recall_is_zero_without_citation() -> None:
    assert alce(Cited("Russia (Mr. Churkin) said no.", ())) == Alce(0, 0, "cites nothing")


def test_alce_recall_is_zero_with_an_id_out_of_range(churkin: Premise) -> None:
    # The other citation alone would entail the sentence.
    assert alce(Cited(SAID, (churkin, None)))[:2] == (0, 0)


def test_a_citation_that_adds_nothing_does_not_count(churkin: Premise, seed: Premise) -> None:
    # Both entail; the seed alone does not, and without it the other still does: 1 of 2 counts.
    assert alce(Cited(SAID, (churkin, seed)))[:2] == (1, 1)


def test_citations_that_are_needed_together_all_count(churkin: Premise, seed: Premise) -> None:
    both = (
        'Kazakhstan "fully supports all efforts" [1] and Russia "cannot go along with its basic '
        'assumption" [2].'
    )

    assert alce(Cited(both, (seed, churkin)))[:2] == (1, 2)


def test_a_citation_that_suffices_alone_counts_beside_its_like(churkin: Premise) -> None:
    assert alce(Cited(SAID, (churkin, churkin)))[:2] == (1, 2)


def test_an_answer_is_the_mean_over_its_sentences() -> None:
    verdicts = [Alce(1, 1, ""), Alce(0, 0, ""), Alce(1, 1, ""), Alce(0, 0, "")]

    # Recall: 2 of 4. Precision: 1/1, 0/2, 1/2 over the three that cite = 1.5/3.
    assert recall(verdicts) == pytest.approx(1 / 2)
    assert precision(verdicts, [1, 2, 2, 0]) == pytest.approx(1 / 2)


def test_an_answer_that_cites_nothing_has_no_precision() -> None:
    assert precision([Alce(0, 0, "")], [0]) is None


@pytest.mark.parametrize(
    ("changed", "valid", "exact"),
    [
        ({}, True, True),
        ({"paragraph": 2}, False, True),
        ({"paragraph": 99}, False, True),
        ({"paragraph": None}, False, True),
        ({"end": 100_000}, False, False),
        ({"start": None}, False, False),
        ({"quote": "Kazakhstan fully support"}, True, False),
        ({"quote": ""}, True, False),
    ],
    ids=[
        "right", "the-neighbour", "no-such-paragraph", "nowhere", "beyond-the-end", "no-offset",
        "cut-short", "empty",
    ],
)  # fmt: skip
def test_a_citation_points_inside_its_paragraph_and_quotes_to_the_letter(
    changed: dict[str, object], valid: bool, exact: bool
) -> None:
    statement = kazakhstan()
    good = cite(1, statement, 1, "Kazakhstan fully supports")
    cited = Citation.model_validate(good.model_dump() | changed)

    assert points_somewhere(cited, statement) is valid
    assert quotes_exactly(cited, statement) is exact


def test_a_citation_of_no_statement_is_neither() -> None:
    cited = cite(1, kazakhstan(), 1, "Kazakhstan fully supports")

    assert not points_somewhere(cited, None)
    assert not quotes_exactly(cited, None)
