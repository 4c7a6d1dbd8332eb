"""Files and folders: order, sources, refusals, speeches that continue others."""

from __future__ import annotations

from pathlib import Path

import pytest

import vectorstore
from vectorstore.readers import read, supported
from vectorstore.schema import Refused, Statement

COUNCIL = Path(vectorstore.__file__).parent / "sample" / "council"


def folder(tmp_path: Path, **texts: str) -> Path:
    meeting = tmp_path / "UNSC_2014_SPV.7219"
    meeting.mkdir()
    for number, text in texts.items():
        name = f"UNSC_2014_SPV.7219_sp{number.removeprefix('sp')}.txt"
        (meeting / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_files_come_in_the_order_of_their_names_with_relative_sources(tmp_path: Path) -> None:
    path = folder(
        tmp_path, spch002="The President: I give the floor.", spch001="Mr. Feltman: I thank you."
    )
    assert [found.source for found in read(path)] == [
        "UNSC_2014_SPV.7219/UNSC_2014_SPV.7219_spch001.txt",
        "UNSC_2014_SPV.7219/UNSC_2014_SPV.7219_spch002.txt",
    ]
    assert [found.source for found in read(path / "UNSC_2014_SPV.7219", root=tmp_path)] == [
        "UNSC_2014_SPV.7219/UNSC_2014_SPV.7219_spch001.txt",
        "UNSC_2014_SPV.7219/UNSC_2014_SPV.7219_spch002.txt",
    ]


def test_one_bad_file_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text("Mr. Ryan (Ireland): We support it.")
    (tmp_path / "c.xyz").write_text("x")
    (tmp_path / ".hidden").write_text("x")
    empty, good, unknown = read(tmp_path)
    assert isinstance(empty, Refused)
    assert isinstance(good, Statement)
    assert isinstance(unknown, Refused)
    assert unknown.reason == f".xyz files are not read: give one of {supported()}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("statement.doc", ".doc files are not read: save it as .docx"),
        ("speeches.tar", ".tar files are not read: unpack it first"),
        ("list.XLS", ".XLS files are not read: save it as .xlsx"),
    ],
)
def test_kinds_that_are_nearly_read_say_what_to_do(
    tmp_path: Path, name: str, expected: str
) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert list(read(tmp_path / name)) == [Refused(source=name, reason=expected)]


def test_a_folder_without_statements_says_so(tmp_path: Path) -> None:
    (found,) = read(tmp_path)
    assert isinstance(found, Refused)
    assert found.source == tmp_path.name
    assert found.reason.startswith("folder without statements")


def test_a_path_that_is_not_there_says_so(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "nowhere")
    assert found == Refused(source="nowhere", reason="does not exist: check the path")


def test_a_continuation_takes_its_speaker_from_the_speech_before(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        spch004="Mr. Churkin (Russian Federation) (spoke in Russian): First, the facts.",
        spch005="Second, the conclusions to be drawn from them are plain.",
    )
    _, second = read(path)
    assert isinstance(second, Statement)
    assert (second.speaker, second.country) == ("Mr. Churkin", "Russian Federation")
    assert second.voices[0].spoke_in == "Russian"
    assert second.provenance["speaker"].kind == "inferred"
    assert second.provenance["speaker"].evidence == "UNSC_2014_SPV.7219_spch004"
    assert second.paragraph_text(1).startswith("Second, the conclusions")


def test_one_whom_the_president_calls_on_is_not_taken_for_the_president(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        spch004="The President: I now give the floor to Mr. Feltman.",
        spch005="I thank you for this opportunity to brief the Council.",
    )
    _, second = read(path)
    assert isinstance(second, Statement)
    assert second.speaker is None
    assert second.provenance["speaker"].kind == "unknown"


def test_a_gap_in_the_numbers_is_no_continuation(tmp_path: Path) -> None:
    path = folder(
        tmp_path, spch004="Mr. Churkin: First, the facts.", spch006="Second, the conclusions."
    )
    _, second = read(path)
    assert isinstance(second, Statement)
    assert second.speaker is None


def test_guests_have_the_office_that_the_president_named() -> None:
    briefers = {
        found.speaker: found
        for found in read(COUNCIL / "iraq" / "UNSC_2019_SPV.8676")
        if isinstance(found, Statement) and found.country is None
    }
    assert briefers["Mr. Mardini"].voices[0].role == (
        "Permanent Observer of the International Committee of the Red Cross to the United Nations"
    )
    assert briefers["Mr. Mardini"].voices[0].capacity == "guest"
    official = briefers["Ms. Hennis-Plasschaert"]
    assert official.voices[0].capacity == "official"
    assert official.provenance["role"].kind == "inferred"
    assert official.provenance["role"].rule == (
        "the President's invitation in UNSC_2019_SPV.8676_spch001"
    )


def test_an_observer_whom_the_president_calls_on_speaks_for_his_state() -> None:
    statements = {
        found.speaker: found
        for found in read(COUNCIL / "wps" / "UNSC_2016_SPV.7658")
        if isinstance(found, Statement)
    }
    # "I now give the floor to the Permanent Observer of the Observer State of the Holy See ..."
    assert statements["Archbishop Auza"].country == "Holy See"
    assert statements["Archbishop Auza"].provenance["country"].kind == "inferred"
    # "Mr. Tete Antonio, Permanent Observer of the African Union to the United Nations"
    assert statements["Mr. Antonio"].voices[0].on_behalf_of == ("African Union",)
    assert statements["Mr. Antonio"].country is None
