"""How well sentences answer a question, as the cross-encoder has it."""

from __future__ import annotations

import numpy as np

from vectorstore.answering import answering
from vectorstore.assemble import Stated, statement
from vectorstore.crossencoder import CrossEncoder
from vectorstore.near import Spot
from vectorstore.record import Record
from vectorstore.schema import Statement
from vectorstore.sentences import sentences


def _spots(said: Statement) -> list[Spot]:
    return [
        Spot(said, each.number, each.start + start, each.start + end)
        for each in said.paragraphs
        for start, end in sentences(said.text[each.start : each.end])
    ]


def test_the_sentence_that_answers_is_the_best_evidence(council: Record) -> None:
    spots = _spots(council.statement("UNSC_2014_SPV.7138_spch009"))

    found = council.answering("Why would a draft resolution now worsen the confrontation?", spots)

    best = spots[int(found.evidence.argmax())]
    assert best.statement.text[best.start : best.end].startswith("Drafting a resolution")
    assert spots[int(found.relevance.argmax())].paragraph == best.paragraph


def test_sentences_of_a_paragraph_share_its_relevance(council: Record) -> None:
    spots = _spots(council.statement("UNSC_2014_SPV.7138_spch009"))

    found = council.answering("What does China propose?", spots)

    for number in {spot.paragraph for spot in spots}:
        own = {
            relevance
            for relevance, spot in zip(found.relevance, spots, strict=True)
            if spot.paragraph == number
        }
        assert len(own) == 1


def test_a_sentence_that_was_never_read_is_no_better_than_the_others() -> None:
    # Document symbols of the debate on Iraq: many wordpieces in few characters.
    symbols = ", ".join(f"S/2003/{number}" for number in range(340, 400))
    words = f"Iraq's letters are before us. They are documents {symbols}. Iraq must disarm."
    said = statement("letters", "letters.txt", words, Stated(country="Iraq"))

    found = answering("Must Iraq disarm?", _spots(said), CrossEncoder())

    assert found.evidence.shape == (3,)
    assert found.evidence[2] == found.evidence.min()


def test_without_sentences_there_is_nothing(council: Record) -> None:
    found = council.answering("Why did China abstain?", [])

    assert found.evidence.shape == found.relevance.shape == (0,)
    assert not np.isnan(found.evidence).any()
