"""The bundled record in, `minilm/projection.npy` out: where wordpieces' vectors differ most.

    python -m vectorstore.build_projection OUT_DIRECTORY

Late interaction compares wordpieces one by one, and a passage has some 140 of them with 384
numbers each. The first principal axes of those vectors (second moments about zero, as cosines
have no mean; axes by falling eigenvalue, the largest entry of each positive) keep their cosines
near enough: see docs/quality.md for what the number of axes changes.
Processors add in different orders, so a build need not agree with the shipped file to the last bit.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.embed import DIMENSIONS, PIECE_DIMENSIONS, Embedder
from vectorstore.passages import embedded_text, passages
from vectorstore.readers import read
from vectorstore.schema import Refused

SAMPLE = Path(__file__).parent / "sample"
EVERY = 3  # a third of the passages settles the axes
BATCH = 64


def projection(
    texts: Iterable[str], embedder: Embedder, axes: int = PIECE_DIMENSIONS
) -> NDArray[np.float32]:
    """Return the first principal axes of the texts' wordpieces: shape (384, axes)."""
    moments = np.zeros((DIMENSIONS, DIMENSIONS))
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == BATCH:
            moments += _moments(batch, embedder)
            batch = []
    moments += _moments(batch, embedder)
    _, vectors = np.linalg.eigh(moments)
    first = vectors[:, ::-1][:, :axes]
    largest = np.abs(first).argmax(axis=0)
    signs = np.sign(first[largest, np.arange(axes)])
    axes_found: NDArray[np.float32] = (first * signs).astype(np.float32)
    return axes_found


def _moments(texts: list[str], embedder: Embedder) -> NDArray[np.float64]:
    moments = np.zeros((DIMENSIONS, DIMENSIONS))
    for states in embedder.tokens(texts):
        moments += states.T.astype(np.float64) @ states
    return moments


def bundled() -> Iterator[str]:
    """Yield what is embedded of every third passage of the bundled record."""
    place = 0
    for statement in read(SAMPLE):
        if isinstance(statement, Refused):
            continue
        for passage in passages(statement):
            place += 1
            if place % EVERY == 0:
                yield embedded_text(passage)


if __name__ == "__main__":
    np.save(Path(sys.argv[1]) / "projection.npy", projection(bundled(), Embedder()))
