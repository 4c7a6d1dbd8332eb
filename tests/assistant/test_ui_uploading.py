"""Uploads as the page shows them, over a record of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.ui.uploading import Uploading
from vectorstore.embed import Embedder
from vectorstore.lock import writing
from vectorstore.record import Record

# From UNSC_2014_SPV.7219_spch012, Jordan.
JORDAN = (
    "Mrs. Kassem (Jordan) (spoke in Arabic): Jordan reiterates the importance of preserving the\n"
    "political unity, sovereignty and territorial integrity of Ukraine.\n"
)


@pytest.fixture
def record(tmp_path: Path, embedder: Embedder) -> Iterator[Record]:
    with Record.open(tmp_path / "data", embedder, create=True) as opened:
        yield opened


def sent(tmp_path: Path, files: dict[str, bytes]) -> list[Path]:
    folder = tmp_path / "sent"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def test_each_file_is_told_of_and_all_together(record: Record, tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"id": f"n{n}", "text": f"{JORDAN} {n}"}) for n in range(3))
    files = {
        "jordan.txt": JORDAN.encode(),
        "three.jsonl": f"{lines}\n{{broken\n".encode(),
        "empty.txt": b"",
        "<b>scan.tiff": b"II*\x00",
    }

    shown = list(Uploading(record, sent(tmp_path, files)).run())[-1]

    assert "<b>4 added, 0 updated, 0 unchanged, 3 refused</b>" in shown
    assert "<td>three.jsonl</td><td>3 added, 1 refused" in shown
    assert "broken JSON on line 4" in shown
    assert "<td>empty.txt</td><td>1 refused" in shown
    assert "Repairs, each recorded:" in shown
    assert "<b>scan" not in shown
    assert sorted(record.scope().ids) == ["jordan", "n0", "n1", "n2"]
    # Only what was read stays; what was sent has moved.
    kept = sorted(file.name for file in (record.directory / "uploads").iterdir())
    assert kept == ["jordan.txt", "three.jsonl"]
    assert list((tmp_path / "sent").iterdir()) == []


def texts(record: Record) -> list[str]:
    return sorted(one.text.rsplit(maxsplit=1)[-1] for one in record.statements())


def test_a_file_sent_again_is_unchanged_and_another_of_its_name_is_kept_beside_it(
    record: Record, tmp_path: Path
) -> None:
    def told(words: str) -> str:
        files = sent(tmp_path, {"jordan.txt": words.encode()})
        return list(Uploading(record, files).run())[-1]

    other = JORDAN.replace("Ukraine", "Iraq")

    assert "<b>1 added" in told(JORDAN)
    assert "0 added, 0 updated, 1 unchanged" in told(JORDAN)
    beside = told(other)
    assert "1 added, 0 updated, 0 unchanged" in beside
    assert "kept beside it, and neither is replaced" in beside
    assert "0 added, 0 updated, 1 unchanged" in told(other)
    assert "0 added, 0 updated, 1 unchanged" in told(JORDAN)
    assert texts(record) == ["Iraq.", "Ukraine."]
    assert "jordan" in record.scope().ids


def test_of_files_of_one_name_sent_together_none_is_lost(record: Record, tmp_path: Path) -> None:
    broken = f"{json.dumps({'id': 'n1', 'text': JORDAN})}\n{{broken\n"
    other = broken.replace("Ukraine", "Iraq").replace("n1", "n2").replace("broken", "[torn")
    files = [
        path
        for number, words in enumerate((broken, other, broken))
        for path in sent(tmp_path / str(number), {"words.jsonl": words.encode()})
    ]

    shown = list(Uploading(record, files).run())[-1]

    assert "<b>2 added, 0 updated, 1 unchanged, 3 refused</b>" in shown
    first, second, third = re.findall(r"<tr><td>words.jsonl</td><td>(.*?)</td></tr>", shown)
    assert first.startswith("1 added, 1 refused")
    assert second.startswith("1 added, 1 refused")
    assert "kept beside it" in second
    assert third.startswith("1 unchanged, 1 refused")
    assert "The same file twice in this upload" in third
    assert [one.count("broken JSON on line 2") for one in (first, second, third)] == [1, 1, 1]
    assert texts(record) == ["Iraq.", "Ukraine."]


def test_while_another_writes_an_upload_is_one_line_and_leaves_nothing(
    record: Record, tmp_path: Path
) -> None:
    with writing(record.directory):
        shown = list(Uploading(record, sent(tmp_path, {"jordan.txt": JORDAN.encode()})).run())[-1]

    assert "wait until it is done, then try again" in shown
    assert "<table" not in shown
    assert not (record.directory / "uploads").exists()
    assert record.scope().ids == ()
