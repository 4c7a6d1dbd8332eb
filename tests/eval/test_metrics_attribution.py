from __future__ import annotations

import pytest

from eval.metrics.attribution import metadata_right, names_all, names_voice, subject
from tests.assistant.spoken import russia
from tests.eval.held import cite, voice
from vectorstore.schema import Voice

CHURKIN = voice("Mr. Churkin", "Russian Federation")
KI_MOON = voice("The Secretary-General", None, "Secretary-General")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('Russia (Mr. Churkin) said: "France is wrong" [1].', "Russia (Mr. Churkin)"),
        ("Russia: “We shall vote against” [1].", "Russia"),
        ("According to Russia, France voted in favour [1].", "Russia"),
        ("Russia told France that it was wrong [1].", "Russia"),
        ("The record of S/PV.7138 shows: “In favour: Chad” [1].", "The record of S/PV.7138"),
        ("France voted in favour of Russia's draft [1].", "France"),
    ],
)
def test_the_subject_is_what_comes_before_what_was_said(sentence: str, expected: str) -> None:
    assert subject(sentence).strip() == expected


def test_a_pronoun_goes_on_with_the_subject_before() -> None:
    assert subject('It added that "no" [2].', "Russia") == "Russia"
    assert subject('Jordan added that "no" [2].', "Russia").strip() == "Jordan"


@pytest.mark.parametrize(
    ("named", "who", "right"),
    [
        ("Russia (Mr. Churkin)", CHURKIN, True),
        ("Mr. Churkin", CHURKIN, True),
        ("The Secretary-General", KI_MOON, True),
        ("Ukraine (Mr. Sergeyev)", CHURKIN, False),
        ("Ukraine and Russia", CHURKIN, False),
        ("Chemical weapons", CHURKIN, False),
        ("", CHURKIN, False),
        ("France", KI_MOON, False),
    ],
    ids=[
        "country", "name", "office", "another", "another-beside", "bare-claim", "nobody",
        "a-country-for-an-official",
    ],
)  # fmt: skip
def test_a_sentence_names_the_voice_or_it_does_not(named: str, who: Voice, right: bool) -> None:
    assert names_voice(named, who) is right


def test_several_voices_must_each_be_named() -> None:
    france = voice("Mr. Araud", "France")

    assert names_all("Russia and France", [(CHURKIN, True), (france, True)]) == [True, True]
    assert names_all("Russia", [(CHURKIN, True), (france, True)]) == [True, False]
    assert names_all("Russia, Chad, France", [(CHURKIN, True), (france, True)]) == [False, False]


def test_a_list_of_votes_is_given_as_the_records() -> None:
    assert names_voice("The record of S/PV.7138", CHURKIN, spoken=False)


@pytest.mark.parametrize(
    "changed",
    [{"speaker": "Mr. Lavrov"}, {"country": "Ukraine"}, {"on_behalf_of": "European Union"}],
    ids=["speaker", "country", "group"],
)
def test_metadata_must_be_that_of_the_records_voice(changed: dict[str, str]) -> None:
    cited = cite(1, russia(), 1, "We cannot go along")

    assert metadata_right(cited, russia())
    assert not metadata_right(cited.model_copy(update=changed), russia())
