"""Vectors of real paragraphs in Chroma generations, and what happens when those are broken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from vectorstore.dense import (
    DenseIndex,
    Generation,
    build_generation,
    current,
    prune,
)
from vectorstore.embed import Embedder
from vectorstore.errors import IndexDamagedError
from vectorstore.exact import ExactVectors
from vectorstore.lexical import Hit

# UNSC_2014_SPV.7138_spch009 and _spch002, UNSC_2016_SPV.7643_spch003, 000_4221a76e69d2ea31.
TEXTS = (
    "We condemn and oppose all extreme and violent acts.",
    "China has been calling for the good offices of the international community.",
    "It is a secret to no one that the Russian Federation will vote against the draft resolution.",
    "We do not dispute the principle of the territorial integrity of States.",
    "A vote was taken by show ofhands.",
    "As a member of the Group of Friends of SSR, Kazakhstan fully supports all efforts.",
    "Recruitment policies should incorporate regional quotas and appropriate gender mix.",
    "There must also be a reorientation of correctional services, customs and the judiciary.",
)
ROWS = np.array([2, 3, 5, 8, 13, 21, 34, 55], dtype=np.int64)
REFERENCES = [f"statement#{row}" for row in ROWS]


@pytest.fixture(scope="module")
def vectors(minilm: Embedder) -> NDArray[np.float32]:
    return minilm.embed(TEXTS)


@pytest.fixture(scope="module")
def question(minilm: Embedder) -> NDArray[np.float32]:
    vector: NDArray[np.float32] = minilm.embed(["How did Russia vote on the draft?"])[0]
    return vector


@pytest.fixture
def built(tmp_path: Path, vectors: NDArray[np.float32]) -> Path:
    return build_generation(tmp_path / "dense", ROWS, vectors, REFERENCES)


def rows(hits: Sequence[Hit]) -> list[int]:
    return [hit.row for hit in hits]


def test_exact_search_orders_by_cosine(
    vectors: NDArray[np.float32], question: NDArray[np.float32]
) -> None:
    hits = ExactVectors(ROWS, vectors).search(question, 3)

    # The cosine of vectors of length 1 is their dot product.
    expected = sorted(zip(vectors @ question, ROWS, strict=True), reverse=True)[:3]
    assert rows(hits) == [row for _, row in expected]
    assert rows(hits)[0] == 5
    assert [hit.score for hit in hits] == pytest.approx([score for score, _ in expected])


def test_exact_search_looks_only_at_allowed_rows(
    vectors: NDArray[np.float32], question: NDArray[np.float32]
) -> None:
    exact = ExactVectors(ROWS, vectors)

    assert sorted(rows(exact.search(question, 9, np.array([3, 34, 99])))) == [3, 34]
    assert rows(exact.search(question, 9, ROWS[ROWS != 5]))[0] != 5
    assert exact.search(question, 9, np.array([], dtype=np.int64)) == []


def test_rows_that_are_allowed_but_not_held_are_left_out(
    vectors: NDArray[np.float32], question: NDArray[np.float32]
) -> None:
    allowed = np.array([1, 3, 4, 55, 56, 90], dtype=np.int64)
    hits = ExactVectors(ROWS, vectors).search(question, 8, allowed)
    assert sorted(rows(hits)) == [3, 55]


def test_equal_vectors_are_ordered_by_row(vectors: NDArray[np.float32]) -> None:
    same = ExactVectors(ROWS, np.repeat(vectors[:1], len(ROWS), axis=0))

    assert rows(same.search(vectors[0], 3)) == [2, 3, 5]


def test_rows_and_vectors_must_be_as_many(vectors: NDArray[np.float32]) -> None:
    with pytest.raises(ValueError, match="7 rows but 8 vectors"):
        ExactVectors(ROWS[:7], vectors)


def test_a_generation_finds_what_exact_search_finds(
    built: Path, vectors: NDArray[np.float32], question: NDArray[np.float32]
) -> None:
    generation = Generation(built)
    exact = ExactVectors(ROWS, vectors).search(question, 5)
    near = generation.search(question, 5)
    generation.close()

    assert rows(near) == rows(exact)
    assert [h.score for h in near] == pytest.approx([h.score for h in exact], abs=1e-5)


def test_the_newest_generation_is_the_only_one_left(
    built: Path, vectors: NDArray[np.float32]
) -> None:
    root = built.parent
    newer = build_generation(root, ROWS[:4], vectors[:4], REFERENCES[:4])

    assert current(root) == newer
    assert not built.exists()


def test_what_a_kill_left_unfinished_is_not_current_and_goes(built: Path) -> None:
    root = built.parent
    unfinished = root / "generation-unfinished"
    unfinished.mkdir()
    (unfinished / "chroma.sqlite3").write_bytes(b"SQLite form")
    (root / "current.new").write_text("generation-unfinished", encoding="utf-8")

    assert current(root) == built
    prune(root)
    assert not unfinished.exists()


def test_without_a_pointer_there_is_no_generation(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    assert current(tmp_path / "never made") is None


def test_vectors_that_do_not_fit_their_rows_are_refused(
    tmp_path: Path, vectors: NDArray[np.float32]
) -> None:
    twice = ROWS.copy()
    twice[1] = twice[0]

    with pytest.raises(IndexDamagedError, match="generation-"):
        build_generation(tmp_path, twice, vectors, REFERENCES)
    assert current(tmp_path) is None


@pytest.mark.parametrize("pattern", ["chroma.sqlite3", "rows.npy"])
@pytest.mark.parametrize("content", [b"", b"not what it was" * 100], ids=["empty", "altered"])
def test_a_broken_generation_is_told_in_one_line(built: Path, pattern: str, content: bytes) -> None:
    (built / pattern).write_bytes(content)

    with pytest.raises(IndexDamagedError) as raised:
        Generation(built)
    assert str(built) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_rows_newer_than_the_generation_are_found_and_removed_ones_are_not(
    tmp_path: Path, vectors: NDArray[np.float32], question: NDArray[np.float32]
) -> None:
    # The generation holds rows 2 to 34; 55 came later, and 13 was removed since.
    directory = build_generation(tmp_path, ROWS[:7], vectors[:7], REFERENCES[:7])
    live = ROWS != 13
    index = DenseIndex(ExactVectors(ROWS[live], vectors[live]), Generation(directory))
    every = index.search(question, 8)
    own = index.search(vectors[7], 1)
    index.close()

    assert rows(every) == rows(ExactVectors(ROWS[live], vectors[live]).search(question, 8))
    assert rows(own) == [55]


def test_filtered_search_is_exact(
    built: Path, vectors: NDArray[np.float32], question: NDArray[np.float32]
) -> None:
    index = DenseIndex(ExactVectors(ROWS, vectors), Generation(built))
    hits = index.search(question, 8, np.array([3, 8]))
    index.close()

    assert rows(hits) == rows(ExactVectors(ROWS, vectors).search(question, 8, np.array([3, 8])))


def test_the_vectors_of_rows_come_in_the_order_asked_for(vectors: NDArray[np.float32]) -> None:
    index = DenseIndex(ExactVectors(ROWS, vectors))

    assert np.array_equal(index.vectors(np.array([55, 2])), vectors[[7, 0]])
