"""How near sentences are to a question, by wordpieces' vectors that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.vectorstore.counting import Counting
from vectorstore.assemble import Stated, statement
from vectorstore.near import Spot, nearness, sentence_vectors
from vectorstore.passages import embedded_text, passages
from vectorstore.record import Record
from vectorstore.schema import Statement
from vectorstore.sentences import sentences
from vectorstore.wordpieces import Wordpieces

# UNSC_2014_SPV.7138_spch009, on why China abstained.
ABSTAINED = "Drafting a resolution at this juncture will only lead to confrontation"


def _spots(said: Statement) -> list[Spot]:
    return [
        Spot(said, each.number, each.start + start, each.start + end)
        for each in said.paragraphs
        for start, end in sentences(said.text[each.start : each.end])
    ]


def test_the_sentence_that_answers_is_nearest(council: Record) -> None:
    spots = _spots(council.statement("UNSC_2014_SPV.7138_spch009"))

    near = council.near("Why would a draft resolution now worsen the confrontation?", spots)

    best = spots[int(near.argmax())]
    assert best.statement.text[best.start : best.end].startswith(ABSTAINED)
    assert np.all((near > -1) & (near <= 1))


def test_nothing_but_the_question_is_read_by_the_model(council: Record, tmp_path: Path) -> None:
    said = council.statement("UNSC_2014_SPV.7138_spch009")
    model = Counting()
    kept = Wordpieces(tmp_path, model)
    kept.embed([embedded_text(passage) for passage in passages(said)])
    before = model.texts

    nearness("Why did China abstain?", _spots(said), kept)

    assert model.texts == before + 1


def test_a_sentence_that_the_model_never_read_is_no_nearer_than_the_others(
    council: Record, tmp_path: Path
) -> None:
    # Document symbols of the debate on Iraq: many wordpieces in few characters.
    symbols = ", ".join(f"S/2003/{number}" for number in range(340, 400))
    words = f"Iraq's letters are before us. They are documents {symbols}. Iraq must disarm."
    said = statement("letters", "letters.txt", words, Stated(country="Iraq"))

    near = nearness("Must Iraq disarm?", _spots(said), Wordpieces(tmp_path, Counting()))

    assert len(near) == 3
    assert near[2] == min(near)


def test_without_words_nothing_is_near(council: Record) -> None:
    spots = _spots(council.statement("UNSC_2014_SPV.7138_spch009"))

    assert not council.near("", spots).any()
    assert len(council.near("Why did China abstain?", [])) == 0


def test_vectors_of_another_reading_count_as_not_read(council: Record, tmp_path: Path) -> None:
    class Fewer(Counting):
        def places(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
            return [each[1:] for each in super().places(texts)]

    spots = _spots(council.statement("UNSC_2014_SPV.7138_spch009"))

    assert not nearness("Why did China abstain?", spots, Wordpieces(tmp_path, Fewer())).any()
    assert not sentence_vectors(spots, Wordpieces(tmp_path, Fewer())).any()


def test_a_sentence_s_vector_is_nearest_to_that_of_its_own_words(council: Record) -> None:
    spots = _spots(council.statement("UNSC_2014_SPV.7138_spch009"))

    vectors = council.sentence_vectors(spots)

    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal((vectors @ vectors.T).argmax(axis=1), np.arange(len(spots)))
