"""One size measured in a process of its own: `scale_one.py STEP FILE DATA`, figures as JSON out.

`scale.py` starts it; each step begins in a fresh process, so that its peak memory is its own.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

import vectorstore
from assistant.build import build_assistant
from assistant.schema import Question
from assistant.settings import Settings
from benchmarks.ingest import NoEmbedding
from benchmarks.search import questions, times
from benchmarks.stand_in import StandIn
from vectorstore import upkeep
from vectorstore.embed import Embedder
from vectorstore.passages import embedded_text, passages
from vectorstore.readers import read
from vectorstore.record import Record
from vectorstore.schema import Filters, Statement

Figures = dict[str, float]
ADDED = Path(vectorstore.__file__).parent / "sample/council/ukraine/UNSC_2014_SPV.7138"
ASKED = 50  # questions; each is searched for under every filter
ANSWERED = 20
LATE = 100  # paragraphs ordered anew by late interaction, as an answer has it
YEARS = Filters(date_from=dt.date(1990, 1, 1), date_to=dt.date(1999, 12, 31))


def rate(file: Path, data: Path) -> Figures:
    """All of an ingest but embedding and what belongs to it, the generation of vectors."""
    upkeep.FRESH = 10**9
    began, worked = time.monotonic(), _processor()
    with Record.open(data, NoEmbedding(), create=True) as record:
        record.ingest([file])
        taken, worked = time.monotonic() - began, _processor() - worked
        status = record.status()
    shutil.rmtree(data)
    return {
        "paragraphs": status.paragraphs,
        "passages": status.passages,
        "paragraphs/s": status.paragraphs / taken,
        "paragraphs/s of processor time": 2 * status.paragraphs / worked,
    }


def stages(file: Path, _data: Path) -> Figures:
    """Processor time of reading and of cutting, microseconds a paragraph, in one process."""
    began = time.process_time()
    found = [one for one in read(file) if isinstance(one, Statement)]
    read_in = time.process_time()
    for one in found:
        passages(one)
    cut = time.process_time()
    count = sum(len(one.paragraphs) for one in found) / 1e6
    return {"read, us": (read_in - began) / count, "cut, us": (cut - read_in) / count}


def build(file: Path, data: Path) -> Figures:
    """The record of this size with vectors of the stand-in, all indexes made."""
    told: dict[str, float] = {}

    def note(stage: str, done: int, _total: int) -> None:
        told[f"{stage} {'done' if done else 'begun'}"] = time.monotonic()

    with Record.open(data, StandIn(), create=True) as record:
        record.ingest([file], note)
    generation = told.get("generation done", 0.0) - told.get("generation begun", 0.0)
    disk = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
    return {"generation, s": generation, "disk, MiB": disk / 2**20, "peak, MiB": _peak()}


def ask(_file: Path, data: Path) -> Figures:
    """Opening, searching, answering and adding in the record that `build` has left."""
    began = time.perf_counter()
    record = Record.open(data, StandIn(paying=True))
    record.status()
    record.search("disarmament")
    figures = {"open, s": time.perf_counter() - began}
    asked = questions()[:ASKED]
    country = Filters(country=(next(iter(record.countries())),))  # the one with most statements
    narrowed = {"search": Filters(), "search, country": country, "search, years": YEARS}
    for name, filters in narrowed.items():
        taken = times(lambda q, f=filters: record.search(q, f), asked)  # type: ignore[misc]
        figures |= _percentiles(name, list(taken))
    late = times(lambda q: record.search(q, late=LATE), asked)
    figures |= _percentiles("late interaction", list(late))
    answered = times(_answering(record), asked[:ANSWERED])
    figures |= _percentiles("answer", list(answered))
    figures |= _added(record, data)
    record.close()
    return figures | {"peak, asking, MiB": _peak()}


def real(file: Path, data: Path) -> Figures:
    """An ingest with the real model, and the same passages through LangChain and Chroma."""
    embedder = Embedder()
    embedder.load()
    began, worked = time.monotonic(), _processor()
    with Record.open(data, embedder, create=True) as record:
        record.ingest([file])
        count = record.status().passages
    ours, worked = time.monotonic() - began, _processor() - worked
    shutil.rmtree(data)
    found = [
        passage for one in read(file) if isinstance(one, Statement) for passage in passages(one)
    ]
    plain, plainly = _plain_chroma([embedded_text(one) for one in found], embedder, data)
    return {
        "passages": count,
        "ours, passages/s": count / ours,
        "plain LangChain + Chroma, passages/s": count / plain,
        "ours / plain by the clock": plain / ours,
        "ours / plain by processor time": plainly / worked,
    }


def _plain_chroma(texts: Sequence[str], embedder: Embedder, data: Path) -> tuple[float, float]:
    """Ingest as LangChain's own examples do; return seconds by the clock and of processor."""
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings

    class Model(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float(x) for x in vector] for vector in embedder.embed(texts)]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    began, worked = time.monotonic(), _processor()
    Chroma.from_documents(
        [Document(text) for text in texts], Model(), persist_directory=str(data / "plain")
    )
    return time.monotonic() - began, _processor() - worked


def _answering(record: Record) -> Callable[[str], object]:
    """Return what asks for a whole extractive answer, as the command line does."""
    assistant = build_assistant(Settings(), record)
    return lambda question: assistant.ask(Question(question=question))


def _added(record: Record, data: Path) -> Figures:
    """Add one statement by another door to the record; say when the first finds it."""
    file = sorted(ADDED.glob("*.txt"))[3]
    with Record.open(data, StandIn(paying=True)) as writer:
        began = time.perf_counter()
        writer.ingest([file])
        returned = time.perf_counter()
        words = writer.statement(file.stem).paragraph_text(1)
        while all(hit.statement_id != file.stem for hit in record.search(words)):
            time.sleep(0.01)
        found = time.perf_counter()
        writer.remove([file.stem])
    return {"add one, s": returned - began, "found after, s": found - returned}


def _percentiles(name: str, taken: Sequence[float]) -> Figures:
    p50, p95 = np.percentile(taken, [50, 95])
    return {f"{name} p50, ms": float(p50), f"{name} p95, ms": float(p95)}


def _processor() -> float:
    """Return the seconds of processor time of this process and of those it has ended."""
    return sum(os.times()[:4])


def _peak() -> float:
    """Return the most memory held at once, in MiB, the reading processes included."""
    own, children = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(resource.getrusage(who).ru_maxrss for who in (own, children)) / 1024


STEPS = {"rate": rate, "stages": stages, "build": build, "ask": ask, "real": real}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(STEPS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))))
