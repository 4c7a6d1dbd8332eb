import sqlite3
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from vectorstore.database import LEDGER_FILE, Database
from vectorstore.embed import Embedder
from vectorstore.errors import RecordMissingError, StorageError
from vectorstore.ledger import Ledger, Source, fingerprint, passage_hash
from vectorstore.ledger_rows import Entry
from vectorstore.passages import embedded_text, passages
from vectorstore.readers import read
from vectorstore.record import Record
from vectorstore.schema import Statement


def _statements(folder: Path) -> list[Statement]:
    return [one for one in read(folder) if isinstance(one, Statement)]


def _entry(statement: Statement) -> Entry:
    cut = passages(statement)
    vectors = np.eye(len(cut), 384, dtype=np.float16)
    hashes = [passage_hash("unit vectors", passage) for passage in cut]
    return Entry(statement, statement.id, fingerprint(statement), cut, hashes, vectors)


def test_a_statement_comes_back_as_it_went_in(meeting_data: Path, meeting_files: Path) -> None:
    statements = _statements(meeting_files)
    ledger = Ledger(meeting_data)
    assert ledger.statements([one.id for one in statements]) == statements
    ledger.close()


def test_passages_come_back_as_they_were_cut(meeting_data: Path, meeting_files: Path) -> None:
    cut = [passage for one in _statements(meeting_files) for passage in passages(one)]
    ledger = Ledger(meeting_data)
    held = [passage for batch in ledger.passages_after(0, batch=7) for _, passage in batch]
    assert held == cut
    assert list(ledger.passages(range(1, len(cut) + 1)).values()) == cut
    ledger.close()


def test_a_paragraph_is_looked_up_whole(meeting: Record, meeting_data: Path) -> None:
    statement = meeting.statement("UNSC_2014_SPV.7138_spch003")
    ledger = Ledger(meeting_data)
    places = [(statement.id, 2), (statement.id, 1), ("nowhere", 1)]
    assert ledger.paragraphs(places) == [
        statement.paragraph_text(2),
        statement.paragraph_text(1),
        "",
    ]
    ledger.close()


def test_vectors_are_those_of_the_embedder_to_half_precision(
    meeting_data: Path, minilm: Embedder
) -> None:
    ledger = Ledger(meeting_data)
    rows = ledger.held_after(0)
    texts = [embedded_text(p) for p in ledger.passages(rows.rows[:5].tolist()).values()]
    # Half precision keeps 11 bits: for components below 1 the error is below 2 ** -12.
    assert np.abs(rows.vectors[:5] - minilm.embed(texts)).max() < 2**-12
    ledger.close()


def test_what_is_acknowledged_is_seen_by_another_connection_at_once(
    tmp_path: Path, meeting_files: Path
) -> None:
    writer, reader = Ledger(tmp_path, create=True), Ledger(tmp_path)
    first = _statements(meeting_files)[0]
    assert reader.version == 0
    writer.acknowledge([_entry(first)], [Source(first.id, "a.txt", first.sha256)])
    assert reader.version == 1
    assert reader.statements([first.id]) == [first]
    assert reader.known()[0].sources == {"a.txt"}
    writer.close()
    reader.close()


def test_a_window_that_fails_leaves_nothing_behind(tmp_path: Path, meeting_files: Path) -> None:
    first, second = _statements(meeting_files)[:2]
    ledger = Ledger(tmp_path, create=True)
    with pytest.raises(StorageError, match="UNIQUE"):
        ledger.acknowledge([_entry(first), _entry(second), _entry(first)], [])
    assert ledger.extent == (0, 0, 0)
    assert ledger.known() == []
    ledger.close()


def test_a_row_is_never_used_again(tmp_path: Path, meeting_files: Path) -> None:
    first = _statements(meeting_files)[0]
    ledger = Ledger(tmp_path, create=True)
    ledger.acknowledge([_entry(first)], [])
    before = ledger.extent
    assert ledger.remove([first.id]) == 1
    assert ledger.extent == (2, 0, 0)
    assert sorted(ledger.removed_since(1)) == list(range(1, before.row + 1))
    ledger.acknowledge([_entry(first)], [])
    assert ledger.extent == (3, 2 * before.row, before.passages)
    assert ledger.removed_since(2) == {}
    ledger.close()


def test_the_snapshot_is_over_ids_and_hashes_in_order_of_id(
    tmp_path: Path, meeting_files: Path
) -> None:
    first, second = _statements(meeting_files)[:2]
    ledger = Ledger(tmp_path, create=True)
    ledger.acknowledge([_entry(second)], [])
    ledger.acknowledge([_entry(first)], [])
    lines = f"{first.id}\t{first.sha256}\n{second.id}\t{second.sha256}\n"
    assert ledger.snapshot == f"sha256:{sha256(lines.encode()).hexdigest()}"
    ledger.remove([second.id])
    line = f"{first.id}\t{first.sha256}\n"
    assert ledger.snapshot == f"sha256:{sha256(line.encode()).hexdigest()}"
    ledger.close()


def test_vectors_ahead_are_known_until_the_run_has_ended(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, create=True)
    run = ledger.begin_run([Path("somewhere")])
    vectors = np.eye(2, 384, dtype=np.float16)
    ledger.keep_vectors(["one", "two"], vectors)
    assert ledger.vectors_of(["two", "three"]) == {"two": vectors[1].tobytes()}
    ledger.end_run(run, "{}")
    assert ledger.vectors_of(["two", "three"]) == {}
    ledger.close()


def test_commits_are_on_the_disk_when_they_return(tmp_path: Path) -> None:
    database = Database(tmp_path, create=True)
    assert database.read("PRAGMA journal_mode") == [("wal",)]
    assert database.read("PRAGMA synchronous") == [(2,)]  # FULL
    assert database.read("PRAGMA foreign_keys") == [(1,)]
    assert database.read("PRAGMA user_version") == [(1,)]
    database.close()


def test_a_folder_without_a_ledger_is_no_record(tmp_path: Path) -> None:
    with pytest.raises(RecordMissingError, match="run `onrecord ingest"):
        Ledger(tmp_path)


def test_a_ledger_of_another_version_is_left_alone(tmp_path: Path) -> None:
    Ledger(tmp_path, create=True).close()
    connection = sqlite3.connect(tmp_path / LEDGER_FILE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StorageError, match="tables 99, this one knows 1"):
        Ledger(tmp_path, create=True)


def test_a_damaged_ledger_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / LEDGER_FILE).write_bytes(b"this is not a database, " * 400)
    with pytest.raises(StorageError, match="not a database: the file is damaged"):
        Ledger(tmp_path)


def test_a_full_disk_is_named_and_what_was_acknowledged_stays(
    tmp_path: Path, meeting_files: Path
) -> None:
    first, second = _statements(meeting_files)[:2]
    ledger = Ledger(tmp_path, create=True)
    ledger.acknowledge([_entry(first)], [])
    pages = ledger.database.read("PRAGMA page_count")[0][0]
    ledger.database.read(f"PRAGMA max_page_count = {pages}")  # SQLite then says what a disk says
    with pytest.raises(StorageError, match="disk is full: free some space and try again"):
        ledger.acknowledge([_entry(second)], [])
    assert [known.id for known in ledger.known()] == [first.id]
    assert ledger.statements([first.id]) == [first]
    ledger.close()


def test_an_unknown_statement_or_answer_is_named(meeting: Record) -> None:
    with pytest.raises(RecordMissingError, match="no statement 'UNSC_1999'"):
        meeting.statement("UNSC_1999")
    with pytest.raises(RecordMissingError, match="no answer 'a1'"):
        meeting.answer("a1")


def test_an_answer_is_kept_by_its_id(meeting: Record, meeting_data: Path) -> None:
    meeting.save_answer("a1", '{"id": "a1"}')
    reopened = Ledger(meeting_data)
    assert reopened.answer("a1") == '{"id": "a1"}'
    reopened.close()
