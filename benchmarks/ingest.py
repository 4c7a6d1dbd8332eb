"""How fast statements go in: the embedding model alone, a whole ingest, and all but embedding.

    python benchmarks/ingest.py [PATH] [--no-embedding]

The model alone embeds the very passages that the ingest embeds, in the same process, half of it
before and half after, so that a machine that slows down meanwhile slows both.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import vectorstore
from vectorstore.embed import DIMENSIONS, PIECE_DIMENSIONS, Embedder, Reading
from vectorstore.passages import embedded_text, passages
from vectorstore.readers import read
from vectorstore.record import Record
from vectorstore.schema import Statement

SAMPLE = Path(vectorstore.__file__).parent / "sample"


_NOTHING = Reading(
    np.full(DIMENSIONS, DIMENSIONS**-0.5, dtype=np.float32),
    np.zeros((0, PIECE_DIMENSIONS), dtype=np.int8),
)


class NoEmbedding(Embedder):
    """The same unit vector for every text, at no cost."""

    @property
    def name(self) -> str:
        """Never that of a real model."""
        return "no embedding, for benchmarks"

    def reading(self, texts: Sequence[str]) -> list[Reading]:
        """Return one unit vector a text, and no wordpieces."""
        return [_NOTHING] * len(texts)


class Figures:
    """Seconds of wall clock and of processor time, by what was done."""

    def __init__(self) -> None:
        self.wall = 0.0
        self.processor = 0.0

    def __enter__(self) -> Figures:
        self._began = (time.monotonic(), time.process_time())
        return self

    def __exit__(self, *_: object) -> None:
        self.wall += time.monotonic() - self._began[0]
        self.processor += time.process_time() - self._began[1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("path", type=Path, nargs="?", default=SAMPLE)
    parser.add_argument("--no-embedding", action="store_true", help="measure all but embedding")
    arguments = parser.parse_args()
    if not arguments.no_embedding:
        with_embedding(arguments.path)
    without_embedding(arguments.path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory                        {peak:10,.0f} MiB")


def with_embedding(path: Path) -> None:
    """Print what the model alone and a whole ingest embed in a second, and their ratio."""
    embedder = Embedder()
    embedder.load()
    cut = [
        embedded_text(passage)
        for one in read(path)
        if isinstance(one, Statement)
        for passage in passages(one)
    ]
    alone, whole = Figures(), Figures()
    with alone:
        embedder.embed(cut[::2])
    with (
        tempfile.TemporaryDirectory() as data,
        whole,
        Record.open(Path(data), embedder, create=True) as record,
    ):
        record.ingest([path])
        count = record.status().passages
    with alone:
        embedder.embed(cut[1::2])
    if count != len(cut):
        raise SystemExit(f"{len(cut)} passages were cut but {count} went in")
    print(f"passages                           {count:10,}")
    print(f"the model alone                    {count / alone.wall:10.1f} passages/s")
    print(f"ingest, indexes and all            {count / whole.wall:10.1f} passages/s")
    print(f"ratio by the clock                 {alone.wall / whole.wall:10.3f}")
    print(f"ratio by processor time            {alone.processor / whole.processor:10.3f}")


def without_embedding(path: Path) -> None:
    """Print how many paragraphs a second are read, cut, stored and indexed by their words."""
    figures = Figures()
    told: dict[str, float] = {}

    def note(stage: str, _done: int, _total: int) -> None:
        told.setdefault(stage, time.monotonic())

    with (
        tempfile.TemporaryDirectory() as data,
        Record.open(Path(data), NoEmbedding(), create=True) as record,
    ):
        with figures:
            began = time.monotonic()
            record.ingest([path], note)
        # The generation of vectors belongs to embedding.
        seconds = told.get("generation", began + figures.wall) - began
        paragraphs = record.status().paragraphs
        disk = sum(file.stat().st_size for file in Path(data).rglob("*") if file.is_file())
    print(f"paragraphs                         {paragraphs:10,}")
    print(f"without embedding                  {paragraphs / seconds:10,.0f} paragraphs/s")
    print(f"generation                         {figures.wall - seconds:10.1f} s")
    print(f"on the disk                        {disk / 2**20:10,.0f} MiB")


if __name__ == "__main__":
    main()
