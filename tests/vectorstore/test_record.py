import gzip
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.vectorstore.counting import Counting
from vectorstore import record as record_module
from vectorstore import upkeep
from vectorstore.embed import Embedder
from vectorstore.errors import RecordBusyError, RecordMissingError, StorageError
from vectorstore.lock import writing
from vectorstore.record import Record
from vectorstore.schema import Filters, Retrieved
from vectorstore.seal import SEAL_FILE

CHURKIN = "UNSC_2014_SPV.7138_spch002"
QUESTIONS = ("referendum in Crimea", "Who vetoed the draft resolution?", "territorial integrity")
# From UNSC_2014_SPV.7219_spch012, Jordan.
JORDAN = (
    "Mrs. Kassem (Jordan) (spoke in Arabic): Jordan reiterates the importance of preserving the\n"
    "political unity, sovereignty and territorial integrity of Ukraine.\n"
)


def _searches(record: Record) -> list[list[Retrieved]]:
    filters = (Filters(), Filters(country="Ukraine"))
    return [record.search(question, limit) for question in QUESTIONS for limit in filters]


def test_ingesting_the_same_again_changes_nothing(meeting: Record, meeting_files: Path) -> None:
    before = (meeting.snapshot, _searches(meeting), meeting.status())
    summary = meeting.ingest([meeting_files])
    assert (summary.added, summary.updated, summary.unchanged) == (0, 0, 21)
    assert (meeting.snapshot, _searches(meeting), meeting.status()) == before


def test_the_same_files_make_the_same_record_in_any_order(
    meeting: Record, meeting_files: Path, tmp_path: Path, minilm: Embedder
) -> None:
    files = sorted(meeting_files.iterdir(), reverse=True)
    with Record.open(tmp_path / "other", minilm, create=True) as other:
        assert other.ingest(files).added == 21
        assert other.snapshot == meeting.snapshot
        assert _searches(other) == _searches(meeting)


def test_a_changed_file_replaces_its_statement_in_every_index(
    meeting: Record, tmp_path: Path
) -> None:
    path = tmp_path / "jordan.txt"
    path.write_text(JORDAN, encoding="utf-8")
    meeting.ingest([path])
    path.write_text(JORDAN.replace("Ukraine", "the Crimean peninsula"), encoding="utf-8")
    summary = meeting.ingest([path])
    assert (summary.added, summary.updated, summary.unchanged) == (0, 1, 0)
    found = meeting.search("sovereignty of the Crimean peninsula", Filters(statement="jordan"))
    assert [(hit.statement_id, hit.paragraph) for hit in found] == [("jordan", 1)]
    assert found[0].text.endswith("territorial integrity of the Crimean peninsula.")
    assert meeting.status().statements == 22


def test_a_name_with_another_text_from_elsewhere_is_kept_beside_the_first(
    meeting: Record, tmp_path: Path
) -> None:
    path = tmp_path / f"{CHURKIN}.txt"
    path.write_text(JORDAN, encoding="utf-8")
    assert meeting.ingest([path]).added == 1
    added = [one for one in meeting.scope().ids if one.startswith(f"{CHURKIN}-")]
    assert len(added) == 1
    assert meeting.statement(added[0]).country == "Jordan"
    assert meeting.statement(CHURKIN).country == "Russian Federation"


def test_an_added_statement_is_found_within_two_seconds_without_a_rebuild(
    meeting: Record, tmp_path: Path
) -> None:
    (tmp_path / "jordan.txt").write_text(JORDAN, encoding="utf-8")
    began = time.monotonic()
    meeting.ingest([tmp_path / "jordan.txt"])
    found = meeting.search("Jordan preserving the political unity of Ukraine")
    assert found[0].statement_id == "jordan"
    assert time.monotonic() - began < 2


def test_what_is_refused_is_told_and_the_rest_goes_in(meeting: Record, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "jordan.txt").write_text(JORDAN, encoding="utf-8")
    (folder / "scan.tiff").write_bytes(b"II*\x00")
    summary = meeting.ingest([folder, tmp_path / "absent"])
    assert summary.added == 1
    assert [refused.source for refused in summary.refused] == ["empty.txt", "scan.tiff", "absent"]


def test_a_removed_statement_is_never_found_again(
    meeting_data: Path, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "FRESH", 20)
    with Record.open(meeting_data, minilm) as record:
        record.search("anything")  # builds the generation, with the statement in it
        words = record.statement(CHURKIN).paragraph_text(1)
        assert record.search(words)[0].statement_id == CHURKIN
        assert record.remove([CHURKIN, "no such id"]) == 1
        assert CHURKIN not in {hit.statement_id for hit in record.search(words, k=200)}
        assert record.search(words, Filters(statement=CHURKIN)) == []
    with Record.open(meeting_data, minilm) as record:
        assert CHURKIN not in {hit.statement_id for hit in record.search(words, k=200)}
        with pytest.raises(RecordMissingError):
            record.statement(CHURKIN)


def test_a_reader_sees_at_its_next_question_what_another_has_written(
    meeting: Record, meeting_data: Path, tmp_path: Path, minilm: Embedder
) -> None:
    (tmp_path / "jordan.txt").write_text(JORDAN, encoding="utf-8")
    meeting.search("anything")
    with Record.open(meeting_data, minilm) as writer:
        writer.ingest([tmp_path / "jordan.txt"])
    assert meeting.search("Jordan preserving unity")[0].statement_id == "jordan"
    assert set(meeting.status().health.values()) == {"ok"}


def test_readers_go_on_while_another_process_writes(meeting: Record, tmp_path: Path) -> None:
    with writing(meeting.directory):
        with pytest.raises(RecordBusyError, match="wait until it is done"):
            meeting.ingest([tmp_path])
        with pytest.raises(RecordBusyError):
            meeting.remove([CHURKIN])
        assert meeting.search("Crimea")
        assert meeting.statement(CHURKIN).country == "Russian Federation"


def test_threads_search_while_one_ingests(meeting: Record, meeting_files: Path) -> None:
    meeting.remove(meeting.scope().ids)
    faults: list[Exception] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                meeting.search("Crimea")
                meeting.status()
                time.sleep(0.02)
            except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
                faults.append(error)
                return

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    meeting.ingest([meeting_files])
    done.set()
    for asker in askers:
        asker.join()
    assert faults == []
    assert meeting.status().statements == 21


def _index_files(directory: Path) -> list[Path]:
    return sorted(
        path
        for part in ("lexical", "dense")
        for path in (directory / part).rglob("*")
        if path.is_file() and not path.name.endswith(".lock")
    )


@pytest.mark.parametrize("damage", ["truncate", "empty", "delete", "flip"])
def test_damaged_index_files_are_noticed_and_made_anew_without_embedding(
    meeting_data: Path, minilm: Embedder, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(upkeep, "FRESH", 20)
    with Record.open(meeting_data, minilm) as record:
        before = _searches(record)
    for path in _index_files(meeting_data):
        _damage(path, damage)
    counting = Counting()
    with Record.open(meeting_data, counting) as record:
        assert _searches(record) == before
        assert set(record.status().health.values()) == {"ok"}
    assert counting.texts == len(before)  # the questions


def test_a_generation_that_was_not_finished_is_made_anew_however_small_the_record(
    meeting_data: Path, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as small:
        small.setattr(upkeep, "FRESH", 20)
        with Record.open(meeting_data, minilm) as record:
            record.search("anything")
    [seal] = (meeting_data / "dense").rglob(SEAL_FILE)
    seal.unlink()

    with Record.open(meeting_data, minilm) as record:
        record.search("anything")

        assert set(record.status().health.values()) == {"ok"}


def _damage(path: Path, kind: str) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    if kind == "delete":
        path.unlink()
    elif kind == "flip" and content:
        content[middle] ^= 1
        path.write_bytes(content)
    else:
        path.write_bytes(content[:middle] if kind == "truncate" else b"")


def test_exact_search_answers_and_says_so_while_a_writer_keeps_a_broken_index_from_repair(
    meeting_data: Path, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "PATIENCE", ())
    for path in _index_files(meeting_data):
        _damage(path, "flip")
    with writing(meeting_data), Record.open(meeting_data, minilm) as record:
        assert record.search("Russian veto of the draft resolution on Crimea")
        assert "search by meaning answers alone" in record.status().health["lexical"]


def test_nothing_is_embedded_twice_after_an_ingest_broke_off(
    tmp_path: Path, meeting_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.ingest.SLICE", 8)
    monkeypatch.setattr("vectorstore.ingest.KEPT_EVERY", 0.0)
    counting = Counting()

    def break_off(stage: str, done: int, _total: int) -> None:
        if stage == "embed" and done >= 40:
            raise KeyboardInterrupt

    with Record.open(tmp_path, counting, create=True) as record:
        with pytest.raises(KeyboardInterrupt):
            record.ingest([meeting_files], break_off)
        assert record.ingest([meeting_files]).added == 21
        assert counting.texts == record.status().passages


def test_an_embedding_of_another_model_is_not_mixed_in(
    meeting_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Embedder, "name", "another model")
    with pytest.raises(StorageError, match="this is another model: ingest into a new"):
        Record.open(meeting_data)


def test_a_record_is_not_begun_by_reading(tmp_path: Path) -> None:
    with pytest.raises(RecordMissingError, match="run `onrecord ingest"):
        Record.open(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="file/data: Not a directory"):
        Record.open(tmp_path / "file" / "data", create=True)


def test_an_empty_record_answers_nothing(tmp_path: Path, minilm: Embedder) -> None:
    with Record.open(tmp_path, minilm, create=True) as record:
        assert record.search("Crimea") == []
        assert record.search("Crimea", Filters(country="Ukraine")) == []
        assert record.status().statements == 0
        assert record.scope().ids == ()


def test_progress_tells_each_stage_up_to_its_end(
    tmp_path: Path, meeting_files: Path, minilm: Embedder
) -> None:
    told: list[tuple[str, int, int]] = []
    with Record.open(tmp_path, minilm, create=True) as record:
        record.ingest([meeting_files], lambda *step: told.append(step))
        passages = record.status().passages
    last = {stage: (done, total) for stage, done, total in told}
    assert last == {
        "read": (21, 21),
        "embed": (passages, passages),
        "acknowledged": (21, 21),
        "index": (passages, passages),
    }


def test_statements_of_a_jsonl_file_go_in_with_their_fields(
    tmp_path: Path, minilm: Embedder
) -> None:
    path = tmp_path / "speeches.jsonl.gz"
    line = {"id": "spch012", "text": JORDAN, "date": "2014-07-18", "meeting_symbol": "S/PV.7219"}
    path.write_bytes(gzip.compress(json.dumps(line).encode()))
    with Record.open(tmp_path / "data", minilm, create=True) as record:
        assert record.ingest([path]).added == 1
        filters = Filters(date_from="2014-07-18", date_to="2014-07-18", meeting="S/PV.7219")
        assert record.scope(filters).ids == ("spch012",)


def test_opening_a_record_takes_no_heavy_import() -> None:
    code = (
        "import sys, vectorstore.record;"
        "print([m for m in ('chromadb', 'langchain_chroma', 'onnxruntime') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_the_lexical_index_follows_a_long_ingest(
    tmp_path: Path, meeting_files: Path, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.ingest.WINDOW", 12)
    monkeypatch.setattr(record_module, "LEXICAL_EVERY", 24)
    with Record.open(tmp_path, minilm, create=True) as record:
        record.ingest([meeting_files])
        everything = record.search("Crimea Ukraine Russia", k=500)
        assert record.status().health["lexical"] == "ok"
    assert len({(hit.statement_id, hit.paragraph) for hit in everything}) == len(everything) > 50
