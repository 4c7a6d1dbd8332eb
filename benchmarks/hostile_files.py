"""Read hostile files of every kind but PDF: does this process live, and is there one clear line?

python -m benchmarks.hostile_files [--count 700] [--seed 4]

Each file must be read or refused within 25 s, with reasons of one line each, and nothing may be
written beside it, above it or left in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.vectorstore.hostile_written import bombs, mutants, trespassers
from vectorstore.readers import read
from vectorstore.schema import Refused

LONGEST = 25.0  # seconds a file may take


def faults_of(path: Path, seconds: float, reasons: list[str], found: int) -> list[str]:
    """Return what went wrong with a file, apart from its being refused."""
    faults = []
    if seconds > LONGEST:
        faults.append(f"{path.name}: took {seconds:.1f} s")
    if not found or any("\n" in reason or len(reason) > 400 for reason in reasons):
        faults.append(f"{path.name}: {found} results, reasons {reasons[:3]}")
    return faults


def tree(folder: Path) -> set[str]:
    """Return every path in a folder."""
    return {one.relative_to(folder).as_posix() for one in folder.rglob("*")}


def main() -> int:
    """Read all files, print what became of them, fail if any misbehaved."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=700, help="mutated files")
    parser.add_argument("--seed", type=int, default=4)
    options = parser.parse_args()
    outcomes: Counter[str] = Counter()
    faults: list[str] = []
    longest = (0.0, "")
    with tempfile.TemporaryDirectory() as name:
        outer = Path(name)
        tempfile.tempdir = str(outer / "tmp")
        folder = outer / "a" / "b"
        folder.mkdir(parents=True)
        (outer / "tmp").mkdir()
        files = itertools.chain(mutants(options.count, options.seed), bombs(), trespassers())
        for file, octets in files:
            path = folder / file
            path.write_bytes(octets)
            before = tree(outer)
            began = time.monotonic()
            found = list(read(path))
            seconds = time.monotonic() - began
            longest = max(longest, (seconds, file))
            reasons = [one.reason for one in found if isinstance(one, Refused)]
            whole = len(reasons) == len(found)
            outcomes[reasons[0].split(" (")[0][:70] if whole and reasons else "read"] += 1
            faults += faults_of(path, seconds, reasons, len(found))
            if tree(outer) != before:
                faults.append(f"{file}: wrote {sorted(tree(outer) - before)}")
            path.unlink()
    if Path("/onrecord_escaped.txt").exists():
        faults.append("a file was written outside: /onrecord_escaped.txt")
    for outcome, count in outcomes.most_common():
        print(f"{count:5}  {outcome}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"\n{outcomes.total()} files; the longest took {longest[0]:.1f} s ({longest[1]})")
    print(f"this process had {peak} MiB at most")
    print("\n".join(faults) or "none misbehaved")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
