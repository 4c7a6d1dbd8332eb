"""The vectors of the ledger held in memory, kept level with it, for exact search."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vectorstore.embed import DIMENSIONS
from vectorstore.ledger import Ledger

BATCH = 16_384  # rows read at once: what is read stands in memory twice until it is copied


class HeldVectors(NamedTuple):
    """Rows in rising order with the voice and the unit vector of each, at one version.

    Never changed: `level` returns new ones, and a search in another thread goes on in the old.
    """

    version: int
    rows: NDArray[np.int64]
    voices: NDArray[np.int64]
    matrix: NDArray[np.float32]

    def rows_of(self, voices: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows that are spoken by one of the voices (rising), in rising order."""
        if not len(voices) or not len(self.rows):
            return np.zeros(0, dtype=np.int64)
        passes = np.zeros(max(int(voices[-1]), int(self.voices.max())) + 1, dtype=np.bool_)
        passes[voices] = True
        return self.rows[passes[self.voices]]


def nothing_held() -> HeldVectors:
    """Return vectors of no ledger yet."""
    none = np.zeros(0, dtype=np.int64)
    return HeldVectors(-1, none, none, np.zeros((0, DIMENSIONS), dtype=np.float32))


def level(held: HeldVectors, ledger: Ledger) -> HeldVectors:
    """Return what the ledger holds now, reading only what has changed since."""
    extent = ledger.extent
    if extent.version == held.version:
        return held
    gone = np.array(list(ledger.removed_since(held.version)), dtype=np.int64)
    stay = ~np.isin(held.rows, gone)
    last = int(held.rows[-1]) if len(held.rows) else 0
    parts = [(held.rows[stay], held.voices[stay], held.matrix[stay])]
    while len((found := ledger.held_after(last, BATCH)).rows):
        parts.append((found.rows, found.voices, found.vectors.astype(np.float32)))
        last = int(found.rows[-1])
    rows, voices, vectors = zip(*([part for part in parts if len(part[0])] or parts), strict=True)
    return HeldVectors(
        extent.version, np.concatenate(rows), np.concatenate(voices), np.concatenate(vectors)
    )
