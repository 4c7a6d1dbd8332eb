"""Wordpiece vectors kept beside the ledger: found again, forgotten, and not needed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.vectorstore.counting import Counting
from vectorstore import wordpieces
from vectorstore.embed import Embedder
from vectorstore.record import Record
from vectorstore.wordpieces import WORDPIECES_FILE, Wordpieces

# UNSC_2014_SPV.7138_spch009 and _spch003.
CHINA = "China has been calling for constructive efforts and the good offices."
VOTES = "There were 13 votes in favour, 1 vote against and l abstention."


def test_what_was_embedded_is_not_read_again(tmp_path: Path) -> None:
    model = Counting()
    Wordpieces(tmp_path, model).embed([CHINA, VOTES])
    kept = Wordpieces(tmp_path, model).of([VOTES, CHINA])

    assert model.texts == 2
    for pieces, one in zip(kept, model.reading([VOTES, CHINA]), strict=True):
        assert np.array_equal(pieces, one.pieces)


@pytest.mark.parametrize("damage", ["deleted", "emptied", "noise", "one bit"])
def test_a_damaged_file_costs_time_and_nothing_else(tmp_path: Path, damage: str) -> None:
    model = Counting()
    writer = Wordpieces(tmp_path, model)
    writer.embed([CHINA, VOTES])
    writer.close()
    file = tmp_path / WORDPIECES_FILE
    content = bytearray(file.read_bytes())
    if damage == "deleted":
        file.unlink()
    elif damage == "emptied":
        file.write_bytes(b"")
    elif damage == "noise":
        file.write_bytes(bytes(range(256)) * 64)
    else:
        stored = model.reading([CHINA])[0].pieces.tobytes()
        content[content.index(stored[:100]) + 50] ^= 1
        file.write_bytes(content)

    found = Wordpieces(tmp_path, model).of([CHINA, VOTES])

    for pieces, one in zip(found, model.reading([CHINA, VOTES]), strict=True):
        assert np.array_equal(pieces, one.pieces)
    Wordpieces(tmp_path, model).embed([CHINA, VOTES])  # a writer begins anew where it must
    before = model.texts
    Wordpieces(tmp_path, model).of([CHINA, VOTES])
    assert model.texts == before


def test_ingest_keeps_them_and_removal_forgets_them(meeting_files: Path, tmp_path: Path) -> None:
    model = Counting()
    with Record.open(tmp_path / "record", model, create=True) as record:
        record.ingest([meeting_files])
        model.texts = 0
        record.search("Who condemned extreme and violent acts?", late=50)
        assert model.texts == 1  # the question alone

        kept = _kept(tmp_path / "record")
        assert kept == record.status().passages
        record.remove(["UNSC_2014_SPV.7138_spch009"])
        assert _kept(tmp_path / "record") == record.status().passages < kept


def _kept(directory: Path) -> int:
    with sqlite3.connect(directory / WORDPIECES_FILE) as connection:
        return int(connection.execute("SELECT count(*) FROM pieces").fetchone()[0])


def test_a_file_that_cannot_be_written_does_not_end_an_ingest(
    meeting_files: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = Counting()
    with Record.open(tmp_path / "record", model, create=True) as record:
        (tmp_path / "record" / WORDPIECES_FILE).mkdir()  # no file can be opened in its place
        assert record.ingest([meeting_files]).added == 21
        assert record.search("Who condemned extreme and violent acts?", late=50)
        assert record.remove(["UNSC_2014_SPV.7138_spch009"]) == 1

    assert WORDPIECES_FILE in caplog.text


def _one_bit(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        (packed,) = connection.execute("SELECT vectors FROM pieces").fetchone()
    content = bytearray(file.read_bytes())
    content[content.index(packed[:100]) + 50] ^= 1
    file.write_bytes(content)


def _of_another_type(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE pieces SET vectors = 'text' WHERE rowid = 1")


def _one_less(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM pieces WHERE rowid IN (1, 2)")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (Path.unlink, "wordpieces.sqlite is missing; "),
        (lambda file: file.write_bytes(b""), "133 missing of 133 passages; "),
        (
            lambda file: file.write_bytes(b"noise" * 900),
            "wordpieces.sqlite is damaged (file",
        ),
        (_one_bit, "1 damaged of 133 passages; "),
        (_of_another_type, "1 damaged of 133 passages; "),
        (_one_less, "2 missing of 133 passages; "),
    ],
    ids=["deleted", "emptied", "noise", "one bit", "another type", "two rows less"],
)
def test_what_is_missing_or_damaged_is_told_and_answers_stay_the_same(
    meeting_data: Path, minilm: Embedder, harm: Callable[[Path], object], told: str
) -> None:
    question = "Who condemned extreme and violent acts?"
    with Record.open(meeting_data, minilm) as record:
        assert record.status().health["wordpieces"] == "ok"
        answers = record.search(question, late=50)

    harm(meeting_data / WORDPIECES_FILE)

    with Record.open(meeting_data, minilm) as record:
        assert record.status().health["wordpieces"].startswith(told)
        assert record.search(question, late=50) == answers
        assert record.status().health["lexical"] == "ok"


def test_of_a_large_file_a_part_is_read_through(
    meeting_data: Path, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wordpieces, "LOOKED_AT", 50)
    with sqlite3.connect(meeting_data / WORDPIECES_FILE) as connection:
        connection.execute("UPDATE pieces SET vectors = x'00'")

    with Record.open(meeting_data, minilm) as record:
        told = record.status().health["wordpieces"]

    assert told.startswith("45 damaged of 133 passages (1 in 3 looked at); ")
