"""The seed's format: one statement a text file."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

import vectorstore
from vectorstore.readers import read
from vectorstore.schema import Refused, Statement, restore

SAMPLE = Path(vectorstore.__file__).parent / "sample"
SEED = SAMPLE / "seed" / "000_4221a76e69d2ea31.txt"


def one(path: Path) -> Statement:
    (found,) = read(path)
    assert isinstance(found, Statement)
    return found


def reason(path: Path) -> str:
    (found,) = read(path)
    assert isinstance(found, Refused)
    assert found.source == path.name
    assert "\n" not in found.reason
    return found.reason


def test_the_seed_is_read_with_all_that_it_says_and_no_more() -> None:
    seed = one(SEED)
    assert seed.id == "000_4221a76e69d2ea31"
    assert (seed.speaker, seed.country) == ("Mr. Rakhmetullin", "Kazakhstan")
    assert (seed.meeting, seed.body, seed.topic, seed.date) == (None, None, None, None)
    assert seed.text.startswith("Mr. Rakhmetullin (Kazakhstan): I thank you, Sir, for")
    assert seed.paragraph_text(1).startswith("I thank you, Sir, for facilitating the strategic")
    assert "with context-specific policies" in seed.text


def test_the_seeds_date_is_only_bounded_by_the_report_it_cites() -> None:
    seed = one(SEED)
    assert (seed.date_from, seed.date_to) == (dt.date(2013, 1, 1), None)
    evidence = seed.provenance["date"]
    assert (evidence.kind, evidence.evidence) == ("inferred", "S/2013/480")
    assert seed.text[evidence.start : evidence.end] == "S/2013/480"


def test_each_field_says_how_it_is_known() -> None:
    seed = one(SEED)
    assert {name: found.kind for name, found in seed.provenance.items()} == {
        "speaker": "stated",
        "country": "stated",
        "meeting": "unknown",
        "body": "unknown",
        "topic": "unknown",
        "date": "inferred",
    }
    assert seed.provenance["country"].evidence == "Mr. Rakhmetullin (Kazakhstan): "


def test_the_name_of_a_council_file_gives_meeting_and_number_and_the_table_its_day() -> None:
    (path,) = SAMPLE.rglob("UNSC_2003_SPV.4726Resumption1_spch023.txt")
    found = one(path)
    assert (found.meeting, found.speech_number) == ("S/PV.4726 (Resumption 1)", 23)
    assert (found.date, found.body) == (dt.date(2003, 3, 27), "UN Security Council")
    assert found.topic == "Iraq-Kuwait"
    assert found.provenance["date"].rule == "table of Council meetings"
    assert found.voices[0].role == "President of the Security Council"


def test_the_whole_record_is_read_and_can_be_restored() -> None:
    statements = [found for found in read(SAMPLE) if isinstance(found, Statement)]
    sources = [path.read_bytes().decode() for path in sorted(SAMPLE.rglob("*.txt"))]
    assert len(statements) == len(sources) == 376
    assert [restore(found.text, found.repairs) for found in statements] == sources
    assert statements[0].sha256 == hashlib.sha256(sources[0].encode()).hexdigest()
    assert sum(found.speaker is None for found in statements) == 0
    # 138 turns of the President, 2 of the Secretary-General, 11 guests, the envoys of the League
    # of Arab States and (named by the President) the African Union.
    assert sum(found.country is None for found in statements) == 138 + 2 + 11 + 1
    assert {found.voices[0].affiliation for found in statements} == {
        None,
        "League of Arab States",
        "African Union",
    }


def test_windows_1252_and_carriage_returns_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    text = "Mr. Rodríguez (Cuba): We don’t agree with\r\nthe draft – it is unjust.\r\n"
    path.write_bytes(text.encode("cp1252"))
    found = one(path)
    assert found.paragraph_text(1) == "We don’t agree with the draft – it is unjust."
    assert restore(found.text, found.repairs) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_no_part_of_the_text(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "note.txt"
    path.write_text("The President: I thank the Secretary-General.", encoding=encoding)
    assert one(path).text == "The President: I thank the Secretary-General."


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"", "is empty"),
        (b" \r\n\n", "is empty"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "is binary, not text (a NUL at byte 7)"),
        (b"We thank \x81\x8d\x8f\x90 them", "is neither UTF-8 nor Windows-1252 (byte 9 is 0x81)"),
        ("Señor Núñez pidió la".encode()[:-1] + b"\xc3", "is broken UTF-8 at byte"),
        (b"The President:\n", "holds no words besides the form of address"),
        (b"/0 /1 /2/i255 /4 /5 /6 /7 /8 /i255 /9 /10 /11 /i255 /12 /1 /13 /14 /1 /15/16 /1 /6 /17",
         "is not prose: only 0 of 22 tokens hold a word"),
        (b"12 34 56", "holds no word"),
    ],
    ids=["empty", "blank", "binary", "encoding", "broken", "address only", "failed", "numbers"],
)  # fmt: skip
def test_what_is_no_statement_is_refused_in_one_line(
    tmp_path: Path, octets: bytes, expected: str
) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(octets)
    assert reason(path).startswith(expected)


def test_a_general_debate_file_tells_its_country_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "CSK_01_1946.txt"
    path.write_text("On behalf of the Czechoslovak delegation I wish to congratulate you.")
    found = one(path)
    assert (found.country, found.body) == ("Czechoslovakia", "UN General Assembly")
    assert (found.date_from, found.date_to) == (dt.date(1946, 1, 1), dt.date(1946, 12, 31))
    assert found.provenance["country"].rule == "the file's name"
