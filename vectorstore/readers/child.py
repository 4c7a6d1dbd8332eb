"""A file and a parsing function's name in, what the function yields out; the parser may die.

Hostile files hang, explode and crash their parsers, so formats with complicated parsers are read
in a process of their own, under limits on memory, time and output. Whatever happens there, this
process goes on and has one line to say why the file did not go in.

The function is named "module:name" and called with the path as a string and the keyword
arguments given; it yields JSON values and raises `ReadError` for what it refuses.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from pydantic import JsonValue

from vectorstore.errors import ReadError

_ROOT = str(Path(__file__).resolve().parents[2])
_SERVER = "import sys; from vectorstore.readers.child_server import serve; sys.exit(serve())"
_CHUNK = 1 << 16  # bytes read from the child at once
_START = 30  # seconds until the process must be there


@dataclass(frozen=True, slots=True)
class Limits:
    """What a parser may use for one file."""

    memory: int = 1 << 30  # bytes of address space; the interpreter itself takes some 250 MB
    seconds: float = 20.0  # by the clock
    cpu: int = 20  # seconds of processor time
    output: int = 96 << 20  # bytes of JSON; the largest real record of a meeting gives 2 MB
    written: int = 0  # bytes in any one file written; parsers have nothing to write


LIMITS = Limits()


@dataclass(slots=True)
class _Reply:
    """What has come back so far."""

    items: list[JsonValue] = field(default_factory=list)
    error: str | None = None
    status: int | None = None


class Parser:
    """A process that waits to parse files; each file gets a fork of it, so that starting is cheap.

    Calls from several threads take turns. A process that had to be ended is replaced at the next
    call.
    """

    def __init__(self, search_path: tuple[str, ...] = ()) -> None:
        """Prepare, without starting; `search_path` is where modules besides our own are found."""
        self._search_path = (_ROOT, *search_path)
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def parse(
        self,
        function: str,
        path: Path,
        source: str,
        limits: Limits = LIMITS,
        /,
        **arguments: JsonValue,
    ) -> list[JsonValue]:
        """Return what `function` yields for the file.

        Raises:
            ReadError: it refused the file, crashed on it or went beyond the limits.
        """
        request: dict[str, JsonValue] = {
            "function": function,
            "path": os.fspath(path.absolute()),
            "arguments": arguments,
            "limits": asdict(limits),
        }
        with self._turn:
            reply = self._answer(request, limits)
        reason = reply.error or _ended(reply.status, limits)
        if reason is not None:
            raise ReadError(source, reason)
        return reply.items

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            # The whole group: a parser may have started tools of its own.
            os.killpg(process.pid, signal.SIGKILL)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait()

    def _answer(self, request: dict[str, JsonValue], limits: Limits) -> _Reply:
        reply = _Reply()
        try:
            process = self._started()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            self._receive(process.stdout.fileno(), reply, limits)
        except (BrokenPipeError, EOFError):
            reply.error = "its parser ended without a word: the file is damaged or hostile"
        except TimeoutError:
            reply.error = f"took longer than {limits.seconds:g} s to read: damaged or hostile"
        except OverflowError:
            reply.error = f"gives more than {limits.output >> 20} MiB: split it, or it is hostile"
        finally:
            if reply.status is None:
                self.close()
        return reply

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        self._process = process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-c", _SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(self._search_path)},
        )
        assert process.stdout is not None
        # Imports take half a second, more on a busy machine: no file's time.
        if not select.select([process.stdout], [], [], _START)[0] or not process.stdout.read(1):
            raise EOFError
        return process

    def _receive(self, pipe: int, reply: _Reply, limits: Limits) -> None:
        """Take in the reply until its end."""
        deadline = time.monotonic() + limits.seconds
        buffer, received = bytearray(), 0
        while reply.status is None:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise TimeoutError
            chunk = os.read(pipe, _CHUNK)
            if not chunk:
                raise EOFError
            received += len(chunk)
            if received > limits.output:
                raise OverflowError
            buffer += chunk
            if b"\n" in chunk:
                *lines, rest = bytes(buffer).split(b"\n")
                buffer = bytearray(rest)
                for line in lines:
                    _note(line, reply)


def _note(line: bytes, reply: _Reply) -> None:
    kind, _, rest = line.partition(b" ")
    if kind == b"item":
        reply.items.append(json.loads(rest))
    elif kind == b"error":
        reply.error = str(json.loads(rest))
    elif kind == b"end":
        reply.status = int(rest)


def _ended(status: int | None, limits: Limits) -> str | None:
    """Return what an exit status says, or None where all went well."""
    if status in {0, None}:
        return None
    if status == -signal.SIGXCPU:
        return f"took more than {limits.cpu} s of processor time to read: damaged or hostile"
    if status in {-signal.SIGABRT, -signal.SIGKILL, -signal.SIGTRAP}:
        # Native parsers end so when memory is refused them.
        return f"needs more than {limits.memory >> 20} MiB of memory to read: damaged or hostile"
    name = signal.Signals(-status).name if status is not None and status < 0 else f"exit {status}"
    return f"its parser crashed ({name}): the file is damaged or hostile"


@cache
def _shared() -> Parser:
    parser = Parser()
    atexit.register(parser.close)
    return parser


def parse(
    function: str, path: Path, source: str, limits: Limits = LIMITS, /, **arguments: JsonValue
) -> list[JsonValue]:
    """Return what `function` yields for the file, parsed in this process's one parser.

    Raises:
        ReadError: it refused the file, crashed on it or went beyond the limits.
    """
    return _shared().parse(function, path, source, limits, **arguments)
