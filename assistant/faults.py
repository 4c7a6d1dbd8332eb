"""Whatever a call to a model server raised in, the one ModelFault it amounts to out.

No message carries a key: a server may echo what it was sent, so the key is masked wherever it
stands, and the fault does not keep the exception it was made from, whose request holds it too.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable, Mapping

from assistant.errors import ModelFault

MASK = "[key]"
EXCERPT = 200  # characters of a server's own words that a message repeats
_SERVER_ERRORS = 500  # HTTP status codes from here on are the server's own
_TRY_AGAIN = frozenset({408, 409, 425})  # HTTP status codes that a second request may cure


def masked(text: str, key: str | None) -> str:
    """Return `text` on one line, shortened, with the key masked."""
    line = " ".join((text.replace(key, MASK) if key else text).split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT]}…"


def fault_of(error: BaseException, server: str, key: str | None) -> ModelFault:
    """Return what `error`, raised by a call to `server`, means for a reader."""
    import openai

    if isinstance(error, ModelFault):
        return error
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, server, key)
    if isinstance(error, openai.APITimeoutError):
        return ModelFault("timeout", f"{server} did not answer in time")
    if isinstance(error, openai.APIConnectionError):
        return _of_connection(error, server, key)
    return _of_reply(error, server, key)


def _of_reply(error: BaseException, server: str, key: str | None) -> ModelFault:
    """Return the fault of a reply that came and was none."""
    import openai

    said = masked(str(error), key)
    if isinstance(error, openai.APIError):
        return ModelFault("server", f"{server} reported an error: {said}", retryable=True)
    if isinstance(error, ValueError) and "No generation chunks" in said:
        # Some servers answer a request for a stream with one piece of JSON: no event at all.
        return ModelFault("empty", f"{server} sent an empty stream, or none", retryable=True)
    # Servers that only resemble the interface fail inside the client in many ways.
    return ModelFault(
        "server",
        f"{server} sent what is no chat completion ({type(error).__name__}: {said})",
        retryable=True,
    )


def retry_after(headers: Mapping[str, str], now: Callable[[], float] = time.time) -> float | None:
    """Return the seconds a server asks to wait for, or None; the header has seconds or a date."""
    value = headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - now())
    except ValueError:
        return None


def _of_status(error: object, server: str, key: str | None) -> ModelFault:
    """Return the fault of an HTTP status other than success."""
    import openai

    assert isinstance(error, openai.APIStatusError)
    status, said = error.status_code, masked(error.message, key)
    if status == 429:
        spent = error.code == "insufficient_quota"
        return ModelFault(
            "rate_limited",
            f"{server} takes no more requests for now (HTTP 429): {said}",
            retryable=not spent,
            retry_after=retry_after(error.response.headers),
        )
    if status >= _SERVER_ERRORS or status in _TRY_AGAIN:
        return ModelFault(
            "server",
            f"{server} failed (HTTP {status}): {said}",
            retryable=True,
            retry_after=retry_after(error.response.headers),
        )
    wrong = "ONRECORD_API_KEY" if status in {401, 403} else "ONRECORD_MODEL and ONRECORD_BASE_URL"
    return ModelFault(
        "refused", f"{server} refused the request (HTTP {status}): {said}: check {wrong}"
    )


def _of_connection(error: BaseException, server: str, key: str | None) -> ModelFault:
    """Return the fault of a connection that was not made, or that broke."""
    cause = error
    while cause.__cause__:
        cause = cause.__cause__
    if "Read" in type(cause).__name__ or "Protocol" in type(cause).__name__:
        return ModelFault("cut", f"{server} broke off", retryable=True)
    reason = masked(str(cause), key)
    return ModelFault(
        "unreachable",
        f"{server} cannot be reached ({reason}): check ONRECORD_BASE_URL",
        retryable=True,
    )
