"""Kills ingests, damages index files, fills the disk, and counts what is lost.

    python -m benchmarks.faults kills [--count 200] [--seed 1] [--folder FOLDER] [--real]
    python -m benchmarks.faults damage [--seed 1] [--folder FOLDER] [--real]
    sudo python -m benchmarks.faults full|readonly [--folder FOLDER] [--real]

All counts but those of cases, and of wordpieces gone, should be 0. Vectors are those of
`stand_in.py`, which are made at once, so that as many kills as possible fall on what is written;
`--real` takes the model's own. Every ingest and every look at what it left runs in a fork of its
own.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import vectorstore
from benchmarks.forks import PATIENCE, Counting, Seen, built, forked, seen, taken_in
from vectorstore import dense, ingest, record, upkeep
from vectorstore.embed import Embedder
from vectorstore.wordpieces import WORDPIECES_FILE

SAMPLE = Path(vectorstore.__file__).parent / "sample/council/ukraine"
FOLDER = SAMPLE / "UNSC_2014_SPV.7138"
FLIPS = 8  # single bits changed in each file, at random places
DAMAGES = ("truncated", "one byte short", "emptied", "deleted", "zeroed", *["bit flipped"] * FLIPS)
TRUTH = ("ledger.sqlite", "lock")  # what no index is made of, and what every index is made from
ROOM = 1 << 20  # bytes left on the disk that is to fill


def kills(
    count: int, chance: random.Random, folder: Path, work: Path, embedder: Embedder
) -> Counter[str]:
    """Kill `count` ingests at random moments; go on in the same directory until it is whole."""
    clean = built(work / "clean", folder, embedder)
    began = time.monotonic()
    built(work / "timed", folder, embedder)
    whole = time.monotonic() - began
    found: Counter[str] = Counter(dict.fromkeys(("kills", "whole", "failed starts", "lost"), 0))
    data, acknowledged = work / "0", 0
    while found["kills"] < count:
        ingesting = partial(taken_in, data, folder, embedder)
        lines, ended = forked(ingesting, chance.uniform(0, whole))
        found["kills"] += not ended
        acknowledged = max([acknowledged, *(int(line) for line in lines if line.isdecimal())])
        if not (data / "ledger.sqlite").is_file():
            continue
        now = seen(data, embedder)
        if isinstance(now, str):
            # Killed before the ledger had its tables, it leaves no record; ingest begins one.
            begun = acknowledged or "no record" not in now
            found["failed starts" if begun else "before there was a record"] += 1
            continue
        found["lost"] += max(0, acknowledged - now.statements)
        found["duplicates"] += now.duplicates
        found["not healthy"] += set(now.health.values()) != {"ok"}
        if ended or now.snapshot == clean.snapshot:
            found["whole"] += 1
            found["differing from a clean build"] += now.digest != clean.digest
            shutil.rmtree(data)
            data, acknowledged = work / str(found["kills"]), 0
        if found["kills"] % 20 == 0:
            print(dict(found), flush=True)
    found["differing from a clean build"] += built(data, folder, embedder).digest != clean.digest
    return found


def damage(
    _count: int, chance: random.Random, folder: Path, work: Path, embedder: Embedder
) -> Counter[str]:
    """Damage each index file in each way, one at a time; open, ask, and compare."""
    clean = built(work / "clean", folder, embedder)
    found: Counter[str] = Counter(dict.fromkeys(("cases", "differing", "failed starts"), 0))
    for name in index_files(work / "clean"):
        for kind in DAMAGES:
            data = Path(shutil.copytree(work / "clean", work / "damaged"))
            harm(data / name, kind, chance)
            found["cases"] += 1
            now = seen(data, embedder)
            if isinstance(now, str):
                found["failed starts"] += 1
                print(f"{name} {kind}: {now}", flush=True)
            else:
                found["differing"] += now.digest != clean.digest
                _judge(now, clean, name, found)
            shutil.rmtree(data)
        print(name, dict(found), flush=True)
    return found


def _judge(now: Seen, clean: Seen, damaged: Path, found: Counter[str]) -> None:
    """Count what a record with a damaged file says of itself, and whether anything was embedded.

    The indexes are made again at once. The wordpieces' vectors are not: that some are gone must be
    said, and the model reads again what it is asked for.
    """
    told = now.health["wordpieces"] != "ok"
    others = [health for part, health in now.health.items() if part != "wordpieces"]
    if damaged.name == WORDPIECES_FILE:
        found["wordpieces gone"] += now.pieces < clean.pieces
        found["wordpieces gone, and not told"] += now.pieces < clean.pieces and not told
    else:
        found["embedded again"] += now.embedded - clean.embedded
        others.append(now.health["wordpieces"])
    found["not healthy"] += set(others) != {"ok"}


def index_files(data: Path) -> list[Path]:
    """Return every file that is made from the ledger, from the data directory on."""
    return sorted(
        path.relative_to(data)
        for path in data.rglob("*")
        if path.is_file() and not path.name.startswith(TRUTH) and path.suffix != ".lock"
    )


def harm(path: Path, kind: str, chance: random.Random) -> None:
    """Damage one file."""
    content = bytearray(path.read_bytes())
    if kind == "bit flipped" and content:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    kept = {
        "truncated": len(content) // 2,
        "one byte short": max(0, len(content) - 1),
        "emptied": 0,
    }
    if kind == "deleted":
        path.unlink()
    else:
        path.write_bytes(bytes(len(content)) if kind == "zeroed" else content[: kept.get(kind)])


def full(
    _count: int, _chance: random.Random, folder: Path, work: Path, embedder: Embedder
) -> Counter[str]:
    """Ingest onto a disk that fills; ask; make room and ingest again."""
    clean = built(work / "clean", folder, embedder)
    size = sum(path.stat().st_size for path in (work / "clean").rglob("*")) + ROOM
    found: Counter[str] = Counter()
    with mounted(work / "small", f"size={size}") as small:
        data = Path(shutil.copytree(work / "clean", small / "record"))
        lines, ended = forked(lambda say: taken_in(data, SAMPLE, embedder, say), PATIENCE)
        print(lines[-1])
        found["ingest onto a full disk: ended as if all were well"] += ended
        found["ingest onto a full disk: no cause named"] += "free some space" not in lines[-1]
        found["full disk: old statements lost or answers refused"] += _worse(data, clean, embedder)
        subprocess.run(["mount", "-o", "remount,size=500m", str(small)], check=True)
        again = built(data, SAMPLE, embedder).digest
        found["with room again: differing from a clean build"] += (
            again != built(work / "whole", SAMPLE, embedder).digest
        )
    return found


def readonly(
    _count: int, _chance: random.Random, folder: Path, work: Path, embedder: Embedder
) -> Counter[str]:
    """Ask a record in a folder that cannot be written, and try to ingest into it."""
    clean = built(work / "clean", folder, embedder)
    found: Counter[str] = Counter()
    with mounted(work / "fixed", "size=100m") as fixed:
        data = Path(shutil.copytree(work / "clean", fixed / "record"))
        subprocess.run(["mount", "-o", "remount,ro", str(fixed)], check=True)
        now = seen(data, embedder)
        found["read-only: differing"] += isinstance(now, str) or now.digest != clean.digest
        lines, ended = forked(lambda say: taken_in(data, SAMPLE, embedder, say), PATIENCE)
        print(lines[-1])
        found["read-only: ended as if all were well"] += ended
        found["read-only: no cause named"] += "Read-only" not in lines[-1]
    return found


def _worse(data: Path, clean: Seen, embedder: Embedder) -> bool:
    """Whether a record has fewer statements than before, or does not open and answer."""
    now = seen(data, embedder)
    print(now if isinstance(now, str) else now.health)
    return isinstance(now, str) or now.statements < clean.statements


@contextmanager
def mounted(place: Path, options: str) -> Iterator[Path]:
    """Mount a file system in memory; only root may."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


FAULTS = {"kills": kills, "damage": damage, "full": full, "readonly": readonly}


def main() -> None:
    """Do one of the four and print its counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("what", choices=FAULTS)
    parser.add_argument("--count", type=int, default=200, help="kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="statements to ingest")
    parser.add_argument("--real", action="store_true", help="embed with the real model")
    given = parser.parse_args()
    # So small that one meeting has many windows, commits and generations.
    ingest.WINDOW, ingest.SLICE, ingest.FIRST = 12, 6, 6
    ingest.KEPT_EVERY = 0.0
    record.LEXICAL_EVERY, upkeep.FRESH, upkeep.FRESH_SHARE = 24, 20, 0.0
    dense.prepare()
    embedder = Embedder() if given.real else Counting()
    with tempfile.TemporaryDirectory() as work:
        found = FAULTS[given.what](
            given.count, random.Random(given.seed), given.folder, Path(work), embedder
        )
    print(json.dumps(dict(found), indent=2))


if __name__ == "__main__":
    main()
