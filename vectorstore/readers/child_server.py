"""The process in which files are parsed: requests on standard input, one fork a file, replies out.

Only `child.py` starts it. It reads no file itself: each request is a line of JSON, and a fork of
this process, under the limits named in it, writes "item ..." for each value and "error ..." for a
refusal; when the fork has ended, however it did, this process writes "end STATUS".
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TypedDict

from pydantic import JsonValue

from vectorstore.errors import ReadError

Function = Callable[..., Iterable[JsonValue]]


class _Limits(TypedDict):
    memory: int
    seconds: float
    cpu: int
    output: int
    written: int


class _Request(TypedDict):
    function: str
    path: str
    arguments: dict[str, JsonValue]
    limits: _Limits


def serve() -> int:
    """Answer requests until standard input ends; return the exit status."""
    replies = os.dup(1)
    # A parser that prints must not break the replies, nor wait for input.
    nowhere = os.open(os.devnull, os.O_RDWR)
    requests = os.fdopen(os.dup(0), "rb")
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    _write(replies, b"\n")  # ready
    for line in requests:
        request: _Request = json.loads(line)
        _loaded(request["function"])
        gc.freeze()
        fork = os.fork()
        if fork == 0:
            requests.close()
            _work(request, replies)
            os._exit(0)
        _, status = os.waitpid(fork, 0)
        _write(replies, f"\nend {os.waitstatus_to_exitcode(status)}\n".encode())
    return 0


def _loaded(name: str) -> Function | None:
    """Return the function; importing before the fork lets later forks start at once."""
    module, _, function = name.partition(":")
    try:
        found: Function = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError):
        return None
    return found


def _work(request: _Request, replies: int) -> None:
    """Parse one file in a fork and write what comes of it."""
    try:
        _limit(request["limits"])
        for item in _items(request):
            _write(replies, b"item " + json.dumps(item).encode() + b"\n")
    except ReadError as error:
        _refuse(replies, error.reason)
    except MemoryError:
        megabytes = request["limits"]["memory"] >> 20
        _refuse(replies, f"needs more than {megabytes} MiB of memory to read: damaged or hostile")
    except RecursionError:
        _refuse(replies, "is nested too deeply to read: damaged or hostile")
    except Exception as error:  # noqa: BLE001 - whatever a file provokes becomes one line
        words = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        _refuse(replies, f"cannot be parsed ({words}): damaged, or of another kind")


def _items(request: _Request) -> Iterator[JsonValue]:
    function = _loaded(request["function"])
    if function is None:
        raise ReadError(request["path"], f"no parser {request['function']}: install it")
    yield from function(request["path"], **request["arguments"])


def _limit(limits: _Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["cpu"]),
        (resource.RLIMIT_FSIZE, limits["written"]),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, hard))


def _refuse(replies: int, reason: str) -> None:
    _write(replies, b"\nerror " + json.dumps(reason).encode() + b"\n")


def _write(replies: int, octets: bytes) -> None:
    view = memoryview(octets)
    while view:
        view = view[os.write(replies, view) :]


if __name__ == "__main__":
    sys.exit(serve())
