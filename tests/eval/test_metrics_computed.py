from __future__ import annotations

import pytest

from assistant.schema import Answer, Coverage
from eval.metrics.computed import Heard, adds_up, was_computed
from tests.eval.held import answer, voice

SENTENCE = (
    "Of the 21 statements in S/PV.7138 read, those of 2 delegations meet the test (mention "
    "“Budapest Memorandum”): Chile [1] and Jordan [2]."
)
# UNSC_2014_SPV.7138_spch010 and _spch016
CHILE = Heard(
    "For its part, the Budapest Memorandum requires that the signatory parties observe the "
    "independence",
    voice("Mr. Errazuriz", "Chile"),
    spoken=True,
)
JORDAN = Heard(
    "and relevant international resolutions, including the 1994 Budapest Memorandum and the 1997 "
    "Treaty on Friendship",
    voice("Prince Zeid Ra'ad Zeid Al-Hussein", "Jordan"),
    spoken=True,
)


def computed() -> Answer:
    coverage = Coverage(
        in_scope=21,
        read=21,
        matched=2,
        borderline=0,
        unreadable=0,
        excluded_undated=0,
        rule="a spoken sentence holds the words “Budapest Memorandum”",
        scope={},
    )
    asked = "Who mentioned the Budapest Memorandum in S/PV.7138?"
    new = {"coverage": coverage, "count": 2, "standalone": asked}
    return answer(kind="survey").model_copy(update=new)


def test_a_sentence_whose_names_and_numbers_are_accounted_for_adds_up() -> None:
    assert adds_up(SENTENCE, [CHILE, JORDAN], computed()) == (True, 2, "adds up")


@pytest.mark.parametrize(
    ("sentence", "heard", "reason"),
    [
        (SENTENCE, [CHILE], "named without being cited: Jordan"),
        (SENTENCE.replace("21", "25"), [CHILE, JORDAN], "numbers from nowhere: 25"),
        (SENTENCE.replace("Budapest", "Minsk"), [CHILE, JORDAN], "not verbatim"),
        (SENTENCE, [CHILE, JORDAN._replace(text="I thank the President.")], "cited without"),
        (SENTENCE, [], "cites nothing"),
    ],
    ids=["a-member-uncited", "another-number", "other-words", "the-neighbour", "uncited"],
)
def test_what_is_not_accounted_for_does_not(sentence: str, heard: list[Heard], reason: str) -> None:
    found = adds_up(sentence, heard, computed())

    assert (found.right, found.counted) == (False, 0)
    assert found.reason.startswith(reason)


def test_a_list_of_votes_bears_out_the_countries_in_it() -> None:
    # UNSC_2014_SPV.7138_spch003
    vote = Heard("Abstention: China", voice("The President", "Luxembourg"), spoken=False)
    sentence = "The record of S/PV.7138 lists 1 member abstaining: China [1]."
    unruled = computed().model_copy(update={"coverage": None})

    assert adds_up(sentence, [vote], unruled) == (True, 1, "adds up")


def test_only_what_no_model_wrote_was_computed() -> None:
    assert was_computed(computed())
    assert not was_computed(computed().model_copy(update={"prompt": "answer@1"}))
    assert not was_computed(answer())
