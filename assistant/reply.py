"""The pieces of a chat model's reply in, its words out, or the fault that spoilt them."""

from __future__ import annotations

from collections.abc import Iterator

from langchain_core.messages import BaseMessage

from assistant.errors import ModelFault

_OPEN, _CLOSE = "<think>", "</think>"


def words(chunks: Iterator[BaseMessage]) -> Iterator[str]:
    """Yield the reply's text as it comes, never white space alone before the first word.

    Raises:
        ModelFault: the reply is empty, was cut off, or the server withheld it.
    """
    ending = _Ending()
    said = False
    for text in _without_thoughts(ending.watch(chunks)):
        said = said or bool(text.strip())
        if said:
            yield text
    if ending.reason == "content_filter":
        raise ModelFault("refused", "the model's server withheld the reply (content filter)")
    if ending.reason == "length":
        raise ModelFault("cut", "the model's reply came to its longest length")
    if ending.reason is None and ending.anything:
        raise ModelFault("cut", "the model's reply was cut off", retryable=True)
    if not said:
        raise ModelFault("empty", "the model's reply is empty", retryable=True)


class _Ending:
    """Remembers why a server says that its reply ends; it says so in the last piece."""

    def __init__(self) -> None:
        self.reason: str | None = None
        self.anything = False

    def watch(self, chunks: Iterator[BaseMessage]) -> Iterator[str]:
        """Yield the text of each piece."""
        for chunk in chunks:
            reason = chunk.response_metadata.get("finish_reason")
            self.reason = str(reason) if reason else self.reason
            text = str(chunk.text)
            self.anything = self.anything or bool(text)
            if text:
                yield text


def _without_thoughts(texts: Iterator[str]) -> Iterator[str]:
    """Yield `texts` without a leading <think> ... </think>, which some local models put first."""
    held = ""
    for text in texts:
        held += text
        start = held.lstrip()
        if start.startswith(_OPEN):
            _, closed, after = start.partition(_CLOSE)
            if not closed:
                continue
            held = after
        elif _OPEN.startswith(start):
            continue
        yield held
        held = ""
        break
    yield from texts
    # A thought that never ended is no answer; anything shorter than the mark is one.
    if held and not held.lstrip().startswith(_OPEN):
        yield held
