"""The chain as a whole: both composers, faults of a model's server, refusals, stored answers."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from langchain_core.callbacks import BaseCallbackHandler

from assistant.chain import Assistant
from assistant.schema import Answer, Question, Restarted, Said, Understood
from tests.assistant.by_model import by_model
from tests.assistant.scripted_server import (
    Character,
    Script,
    ScriptedServer,
    cites_99,
    cites_nothing,
    cut,
    empty,
    hangs,
    honest,
    inventing,
    plays,
    status,
)
from vectorstore.record import Record
from vectorstore.schema import Filters

RUSSIA = "What did Russia say about air traffic control over Ukraine in S/PV.7219?"


def sound(answer: Answer, council: Record) -> None:
    """Every citation is the record's own words, and every sentence is supported."""
    for cited in answer.citations:
        assert cited.statement_id is not None
        statement = council.statement(cited.statement_id)
        assert statement.text[cited.start : cited.end] == cited.quote
        assert cited.paragraph is not None
        assert cited.country == statement.voice_of(cited.paragraph).country
    assert all(s.support in ("verbatim", "supported", "none_needed") for s in answer.sentences)


def test_an_extractive_answer_quotes_the_speaker(assistant: Assistant, council: Record) -> None:
    answer = assistant.ask(Question(question=RUSSIA))
    assert answer.mode == "extractive"
    assert answer.text.startswith("On 18 July 2014, the Russian Federation (Mr. Churkin)")
    assert 1 <= len(answer.sentences) <= 6
    assert "civilian aviation in a State's airspace is that State's responsibility" in answer.text
    assert {c.country for c in answer.citations} == {"Russian Federation"}
    assert len(answer.retrieved) == 13  # all that Russia said in that meeting
    sound(answer, council)


def test_sentences_come_before_the_answer_and_are_the_same(assistant: Assistant) -> None:
    events = list(assistant.stream(Question(question=RUSSIA)))
    assert isinstance(events[0], Understood)
    answer = events[-1]
    assert isinstance(answer, Answer)
    said = [event.sentence for event in events if isinstance(event, Said)]
    assert tuple(said) == answer.sentences


def test_the_same_question_has_the_same_answer(assistant: Assistant) -> None:
    once, again = (assistant.ask(Question(question=RUSSIA)) for _ in range(2))
    timeless: dict[str, dict[str, int]] = {"timings_ms": {}}
    assert once.model_copy(update=timeless) == again.model_copy(update=timeless)


def test_an_answer_is_stored_and_comes_back_whole(assistant: Assistant, council: Record) -> None:
    answer = assistant.ask(Question(question=RUSSIA))
    assert Answer.model_validate_json(council.answer(answer.id)) == answer


def test_a_follow_up_is_answered_from_its_own_evidence(assistant: Assistant) -> None:
    answer = assistant.ask(
        Question(question="And Turkey?", history=("What did Jordan say about Iraq?",))
    )
    assert answer.standalone == "What did Turkey say about Iraq?"
    assert {c.country for c in answer.citations} == {"Turkey"}


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What did Estonia say about Crimea?", "absent_source"),
        ("What did Jordan say in 1995?", "absent_source"),
        ("What did Brazil say about Kashmir?", "not_said"),
        ("Why did China vote against the draft resolution on Crimea?", "not_said"),
        ("What did Norway say about the elections of 2031?", "absent_source"),
        ("What did she mean by it?", "unclear"),
        ("Who do you think is right?", "off_record"),
    ],
)
def test_a_refusal_says_which(assistant: Assistant, question: str, reason: str) -> None:
    answer = assistant.ask(Question(question=question))
    assert answer.kind == "refusal"
    assert answer.refusal is not None
    assert answer.refusal.reason == reason
    assert answer.citations == ()


def test_an_honest_model_answers(
    council: Record, scripted_server: Callable[..., ScriptedServer]
) -> None:
    answer = by_model(council, scripted_server(plays(honest))).ask(Question(question=RUSSIA))
    assert answer.mode == "model:scripted"
    assert answer.prompt == "answer@1"
    assert answer.sentences
    sound(answer, council)


@pytest.mark.parametrize("character", [cites_99, cites_nothing, inventing])
def test_what_a_model_cannot_support_is_not_said(
    council: Record, scripted_server: Callable[..., ScriptedServer], character: Character
) -> None:
    answer = by_model(council, scripted_server(plays(character))).ask(Question(question=RUSSIA))
    assert answer.removed
    sound(answer, council)


@pytest.mark.parametrize(
    "script",
    [
        status(429, {"Retry-After": "60"}),
        status(500),
        hangs(),
        cut("The Russian Federation said"),
        empty(),
    ],
    ids=["rate-limited", "500", "hang", "cut", "empty"],
)
def test_any_fault_ends_in_the_extractive_answer(
    council: Record, scripted_server: Callable[..., ScriptedServer], script: Script
) -> None:
    model = by_model(
        council, scripted_server(script), first_token_timeout=1, chunk_timeout=1, deadline=3
    )
    began = time.monotonic()
    events = list(model.stream(Question(question=RUSSIA)))
    assert time.monotonic() - began < 20
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert any(isinstance(event, Restarted) for event in events)
    assert answer.mode == "extractive"
    assert any("the record is quoted without it" in note for note in answer.notes)
    assert "sk-secret" not in answer.model_dump_json()
    sound(answer, council)


def test_callbacks_see_the_stages(assistant: Assistant) -> None:
    class Names(BaseCallbackHandler):
        def __init__(self) -> None:
            self.seen: list[str] = []

        def on_chain_start(self, *args: object, **kwargs: object) -> None:
            self.seen.append(str(kwargs.get("name")))

    names = Names()
    assistant.ask(Question(question=RUSSIA), {"callbacks": [names]})
    assert {"understand", "retrieve", "support gate"} <= set(names.seen)


def test_a_comparison_quotes_each_side(assistant: Assistant) -> None:
    answer = assistant.ask(
        Question(question="Compare Poland and Belarus on the war in Iraq in March 2003.")
    )
    assert answer.kind == "compare"
    assert {member.country for member in answer.members} == {"Poland", "Belarus"}


def test_filters_limit_what_is_retrieved(assistant: Assistant) -> None:
    asked = Question(question="What was said about Iraq?", filters=Filters(meeting="S/PV.8676"))
    answer = assistant.ask(asked)
    assert {hit.statement_id.rpartition("_")[0] for hit in answer.retrieved} == {
        "UNSC_2019_SPV.8676"
    }


def test_how_a_follow_up_was_read_is_told(assistant: Assistant) -> None:
    before = "What did Jordan say about Crimea?"
    further = assistant.ask(Question(question="And Australia?", history=(before,)))
    whole = assistant.ask(Question(question=before, history=("What did China say?",)))

    read = "Read with what was asked before as: “What did Australia say about Crimea?”"
    assert further.notes[0] == read
    assert not any(note.startswith("Read with") for note in whole.notes)
