"""A question in, ranked paragraphs out: words and meaning searched together.

The lexical index and the vectors each name their candidates; both scores are brought to [0, 1]
over the union of the two lists and averaged. Late interaction may then look closer at the first
hundred: each wordpiece of the question is compared with every wordpiece of the passage. Of what
that puts first, a few may be read together with the question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.capitals import capitals
from vectorstore.countries import mentions
from vectorstore.crossencoder import CrossEncoder, Read
from vectorstore.dense import DenseIndex
from vectorstore.embed import Embedder
from vectorstore.lexical import Hit
from vectorstore.passages import embedded_text
from vectorstore.schema import Filters, Passage, Retrieved
from vectorstore.sentences import sentences
from vectorstore.wordpieces import Pieces, Wordpieces

CANDIDATES = 100  # passages that each of the two searches names
# Shares of the score, fitted on the dev questions of eval/cases.
DENSE_SHARE = 0.7  # of the score of words and meaning together
VOICE_SHARE = 0.15  # added where the country that speaks is one that the question names
LATE_SHARE = 0.8  # of the score after late interaction
RELEVANCE_SHARE = 0.25  # of the score after the passages are read with the question
EVIDENCE_SHARE = 0.5  # of that score: the passage's sentence that answers best


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
        self,
        lexical: Worded,
        dense: DenseIndex,
        embedder: Embedder,
        words: Words,
        wordpieces: Wordpieces,
        reader: CrossEncoder,
    ) -> None:
        self._lexical = lexical
        self._dense = dense
        self._embedder = embedder
        self._words = words
        self._wordpieces = wordpieces
        self._reader = reader

    def search(
        self, query: str, filters: Filters, k: int = 20, *, late: int = 0, read: int = 0
    ) -> list[Retrieved]:
        """Return at most `k` paragraphs, best first; scores fall and lie in [0, 1].

        With `late`, the first `late` are ordered anew by late interaction, and with `read` the
        first `read` of those by the cross-encoder. The same question over the same record gives
        the same list.
        """
        if not query.strip() or k < 1:
            return []
        asked = self._embedder.reading([query])[0]
        found = self._hybrid(query, asked.vector, filters, max(CANDIDATES, 2 * k))
        if late:
            found = reranked(asked.pieces, found, late, self._wordpieces)
        if read:
            found = reread(query, found, read, self._reader)
        return self._retrieved(found[:k])

    def worded(self, query: str, filters: Filters, k: int = 20) -> list[Retrieved]:
        """Return at most `k` paragraphs that hold words of the query, best first, by BM25 alone."""
        hits = self._lexical.search(query, filters, k)
        passages = self._words.passages([hit.row for hit in hits])
        scores = spread(np.array([hit.score for hit in hits]))
        found = [
            Found(hit.row, passages[hit.row], round(float(score), 6))
            for hit, score in zip(hits, scores, strict=True)
            if hit.row in passages
        ]
        return self._retrieved(best_of_each(found))

    def _retrieved(self, found: Sequence[Found]) -> list[Retrieved]:
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

    def _hybrid(
        self, query: str, vector: NDArray[np.float32], filters: Filters, candidates: int
    ) -> list[Found]:
        """Return the best passage of each candidate paragraph, best first."""
        allowed = None if filters.empty else self._lexical.rows(filters)
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


def reranked(
    asked: Pieces, found: Sequence[Found], count: int, wordpieces: Wordpieces
) -> list[Found]:
    """Return `found` with the first `count` ordered anew; the others stay behind them.

    Late interaction: for each wordpiece of the question the cosine of the passage's nearest
    wordpiece, averaged (Khattab and Zaharia 2020, ColBERT, section 3.3, with the mean for the sum).
    """
    if not len(asked):
        return list(found)
    told = wordpieces.of([embedded_text(one.passage) for one in found[:count]])
    return _ordered_anew(found, nearest(asked, told), LATE_SHARE)


def reread(question: str, found: Sequence[Found], count: int, reader: CrossEncoder) -> list[Found]:
    """Return `found` with the first `count` ordered anew by how well the reader finds they answer.

    The others stay behind them.
    """
    passages = [one.passage for one in found[:count]]
    read = reader.read(question, passages)
    relevance = spread(np.array([one.relevance for one in read]))
    evidence = spread(np.array(list(map(_best_sentence, passages, read))))
    share = RELEVANCE_SHARE + EVIDENCE_SHARE
    judged = (RELEVANCE_SHARE * relevance + EVIDENCE_SHARE * evidence) / share
    return _ordered_anew(found, judged, share)


def _best_sentence(passage: Passage, read: Read) -> float:
    """Return how well the best sentence of a passage answers, or all of it where none was read."""
    found = [
        each
        for start, end in sentences(passage.text)
        if (each := read.evidence(passage.start + start, passage.start + end)) is not None
    ]
    return max(found, default=read.relevance)


def _ordered_anew(
    found: Sequence[Found], judged: NDArray[np.floating], share: float
) -> list[Found]:
    """Return the first, as many as are judged, by that with its share and by their scores."""
    first, rest = list(found[: len(judged)]), list(found[len(judged) :])
    if not first:
        return rest
    before = spread(np.array([one.score for one in first]))
    scores = share * spread(judged) + (1 - share) * before
    # The first keep the range above the others, so that scores fall all the way.
    floor = rest[0].score if rest else 0.0
    again = [
        one._replace(score=round(floor + (1 - floor) * float(score), 6))
        for one, score in zip(first, scores, strict=True)
    ]
    return [*best_of_each(again), *rest]


def nearest(asked: Pieces, told: Sequence[Pieces]) -> NDArray[np.float32]:
    """Return for each text the mean over `asked` of the cosine to the text's nearest wordpiece.

    A text without wordpieces is as far as can be: -1.
    """
    lengths = np.array([len(one) for one in told])
    means = np.full(len(told), -1.0, dtype=np.float32)
    if not lengths.any():
        return means
    cosines = asked.astype(np.float32) @ np.concatenate(told).astype(np.float32).T
    spoken = np.flatnonzero(lengths)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])[spoken]
    means[spoken] = np.maximum.reduceat(cosines, starts, axis=1).mean(axis=0) / 127**2
    return means


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
