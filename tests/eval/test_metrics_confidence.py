from __future__ import annotations

import pytest

from assistant.schema import Answer, Coverage, Sentence
from eval.metrics.confidence import Sure, confidence, least_sure_given, risk_coverage
from eval.schema import Case, EvalRecord, inapplicable, scored
from eval.selective import selective
from tests.assistant.spoken import russia
from tests.eval.held import GOES_ALONG, answer, cite
from vectorstore.schema import Retrieved

# Of seven answers the surest two are right, then one is wrong, two are equally sure and one of
# them right, then one is right and the last wrong.
SEVEN = [
    Sure(0.9, True),
    Sure(0.8, True),
    Sure(0.7, False),
    Sure(0.5, True),
    Sure(0.5, False),
    Sure(0.4, True),
    Sure(0.1, False),
]


def test_precision_falls_as_less_sure_answers_are_given() -> None:
    points = risk_coverage(SEVEN)

    assert [p.coverage * 7 for p in points] == pytest.approx([1, 2, 3, 5, 6, 7])
    assert [p.precision for p in points] == pytest.approx([1, 1, 2 / 3, 3 / 5, 4 / 6, 4 / 7])


def test_the_order_of_equally_sure_answers_does_not_matter() -> None:
    assert risk_coverage(SEVEN[::-1]) == risk_coverage(SEVEN)


@pytest.mark.parametrize(("coverage", "expected"), [(0.2, 0.8), (0.5, 0.5), (0.8, 0.4), (1.0, 0.1)])
def test_enough_answers_are_given_from_some_confidence(coverage: float, expected: float) -> None:
    assert least_sure_given(SEVEN, coverage) == expected


def test_without_answers_there_is_no_curve() -> None:
    assert risk_coverage([]) == []
    assert least_sure_given([], 0.8) is None
    assert selective([]) is None


def found(*scores: float) -> tuple[Retrieved, ...]:
    return tuple(
        Retrieved(rank=n, score=score, statement_id="s", paragraph=n, text="")
        for n, score in enumerate(scores, 1)
    )


def quoting(standalone: str, *scores: float) -> Answer:
    """Return an answer that quotes "We cannot go along with its basic assumption"."""
    said = Sentence(text="", citations=(1,), support="verbatim")
    made = answer(said, citations=[cite(1, russia(), 1, GOES_ALONG)])
    return made.model_copy(update={"standalone": standalone, "retrieved": found(*scores)})


def test_an_answer_is_as_sure_as_its_words_and_its_lead() -> None:
    # Of assumption, basic, Russia, reject two stand in the quotation: 1/2. The first paragraph is
    # .9 - .5 ahead of the fifth. (.5 + .4) / 2 = .45
    made = quoting("Which basic assumption did Russia reject?", 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)

    assert confidence(made) == pytest.approx(0.45)


def test_what_an_answer_says_of_itself_counts_before_other_signs() -> None:
    made = quoting("basic assumption", 0.6).model_copy(update={"confidence": 0.25})

    assert confidence(made) == 0.25


def test_one_paragraph_found_is_ahead_by_all_it_has() -> None:
    assert confidence(quoting("basic assumption", 0.6)) == pytest.approx((1 + 0.6) / 2)
    assert confidence(quoting("basic assumption")) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("matched", "borderline", "expected"), [(14, 2, 14 / 16), (9, 0, 1.0), (0, 0, 1.0)]
)
def test_a_whole_record_answer_is_as_sure_as_few_cases_were_borderline(
    matched: int, borderline: int, expected: float
) -> None:
    read = Coverage(
        in_scope=63,
        read=63,
        matched=matched,
        borderline=borderline,
        unreadable=0,
        excluded_undated=0,
        rule="",
        scope={},
    )
    made = answer(kind="survey").model_copy(update={"coverage": read})

    assert confidence(made) == pytest.approx(expected)


def test_answers_that_cannot_be_judged_are_counted_and_refusals_are_none() -> None:
    made = quoting("basic assumption", 0.6)
    scores = [scored(1), scored(0), scored(-1), inapplicable("no facts")]
    records = [
        EvalRecord(case=Case(id=str(n), question="q"), answer=made, scores={"crag": score})
        for n, score in enumerate(scores)
    ]

    got = selective(records)

    assert got is not None
    assert (got.answers, got.unjudged) == (3, 1)
    assert [curve.all_given.value for curve in got.curves] == pytest.approx([1 / 3, 2 / 3])
