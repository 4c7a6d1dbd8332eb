from __future__ import annotations

import pytest

from assistant.schema import Answer, Member, Refusal, Sentence
from eval.cases import gold_paragraphs
from eval.schema import Case, EvalRecord, Gold
from eval.scoring import metrics, score
from tests.assistant.spoken import kazakhstan, russia
from tests.eval.held import CHURKIN, GOES_ALONG, answer, cite, sources
from vectorstore.schema import Retrieved

SAID = Sentence(
    text=f'Russia (Mr. Churkin) said: "{GOES_ALONG}" [1].', citations=(1,), support="verbatim"
)
CASE = Case(
    id="c",
    question="What did Russia think of the draft's assumption?",
    key_facts=(("cannot go along",), ("basic assumption",)),
    gold=(Gold(statement_id=CHURKIN, quote=GOES_ALONG),),
    members=("Russian Federation",),
)
UNANSWERABLE = Case(id="u", question="Why did Chad veto it?", answerable=False, reason="not_said")


def good() -> Answer:
    found = answer(SAID, citations=[cite(1, russia(), 1, GOES_ALONG)])
    place = Retrieved(rank=1, score=1, statement_id=CHURKIN, paragraph=1, text="")
    return found.model_copy(update={"retrieved": (place,)})


def refused() -> Answer:
    refusal = Refusal(reason="not_said", detail="Nothing on this.")
    return answer(kind="refusal").model_copy(update={"refusal": refusal})


def record(case: Case, result: Answer | str) -> EvalRecord:
    held = sources()
    return score(case, gold_paragraphs(case, held), result, held)


def value(case: Case, result: Answer | str, metric: str) -> float | None:
    return record(case, result).scores[metric].value


@pytest.mark.parametrize(
    "metric",
    [
        "hit@1", "recall@5", "nDCG@10", "MRR", "key_fact_recall", "members_f1",
        "citation_validity", "quote_fidelity", "attribution", "citation_recall",
        "citation_precision", "gold_precision", "gold_recall", "gold_f1", "crag",
    ],
)  # fmt: skip
def test_a_good_answer_scores_one(metric: str) -> None:
    assert value(CASE, good(), metric) == 1.0


def test_every_metric_has_a_score_or_a_reason() -> None:
    for result in (good(), refused(), "ModelFault: cut off"):
        found = record(CASE, result)
        assert tuple(found.scores) == metrics()
        assert all(each.reason for each in found.scores.values() if each.value is None)


def test_a_record_is_a_line_of_json_that_comes_back_whole() -> None:
    found = record(CASE, good())

    assert EvalRecord.model_validate_json(found.model_dump_json(by_alias=True)) == found


def test_a_failed_case_counts_as_wrong_wherever_a_metric_applies() -> None:
    found = record(CASE, "ModelFault: cut off")

    assert found.error == "ModelFault: cut off"
    applied = {name: each.value for name, each in found.scores.items() if each.value is not None}
    assert applied.pop("crag") == -1.0
    assert applied.pop("false_refusal") == 1.0
    assert set(applied.values()) == {0.0}
    assert {"hit@5", "key_fact_recall", "citation_recall", "gold_f1"} <= applied.keys()


def test_a_refusal_of_an_answerable_case_says_nothing_and_is_not_wrong() -> None:
    assert value(CASE, refused(), "key_fact_recall") == 0.0
    assert value(CASE, refused(), "false_refusal") == 1.0
    assert value(CASE, refused(), "crag") == 0.0
    assert value(CASE, refused(), "citation_recall") is None


def test_a_right_refusal_is_right() -> None:
    assert value(UNANSWERABLE, refused(), "refusal_reason") == 1.0
    assert value(UNANSWERABLE, refused(), "crag") == 1.0
    assert value(UNANSWERABLE, good(), "crag") == -1.0
    assert value(UNANSWERABLE, good(), "hit@5") is None


def test_a_false_premise_answered_by_what_was_said_is_corrected() -> None:
    case = UNANSWERABLE.model_copy(update={"gold": CASE.gold})

    assert value(case, good(), "premise_corrected") == 1.0
    assert value(case, good(), "refusal_recall") == 0.0
    assert value(case, good(), "crag") == 1.0


def test_half_of_the_facts_is_neither_right_nor_wrong() -> None:
    case = CASE.model_copy(update={"key_facts": (("cannot go along",), ("never",)), "members": ()})

    assert value(case, good(), "key_fact_recall") == 0.5
    assert value(case, good(), "crag") == 0.0


def test_a_count_is_exact_or_wrong() -> None:
    case = Case(id="n", question="How many?", count=14)
    fourteen, thirteen = (good().model_copy(update={"count": n}) for n in (14, 13))

    assert value(case, fourteen, "count_exact") == 1.0
    assert value(case, thirteen, "count_exact") == 0.0
    assert value(case, good(), "count_exact") == 0.0


def test_a_set_is_the_members_listed_where_any_are() -> None:
    listed = good().model_copy(update={"members": (Member(country="Chad", citations=(1,)),)})

    assert value(CASE, listed, "members_recall") == 0.0


def test_a_bare_question_is_scored_on_citations_alone() -> None:
    found = record(Case(id="b", question="q"), good())
    applied = {name for name, each in found.scores.items() if each.value is not None}

    assert applied == {
        "citation_validity", "quote_fidelity", "attribution", "citation_recall",
        "citation_precision",
    }  # fmt: skip


def test_a_question_and_an_answer_are_compared_by_their_words() -> None:
    case = Case(id="qa", question="q", answer="It cannot go along with the assumption.")

    assert value(case, good(), "reference_recall") == 1.0
    assert value(case, good(), "crag") is None


def test_a_marker_that_points_nowhere_is_counted() -> None:
    said = SAID.model_copy(update={"text": SAID.text + " [9]", "citations": (1, 9)})
    found = record(CASE, answer(said, citations=good().citations))

    # One of two numbers points at a paragraph; with an id out of range ALCE's recall is 0.
    assert found.scores["citation_validity"].value == 0.5
    assert found.scores["citation_recall"].value == 0.0


def test_a_sentence_of_a_composed_answer_is_not_excused_by_its_own_word() -> None:
    excused = Sentence(text="The draft failed.", support="none_needed")
    found = record(CASE, answer(SAID, excused, citations=good().citations))

    assert found.scores["citation_recall"].value == 0.5


def test_a_claim_put_into_anothers_mouth_is_not_attributed() -> None:
    seed = cite(1, kazakhstan(), 1, "Kazakhstan fully supports all efforts")
    said = SAID.model_copy(
        update={"text": 'Russia said: "Kazakhstan fully supports all efforts" [1].'}
    )

    # The citation's own metadata is right, the sentence's subject is not: 1 of 2.
    assert value(CASE, answer(said, citations=[seed]), "attribution") == 0.5
