"""Real paragraphs read together with questions, and files that are not the model."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from vectorstore.crossencoder import ASKED, FILES, CrossEncoder
from vectorstore.embed import MINILM
from vectorstore.errors import ModelFileError
from vectorstore.passages import passages
from vectorstore.record import Record
from vectorstore.schema import Passage

CHINA = "UNSC_2014_SPV.7138_spch009"
ABSTAIN = "Why was a draft resolution at this moment no help, in China's view?"


@pytest.fixture(scope="module")
def reader() -> CrossEncoder:
    return CrossEncoder()


@pytest.fixture(scope="module")
def said(council: Record) -> list[Passage]:
    return passages(council.statement(CHINA))


def test_the_passage_that_answers_is_the_most_relevant(
    reader: CrossEncoder, said: list[Passage]
) -> None:
    read = reader.read(ABSTAIN, said)

    best = said[int(np.argmax([one.relevance for one in read]))]
    assert "Drafting a resolution at this juncture" in best.text


def test_the_sentence_that_answers_is_the_best_of_its_passage(
    reader: CrossEncoder, said: list[Passage]
) -> None:
    [one] = [each for each in said if "Drafting a resolution at this juncture" in each.text]
    start = one.start + one.text.index("Drafting")
    end = one.start + one.text.index(".", start - one.start) + 1

    [read] = reader.read(ABSTAIN, [one])

    answers = read.evidence(start, end)
    rest = (one.start, start - 1) if start > one.start else (end, one.end)
    others = read.evidence(*rest)
    assert answers is not None
    assert others is None or answers > others


def test_what_was_not_read_is_no_evidence(reader: CrossEncoder, said: list[Passage]) -> None:
    [read] = reader.read(ABSTAIN, said[1:2])

    assert read.evidence(said[1].end + 1, said[1].end + 20) is None
    assert read.evidence(said[1].start, said[1].end) is not None


def test_the_wordpieces_stand_where_the_statement_has_them(
    reader: CrossEncoder, council: Record, said: list[Passage]
) -> None:
    text = council.statement(CHINA).text

    for passage, read in zip(said, reader.read(ABSTAIN, said), strict=True):
        starts, ends = read.spans.T
        assert (starts >= passage.start).all()
        assert (ends <= passage.end).all()
        assert text[starts[0] : ends[0]].lower() == passage.text[: ends[0] - starts[0]].lower()


def test_a_passage_reads_the_same_alone_and_among_others(
    reader: CrossEncoder, said: list[Passage]
) -> None:
    [alone] = CrossEncoder().read(ABSTAIN, said[2:3])
    among = reader.read(ABSTAIN, said)[2]

    assert alone.relevance == among.relevance
    assert np.array_equal(alone.cosines, among.cosines)


def test_a_question_too_long_leaves_room_for_the_passage(
    reader: CrossEncoder, said: list[Passage]
) -> None:
    [read] = reader.read("Why did China abstain? " * 60, said[:1])

    assert len(read.shares) == ASKED
    assert read.evidence(said[0].start, said[0].end) is not None


def test_a_question_without_words_reads_too(reader: CrossEncoder, said: list[Passage]) -> None:
    [read] = reader.read("", said[:1])

    assert np.isfinite(read.relevance)
    assert len(read.shares) == 0


def test_nothing_to_read_gives_nothing() -> None:
    assert CrossEncoder().read(ABSTAIN, []) == []


def test_a_file_that_was_altered_is_refused(tmp_path: Path, said: list[Passage]) -> None:
    for file in (*FILES, "tokenizer.json"):
        shutil.copy(MINILM / file, tmp_path / file)
    with (tmp_path / "crossencoder.npz").open("ab") as stored:
        stored.write(b"\0")

    with pytest.raises(ModelFileError, match=r"crossencoder\.npz: sha256 is .*install again"):
        CrossEncoder(tmp_path).read(ABSTAIN, said)
