"""Sentences and a question in, how well each answers out, as the cross-encoder has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vectorstore.crossencoder import CrossEncoder, Read
from vectorstore.near import Spot
from vectorstore.passages import passages_of


class Answering(NamedTuple):
    """How well each of `n` sentences answers, and how well its paragraph does; no common scale."""

    evidence: NDArray[np.float64]  # shape (n,)
    relevance: NDArray[np.float64]  # shape (n,)


def answering(question: str, spots: Sequence[Spot], reader: CrossEncoder) -> Answering:
    """Return how well each spot answers the question.

    A paragraph of several passages is as good as its best. A sentence that the model never read,
    behind the end of a passage too long for it, counts as the least good of the others.
    """
    places = {(spot.statement.id, spot.paragraph): spot for spot in spots}
    passages = {
        place: passages_of(spot.statement, spot.statement.paragraphs[spot.paragraph - 1])
        for place, spot in places.items()
    }
    read = iter(reader.read(question, [one for each in passages.values() for one in each]))
    heard = {place: [next(read) for _ in each] for place, each in passages.items()}
    evidence = np.full(len(spots), np.nan)
    relevance = np.zeros(len(spots))
    for row, spot in enumerate(spots):
        own = heard[spot.statement.id, spot.paragraph]
        relevance[row] = max(each.relevance for each in own)
        evidence[row] = _best(own, spot)
    unread = np.isnan(evidence)
    if unread.any():
        evidence[unread] = 0.0 if unread.all() else evidence[~unread].min()
    return Answering(evidence, relevance)


def _best(read: Sequence[Read], spot: Spot) -> float:
    found = [one.evidence(spot.start, spot.end) for one in read]
    return max((each for each in found if each is not None), default=np.nan)
