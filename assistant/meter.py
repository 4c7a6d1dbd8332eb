"""The callbacks of one question in, what its model calls took out: tokens, tries, money.

A LangChain callback handler, one for each question, handed over in the config:

    meter = Meter()
    for chunk in composer.stream(composition, config={"callbacks": [meter]}): ...
    meter.usage()
"""

from __future__ import annotations

import threading
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, LLMResult
from pydantic import Field
from typing_extensions import override

from assistant.schema import Usage
from vectorstore.schema import Frozen

RETRY = "onrecord_retry"  # name of the event that a second try sends; its data is the reason
LEFT_OUT = "onrecord_left_out"  # ... that a full prompt sends; its data is a number of passages
DOUBTED = "onrecord_doubted"  # ... where half of the passages answer what all of them did not
UNUSED = "onrecord_unused"  # ... of a rewriting by the model that is not used; its data says why


class Prices(Frozen):
    """What a model costs, as the person who set it up says."""

    sent: float = Field(ge=0, description="For a million tokens.")
    received: float = Field(ge=0, description="For a million tokens.")
    currency: str = "USD"


class Meter(BaseCallbackHandler):
    """Counts what the model calls of one question take; safe to use from several threads."""

    def __init__(self, prices: Prices | None = None) -> None:
        self._prices = prices
        self._lock = threading.Lock()
        self._requests = 0
        self._retries: list[str] = []
        self._sent: int | None = None
        self._received: int | None = None
        self._left_out = 0
        self._doubted = False
        self._unused: list[str] = []

    @override
    def on_chat_model_start(
        self, serialized: dict[str, object], messages: list[list[BaseMessage]], **kwargs: object
    ) -> None:
        """Count a request."""
        with self._lock:
            self._requests += 1

    @override
    def on_llm_end(self, response: LLMResult, **kwargs: object) -> None:
        """Add the tokens that the server counted, if it did."""
        for generation in (one for several in response.generations for one in several):
            message = generation.message if isinstance(generation, ChatGeneration) else None
            if isinstance(message, AIMessage) and message.usage_metadata:
                with self._lock:
                    self._sent = (self._sent or 0) + message.usage_metadata["input_tokens"]
                    received = message.usage_metadata["output_tokens"]
                    self._received = (self._received or 0) + received

    @override
    def on_custom_event(self, name: str, data: object, *, run_id: UUID, **kwargs: object) -> None:
        """Take note of retries, of passages left out and of replies that were not used."""
        with self._lock:
            if name == RETRY:
                self._retries.append(str(data))
            elif name == LEFT_OUT and isinstance(data, int):
                self._left_out = max(self._left_out, data)
            elif name == DOUBTED:
                self._doubted = True
            elif name == UNUSED:
                self._unused.append(str(data))

    def usage(self) -> Usage:
        """Return what has been counted so far."""
        with self._lock:
            cost = None
            if self._prices and self._sent is not None and self._received is not None:
                spent = self._sent * self._prices.sent + self._received * self._prices.received
                cost = spent / 1_000_000
            return Usage(
                requests=self._requests,
                retries=tuple(self._retries),
                tokens_sent=self._sent,
                tokens_received=self._received,
                passages_left_out=self._left_out,
                doubted=self._doubted,
                unused=tuple(self._unused),
                cost=cost,
                currency=self._prices.currency if self._prices else "USD",
            )
