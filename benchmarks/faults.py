"""Kills ingests and damages index files, and counts what is lost; all counts should be 0.

python benchmarks/faults.py kills [--count 200] [--seed 1] [--folder FOLDER]
python benchmarks/faults.py damage [--seed 1] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import vectorstore
from vectorstore import upkeep
from vectorstore.embed import Embedder
from vectorstore.errors import OnRecordError
from vectorstore.ledger import Ledger
from vectorstore.record import Record
from vectorstore.schema import Filters, Passage, Retrieved

FOLDER = Path(vectorstore.__file__).parent / "sample/council/ukraine/UNSC_2014_SPV.7138"
CHILD = Path(__file__).parent.parent / "tests/vectorstore/kill_child.py"
QUESTIONS = ("referendum in Crimea", "Who vetoed the draft resolution?", "territorial integrity")
LIMITS = (Filters(), Filters(country=("Ukraine", "Jordan")), Filters(date_from="2014-01-01"))
DAMAGES = ("truncated", "emptied", "deleted", "bit flipped at the start", "bit flipped inside")


class Counting(Embedder):
    """The embedding model, counting the texts it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a text, in order."""
        self.texts += len(texts)
        return super().embed(texts)


class Contents(NamedTuple):
    """All that a record holds and answers."""

    snapshot: str
    passages: list[Passage]
    vectors: bytes
    answers: list[list[Retrieved]]
    health: dict[str, str]


def contents(data: Path, embedder: Embedder) -> Contents:
    """Open the record, ask it, and read all of its ledger."""
    with Record.open(data, embedder) as record:
        answers = [record.search(q, limits) for q in QUESTIONS for limits in LIMITS]
        snapshot, health = record.snapshot, record.status().health
    ledger = Ledger(data)
    passages = [passage for batch in ledger.passages_after(0) for _, passage in batch]
    vectors = ledger.held_after(0).vectors.tobytes()
    ledger.close()
    return Contents(snapshot, passages, vectors, answers, health)


def built(data: Path, folder: Path, embedder: Embedder) -> Contents:
    """Build the record without a fault and return what it holds."""
    with Record.open(data, embedder, create=True) as record:
        record.ingest([folder])
    return contents(data, embedder)


def kills(count: int, chance: random.Random, folder: Path, work: Path) -> Counter[str]:
    """Kill `count` ingests at random moments; go on in the same directory until it is whole."""
    embedder = Embedder()
    clean = built(work / "clean", folder, embedder)
    began = time.monotonic()
    run_child(work / "timed", folder, None)
    whole = time.monotonic() - began
    found: Counter[str] = Counter()
    data, acknowledged = work / "0", 0
    for kill in range(count):
        said, finished = run_child(data, folder, chance.uniform(0, whole))
        found["kills"] += not finished
        acknowledged = max(acknowledged, said)
        try:
            now = contents(data, embedder)
        except OnRecordError as error:
            found["failed starts"] += 1
            print(f"kill {kill}: {error}")
            continue
        ids = {passage.statement_id for passage in now.passages}
        places = Counter((p.statement_id, p.paragraph, p.part) for p in now.passages)
        found["lost"] += max(0, acknowledged - len(ids))
        found["duplicates"] += sum(times - 1 for times in places.values())
        found["not healthy"] += set(now.health.values()) != {"ok"}
        if finished or now.snapshot == clean.snapshot:
            found["whole"] += 1
            found["differing from a clean build"] += now != clean
            shutil.rmtree(data)
            data, acknowledged = work / str(kill + 1), 0
    found["differing from a clean build"] += built(data, folder, embedder) != clean
    return found


def run_child(data: Path, folder: Path, after: float | None) -> tuple[int, bool]:
    """Run an ingest, killed `after` so many seconds; return what it acknowledged, and its end."""
    with subprocess.Popen(
        [sys.executable, str(CHILD), str(data), str(folder)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            lines = child.communicate(timeout=after)[0].split()
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            lines = child.communicate()[0].split()
    return max((int(line) for line in lines if line.isdecimal()), default=0), "done" in lines


def damage(chance: random.Random, folder: Path, work: Path) -> Counter[str]:
    """Damage each index file in each way, one at a time; open, ask, and compare."""
    upkeep.FRESH = 20  # so that one meeting has a generation
    clean = built(work / "clean", folder, Embedder())
    found: Counter[str] = Counter()
    for name in index_files(work / "clean"):
        for kind in DAMAGES:
            data = Path(shutil.copytree(work / "clean", work / "damaged"))
            harm(data / name, kind, chance)
            counting = Counting()
            found["cases"] += 1
            try:
                found["differing"] += contents(data, counting) != clean
            except OnRecordError as error:
                found["failed starts"] += 1
                print(f"{name} {kind}: {error}")
            found["embedded again"] += counting.texts - len(QUESTIONS) * len(LIMITS)
            shutil.rmtree(data)
    return found


def index_files(data: Path) -> list[Path]:
    """Return every file of the indexes, from the data directory on."""
    return sorted(
        path.relative_to(data)
        for part in (upkeep.LEXICAL, upkeep.DENSE)
        for path in (data / part).rglob("*")
        if path.is_file() and path.suffix != ".lock"
    )


def harm(path: Path, kind: str, chance: random.Random) -> None:
    """Damage one file."""
    content = bytearray(path.read_bytes())
    if kind == "deleted":
        path.unlink()
    elif kind.startswith("bit") and content:
        place = 0 if kind.endswith("start") else chance.randrange(len(content))
        content[place] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
    else:
        path.write_bytes(content[: len(content) // 2] if kind == "truncated" else b"")


def main() -> None:
    """Run one of the two and print its counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("what", choices=["kills", "damage"])
    parser.add_argument("--count", type=int, default=200, help="kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="statements to ingest")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as work:
        if arguments.what == "kills":
            found = kills(arguments.count, chance, arguments.folder, Path(work))
        else:
            found = damage(chance, arguments.folder, Path(work))
    for name, count in found.items():
        print(f"{name:30}{count:8,}")


if __name__ == "__main__":
    main()
