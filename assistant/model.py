"""A composition in, an answer's prose out, composed by a chat model from the numbered passages.

Beside it, by the same server: a follow-up question made complete. Both are proposals; what
they say counts only after the support gate, or the code that reads questions, has checked it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import partial

from langchain_core.callbacks import dispatch_custom_event
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from typing_extensions import override

from assistant import fence, prompts
from assistant.meter import DOUBTED, LEFT_OUT
from assistant.schema import Composition
from assistant.server import PatientModel

NO_ANSWER = "NOT IN THE RECORD"  # the whole reply where the passages do not answer
SHORTEST = 1.0  # seconds that a second look at the paragraphs is given at least
LONGEST_QUESTION = 500  # characters; a rewritten question beyond it is no question


def declines(reply: str) -> bool:
    """Whether the reply says that the passages do not answer, and nothing more."""
    return _bare(reply) == NO_ANSWER


def _bare(reply: str) -> str:
    return reply.strip().strip("*_`\"'. \n").upper()


class ModelComposer(Runnable[Composition, str]):
    """Composes by a chat model: the same input and output as the extractive composer.

    The paragraphs that do not fit `context_tokens` are left out from the end, and an event
    says how many (`assistant.meter`). A reply that finds no answer counts only if each half of
    the paragraphs has none either: one paragraph that forbids to answer cannot silence the rest.

    Raises:
        ModelFault: while streaming, when the server gives no usable reply in time.
    """

    def __init__(self, model: PatientModel, context_tokens: int = 6000) -> None:
        self._prompt = prompts.load("answer")
        self._context_tokens = context_tokens
        self.mode = f"model:{model.server.model}"
        self.prompt_ref = self._prompt.ref
        self.name = self._prompt.ref
        # LangChain's own pieces, so that its callbacks and tracing see each of them.
        self._fill = RunnableLambda(self._messages, name="messages")
        self._model = model

    @override
    def invoke(
        self,
        input: Composition,
        config: RunnableConfig | None = None,
        **kwargs: object,
    ) -> str:
        """Return the whole answer."""
        return "".join(self.stream(input, config))

    @override
    def stream(
        self,
        input: Composition,
        config: RunnableConfig | None = None,
        **kwargs: object | None,
    ) -> Iterator[str]:
        """Yield the answer's prose as the model writes it."""
        began = time.monotonic()
        reply, held = (self._fill | self._model).stream(input, config), ""
        for text in reply:
            held += text
            if not NO_ANSWER.startswith(_bare(held)):
                yield held
                yield from reply
                return
        if declines(held):
            look = partial(self._confirmed, declined=held, began=began)
            held = RunnableLambda(look, name="second look").invoke(input, config)
        yield held

    def _confirmed(
        self, composition: Composition, config: RunnableConfig, declined: str, began: float
    ) -> str:
        """Return what half of the paragraphs answers where all together did not, else `declined`.

        Raises:
            ModelFault: the server gave no usable reply in what is left of its time.
        """
        halves = (composition.evidence[::2], composition.evidence[1::2])
        for half in halves if all(halves) else ():
            left = self._model.patience.total - (time.monotonic() - began)
            model = self._model.within(max(left, SHORTEST))
            part = composition.model_copy(update={"evidence": half})
            reply = (self._fill | model).invoke(part, config)
            if not declines(reply):
                dispatch_custom_event(DOUBTED, True, config=config)
                return reply
        return declined

    def _messages(self, composition: Composition, config: RunnableConfig) -> list[BaseMessage]:
        """Return the chat's messages: the prompt with the question and the fenced passages."""
        kept = fence.fit(composition.evidence, self._context_tokens)
        if left_out := len(composition.evidence) - len(kept):
            dispatch_custom_event(LEFT_OUT, left_out, config=config)
        return to_chat(
            self._prompt.messages(
                question=fence.harmless(composition.understood.standalone),
                passages="\n\n".join(fence.passage(evidence) for evidence in kept),
            )
        )


def rewrite(
    model: PatientModel,
    question: str,
    history: Sequence[str],
    config: RunnableConfig | None = None,
) -> str | None:
    """Return the question completed by `history` (earlier questions, oldest first), or None.

    None: there is no history, or the reply is no question of one line. Only a proposal.

    Raises:
        ModelFault: the server gave no usable reply in time.
    """
    if not history:
        return None
    messages = prompts.load("rewrite").messages(
        question=fence.harmless(question),
        history="\n".join(f"- {' '.join(fence.harmless(turn).split())}" for turn in history),
    )
    reply = model.invoke(to_chat(messages), config).strip().strip('"').strip()
    return reply if reply and "\n" not in reply and len(reply) <= LONGEST_QUESTION else None


def to_chat(messages: Sequence[prompts.PromptMessage]) -> list[BaseMessage]:
    """Return `messages` as LangChain has them."""
    return [
        SystemMessage(message.text) if message.role == "system" else HumanMessage(message.text)
        for message in messages
    ]
