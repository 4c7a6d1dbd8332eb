"""Questions to one real meeting, S/PV.7138 of 15 March 2014, answered by words and meaning."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from vectorstore.crossencoder import CrossEncoder
from vectorstore.embed import Embedder
from vectorstore.passages import passages
from vectorstore.record import Record
from vectorstore.schema import Filters, Passage, Retrieved
from vectorstore.search import Found, best_of_each, nearest, reranked, reread, spread
from vectorstore.wordpieces import Wordpieces

ABSTAINED = ("UNSC_2014_SPV.7138_spch009", "Why did China abstain on the draft resolution?")


def places(found: list[Retrieved]) -> list[tuple[str, int]]:
    return [(one.statement_id, one.paragraph) for one in found]


@pytest.mark.parametrize(
    ("question", "statement", "words"),
    [
        (ABSTAINED[1], ABSTAINED[0], "we could only abstain"),
        (
            "Which case of the 1970s did the French ambassador recall?",
            "UNSC_2014_SPV.7138_spch005",
            "the question of Mayotte",
        ),
        # The record prints "show ofhands" and "l abstention".
        ("Was the vote taken by a show of hands?", "UNSC_2014_SPV.7138_spch003", "show ofhands"),
        # The paragraph itself names neither Rwanda nor the draft.
        (
            "What lesson should be drawn, in Rwanda's view, for a sustainable solution?",
            "UNSC_2014_SPV.7138_spch008",
            "let it be a lesson to us all",
        ),
    ],
    ids=["fact", "by role", "OCR", "orphan"],
)
def test_the_paragraph_that_answers_is_among_the_first_five(
    meeting: Record, question: str, statement: str, words: str
) -> None:
    found = meeting.search(question, k=5)

    assert any(one.statement_id == statement and words in one.text for one in found)


def test_ranks_count_from_one_and_scores_fall(meeting: Record) -> None:
    found = meeting.search(ABSTAINED[1], k=20)

    assert [one.rank for one in found] == list(range(1, 21))
    assert sorted((one.score for one in found), reverse=True) == [one.score for one in found]
    assert all(0 <= one.score <= 1 for one in found)


def test_a_paragraph_is_found_once_with_all_its_words(meeting: Record) -> None:
    found = meeting.search("referendum in Crimea", k=50)

    assert len(set(places(found))) == len(found)
    assert all(
        one.text == meeting.statement(one.statement_id).paragraph_text(one.paragraph)
        for one in found
    )


def test_the_same_question_gives_the_same_list(meeting: Record) -> None:
    assert meeting.search(ABSTAINED[1]) == meeting.search(ABSTAINED[1])


@pytest.mark.parametrize(
    "filters",
    [
        Filters(country=("Rwanda",)),
        Filters(speaker=("Churkin",)),
        Filters(country=("China", "Chad"), date_from=dt.date(2014, 3, 1)),
    ],
    ids=["country", "speaker", "countries and date"],
)
def test_filters_hold_for_every_paragraph_and_cost_no_places(
    meeting: Record, filters: Filters
) -> None:
    found = meeting.search("referendum in Crimea", filters, k=100)
    voices = [meeting.statement(one.statement_id).voice_of(one.paragraph) for one in found]

    assert all(not filters.country or voice.country in filters.country for voice in voices)
    assert all(not filters.speaker or "Churkin" in str(voice.speaker) for voice in voices)
    assert len(found) == meeting.scope(filters).paragraphs


@pytest.mark.parametrize(
    "filters",
    [
        Filters(country=("Atlantis",)),
        Filters(date_from=dt.date(2014, 3, 16)),
        Filters(meeting=("S/PV.713",)),
    ],
    ids=["country", "date", "meeting"],
)
def test_what_no_paragraph_passes_finds_nothing(meeting: Record, filters: Filters) -> None:
    assert meeting.search("referendum in Crimea", filters) == []


def test_a_question_without_words_finds_nothing(meeting: Record) -> None:
    assert meeting.search("   ") == []
    assert meeting.search("Crimea", k=0) == []


def test_scores_are_spread_from_nothing_to_one() -> None:
    assert spread(np.array([2.0, 4.0, 3.0])).tolist() == [0.0, 1.0, 0.5]
    assert spread(np.array([2.0, 2.0])).tolist() == [0.0, 0.0]
    assert spread(np.array([])).tolist() == []


def test_the_best_part_stands_for_its_paragraph_and_ties_are_decided() -> None:
    def found(row: int, statement: str, paragraph: int, score: float) -> Found:
        words = Passage(
            statement_id=statement, paragraph=paragraph, start=0, end=1, header="", text="A"
        )
        return Found(row, words, score)

    ordered = best_of_each(
        [found(4, "b", 1, 0.5), found(3, "a", 2, 0.5), found(1, "a", 1, 0.2), found(2, "a", 1, 0.9)]
    )

    assert [one.row for one in ordered] == [2, 3, 4]


def test_late_interaction_prefers_the_passage_whose_words_match(
    minilm: Embedder, tmp_path: Path
) -> None:
    # UNSC_2014_SPV.7138_spch009 and _spch003; the wrong one stands first before.
    texts = [
        "There were 13 votes in favour, 1 vote against and l abstention.",
        "We condemn and oppose all extreme and violent acts.",
        "China has been calling for constructive efforts and the good offices.",
    ]
    found = [
        Found(
            row,
            Passage(
                statement_id="s", paragraph=row + 1, start=0, end=len(text), header="", text=text
            ),
            0.9 - row / 10,
        )
        for row, text in enumerate(texts)
    ]
    wordpieces = Wordpieces(tmp_path, minilm)
    question = minilm.reading(["Who condemned extreme and violent acts?"])[0].pieces
    again = reranked(question, found, 3, wordpieces)

    assert again[0].row == 1
    assert again[0].score > again[1].score >= again[2].score
    assert reranked(question, found, 2, wordpieces)[2] == found[2]
    assert reranked(question, [], 2, wordpieces) == []


def test_the_passage_that_answers_comes_first_when_it_is_read(council: Record) -> None:
    said = passages(council.statement("UNSC_2014_SPV.7138_spch009"))
    found = [Found(row, passage, 0.9) for row, passage in enumerate(said)]
    reader = CrossEncoder()

    again = reread("Why would a draft resolution now worsen the confrontation?", found, 5, reader)

    assert again[0].passage.text.count("Drafting a resolution at this juncture")
    assert sorted((one.score for one in again), reverse=True) == [one.score for one in again]
    assert again[5:] == found[5:]
    assert sorted(one.row for one in again) == [one.row for one in found]
    assert reread("Why?", [], 5, reader) == []


def test_the_nearest_wordpiece_of_each_text_counts() -> None:
    # Two wordpieces asked; cosines to the first text's: 1 and 0, to the second's: .5 and 0 each.
    asked = np.zeros((2, 48), dtype=np.int8)
    asked[0, 0] = asked[1, 1] = 127
    first = np.zeros((3, 48), dtype=np.int8)
    first[0, 0], first[1, 2], first[2, 3] = 127, 127, 127
    second = np.full((1, 48), 0, dtype=np.int8)
    second[0, 0] = 64
    empty = np.zeros((0, 48), dtype=np.int8)

    assert nearest(asked, [first, empty, second]) == pytest.approx([0.5, -1, 0.252], abs=1e-3)
