"""Messages in, the words of a chat model out, in bounded time: the one module that calls a server.

Any OpenAI-compatible server. Whatever goes wrong ends in one ModelFault before the deadline;
a request is made again only while nothing of the reply has been handed on.
"""

from __future__ import annotations

import contextvars
import ipaddress
import logging
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from langchain_core.callbacks import CallbackManagerForChainRun, dispatch_custom_event
from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable, RunnableConfig, RunnableGenerator
from pydantic import Field, SecretStr
from typing_extensions import override

from assistant.errors import ModelFault
from assistant.faults import fault_of
from assistant.meter import RETRY
from assistant.reply import words
from vectorstore.schema import Frozen

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI
    from openai import DefaultHttpxClient

logger = logging.getLogger(__name__)

OPENAI = "https://api.openai.com/v1"
NO_KEY = "none"  # what is sent where there is no key; the client insists on some word
OPTIONAL = ("stream_options", "temperature", "stream")  # what not every server understands
LONGEST_CONNECT = 5.0  # seconds


class Patience(Frozen):
    """How long a server may take, in seconds, and how often it is asked."""

    first: float = Field(9.0, gt=0, description="Until the first word.")
    between: float = Field(5.0, gt=0, description="Between two pieces of the reply.")
    total: float = Field(16.0, gt=0, description="For everything, second tries included.")
    tries: int = Field(3, ge=1, le=10)
    pause: float = Field(0.5, ge=0, description="Before the second try; doubled for each more.")


class Server(Frozen):
    """Where the model is and by which key it is reached; the key shows in no repr."""

    model: str
    base_url: str = OPENAI
    api_key: SecretStr | None = None

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"the model's server ({urlsplit(self.base_url).netloc})"

    @property
    def loopback(self) -> bool:
        """Whether the server is on this machine, so that no proxy may stand between."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")


class PatientModel(Runnable[Sequence[BaseMessage], str]):
    """A chat model that answers within its deadline or raises a ModelFault; safe across threads."""

    def __init__(self, server: Server, patience: Patience | None = None) -> None:
        # Takes two seconds, which must not be taken from the first question's time.
        import langchain_openai  # noqa: F401

        self.server = server
        self.patience = patience or Patience()
        self.name = f"model:{server.model}"
        # Learnt from the server's refusals, so that each is met only once.
        self._unknown: frozenset[str] = frozenset()

    def within(self, seconds: float) -> PatientModel:
        """Return the same model, which has only `seconds` for everything and is asked once."""
        shorter = self.patience.model_copy(
            update={
                "first": min(self.patience.first, seconds),
                "between": min(self.patience.between, seconds),
                "total": min(self.patience.total, seconds),
                "tries": 1,
            }
        )
        model = PatientModel(self.server, shorter)
        model._unknown = self._unknown
        return model

    @override
    def invoke(
        self,
        input: Sequence[BaseMessage],
        config: RunnableConfig | None = None,
        **kwargs: object,
    ) -> str:
        """Return the whole reply.

        Raises:
            ModelFault: the server gave no usable reply in time.
        """
        return "".join(self.stream(input, config))

    @override
    def stream(
        self,
        input: Sequence[BaseMessage],
        config: RunnableConfig | None = None,
        **kwargs: object | None,
    ) -> Iterator[str]:
        """Yield the reply's words as they come.

        Raises:
            ModelFault: the server gave no usable reply in time.
        """
        yield from self._transform_stream_with_config(iter([input]), self._reply, config)

    def _reply(
        self,
        inputs: Iterator[Sequence[BaseMessage]],
        run_manager: CallbackManagerForChainRun,  # noqa: ARG002 - LangChain passes it by name
        config: RunnableConfig,
    ) -> Iterator[str]:
        """Ask, and ask again while that may help and nothing has been handed on."""
        messages = next(inputs)
        deadline = time.monotonic() + self.patience.total
        left_out = set(self._unknown)
        for tried in range(1, self.patience.tries + 1):
            handed_on = False
            try:
                for text in _Attempt(self, left_out).run(messages, config, deadline):
                    handed_on = True
                    yield text
            except ModelFault as raised:
                fault = raised
            else:
                self._unknown = frozenset(left_out)
                return
            wait = self._pause_before_another(fault, tried, deadline, left_out)
            if handed_on or wait is None:
                # Raised here, outside the handler, so that nothing of the request hangs on it.
                break
            logger.info("model server: %s; asking again in %.1f s", fault, wait)
            dispatch_custom_event(RETRY, str(fault), config=config)
            time.sleep(wait)
        raise fault

    def _pause_before_another(
        self, fault: ModelFault, tried: int, deadline: float, left_out: set[str]
    ) -> float | None:
        """Return the seconds to wait before another try, None if there shall be none.

        What the server seems not to understand is added to `left_out`, for the next try.
        """
        if tried == self.patience.tries:
            return None
        odd = next((o for o in OPTIONAL if o in str(fault) and o not in left_out), None)
        if fault.kind in {"refused", "empty"} and odd:
            left_out.add(odd)
            return 0.0
        if not fault.retryable:
            return None
        wait = fault.retry_after
        if wait is None:
            wait = self.patience.pause * 2 ** (tried - 1)
        return wait if time.monotonic() + wait < deadline else None


class _Attempt:
    """One request. It runs in its own thread, so that a server cannot hold the asker up."""

    def __init__(self, model: PatientModel, left_out: set[str]) -> None:
        self._server, self._patience = model.server, model.patience
        self._left_out = frozenset(left_out)
        key = model.server.api_key
        self._key = key.get_secret_value() if key else None
        # None ends the reply.
        self._pieces: queue.SimpleQueue[str | ModelFault | None] = queue.SimpleQueue()

    def run(
        self, messages: Sequence[BaseMessage], config: RunnableConfig, deadline: float
    ) -> Iterator[str]:
        """Yield the reply's words; raise a ModelFault where they stop before their end."""
        client = self._client()
        reply = (self._chat(client) | RunnableGenerator(words)).stream(list(messages), config)
        context = contextvars.copy_context()
        threading.Thread(
            target=context.run, args=(self._read, reply), name="model-reply", daemon=True
        ).start()
        try:
            patience = self._patience.first
            while (piece := self._next(patience, deadline)) is not None:
                yield piece
                patience = self._patience.between
        finally:
            # Also ends the reading of a server that drips without end.
            client.close()

    def _next(self, patience: float, deadline: float) -> str | None:
        """Return the next words, None at the reply's end."""
        left = deadline - time.monotonic()
        fault = ModelFault(
            "timeout",
            f"{self._server.name} gave no word within {patience:g} s"
            if patience < left
            else f"{self._server.name} did not finish within {self._patience.total:g} s",
        )
        try:
            piece = self._pieces.get(timeout=max(0.0, min(patience, left)))
        except queue.Empty:
            piece = fault
        if isinstance(piece, ModelFault):
            raise piece
        if piece is not None and left <= 0:
            raise fault
        return piece

    def _read(self, reply: Iterator[str]) -> None:
        """Put each piece of the reply, or what ended it, where the asker takes it from."""
        try:
            for text in reply:
                self._pieces.put(text)
        except Exception as error:  # noqa: BLE001 - handed to the asker, who raises it
            self._pieces.put(fault_of(error, self._server.name, self._key))
        else:
            self._pieces.put(None)

    def _client(self) -> DefaultHttpxClient:
        """Return a connection of this request's own: it can be closed without harming another."""
        import openai

        longest = max(self._patience.first, self._patience.between)
        connect = min(LONGEST_CONNECT, self._patience.first)
        return openai.DefaultHttpxClient(
            timeout=openai.Timeout(longest, connect=connect),
            trust_env=not self._server.loopback,
            # Reading all certificates takes a fifth of a second; without TLS none is needed.
            verify=urlsplit(self._server.base_url).scheme == "https",
            follow_redirects=False,
        )

    def _chat(self, client: DefaultHttpxClient) -> ChatOpenAI:
        """Return LangChain's chat model; everything it would read from the environment is given."""
        from langchain_openai import ChatOpenAI

        return ChatOpenAI(
            model=self._server.model,
            base_url=self._server.base_url,
            api_key=SecretStr(self._key or NO_KEY),
            temperature=None if "temperature" in self._left_out else 0.0,
            stream_usage="stream_options" not in self._left_out,
            disable_streaming="stream" in self._left_out,
            # Only OpenAI has the other interface.
            use_responses_api=False,
            max_retries=0,
            http_client=client,
            timeout=client.timeout,
        )
