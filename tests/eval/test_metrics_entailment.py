from __future__ import annotations

import pytest

from eval.metrics.entailment import entails, misquoted, taken_apart
from eval.metrics.premises import Premise, numbers, premise
from tests.assistant.spoken import kazakhstan, russia


@pytest.fixture
def churkin() -> Premise:
    # UNSC_2014_SPV.7138_spch002: "It is a secret to no one that the Russian Federation will vote
    # against the draft resolution. We cannot go along with its basic assumption, which is to
    # declare illegal the planned referendum of 16 March whereby the people of the Crimean republic
    # will themselves determine their future."
    return premise(russia(), 1)


@pytest.mark.parametrize(
    "sentence",
    [
        'The Russian Federation (Mr. Churkin) said: "We cannot go along with its basic '
        'assumption" [1].',
        "Russia (Mr. Churkin) said that it will vote against the draft resolution [1].",
        "On 15 March 2014 (S/PV.7138), the Russian Federation said it cannot go along with the "
        "basic assumption [1].",
        'Mr. Churkin spoke of "the planned referendum ... whereby the people of the Crimean '
        'republic will themselves determine their future" [1].',
    ],
    ids=["quoted", "reported", "dated", "with-an-ellipsis"],
)
def test_what_the_paragraph_says_is_borne_out(churkin: Premise, sentence: str) -> None:
    assert entails(sentence, [churkin]).reason == "borne out"


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ('Russia said: "We cannot go along with its basic presumption" [1].', "not verbatim"),
        ("Russia said that it can go along with the basic assumption [1].", "negation"),
        ("Russia said that it will not vote against the draft resolution [1].", "negation"),
        ("Russia said that the planned referendum of 17 March is illegal [1].", "numbers"),
        ("China said that it will vote against the draft resolution [1].", "countries"),
        ("The delegate, Mr. Lavrov, said Russia will vote against the draft [1].", "names"),
        ("Russia condemned the violence against observers in Kyiv [1].", "names"),
        ("Russia condemned the violence against observers [1].", "covers"),
    ],
    ids=[
        "a-word-changed", "not-dropped", "not-put-in", "another-number", "another-country",
        "another-speaker", "another-place", "another-matter",
    ],
)  # fmt: skip
def test_what_the_paragraph_does_not_say_is_not(
    churkin: Premise, sentence: str, reason: str
) -> None:
    verdict = entails(sentence, [churkin])

    assert not verdict.entailed
    assert verdict.reason.startswith(reason)


def test_two_paragraphs_bear_out_together_what_neither_does_alone(churkin: Premise) -> None:
    seed = premise(kazakhstan(), 1)
    sentence = (
        'Kazakhstan (Mr. Rakhmetullin) "fully supports all efforts to enhance peace and security" '
        '[1], while Russia (Mr. Churkin) "cannot go along" [2].'
    )

    assert entails(sentence, [seed, churkin]).entailed
    assert not entails(sentence, [seed]).entailed
    assert not entails(sentence, [churkin]).entailed


def test_coverage_is_of_the_sentences_own_content_words(churkin: Premise) -> None:
    # Own content words: vote, draft, resolution, tomorrow; three of the four are the paragraph's.
    verdict = entails("Russia said it would vote on the draft resolution tomorrow [1].", [churkin])

    assert verdict.coverage == pytest.approx(3 / 4)


def test_nothing_is_borne_out_by_nothing() -> None:
    assert not entails("Russia spoke.", []).entailed


def test_a_quotation_is_cut_at_ellipses_and_brackets() -> None:
    said = taken_apart('Jordan said: "my country [Jordan] has ... never agreed" [1].')

    assert said.quotes == ("my country", "has", "never agreed")


def test_a_quotation_must_stand_in_one_text() -> None:
    assert misquoted(["a b", "b c"], ["a b", "c b c"]) == []
    assert misquoted(["b c"], ["a b", "c"]) == ["b c"]


def test_numbers_are_compared_as_digits() -> None:
    found = numbers("Seven of 1,200 in resolution 1441 (2002), one of 3.5 per cent")

    assert found == {"7", "1200", "1441", "2002", "3.5"}
