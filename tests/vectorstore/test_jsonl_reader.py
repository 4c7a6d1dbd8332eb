"""One statement a line as JSON, with broken lines among them."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest

from vectorstore.readers import read
from vectorstore.schema import Refused, Statement, restore

# The head of UNSC_2002_SPV.4644_spch003 in the JSON Lines of the debates.
COUNCIL: dict[str, object] = {
    "id": "UNSC_2002_SPV.4644_spch003",
    "meeting_symbol": "S/PV.4644",
    "date": "2002-11-08",
    "year": 2002,
    "speech_number": 3,
    "speaker": "The President",
    "affiliation": None,
    "role": "President of the Security Council",
    "spoke_in": "spoke in Chinese",
    "topic": "Iraq-Kuwait",
    "vtc": False,
    "also_in": [],
    "text": "The President (spoke in Chinese): I thank the\n"
    "Secretary-General for his statement.\n\n",
}
ASSEMBLY: dict[str, object] = {
    "id": "YUG_01_1946",
    "country_code": "YUG",
    "country": "Serbia and Montenegro",
    "session": 1,
    "year": 1946,
    "speaker": "Mr. Simic",
    "post": None,
    "body": "UN General Assembly, general debate",
    "text": "Mr. President, fellow delegates, we have come to this Assembly in hope.",
}


def written(path: Path, *rows: object) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def statements(path: Path) -> list[Statement]:
    return [found for found in read(path) if isinstance(found, Statement)]


def test_a_council_speech_keeps_what_its_fields_say(tmp_path: Path) -> None:
    (found,) = statements(written(tmp_path / "council.jsonl", COUNCIL))
    assert found.id == "UNSC_2002_SPV.4644_spch003"
    assert found.source == "council.jsonl:1"
    assert (found.speaker, found.country, found.voices[0].spoke_in) == (
        "The President",
        None,
        "Chinese",
    )
    assert (found.meeting, found.date, found.topic) == (
        "S/PV.4644",
        dt.date(2002, 11, 8),
        "Iraq-Kuwait",
    )
    assert found.provenance["date"].kind == "stated"
    assert found.paragraph_text(1) == "I thank the Secretary-General for his statement."
    assert restore(found.text, found.repairs) == COUNCIL["text"]


def test_fields_without_a_place_are_kept(tmp_path: Path) -> None:
    (found,) = statements(written(tmp_path / "council.jsonl", COUNCIL))
    assert found.extra == {"vtc": False, "also_in": []}


def test_a_former_state_goes_by_its_code(tmp_path: Path) -> None:
    (found,) = statements(written(tmp_path / "debate.jsonl", ASSEMBLY))
    assert (found.country, found.body, found.topic) == (
        "Yugoslavia",
        "UN General Assembly",
        "General debate",
    )
    assert (found.date_from, found.date_to) == (dt.date(1946, 1, 1), dt.date(1946, 12, 31))
    assert found.extra == {"session": 1}


def test_a_speaker_of_another_country_than_the_code_is_kept_aside(tmp_path: Path) -> None:
    row = ASSEMBLY | {
        "id": "SWE_56_2001", "country_code": "SWE", "year": 2001, "session": 56,
        "speaker": "Clifford Sibusiso Mamba", "country": "Swaziland",
    }  # fmt: skip
    (found,) = statements(written(tmp_path / "debate.jsonl", row))
    assert (found.speaker, found.country) == (None, "Sweden")
    assert found.extra["speaker"] == "Clifford Sibusiso Mamba"
    assert found.extra["country"] == "Swaziland"


def test_only_the_text_is_needed(tmp_path: Path) -> None:
    row = {"text": "Mr. Churkin (Russian Federation) (spoke in Russian): We shall vote against."}
    (found,) = statements(written(tmp_path / "notes.jsonl", row))
    assert found.id == "notes:1"
    assert (found.country, found.voices[0].spoke_in) == ("Russian Federation", "Russian")


def test_broken_lines_are_named_and_the_others_go_in(tmp_path: Path) -> None:
    rows = [COUNCIL] * 16 + ['{"id": "x", "text": "unfin', "[1, 2]", '{"id": "y"}', "", ASSEMBLY]
    found = list(read(written(tmp_path / "mixed.jsonl", *rows)))
    assert sum(isinstance(one, Statement) for one in found) == 17
    assert [(one.source, one.reason) for one in found if isinstance(one, Refused)] == [
        ("mixed.jsonl", "broken JSON on line 17: Unterminated string starting at (column 21)"),
        ("mixed.jsonl", "line 18 is no JSON object with a field `text`"),
        ("mixed.jsonl:19", "has no field `text` with words in it"),
    ]


def test_packed_files_are_read_and_broken_ones_refused(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps(COUNCIL).encode())
    (tmp_path / "good.jsonl.gz").write_bytes(packed)
    (tmp_path / "torn.jsonl.gz").write_bytes(packed[:-20])
    good, torn = read(tmp_path)
    assert isinstance(good, Statement)
    assert isinstance(torn, Refused)
    assert torn.reason.startswith("is a broken gzip file")


@pytest.mark.parametrize("date", ["8 November 2002", "2002-11-31"])
def test_a_date_that_is_none_is_kept_aside_and_the_table_asked(tmp_path: Path, date: str) -> None:
    (found,) = statements(written(tmp_path / "council.jsonl", {**COUNCIL, "date": date}))
    assert found.extra["date"] == date
    assert found.date == dt.date(2002, 11, 8)
    assert found.provenance["date"].kind == "inferred"


def test_an_affiliation_that_is_no_country_stays_one(tmp_path: Path) -> None:
    row = {"text": "I thank you for this invitation.", "speaker": "Ms. Freij", "affiliation": "UN"}
    (found,) = statements(written(tmp_path / "council.jsonl", row))
    assert (found.country, found.voices[0].affiliation) == (None, "UN")
    assert found.voices[0].capacity == "guest"
