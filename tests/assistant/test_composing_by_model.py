"""What the chain makes of a model's replies: streamed after the gate, whatever their form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langsmith.utils import tracing_is_enabled

from assistant.chain import Assistant
from assistant.schema import Answer, Question, Said
from benchmarks.characters import shapeless
from tests.assistant.by_model import by_model
from tests.assistant.scripted_server import (
    Exchange,
    Received,
    ScriptedServer,
    honest,
    inventing,
    passages,
    plays,
    says,
    status,
)
from vectorstore.record import Record

Start = Callable[..., ScriptedServer]
RUSSIA = Question(question="What did Russia say about air traffic control in S/PV.7219?")


def asked_model(council: Record, server: ScriptedServer) -> Assistant:
    return by_model(council, server, price_in=2.0, price_out=10.0, currency="EUR")


def test_a_sentence_is_streamed_only_after_the_gate_has_passed_it(
    council: Record, scripted_server: Start
) -> None:
    def invents_first(exchange: Exchange, received: Received) -> None:
        found = passages(received.prompt)
        says(f"{inventing(found)} {honest(found)}")(exchange, received)

    events = list(asked_model(council, scripted_server(invents_first)).stream(RUSSIA))

    streamed = [event.sentence for event in events if isinstance(event, Said)]
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert streamed == list(answer.sentences)
    assert all("troops" not in sentence.text for sentence in streamed)
    assert any("troops" in removed.text for removed in answer.removed)


def test_a_model_that_ignores_the_format_ends_in_a_correct_answer(
    council: Record, scripted_server: Start
) -> None:
    answer = asked_model(council, scripted_server(plays(shapeless))).ask(RUSSIA)

    assert answer.sentences
    assert {cited.country for cited in answer.citations} == {"Russian Federation"}
    assert all(sentence.support == "verbatim" for sentence in answer.sentences)
    assert "I hope this helps" not in answer.text


def test_retries_tokens_and_cost_are_told_with_the_answer(
    council: Record, scripted_server: Start
) -> None:
    answer = asked_model(council, scripted_server(status(500), plays(honest))).ask(RUSSIA)

    assert "1,200 tokens sent, 34 received, 0.0027 EUR" in answer.notes
    assert any(note.startswith("asked the model again: ") for note in answer.notes)


class Names(BaseCallbackHandler):
    """Notes the stages as they begin."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def on_chain_start(self, *args: object, **kwargs: object) -> None:
        self.seen.append(str(kwargs.get("name")))

    def on_chat_model_start(self, *args: object, **kwargs: object) -> None:
        self.seen.append("chat model")


def test_callbacks_see_every_stage_of_an_answer_by_a_model(
    council: Record, scripted_server: Start
) -> None:
    names = Names()

    asked_model(council, scripted_server(plays(honest))).ask(RUSSIA, {"callbacks": [names]})

    stages = ("understand", "retrieve", "messages", "chat model", "words", "support gate")
    assert set(stages) <= set(names.seen)


def test_nothing_is_traced_by_langsmith_unless_the_user_sets_it_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not tracing_is_enabled()
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    tracing_is_enabled.__globals__["get_env_var"].cache_clear()

    assert tracing_is_enabled()
    monkeypatch.undo()
    tracing_is_enabled.__globals__["get_env_var"].cache_clear()
