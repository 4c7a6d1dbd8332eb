"""Vectors remembered are the embedder's own, and no more are kept than said."""

from __future__ import annotations

import numpy as np

from tests.vectorstore.counting import Counting
from vectorstore.embed import Embedder
from vectorstore.lately import Lately

# UNSC_2014_SPV.7138.
WORDS = ("A vote was taken by show of hands.", "Spain voted in favour.", "China abstained.")


def test_a_text_is_embedded_once_and_as_ever(minilm: Embedder) -> None:
    model = Counting()
    lately = Lately(model)
    first = lately.embed([WORDS[0], WORDS[1], WORDS[0]])
    again = lately.embed([WORDS[1], WORDS[0]])

    assert model.texts == 2
    assert np.array_equal(first, minilm.embed([WORDS[0], WORDS[1], WORDS[0]]))
    assert np.array_equal(again, first[[1, 0]])
    assert lately.embed([]).shape == (0, 384)


def test_the_oldest_are_forgotten() -> None:
    model = Counting()
    lately = Lately(model, kept=2)
    lately.embed(WORDS)
    lately.embed(WORDS[1:])
    assert model.texts == 3
    lately.embed(WORDS[:1])
    assert model.texts == 4
