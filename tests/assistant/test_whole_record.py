"""Answers that read the whole scope: surveys, votes, who spoke, what is held."""

from __future__ import annotations

import pytest

from assistant.adoptions import adopting_meeting
from assistant.chain import Assistant
from assistant.criterion import criterion
from assistant.schema import Answer, Question
from vectorstore.record import Record
from vectorstore.schema import Filters


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.ask(Question(question=question))


def countries(answer: Answer) -> set[str]:
    return {member.country for member in answer.members}


def test_a_survey_names_every_delegation_with_its_words(assistant: Assistant) -> None:
    answer = ask(assistant, "Which delegations mentioned the Budapest Memorandum in S/PV.7138?")
    # Found by reading the 21 statements of the meeting.
    assert countries(answer) == {
        "Chile", "Jordan", "Lithuania", "Luxembourg", "Nigeria", "Ukraine", "United States",
    }  # fmt: skip
    assert answer.kind == "survey"
    assert answer.count == 7
    for member in answer.members:
        assert "emorandum" in answer.citations[member.citations[0] - 1].quote


def test_the_certificate_of_coverage_adds_up(assistant: Assistant) -> None:
    answer = ask(assistant, "How many delegations mentioned Basra in S/PV.4726?")
    coverage = answer.coverage
    assert coverage is not None
    assert coverage.in_scope == coverage.read + coverage.unreadable
    assert coverage.in_scope == 90  # the text files of the meeting's own record
    assert answer.count == len(answer.members)


def test_a_survey_that_finds_nothing_says_how_much_it_read(assistant: Assistant) -> None:
    answer = ask(assistant, "Which delegations mentioned Antarctica in S/PV.4726?")
    assert answer.refusal is not None
    assert answer.refusal.reason == "not_said"
    assert "90 statements" in answer.refusal.detail
    assert answer.count == 0


def test_a_vote_is_read_from_the_lists(assistant: Assistant) -> None:
    answer = ask(assistant, "Who voted in favour of the draft resolution in S/PV.7138?")
    assert answer.count == 13
    assert "Rwanda" in countries(answer)
    assert "China" not in countries(answer)


def test_of_two_votes_in_a_meeting_the_one_asked_about_is_told(assistant: Assistant) -> None:
    answer = ask(assistant, "Who voted down the Egyptian amendment in March 2016?")
    assert countries(answer) == {
        "France", "Japan", "Malaysia", "New Zealand", "Spain", "Ukraine", "United Kingdom",
        "United States", "Uruguay",
    }  # fmt: skip


def test_who_spoke_is_complete(assistant: Assistant) -> None:
    answer = ask(assistant, "Who spoke in S/PV.4644?")
    assert answer.kind == "record"
    assert {"United States", "Syrian Arab Republic", "Ireland"} <= countries(answer)
    assert answer.coverage is not None
    assert answer.coverage.in_scope == 18


def test_what_is_held_is_counted_by_the_ledger(assistant: Assistant, council: Record) -> None:
    answer = ask(assistant, "How many statements do you hold?")
    assert answer.kind == "record"
    assert answer.count == council.status().statements == 376


def test_turns_are_counted_for_one_delegation(assistant: Assistant) -> None:
    answer = ask(assistant, "How many times did the Russian representative speak in S/PV.7154?")
    assert answer.count == 3
    assert countries(answer) == {"Russian Federation"}


def test_a_resolution_dates_the_meeting_that_adopted_it(council: Record) -> None:
    question = "What did Brazil say when the Council adopted resolution 1441?"
    assert adopting_meeting(council, question) == "S/PV.4644"
    assert adopting_meeting(council, "What does Brazil think of resolution 1441?") is None


@pytest.mark.parametrize(
    ("content", "sentence", "verdict"),
    [
        ("Which delegations mentioned the Geneva Conventions",
         "All parties must respect the Geneva Conventions.", "matched"),
        ("Which delegations mentioned the Geneva Conventions",
         "The conventions that were at last, after so many years and long talks, once signed by "
         "all of them in the city of Geneva bind us.", "borderline"),
        ("Which delegations mentioned Turkey", "The Turkish authorities acted.", "matched"),
        ("Which members condemned the attack", "We condemn this attack.", "matched"),
        ("Which members condemned the attack", "We do not condemn the attack.", "borderline"),
        ("Which members condemned the attack", "The attack was discussed.", "no"),
        ('Which members used the word "automaticity"', "There is no automaticity.", "matched"),
        ('Which members used the word "automaticity"', "It is not automatic.", "no"),
        ("Who referred to the election of 25 May", "The 25 May elections matter.", "matched"),
    ],
)  # fmt: skip
def test_a_criterion_decides_a_sentence(content: str, sentence: str, verdict: str) -> None:
    wanted = criterion(content)
    assert wanted is not None
    assert wanted.verdict(sentence) == verdict


def test_a_filter_limits_a_survey(assistant: Assistant) -> None:
    question = Question(
        question="Which delegations mentioned Crimea?", filters=Filters(meeting="S/PV.7154")
    )
    answer = assistant.ask(question)
    assert {c.symbol for c in answer.citations} == {"S/PV.7154"}
