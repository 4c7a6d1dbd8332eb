"""Vectors in memory in, the nearest rows out: every one that is allowed is looked at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vectorstore.lexical import Hit

# Copying out some vectors is quicker than scoring all; copying many is not.
FEW = 0.3  # of all
BLOCK = 256  # vectors copied at once, 400 kB: scored while they are in the cache


class ExactVectors:
    """Vectors of length 1 in memory, one a row; every search looks at all that are allowed."""

    def __init__(self, rows: NDArray[np.int64], matrix: NDArray[np.float32]) -> None:
        """Take the rows in ascending order and `matrix` of shape (len(rows), dimensions)."""
        if len(rows) != len(matrix):
            raise ValueError(f"{len(rows)} rows but {len(matrix)} vectors")
        self.rows = rows
        self._matrix = matrix

    def search(
        self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[Hit]:
        """Return the `k` nearest rows, nearest first; scores are cosine similarities in [-1, 1].

        `allowed`, in ascending order, limits the rows looked at. Of equal scores the lower row
        comes first.
        """
        rows, scores = self._scored(vector, allowed)
        if k < len(scores):
            # Ties at the cut are all kept here, so that the sort decides between them.
            cut = np.partition(scores, len(scores) - k)[len(scores) - k]
            best = np.flatnonzero(scores >= cut)
            rows, scores = rows[best], scores[best]
        order = np.lexsort((rows, -scores))[:k]
        return [Hit(int(rows[place]), float(scores[place])) for place in order]

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of `rows`, all of which must be here."""
        return self._matrix[np.searchsorted(self.rows, rows)]

    def _scored(
        self, vector: NDArray[np.float32], allowed: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        if allowed is None:
            return self.rows, self._matrix @ vector
        places = self._places(allowed)
        if len(places) < len(self.rows) * FEW:
            scores = np.concatenate(
                [
                    self._matrix[places[at : at + BLOCK]] @ vector
                    for at in range(0, len(places), BLOCK)
                ]
                or [np.zeros(0, np.float32)]
            )
        else:
            scores = (self._matrix @ vector)[places]
        return self.rows[places], scores

    def _places(self, allowed: NDArray[np.int64]) -> NDArray[np.intp]:
        """Return where the rows that are allowed and here stand, in ascending order."""
        places = np.searchsorted(self.rows, allowed)
        places = places[places < len(self.rows)]
        here: NDArray[np.intp] = places[self.rows[places] == allowed[: len(places)]]
        return here
