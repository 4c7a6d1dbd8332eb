"""How fast a record is searched, and how well Chroma stands in for exact search.

    python -m benchmarks.search [PATH...] [--late 100] [--read 16]

The record is built from the files given, else from the bundled ones; the questions are those of
`eval/cases`. Every line is measured in the same run, one question after another, models loaded.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import vectorstore
from vectorstore.dense import Generation, build_generation
from vectorstore.embed import Embedder
from vectorstore.exact import ExactVectors
from vectorstore.passages import embedded_text, passages
from vectorstore.record import Record
from vectorstore.schema import Filters

SAMPLE = Path(vectorstore.__file__).parent / "sample"
CASES = Path(__file__).parents[1] / "eval" / "cases"
QUESTIONS = 100  # at most; more say nothing new
DEEP = 100  # candidates compared with exact search

# What the searches are narrowed to: much of the record, some of it, next to nothing.
FILTERS = {
    "no filter": Filters(),
    "one country": Filters(country=("Russian Federation",)),
    "a body and dates": Filters(body=("Security Council",), date_from=dt.date(2003, 1, 1)),
    "a speaker": Filters(speaker=("Churkin",)),
}


def questions() -> list[str]:
    """Return the questions of the evaluation's cases, in order."""
    lines = [
        line
        for path in sorted(CASES.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [str(json.loads(line)["question"]) for line in lines][:QUESTIONS]


def times(search: Callable[[str], object], asked: Sequence[str]) -> NDArray[np.float64]:
    """Return how long each question took, in milliseconds; the first is asked twice."""
    search(asked[0])
    taken = []
    for question in asked:
        start = time.perf_counter()
        search(question)
        taken.append((time.perf_counter() - start) * 1000)
    return np.array(taken)


def line(name: str, taken: NDArray[np.float64], baseline: float) -> None:
    """Print the distribution, and the 95th percentile as a multiple of the baseline's."""
    p50, p95 = np.percentile(taken, [50, 95])
    print(
        f"{name:<28} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms   max {taken.max():7.1f} ms   "
        f"{p95 / baseline:5.2f} x baseline"
    )


def against_chroma(
    record: Record, embedder: Embedder, asked: Sequence[str], scratch: Path
) -> float:
    """Measure a plain dense search by Chroma alone; print its recall, return its p95."""
    found = [passage for one in record.statements() for passage in passages(one)]
    vectors = embedder.embed([embedded_text(passage) for passage in found])
    rows = np.arange(len(found), dtype=np.int64)
    start = time.perf_counter()
    generation = Generation(build_generation(scratch, rows, vectors, [str(row) for row in rows]))
    print(f"{len(found)} passages, Chroma built and checked in {time.perf_counter() - start:.1f} s")

    taken = times(lambda question: generation.search(embedder.embed([question])[0], DEEP), asked)
    exact, recalls = ExactVectors(rows, vectors), []
    for vector in embedder.embed(asked):
        wanted = {hit.row for hit in exact.search(vector, DEEP)}
        near = {hit.row for hit in generation.search(vector, DEEP)}
        recalls.append(len(wanted & near) / len(wanted))
    generation.close()
    print(f"recall@{DEEP} of Chroma against exact search: {np.mean(recalls):.4f}")
    line("dense by Chroma (baseline)", taken, float(np.percentile(taken, 95)))
    return float(np.percentile(taken, 95))


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", type=Path, default=[SAMPLE])
    parser.add_argument("--late", type=int, default=100, help="candidates of late interaction")
    parser.add_argument("--read", type=int, default=16, help="passages read with the question")
    given = parser.parse_args()
    embedder, asked = Embedder(), questions()
    embedder.load()
    with (
        tempfile.TemporaryDirectory() as scratch,
        Record.open(Path(scratch) / "record", embedder, create=True) as record,
    ):
        print(record.ingest(given.paths).model_dump_json(exclude={"repairs", "refused"}))
        baseline = against_chroma(record, embedder, asked, Path(scratch) / "chroma")
        line("embedding the question", times(lambda q: embedder.embed([q]), asked), baseline)
        for name, filters in FILTERS.items():
            taken = times(lambda q, narrow=filters: record.search(q, narrow), asked)  # type: ignore[misc]
            line(f"hybrid, {name}", taken, baseline)
        taken = times(lambda q: record.search(q, late=given.late), asked)
        line(f"hybrid, late {given.late}", taken, baseline)
        taken = times(lambda q: record.search(q, late=given.late, read=given.read), asked)
        line(f"hybrid, late {given.late}, read {given.read}", taken, baseline)


if __name__ == "__main__":
    main()
