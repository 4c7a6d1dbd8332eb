"""The vectors of the ledger held in memory, kept level with it, for exact search."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vectorstore.embed import DIMENSIONS
from vectorstore.ledger import Ledger

BATCH = 16_384  # rows read at once: what is read stands in memory twice until it is copied
SPARE = 4096  # vectors a room is made larger than needed, 6 MB, for statements that are added


class _Room:
    """Memory for vectors that is filled from the front and never written twice."""

    def __init__(self, size: int) -> None:
        self.matrix = np.empty((size, DIMENSIONS), dtype=np.float32)
        self.used = 0

    def has(self, more: int) -> bool:
        """Whether so many more vectors go in."""
        return self.used + more <= len(self.matrix)

    def add(self, vectors: NDArray[np.floating]) -> None:
        """Put vectors behind those that are here."""
        self.matrix[self.used : self.used + len(vectors)] = vectors
        self.used += len(vectors)


class HeldVectors(NamedTuple):
    """Rows in rising order with the voice and the unit vector of each, at one version.

    Never changed: `level` returns new ones, and a search in another thread goes on in the old.
    """

    version: int
    rows: NDArray[np.int64]
    voices: NDArray[np.int64]
    matrix: NDArray[np.float32]
    room: _Room

    def rows_of(self, voices: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows that are spoken by one of the voices (rising), in rising order."""
        if not len(voices) or not len(self.rows):
            return np.zeros(0, dtype=np.int64)
        passes = np.zeros(max(int(voices[-1]), int(self.voices.max())) + 1, dtype=np.bool_)
        passes[voices] = True
        return self.rows[passes[self.voices]]


def nothing_held() -> HeldVectors:
    """Return vectors of no ledger yet."""
    none, room = np.zeros(0, dtype=np.int64), _Room(0)
    return HeldVectors(-1, none, none, room.matrix, room)


def level(held: HeldVectors, ledger: Ledger) -> HeldVectors:
    """Return what the ledger holds now, reading only what has changed since.

    What is added goes into memory behind what is held, which need not be copied for it.
    """
    extent = ledger.extent
    if extent.version == held.version:
        return held
    gone = np.array(list(ledger.removed_since(held.version)), dtype=np.int64)
    stay = ~np.isin(held.rows, gone)
    room = held.room
    # Those who have gone on from the same vectors before have used the room behind them.
    if not stay.all() or room.used != len(held.rows):
        room = _moved(held.matrix[stay], extent.passages)
    last = int(held.rows[-1]) if len(held.rows) else 0
    parts = [(held.rows[stay], held.voices[stay])]
    while len((found := ledger.held_after(last, BATCH)).rows):
        if not room.has(len(found.rows)):
            room = _moved(room.matrix[: room.used], max(extent.passages, room.used + BATCH))
        room.add(found.vectors)
        parts.append((found.rows, found.voices))
        last = int(found.rows[-1])
    rows, voices = (np.concatenate(part) for part in zip(*parts, strict=True))
    return HeldVectors(extent.version, rows, voices, room.matrix[: len(rows)], room)


def _moved(vectors: NDArray[np.float32], size: int) -> _Room:
    """Return a larger room with these vectors in it."""
    room = _Room(max(size, len(vectors)) + SPARE)
    room.add(vectors)
    return room
