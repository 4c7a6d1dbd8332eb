"""A question in, ranked paragraphs out: words and meaning searched together.

The lexical index and the vectors each name their candidates; both scores are brought to [0, 1]
over the union of the two lists and averaged. Late interaction may then look closer at the first
few: each wordpiece of the question is compared with every wordpiece of the passage.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.capitals import capitals
from vectorstore.countries import mentions
from vectorstore.dense import DenseIndex
from vectorstore.embed import Embedder
from vectorstore.lexical import Hit
from vectorstore.passages import embedded_text
from vectorstore.schema import Filters, Passage, Retrieved

CANDIDATES = 100  # passages that each of the two searches names
# Shares of the score, fitted on the dev questions of eval/cases. The plain mean of words and
# meaning (.5) is within two points of this.
DENSE_SHARE = 0.6  # of the score of words and meaning together
VOICE_SHARE = 0.15  # added where the country that speaks is one that the question names
LATE_SHARE = 0.7  # of the score after late interaction
TOKENS_KEPT = 512  # passages whose wordpiece vectors are kept, about 300 kB each


class Words(Protocol):
    """Where the words of what was found are looked up: the ledger."""

    def passages(self, rows: Sequence[int]) -> Mapping[int, Passage]:
        """Return the passages of live rows; rows that are gone are left out."""

    def paragraphs(self, places: Sequence[tuple[str, int]]) -> Sequence[str]:
        """Return the text of each (statement id, paragraph number)."""


class Worded(Protocol):
    """What finds passages by their words, and those that filters leave."""

    def search(self, query: str, filters: Filters, k: int) -> list[Hit]:
        """Return at most `k` passages that hold words of the query, best first."""

    def rows(self, filters: Filters) -> NDArray[np.int64]:
        """Return the rows of all passages that pass the filters, in ascending order."""


class Found(NamedTuple):
    """The best passage of a paragraph, while the ranking is made."""

    row: int
    passage: Passage
    score: float


class HybridSearch:
    """BM25 and dense search over the same passages, joined."""

    def __init__(
        self, lexical: Worded, dense: DenseIndex, embedder: Embedder, words: Words
    ) -> None:
        self._lexical = lexical
        self._dense = dense
        self._embedder = embedder
        self._words = words
        self._closer = LateInteraction(embedder)

    def search(
        self, query: str, filters: Filters, k: int = 20, *, late: int = 0
    ) -> list[Retrieved]:
        """Return at most `k` paragraphs, best first; scores fall and lie in [0, 1].

        With `late`, the first `late` are ordered anew by late interaction. The same question
        over the same record gives the same list.
        """
        if not query.strip() or k < 1:
            return []
        found = self._hybrid(query, filters, max(CANDIDATES, 2 * k))
        if late:
            found = self._closer.reranked(query, found, late)
        found = found[:k]
        texts = self._words.paragraphs(
            [(one.passage.statement_id, one.passage.paragraph) for one in found]
        )
        return [
            Retrieved(
                rank=rank,
                score=one.score,
                statement_id=one.passage.statement_id,
                paragraph=one.passage.paragraph,
                text=text,
            )
            for rank, (one, text) in enumerate(zip(found, texts, strict=True), start=1)
        ]

    def _hybrid(self, query: str, filters: Filters, candidates: int) -> list[Found]:
        """Return the best passage of each candidate paragraph, best first."""
        allowed = None if filters.empty else self._lexical.rows(filters)
        vector = self._embedder.embed([query])[0]
        near = {hit.row: hit.score for hit in self._dense.search(vector, candidates, allowed)}
        worded = {hit.row: hit.score for hit in self._lexical.search(query, filters, candidates)}
        passages = self._words.passages(sorted(near.keys() | worded.keys()))
        rows = np.array(sorted(passages), dtype=np.int64)
        # A candidate of the words has a vector too; one of the vectors may hold none of the words.
        cosines = self._dense.vectors(rows) @ vector
        bm25 = np.array([worded.get(int(row), 0.0) for row in rows])
        named = {mention.country for mention in [*mentions(query), *capitals(query)]}
        voices = np.array([passages[int(row)].country in named for row in rows], dtype=np.float64)
        scores = DENSE_SHARE * spread(cosines) + (1 - DENSE_SHARE) * spread(bm25)
        scores = (scores + VOICE_SHARE * voices) / (1 + VOICE_SHARE)
        return best_of_each(
            [
                Found(int(row), passages[int(row)], round(float(score), 6))
                for row, score in zip(rows, scores, strict=True)
            ]
        )


class LateInteraction:
    """Scores by wordpieces: for each of the question's the best of the passage's, averaged."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[int, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def reranked(self, query: str, found: Sequence[Found], count: int) -> list[Found]:
        """Return `found` with the first `count` ordered anew; the others stay behind them."""
        first, rest = list(found[:count]), list(found[count:])
        if not first:
            return []
        asked = self._embedder.tokens([query])[0]
        if not len(asked):
            return [*first, *rest]
        similar = [float((asked @ told.T).max(axis=1).mean()) for told in self._tokens(first)]
        before = spread(np.array([one.score for one in first]))
        scores = LATE_SHARE * spread(np.array(similar)) + (1 - LATE_SHARE) * before
        # The first keep the range above the others, so that scores fall all the way.
        floor = rest[0].score if rest else 0.0
        again = [
            one._replace(score=round(floor + (1 - floor) * float(score), 6))
            for one, score in zip(first, scores, strict=True)
        ]
        return [*best_of_each(again), *rest]

    def _tokens(self, found: Sequence[Found]) -> list[NDArray[np.float32]]:
        """Return the wordpiece vectors of each passage; those asked for lately are kept."""
        with self._lock:
            known = {one.row: self._kept[one.row] for one in found if one.row in self._kept}
        unknown = [one for one in found if one.row not in known]
        fresh = self._embedder.tokens([embedded_text(one.passage) for one in unknown])
        known.update({one.row: told for one, told in zip(unknown, fresh, strict=True)})
        with self._lock:
            for one in found:
                self._kept[one.row] = known[one.row]
                self._kept.move_to_end(one.row)
            while len(self._kept) > TOKENS_KEPT:
                self._kept.popitem(last=False)
        return [known[one.row] for one in found]


def spread(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Bring scores to [0, 1], lowest to 0 and highest to 1; all to 0 if they are equal."""
    if not len(scores):
        return np.zeros(0)
    low, high = float(scores.min()), float(scores.max())
    return (scores.astype(np.float64) - low) / ((high - low) or 1.0)


def best_of_each(found: Sequence[Found]) -> list[Found]:
    """Return the best passage of each paragraph, best first; ties go by statement and number."""
    ordered = sorted(
        found,
        key=lambda one: (-one.score, one.passage.statement_id, one.passage.paragraph, one.row),
    )
    best: dict[tuple[str, int], Found] = {}
    for one in ordered:
        best.setdefault((one.passage.statement_id, one.passage.paragraph), one)
    return list(best.values())
