"""An OpenAI-compatible server on loopback that does as it is told: real HTTP, scripted replies.

    with ScriptedServer(status(429, {"Retry-After": "0.1"}), says("...")) as server:
        ... server.base_url ... server.requests

Each request takes the next script; the last one is kept. What was asked is kept in `requests`.
A character (`honest`, `sloppy`, `inventing`, `obedient`) makes its reply from the passages sent.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from pydantic import JsonValue
from typing_extensions import override

PROMPT_TOKENS, REPLY_TOKENS = 1200, 34  # what every whole reply says that it used


@dataclass(frozen=True)
class Received:
    """One request as it came in."""

    path: str
    headers: dict[str, str]  # names in lower case
    body: dict[str, JsonValue]
    raw: str

    @property
    def prompt(self) -> str:
        """All the messages' text."""
        messages = self.body["messages"]
        assert isinstance(messages, list)
        return "\n".join(str(m["content"]) for m in messages if isinstance(m, dict))

    @property
    def streaming(self) -> bool:
        return self.body.get("stream") is True


@dataclass(frozen=True)
class Passage:
    """A numbered passage as a character reads it out of the prompt."""

    n: int
    heading: dict[str, str]
    words: str

    @property
    def subject(self) -> str:
        """The speaker, as the prompt asks for it."""
        country, speaker = self.heading.get("country"), self.heading.get("speaker")
        return f"{country} ({speaker})" if country and speaker else country or speaker or "Somebody"

    @property
    def sentence(self) -> str:
        """The first sentence long enough to say something."""
        sentences = re.split(r"(?<=[.!?]) ", self.words)
        return next((s for s in sentences if len(s) >= 60), self.words).rstrip(".")


def passages(prompt: str) -> list[Passage]:
    """Return the passages of a prompt."""
    found = []
    fence = re.compile(r"<passage (\d+)>\n(.*?)<words spoken>\n(.*?)\n</passage \1>", re.DOTALL)
    for number, heading, words in fence.findall(prompt):
        lines = dict(line.split(": ", 1) for line in heading.splitlines())
        found.append(Passage(int(number), lines, words))
    return found


class Exchange(BaseHTTPRequestHandler):
    """One request being answered; scripts write by its methods."""

    protocol_version = "HTTP/1.1"
    server: _Listener

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        received = Received(self.path, headers, json.loads(raw), raw)
        script = self.server.next_script(received)
        self.close_connection = True
        try:
            script(self, received)
        except (BrokenPipeError, ConnectionResetError):
            self.server.hung_up.set()

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output clean."""

    def json(self, status: int, body: JsonValue, headers: dict[str, str] | None = None) -> None:
        """Send one whole JSON reply."""
        sent = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    def open_stream(self) -> None:
        """Send the head of an event stream."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def line(self, text: str) -> None:
        """Send one line of an event stream."""
        sent = f"{text}\n\n".encode()
        self.wfile.write(f"{len(sent):x}\r\n".encode() + sent + b"\r\n")
        self.wfile.flush()

    def piece(
        self, content: str | None = None, finish: str | None = None, *, usage: bool = False
    ) -> None:
        """Send one piece of a streamed reply."""
        delta: dict[str, JsonValue] = {} if content is None else {"content": content}
        choices: list[JsonValue] = [{"index": 0, "delta": delta, "finish_reason": finish}]
        body: dict[str, JsonValue] = {
            "id": "reply-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "scripted",
            "choices": [] if usage else choices,
        }
        if usage:
            body["usage"] = _usage()
        self.line(f"data: {json.dumps(body)}")

    def end(self) -> None:
        """End the event stream as the protocol wants it."""
        self.line("data: [DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def wait(self, seconds: float | None = None) -> bool:
        """Do nothing for `seconds`, or until the server stops; whether it stopped."""
        return self.server.stopping.wait(seconds)


Script = Callable[[Exchange, Received], None]


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, scripts: tuple[Script, ...]) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.stopping = threading.Event()
        self.hung_up = threading.Event()
        self.received: list[Received] = []
        self._scripts = list(scripts)
        self._lock = threading.Lock()

    def next_script(self, received: Received) -> Script:
        with self._lock:
            self.received.append(received)
            return self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]


@dataclass
class ScriptedServer:
    """A server that runs until the `with` block ends."""

    scripts: tuple[Script, ...]
    _listener: _Listener = field(init=False)

    def __init__(self, *scripts: Script) -> None:
        self.scripts = scripts

    def __enter__(self) -> Self:
        self._listener = _Listener(self.scripts)
        # Polled often so that the end of a test does not wait for it.
        threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.stopping.set()
        self._listener.shutdown()
        self._listener.server_close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._listener.server_port}/v1"

    @property
    def requests(self) -> list[Received]:
        return self._listener.received

    def noticed_hanging_up(self, seconds: float) -> bool:
        """Whether the asker closed the connection while a script was still writing to it."""
        return self._listener.hung_up.wait(seconds)


def _usage() -> JsonValue:
    return {
        "prompt_tokens": PROMPT_TOKENS,
        "completion_tokens": REPLY_TOKENS,
        "total_tokens": PROMPT_TOKENS + REPLY_TOKENS,
    }


def _words(text: str) -> Iterator[str]:
    yield from re.findall(r"\s*\S+\s*$|\s*\S+", text)


# Scripts: servers that work.


def says(text: str, finish: str | None = "stop") -> Script:
    """Stream `text` word by word, or send it whole if no stream was asked for."""

    def script(exchange: Exchange, received: Received) -> None:
        if not received.streaming:
            says_at_once(text)(exchange, received)
            return
        exchange.open_stream()
        for word in _words(text):
            exchange.piece(word)
        exchange.piece(finish=finish)
        if "stream_options" in received.body:
            exchange.piece(usage=True)
        exchange.end()

    return script


def says_at_once(text: str) -> Script:
    """Send `text` as one JSON reply, whatever was asked for."""

    def script(exchange: Exchange, received: Received) -> None:
        message: JsonValue = {"role": "assistant", "content": text}
        exchange.json(
            200,
            {
                "id": "reply-1",
                "object": "chat.completion",
                "created": 1,
                "model": "scripted",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                "usage": _usage(),
            },
        )

    return script


def refuses_parameter(name: str, text: str) -> Script:
    """Refuse a request that has the parameter `name`; say `text` to others."""

    def script(exchange: Exchange, received: Received) -> None:
        if name in received.body:
            status(400, message=f"Unrecognized request argument supplied: {name}")(
                exchange, received
            )
        else:
            says(text)(exchange, received)

    return script


# Scripts: servers that fail.


def status(code: int, headers: dict[str, str] | None = None, message: str = "no") -> Script:
    """Answer with an HTTP status and an error."""

    def script(exchange: Exchange, received: Received) -> None:
        exchange.json(code, {"error": {"message": message, "type": "scripted"}}, headers)

    return script


def echoes_key(code: int) -> Script:
    """Answer with an error that repeats the key it was sent, as careless proxies do."""

    def script(exchange: Exchange, received: Received) -> None:
        status(code, message=f"bad header {received.headers['authorization']}")(exchange, received)

    return script


def hangs(after: str | None = None) -> Script:
    """Say nothing at all, or nothing more after the words `after`."""

    def script(exchange: Exchange, received: Received) -> None:
        if after is not None:
            exchange.open_stream()
            exchange.piece(after)
        exchange.wait()

    return script


def drips(line: str, every: float) -> Script:
    """Send `line` of an event stream again and again, without end."""

    def script(exchange: Exchange, received: Received) -> None:
        exchange.open_stream()
        while not exchange.wait(every):
            exchange.line(line)

    return script


def drips_head(every: float) -> Script:
    """Send the head of a reply one byte at a time, without end."""

    def script(exchange: Exchange, received: Received) -> None:
        exchange.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not exchange.wait(every):
            exchange.wfile.write(b"x")
            exchange.wfile.flush()

    return script


def drips_words(text: str, every: float) -> Script:
    """Say `text` again and again, without end."""

    def script(exchange: Exchange, received: Received) -> None:
        exchange.open_stream()
        while not exchange.wait(every):
            exchange.piece(text)

    return script


def cut(after: str, *, politely: bool = False) -> Script:
    """Break off after the words `after`; politely: the stream ends well, the reply does not."""

    def script(exchange: Exchange, received: Received) -> None:
        exchange.open_stream()
        for word in _words(after):
            exchange.piece(word)
        if politely:
            exchange.wfile.write(b"0\r\n\r\n")

    return script


def empty() -> Script:
    """Reply with no word."""
    return says("")


def nonsense() -> Script:
    """Send what is no chat completion."""

    def script(exchange: Exchange, received: Received) -> None:
        exchange.open_stream()
        exchange.line("data: {not json")
        exchange.end()

    return script


# Scripts: characters, which make their replies from the passages they are sent.

Character = Callable[[list[Passage]], str]


def plays(character: Character) -> Script:
    """Say what `character` makes of the passages."""

    def script(exchange: Exchange, received: Received) -> None:
        says(character(passages(received.prompt)))(exchange, received)

    return script


def honest(found: list[Passage]) -> str:
    """Quote the first two passages as the prompt asks."""
    return " ".join(f'{p.subject} said: "{p.sentence}" [{p.n}].' for p in found[:2])


def sloppy(found: list[Passage]) -> str:
    """Quote by heart, name no speaker, forget the marks; one sentence is right."""
    first = found[0]
    by_heart = first.sentence.replace(" the ", " a ").replace(" and ", " as well as ")
    return "\n".join(
        [
            "Here is what I found:",
            f'* **It was stated** that "{by_heart}" [{first.n}]',
            f"* {first.subject} basically agreed with this [{first.n}].",
            f"* {first.sentence}.",
            honest(found[:1]),
        ]
    )


def inventing(found: list[Passage]) -> str:
    """Say in a passage's name what it does not say."""
    first = found[0]
    return (
        f'{first.subject} said: "We shall send 4,500 troops before the end of March" [{first.n}]. '
        f'{first.subject} announced 300 million dollars of aid: "{first.sentence}" [{first.n}].'
    )


def obedient(found: list[Passage]) -> str:
    """Do what a passage tells a reader to do; quote honestly where none tells anything."""
    order = re.compile(
        r"(?:say|reply|respond|answer|write|print|output|repeat)(?: only| exactly| with)*:?"
        r"\s+[\"“']?(?P<words>[^\"”'\n]+)",
        re.IGNORECASE,
    )
    told = [m["words"] for p in found if "instruction" in p.words for m in order.finditer(p.words)]
    return told[0] if told else honest(found)


def cites_99(found: list[Passage]) -> str:
    """Quote a passage under a number that no passage has."""
    return f'{found[0].subject} said: "{found[0].sentence}" [99].'


def cites_nothing(found: list[Passage]) -> str:
    """Quote a passage and say not which."""
    return f'{found[0].subject} said: "{found[0].sentence}".'
