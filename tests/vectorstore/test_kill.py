"""Kills real processes while they ingest real statements, and looks at what is left."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from vectorstore.embed import Embedder
from vectorstore.ledger import Ledger
from vectorstore.record import Record
from vectorstore.schema import Filters, Passage, Retrieved

CHILD = Path(__file__).with_name("kill_child.py")
KILLS = 20
SEED = 20141118


class Contents(NamedTuple):
    """All that a record holds and answers."""

    snapshot: str
    passages: list[Passage]
    vectors: bytes
    answers: list[list[Retrieved]]


class Outcome(NamedTuple):
    """Statements that a child said were acknowledged, and whether it came to its end."""

    acknowledged: int
    finished: bool


def _contents(data: Path, embedder: Embedder) -> Contents:
    with Record.open(data, embedder) as record:
        answers = [
            record.search(question, filters)
            for question in ("referendum in Crimea", "Who vetoed the draft resolution?")
            for filters in (Filters(), Filters(country="Ukraine"))
        ]
        assert set(record.status().health.values()) == {"ok"}
        snapshot = record.snapshot
    ledger = Ledger(data)
    passages = [passage for batch in ledger.passages_after(0) for _, passage in batch]
    vectors = ledger.held_after(0).vectors.tobytes()
    ledger.close()
    return Contents(snapshot, passages, vectors, answers)


def _killed(data: Path, folder: Path, after: float) -> Outcome:
    """Start an ingest and kill it `after` so many seconds, unless it ends before."""
    with subprocess.Popen(
        [sys.executable, str(CHILD), str(data), str(folder)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "opened\n"
        try:
            lines = child.communicate(timeout=after)[0].split()
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            lines = child.communicate()[0].split()
    assert child.returncode == -signal.SIGKILL or "done" in lines
    counts = [int(line) for line in lines if line.isdecimal()]
    return Outcome(max(counts, default=0), "done" in lines)


@pytest.mark.kill
def test_no_kill_loses_what_was_acknowledged_or_changes_an_answer(
    tmp_path: Path, meeting_data: Path, meeting_files: Path, minilm: Embedder
) -> None:
    clean = _contents(meeting_data, minilm)
    began = time.monotonic()
    assert _killed(tmp_path / "whole", meeting_files, after=60).finished
    whole = time.monotonic() - began
    chance = random.Random(SEED)
    data, acknowledged, finished = tmp_path / "0", 0, 0
    for kill in range(KILLS):
        outcome = _killed(data, meeting_files, chance.uniform(0, whole))
        acknowledged = max(acknowledged, outcome.acknowledged)
        with Record.open(data, minilm) as record:
            assert record.status().statements >= acknowledged
            assert record.status().health["lexical"] == "ok"
            record.search("Crimea")
        if outcome.finished or _is_whole(data, clean):
            assert _contents(data, minilm) == clean
            finished += 1
            data, acknowledged = tmp_path / str(kill + 1), 0
    with Record.open(data, minilm, create=True) as record:
        record.ingest([meeting_files])
    assert _contents(data, minilm) == clean
    assert finished >= 1  # or the kills all came too early to show anything


def _is_whole(data: Path, clean: Contents) -> bool:
    """Whether every statement is in already."""
    ledger = Ledger(data)
    whole = ledger.snapshot == clean.snapshot
    ledger.close()
    return whole
