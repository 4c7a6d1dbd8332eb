"""How ingest, search, memory and disk grow with the size of the record.

    python -m benchmarks.scale FILE.jsonl.gz... [--sizes 1000 10000 100000 240000] [--real 1000]
                               [--steps rate build ask]

The files hold a statement a line (the General Debate corpus, Council speeches). For each size a
part of them is taken, spread evenly, with about so many paragraphs; each step runs in a process
of its own. Vectors of the large sizes are those of `stand_in.py`, not of the real model; at
questions and answers the real model runs all the same, so that its time is counted.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

SIZES = (1_000, 10_000, 100_000, 240_000)
# Characters of the lines of the General Debate corpus for a paragraph as it is cut here.
CHARACTERS = 560
STEPS = ("rate", "stages", "build", "ask")


def main() -> None:
    """Measure each size and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", type=Path, help="JSON lines, gzipped")
    parser.add_argument("--sizes", nargs="*", type=int, default=SIZES, help="paragraphs")
    parser.add_argument("--real", nargs="*", type=int, default=[], help="with the real model")
    parser.add_argument("--steps", nargs="*", default=STEPS, choices=STEPS)
    parser.add_argument("--scratch", type=Path, default=None, help="where records are built")
    given = parser.parse_args()
    lines = [
        line
        for file in given.files
        for line in gzip.decompress(file.read_bytes()).decode().splitlines(keepends=True)
    ]
    for size, steps in [
        *((n, ["real"]) for n in given.real),
        *((n, given.steps) for n in given.sizes),
    ]:
        with tempfile.TemporaryDirectory(dir=given.scratch) as scratch:
            file = Path(scratch) / "part.jsonl"
            file.write_text("".join(part(lines, size)), encoding="utf-8")
            print(f"about {size:,} paragraphs", flush=True)
            for step in steps:
                measured(step, file, Path(scratch) / "record")


def part(lines: Sequence[str], size: int) -> list[str]:
    """Return lines spread evenly over all that have about `size` paragraphs."""
    wanted = size * CHARACTERS
    step = max(1, sum(map(len, lines)) // wanted)
    chosen: list[str] = []
    length = 0
    for offset in range(step):
        for line in lines[offset::step]:
            if length >= wanted:
                return chosen
            chosen.append(line)
            length += len(line)
    return chosen


def measured(step: str, file: Path, data: Path) -> None:
    """Run one step and print its figures."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.scale_one", step, str(file), str(data)],
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        print(f"  {step}: failed with status {done.returncode}", flush=True)
        return
    for name, value in json.loads(done.stdout.splitlines()[-1]).items():
        print(f"  {step:8}{name:42}{value:14,.1f}", flush=True)


if __name__ == "__main__":
    main()
