"""Vectors of real paragraphs, and files that are not the model."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from vectorstore import embed as module
from vectorstore.embed import DIMENSIONS, FILES, Embedder
from vectorstore.errors import ModelFileError
from vectorstore.search import nearest

# UNSC_2014_SPV.7138_spch009, paragraphs 3 and 5.
CHINA = (
    "The failure to implement the 21 February agreement has further exacerbated the turmoil in "
    "Ukraine, with serious social and economic consequences for the country. We condemn and "
    "oppose all extreme and violent acts."
)
RESOLUTION = (
    "Drafting a resolution at this juncture will only lead to confrontation and further "
    "complicate the situation."
)


def test_no_texts_give_no_vectors(minilm: Embedder) -> None:
    assert minilm.embed([]).shape == (0, DIMENSIONS)
    assert minilm.tokens([]) == []


def test_vectors_are_of_length_one_even_of_an_empty_text(minilm: Embedder) -> None:
    vectors = minilm.embed([CHINA, RESOLUTION, ""])

    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-6)


def test_the_vector_of_a_text_does_not_depend_on_its_neighbours(minilm: Embedder) -> None:
    alone = minilm.embed([RESOLUTION])[0]
    among = minilm.embed([CHINA * 4, RESOLUTION, "A vote was taken by show ofhands."])[1]

    assert np.array_equal(alone, among)


def test_a_question_is_nearer_to_its_paragraph_than_to_another(minilm: Embedder) -> None:
    question, china, resolution = minilm.embed(
        ["Would a draft resolution at this moment make things worse?", CHINA, RESOLUTION]
    )

    assert question @ resolution > question @ china


def test_tokens_leave_out_the_marks_of_beginning_and_end(minilm: Embedder) -> None:
    # "show", "of", "hands": three words of the model's own vocabulary.
    states, nothing = minilm.tokens(["show of hands", ""])

    assert states.shape == (3, DIMENSIONS)
    assert np.linalg.norm(states, axis=1) == pytest.approx([1, 1, 1], abs=1e-6)
    assert nothing.shape == (0, DIMENSIONS)
    assert minilm.lengths(["show of hands", ""]) == [3, 0]


def test_wordpieces_on_the_axes_tell_which_text_a_question_is_about(minilm: Embedder) -> None:
    china, resolution, asked = (
        one.pieces
        for one in minilm.reading([CHINA, RESOLUTION, "Why would a draft only worsen matters?"])
    )

    assert [len(china), len(resolution)] == minilm.lengths([CHINA, RESOLUTION])
    assert np.linalg.norm(china.astype(np.float32), axis=1) == pytest.approx(127, abs=4)
    near = nearest(asked, [china, resolution])
    assert near[1] > near[0]


def test_a_text_too_long_for_the_model_is_cut(minilm: Embedder) -> None:
    assert minilm.lengths(["security " * 1000]) == [254]
    assert np.array_equal(minilm.embed(["security " * 254]), minilm.embed(["security " * 1000]))


def test_threads_that_share_a_model_get_the_same_vectors(minilm: Embedder) -> None:
    expected = minilm.embed([CHINA])
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(minilm.embed, [[CHINA]] * 8))

    assert all(np.array_equal(vectors, expected) for vectors in found)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"model\.int8\.onnx: .* missing"):
        Embedder(tmp_path).load()


def test_an_altered_file_is_named_with_both_hashes(tmp_path: Path) -> None:
    shipped = Path(module.__file__).parent / "minilm"
    shutil.copy(shipped / "model.int8.onnx", tmp_path)
    altered = (shipped / "tokenizer.json").read_bytes().replace(b"vocab", b"vocap", 1)
    (tmp_path / "tokenizer.json").write_bytes(altered)

    with pytest.raises(ModelFileError) as raised:
        Embedder(tmp_path).embed([CHINA])

    assert "tokenizer.json" in str(raised.value)
    assert FILES["tokenizer.json"] in str(raised.value)
    assert "sha256 is" in str(raised.value)


def test_nothing_is_read_before_the_first_text(tmp_path: Path) -> None:
    assert Embedder(tmp_path).name.startswith("onrecord-MiniLM-L6-int8@18e2e833836b")
