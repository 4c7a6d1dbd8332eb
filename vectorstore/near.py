"""Sentences and a question in, how near each is to the question out; only the question is read.

Late interaction sentence by sentence: the wordpieces' vectors that are kept of every passage are
shared out among the sentences that they stand in. To embed a sentence takes some 8 ms, to look
its vectors up next to none, and it is as good (docs/quality.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vectorstore.embed import PIECE_DIMENSIONS
from vectorstore.passages import embedded_text, passages_of
from vectorstore.schema import Passage, Statement
from vectorstore.search import nearest
from vectorstore.wordpieces import Pieces, Wordpieces


class Spot(NamedTuple):
    """A sentence of a paragraph: `statement.text[start:end]`."""

    statement: Statement
    paragraph: int  # its number, from 1
    start: int
    end: int


class Placed(NamedTuple):
    """Wordpieces in order: where each stands in its statement, and its vector."""

    spans: NDArray[np.int64]  # shape (t, 2): start and end
    pieces: Pieces

    def within(self, start: int, end: int) -> Pieces:
        """Return the vectors of those that stand in `[start, end)`, wholly or in part."""
        return self.pieces[(self.spans[:, 1] > start) & (self.spans[:, 0] < end)]


def nearness(question: str, spots: Sequence[Spot], kept: Wordpieces) -> NDArray[np.float32]:
    """Return each spot's mean cosine, over the question's wordpieces, to its nearest wordpiece.

    A sentence that the model never read, behind the end of a passage too long for it, counts as
    the least near of the others; all are 0 where none was read.
    """
    asked = kept.of([question])[0]
    told = _told(spots, kept)
    if not len(asked) or not any(map(len, told)):
        return np.zeros(len(spots), dtype=np.float32)
    near = nearest(asked, told)
    read = np.array([len(one) > 0 for one in told])
    near[~read] = near[read].min()
    return near


def sentence_vectors(spots: Sequence[Spot], kept: Wordpieces) -> NDArray[np.float32]:
    """Return the mean of each spot's wordpieces at length 1, shape (n, PIECE_DIMENSIONS).

    All 0 for a sentence that the model never read.
    """
    told = _told(spots, kept)
    means = np.zeros((len(spots), PIECE_DIMENSIONS), dtype=np.float32)
    for row, pieces in enumerate(told):
        if len(pieces):
            means[row] = pieces.astype(np.float32).mean(axis=0)
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    lengths[lengths == 0] = 1.0
    unit: NDArray[np.float32] = means / lengths
    return unit


def _told(spots: Sequence[Spot], kept: Wordpieces) -> list[Pieces]:
    """Return each spot's wordpieces; empty for one that the model never read."""
    paragraphs = {(spot.statement.id, spot.paragraph): spot for spot in spots}
    passages = [
        passages_of(spot.statement, spot.statement.paragraphs[spot.paragraph - 1])
        for spot in paragraphs.values()
    ]
    placed = dict(zip(paragraphs, _placed(passages, kept), strict=True))
    return [
        placed[spot.statement.id, spot.paragraph].within(spot.start, spot.end) for spot in spots
    ]


def _placed(paragraphs: Sequence[Sequence[Passage]], kept: Wordpieces) -> Iterator[Placed]:
    """Yield the wordpieces of each paragraph, of which the passages are given."""
    texts = [embedded_text(passage) for passages in paragraphs for passage in passages]
    read = zip(kept.places(texts), kept.of(texts), strict=True)
    for passages in paragraphs:
        spans = [np.zeros((0, 2), dtype=np.int64)]
        pieces = [np.zeros((0, PIECE_DIMENSIONS), dtype=np.int8)]
        for passage, (places, vectors) in zip(passages, read, strict=False):
            offset = len(passage.header) + 1  # of the passage's text in what was read
            bounds = np.array(places, dtype=np.int64).reshape(-1, 2)
            if len(bounds) != len(vectors):
                continue  # kept of another reading: as good as not read
            spoken = bounds[:, 0] >= offset
            spans.append(bounds[spoken] - offset + passage.start)
            pieces.append(vectors[spoken])
        yield Placed(np.concatenate(spans), np.concatenate(pieces))
