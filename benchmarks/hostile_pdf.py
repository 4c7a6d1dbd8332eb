"""Read hostile PDF files: does the parent live, does each get a clear line, how long does it take?

python -m benchmarks.hostile_pdf [--count 600] [--seed 4]
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.pdf_fidelity import meeting_of, meetings
from tests.vectorstore.hostile import bombs, mutants, oddities
from tests.vectorstore.typeset import typeset
from vectorstore.readers import read
from vectorstore.schema import Refused

LONGEST = 25.0  # seconds a file may take
REAL = Path(__file__).parents[1] / "tests" / "vectorstore" / "printed"


def sound() -> list[bytes]:
    """Return sound files to be spoilt: a typeset meeting and the real ones."""
    symbol, statements = next(iter(meetings().items()))
    return [
        typeset(meeting_of(symbol, statements[:5])),
        *(path.read_bytes() for path in sorted(REAL.glob("*.pdf"))),
    ]


def main() -> int:
    """Read all files, print what became of them, fail if any misbehaved."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=600, help="mutated files")
    parser.add_argument("--seed", type=int, default=4)
    options = parser.parse_args()
    outcomes: Counter[str] = Counter()
    faults: list[str] = []
    longest = (0.0, "")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = itertools.chain(mutants(sound(), options.count, options.seed), bombs(), oddities())
        for file, octets in files:
            path = folder / file
            path.write_bytes(octets)
            began = time.monotonic()
            found = list(read(path))
            seconds = time.monotonic() - began
            longest = max(longest, (seconds, file))
            reasons = [one.reason for one in found if isinstance(one, Refused)]
            outcomes[reasons[0].split(" (")[0][:70] if reasons else "read"] += 1
            if seconds > LONGEST:
                faults.append(f"{file}: took {seconds:.1f} s")
            if not found or any("\n" in reason for reason in reasons):
                faults.append(f"{file}: {len(found)} results, reasons {reasons}")
            if [left.name for left in folder.iterdir()] != [file]:
                faults.append(f"{file}: something was written beside it")
            path.unlink()
    for outcome, count in outcomes.most_common():
        print(f"{count:5}  {outcome}")
    print(f"\n{outcomes.total()} files; the longest took {longest[0]:.1f} s ({longest[1]})")
    print("\n".join(faults) or "none misbehaved")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
