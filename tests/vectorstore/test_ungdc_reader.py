"""The General Debate corpus: folders by session, a text a speech, a table of who spoke.

The rows and the beginnings of the texts are the corpus's own (CC0), cut to a few paragraphs.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.vectorstore.written import words, write_xlsx
from vectorstore.readers import read
from vectorstore.readers.ungdc import country_at
from vectorstore.schema import Refused, Statement

ROWS: list[list[object]] = [
    ["Year", "Session", "ISO Code", "Country", "Name of Person Speaking", "Post"],
    [2024, 79, "ZWE", "Zimbabwe", "Frederick Makamure Shava", "Minister of Foreign Affairs"],
    [2003, 58, "YUG", "Serbia and Montenegro", "Svetozar Marović", "President"],
    [1980, 35, "CSK", "Czechoslovakia", "Chnoupek", None],
    [1975, 30, "RUS", "Union of Sovier Socialist Republics", "Mr. GROMYKO", None],
    [1960, 15, "DNK", "Denmark", "Mr. KRAG", None],
    [1960, 15, "DNK", "Denmark", "H.M. King FREDERIK IX", None],
    [2001, 56, "SWE", "Swaziland", "Clifford Sibusiso Mamba", "UN Representative"],
]
TEXTS = {
    "ZWE_79_2024": "Your Excellency, Mr. Philemon Yang, President of the 79th Session of the"
    " General Assembly, \n \nDistinguished Delegates. \nAllow me to extend my heartfelt"
    " congratulations to you, Your Excellency, Mr. Philemon Yang, on your election.  \n",
    "YUG_58_2003": "\ufeffI am honoured to address\nyou for the first time on behalf of the State"
    " Union of\n5\n\nSerbia and Montenegro. The State Union of Serbia and\nMontenegro was created"
    " in the interest of peace,\nstability, the democratic right to freedom of choice and\nmoving"
    " quickly to a European track.\n",
    "CSK_35_1980": "\ufeffMr. President, I should like to congratulate you on your election.\n129."
    "\tI also wish to express appreciation for the work of your predecessor, Mr. Salim.\n130.\tWe"
    " welcome to our midst the new Members of the United Nations.\n131.\tThis is the thirty-fifth"
    " time since the end of the Second World War that this world assembly has been convened.\n"
    "132.\tWe are therefore exerting every effort to ensure that it strengthens the noble ideal.\n",
    "RUS_30_1975": "104.\t Mr. President, on behalf of the delegation of the Soviet Union I should"
    " like to congratulate you.\n",
    "SWE_56_2001": "\ufeffLet me start by\ncongratulating the United Nations and its Secretary-\n"
    "General, Mr. Kofi Annan, on being awarded the Nobel\nPeace Prize.\n",
    "DNK_15_1960": "Disarmament is today the question that stands out as the all-important problem"
    " in international politics.\n",
}


def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    for name, text in TEXTS.items():
        _, session, year = name.split("_")
        session_folder = folder / "TXT" / f"Session {session} - {year}"
        session_folder.mkdir(parents=True, exist_ok=True)
        (session_folder / f"{name}.txt").write_text(text, encoding="utf-8")
    write_xlsx(folder / "Speakers_by_session.xlsx", ROWS)
    return folder


def read_all(folder: Path) -> dict[str, Statement]:
    found = {}
    for one in read(folder):
        assert isinstance(one, Statement), one
        found[one.id] = one
    return found


def test_name_and_table_state_who_spoke_for_which_state_and_when(tmp_path: Path) -> None:
    found = read_all(corpus(tmp_path))["ZWE_79_2024"]
    assert (found.speaker, found.country) == ("Frederick Makamure Shava", "Zimbabwe")
    assert found.voices[0].role == "Minister of Foreign Affairs"
    assert (found.body, found.topic) == ("UN General Assembly", "General debate")
    assert (found.date_from, found.date_to) == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert (found.extra["session"], found.extra["country_code"]) == (79, "ZWE")
    assert found.provenance["speaker"].kind == "stated"
    assert found.provenance["speaker"].rule == "Speakers_by_session.xlsx"
    assert found.source == "TXT/Session 79 - 2024/ZWE_79_2024.txt"


def test_printed_numbers_are_kept_and_page_numbers_removed(tmp_path: Path) -> None:
    found = read_all(corpus(tmp_path))
    numbered = found["CSK_35_1980"]
    assert [one.printed_number for one in numbered.paragraphs] == [None, "129", "130", "131", "132"]
    assert numbered.paragraph_text(3).startswith("We welcome to our midst")
    folio = found["YUG_58_2003"]
    assert words(folio)[0].startswith(
        "I am honoured to address you for the first time on behalf of the State Union of Serbia and"
    )
    assert "running_head" in {repair.kind for repair in folio.repairs}


def test_states_that_are_no_more_stay_what_they_were(tmp_path: Path) -> None:
    found = read_all(corpus(tmp_path))
    assert found["CSK_35_1980"].country == "Czechoslovakia"
    assert found["RUS_30_1975"].country == "Soviet Union"
    assert found["YUG_58_2003"].country == "Serbia and Montenegro"


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("RUS", 1991, "Soviet Union"),
        ("RUS", 1992, "Russian Federation"),
        ("RUS", None, "Russian Federation"),
        ("YUG", 1990, "Yugoslavia"),
        ("DDR", 1985, "German Democratic Republic"),
        ("SUN", 1970, "Soviet Union"),
        ("EU", 2015, "European Union"),
        ("XXX", 2015, None),
    ],
)
def test_a_code_means_the_state_of_its_year(code: str, year: int | None, expected: str) -> None:
    assert country_at(code, year) == expected


def test_of_two_speakers_listed_for_one_text_none_is_taken(tmp_path: Path) -> None:
    found = read_all(corpus(tmp_path))["DNK_15_1960"]
    assert (found.speaker, found.country) == (None, "Denmark")
    assert found.provenance["speaker"].kind == "unknown"
    assert found.extra["speakers_listed"] == ["Mr. KRAG", "H.M. King FREDERIK IX"]


def test_a_speaker_listed_for_another_country_than_the_code_is_not_taken(tmp_path: Path) -> None:
    found = read_all(corpus(tmp_path))["SWE_56_2001"]
    assert (found.speaker, found.country, found.voices[0].role) == (None, "Sweden", None)
    assert found.extra["country_as_listed"] == "Swaziland"
    assert found.extra["speakers_listed"] == ["Clifford Sibusiso Mamba, UN Representative"]


def test_a_spelling_of_the_table_that_is_no_country_is_kept_as_it_stands(tmp_path: Path) -> None:
    found = read_all(corpus(tmp_path))["RUS_30_1975"]
    assert found.extra["country_as_listed"] == "Union of Sovier Socialist Republics"


def test_without_the_table_the_name_still_states_country_and_year(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    (folder / "Speakers_by_session.xlsx").unlink()
    found = read_all(folder)["ZWE_79_2024"]
    assert (found.speaker, found.country) == (None, "Zimbabwe")
    assert found.provenance["country"].rule == "the file's name"


def test_a_table_of_other_columns_is_refused_and_the_texts_are_read(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    write_xlsx(folder / "Speakers_by_session.xlsx", [["Year", "Who"], [2024, "Shava"]])
    found = list(read(folder))
    (refused,) = (one for one in found if isinstance(one, Refused))
    assert refused.source == "Speakers_by_session.xlsx"
    assert refused.reason == "has no column `Session`: it is not the corpus's own"
    assert sum(isinstance(one, Statement) for one in found) == len(TEXTS)


def test_the_table_alone_holds_no_statement(tmp_path: Path) -> None:
    (found,) = read(corpus(tmp_path) / "Speakers_by_session.xlsx")
    assert isinstance(found, Refused)
    assert found.reason == "holds no statement itself: give the folder that it belongs to"
