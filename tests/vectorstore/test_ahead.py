"""Lines read by other processes come back in order, whatever happens to these."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import vectorstore
from vectorstore.readers import ahead
from vectorstore.readers.ahead import Line, Portion, read_ahead
from vectorstore.readers.jsonl import read_portion
from vectorstore.schema import Refused, Statement

SAMPLE = Path(vectorstore.__file__).parent / "sample/council/ukraine"


@pytest.fixture
def lines() -> list[Line]:
    """Real speeches as lines of JSON, every tenth of them broken."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLE.rglob("*.txt"))]
    whole = [json.dumps({"id": f"s{n}", "text": text}).encode() for n, text in enumerate(texts)]
    return [(n, line[:-9] if n % 10 == 0 else line) for n, line in enumerate(whole, 1)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "PORTION", 20_000)


def by_hand(lines: list[Line]) -> list[Statement | Refused]:
    return read_portion(Portion("part", "part.jsonl", lines))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("processes", [0, 1, 3])
def test_what_other_processes_read_is_the_same_in_the_same_order(
    lines: list[Line], processes: int
) -> None:
    found = list(read_ahead("part", "part.jsonl", lines, read_portion, processes))
    assert found == by_hand(lines)
    assert any(isinstance(one, Refused) for one in found)


@pytest.mark.usefixtures("small")
def test_lines_of_a_process_that_was_killed_are_read_all_the_same(lines: list[Line]) -> None:
    found: list[Statement | Refused] = []
    for one in read_ahead("part", "part.jsonl", lines, read_portion, 2):
        if not found:
            for child in children(os.getpid()):
                os.kill(child, signal.SIGKILL)
        found.append(one)
    assert found == by_hand(lines)


@pytest.mark.usefixtures("small")
def test_only_so_many_portions_are_read_ahead(lines: list[Line]) -> None:
    given = []

    def counted() -> Iterator[Line]:
        for line in lines:
            given.append(line)
            yield line

    next(read_ahead("part", "part.jsonl", counted(), read_portion, 1))
    assert len(given) < len(lines) / 2


def test_readers_end_with_the_process_that_started_them(tmp_path: Path, lines: list[Line]) -> None:
    file = tmp_path / "many.jsonl"
    file.write_bytes(b"\n".join(line for _, line in lines))
    program = (
        "import sys, time; from pathlib import Path; from vectorstore.readers import jsonl, ahead\n"
        "jsonl.LARGE, ahead.PORTION = 0, 20_000\n"
        "ahead.usable_cores = lambda: 2\n"
        "found = jsonl.read_jsonl(Path(sys.argv[1]), 'many.jsonl'); next(found)\n"
        "print('reading', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(file)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "reading\n"
        readers = children(process.pid)
        process.kill()
    assert len(readers) == 1
    deadline = time.monotonic() + 20
    while alive(readers[0]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(readers[0])


def children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(number) for number in listed.split()]


def alive(process: int) -> bool:
    """Whether it runs; one that has ended and is only not yet waited for does not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
