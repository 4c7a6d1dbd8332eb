"""Lines of a large file in, their statements out in the same order, read by other cores.

Reading is half the work of an ingest without embedding. Other processes do it ahead of this one,
a few hundred kilobytes each, so memory stays bounded. They end when their input does: whoever is
killed leaves none behind. What a process could not do is done here.
"""

from __future__ import annotations

import logging
import os
import pickle
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import cycle
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, NamedTuple, cast

from vectorstore.network import usable_cores
from vectorstore.schema import Refused, Statement

logger = logging.getLogger(__name__)

LARGE = 8 << 20  # bytes; a process takes a second to start, in which less is read anyway
PORTION = 1 << 18  # bytes of lines given at once
WAITING = 3  # portions that each process has been given and not yet returned
_ROOT = str(Path(__file__).resolve().parents[2])
_SERVER = "from vectorstore.readers.ahead import serve; serve()"
_LENGTH = struct.Struct("<Q")

Line = tuple[int, bytes]


class Portion(NamedTuple):
    """Numbered lines of one file, and what reads them."""

    stem: str
    source: str
    lines: Sequence[Line]


Found = list[Statement | Refused]
ReadPortion = Callable[[Portion], Found]


def read_ahead(
    stem: str, source: str, lines: Iterable[Line], read: ReadPortion, processes: int | None = None
) -> Iterator[Statement | Refused]:
    """Yield what `read`, a function of a module, makes of the lines, in their order.

    `processes` are as many as there are cores besides this one's, if None.
    """
    count = max(0, usable_cores() - 1) if processes is None else processes
    with ExitStack() as stack:
        readers = [stack.enter_context(_Reader(read)) for _ in range(count)]
        turns = cycle(readers or [None])
        given: deque[tuple[_Reader | None, Portion]] = deque()
        for lot in _lots(lines):
            reader, portion = next(turns), Portion(stem, source, lot)
            if reader:
                reader.give(portion)
            given.append((reader, portion))
            if len(given) > WAITING * count:
                yield from _taken(*given.popleft(), read)
        while given:
            yield from _taken(*given.popleft(), read)


def serve() -> None:
    """Read portions from standard input until it ends; only `read_ahead` starts this."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may stand among the replies
    read = cast("ReadPortion", _received(sys.stdin.buffer))
    portions: SimpleQueue[Portion | None] = SimpleQueue()
    # Input is always taken in, or both sides would wait for the other to read.
    Thread(target=_listen, args=(portions,), daemon=True).start()
    while (portion := portions.get()) is not None:
        _send(replies, read(portion))


def _listen(portions: SimpleQueue[Portion | None]) -> None:
    with suppress(EOFError):
        while True:
            portions.put(cast("Portion", _received(sys.stdin.buffer)))
    portions.put(None)


class _Reader:
    """One process that reads; lost, it gives nothing back."""

    def __init__(self, read: ReadPortion) -> None:
        # A session of its own: Ctrl-C is this process's to handle.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-c", _SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": _ROOT},
        )
        self._lost = False
        self._put(read)

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.wait()

    def give(self, portion: Portion) -> None:
        """Let the process read these lines."""
        self._put(portion)

    def take(self) -> Found | None:
        """Return what became of the first portion that is not yet returned, or None if lost."""
        if self._lost:
            return None
        assert self._process.stdout is not None
        try:
            return cast("Found", _received(self._process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError):
            logger.warning("a reading process ended; its lines are read here")
            self._lost = True
            return None

    def _put(self, what: object) -> None:
        assert self._process.stdin is not None
        try:
            _send(self._process.stdin, what)
        except OSError:
            self._lost = True


def _taken(reader: _Reader | None, portion: Portion, read: ReadPortion) -> Found:
    found = reader.take() if reader else None
    return read(portion) if found is None else found


def _lots(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Part lines into lots of about PORTION bytes."""
    lot: list[Line] = []
    size = 0
    for line in lines:
        lot.append(line)
        size += len(line[1])
        if size >= PORTION:
            yield lot
            lot, size = [], 0
    if lot:
        yield lot


def _send(pipe: IO[bytes], what: object) -> None:
    octets = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(octets)) + octets)
    pipe.flush()


def _received(pipe: IO[bytes]) -> object:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    return cast("object", pickle.loads(pipe.read(*_LENGTH.unpack(head))))  # noqa: S301 - our own
