"""Records of meetings: what was typeset comes back; real pages are read as they are printed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from benchmarks.pdf_fidelity import MANNERS, compare, meeting_of, meetings
from tests.vectorstore.typeset import Meeting, typeset
from tests.vectorstore.wrapped import Manner
from vectorstore.readers import read
from vectorstore.readers.pdf import read_pdf
from vectorstore.schema import Statement, restore

# Pages 1 to 5, 15 and 16 of the Assembly's record of 16 April 2025, as issued.
ASSEMBLY = Path(__file__).parent / "printed" / "A_79_PV.64_pages.pdf"


def _statements(path: Path) -> list[Statement]:
    return list(read_pdf(path, path.name))


def _typeset(folder: Path, meeting: Meeting, manner: Manner | None = None) -> list[Statement]:
    path = folder / "S_PV.pdf"
    path.write_bytes(typeset(meeting, manner))
    return _statements(path)


@pytest.fixture(scope="module")
def assembly() -> list[Statement]:
    return _statements(ASSEMBLY)


@pytest.fixture(scope="module")
def iraq() -> Meeting:
    return meeting_of("S/PV.4644", meetings()["S/PV.4644"])


@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS.keys())
def test_a_typeset_meeting_comes_back(tmp_path: Path, iraq: Meeting, manner: Manner) -> None:
    turns, bounds, characters = compare(iraq, _typeset(tmp_path, iraq, manner)).shares
    assert turns == 1
    assert bounds >= 0.99
    assert characters >= 0.995


def test_the_front_page_gives_the_meeting(tmp_path: Path, iraq: Meeting) -> None:
    first = _typeset(tmp_path, iraq)[0]
    assert (first.meeting, first.body, first.topic) == (
        "S/PV.4644",
        "UN Security Council",
        "Iraq-Kuwait",
    )
    assert str(first.date) == "2002-11-08"
    assert first.extra["president"] == "Mr. Traoré"
    assert first.extra["president_country"] == "Guinea"
    assert first.provenance["meeting"].rule == "the record's first page and heads"
    assert first.extra["printed_before"] == [
        "The meeting was called to order at 10.10 a.m.",
        "Adoption of the agenda",
        "The agenda was adopted.",
        "Iraq-Kuwait",
    ]


def test_every_turn_is_a_statement_with_its_number(tmp_path: Path, iraq: Meeting) -> None:
    found = _typeset(tmp_path, iraq)
    assert [one.id for one in found[:3]] == ["S_PV_spch001", "S_PV_spch002", "S_PV_spch003"]
    assert [one.speech_number for one in found[:3]] == [1, 2, 3]
    assert [(one.speaker, one.country) for one in found[2:5]] == [
        ("The Secretary-General", None),
        ("The President", None),
        ("Mr. Negroponte", "United States"),
    ]
    assert found[3].voices[0].spoke_in == "Chinese"


def test_heads_and_folios_inside_a_statement_are_repairs(tmp_path: Path, iraq: Meeting) -> None:
    american = _typeset(tmp_path, iraq)[4]
    heads = [repair.raw for repair in american.repairs if repair.kind == "running_head"]
    # Odd pages have the date on the left, even ones the symbol.
    assert heads == [
        "\n2/99\n03-29393\n08/11/2002\nIraq-Kuwait\nS/PV.4644\n",
        "\n03-29393\n3/99\nS/PV.4644\nIraq-Kuwait\n08/11/2002\n",
    ]
    assert "03-29393" not in american.text
    assert {paragraph.page for paragraph in american.paragraphs} == {2, 3}
    source = restore(american.text, american.repairs)
    assert hashlib.sha256(source.encode()).hexdigest() == american.sha256


def test_votes_are_printed_not_spoken(tmp_path: Path, iraq: Meeting) -> None:
    first = _typeset(tmp_path, iraq)[0]
    votes = [first.paragraph_text(one.number) for one in first.paragraphs if one.kind == "vote"]
    assert votes[0] == "A vote was taken by show of hands."
    assert votes[1].startswith("In favour: Bulgaria, Cameroon, China")
    assert votes[1].endswith("Northern Ireland, United States of America")


def test_a_resumption_is_a_meeting_of_its_own(tmp_path: Path) -> None:
    symbol = "S/PV.4726 (Resumption 1)"
    found = _typeset(tmp_path, meeting_of(symbol, meetings()[symbol][:4]))
    assert {one.meeting for one in found} == {symbol}
    assert {str(one.date) for one in found} == {"2003-03-27"}


def test_an_excerpt_takes_symbol_and_date_from_its_heads(tmp_path: Path, iraq: Meeting) -> None:
    whole, excerpt = tmp_path / "whole.pdf", tmp_path / "excerpt.pdf"
    whole.write_bytes(typeset(iraq))
    pages = pypdfium2.PdfDocument.new()
    pages.import_pages(pypdfium2.PdfDocument(whole), [2, 3, 4])
    pages.save(excerpt)
    first = _statements(excerpt)[0]
    assert (first.meeting, str(first.date)) == ("S/PV.4644", "2002-11-08")


def test_hyphens_at_line_ends_are_kept_in_compounds_and_taken_out_of_broken_words(
    tmp_path: Path, iraq: Meeting
) -> None:
    repairs = [
        (one.text[repair.start - 4 : repair.end + 4], repair.kind, repair.raw)
        for one in _typeset(tmp_path, iraq, Manner(broken_words=True))
        for repair in one.repairs
    ]
    assert ("ary-Gene", "hyphen_kept", "\n") in repairs
    assert next(raw for _, kind, raw in repairs if kind == "hyphen_joined") == "-\n"
    assert "-" not in "".join(text for text, kind, _ in repairs if kind == "hyphen_joined")


def test_real_pages_give_speakers_and_countries(assembly: list[Statement]) -> None:
    assert [(one.speaker, one.country) for one in assembly[:6]] == [
        ("The Acting President", None),
        ("Mr. Makayat-Safouesse", "Congo"),
        ("The Acting President", None),
        ("Ms. Sharma", None),
        ("The Acting President", None),
        ("Mr. Heartney", "United States"),
    ]
    assert assembly[1].voices[0].spoke_in == "French"
    assert assembly[3].voices[0].affiliation == (
        "Department for General Assembly and Conference Management"
    )
    assert {(one.meeting, str(one.date), one.body) for one in assembly} == {
        ("A/79/PV.64", "2025-04-16", "UN General Assembly")
    }


def test_real_agenda_items_are_the_topic_of_the_turns_under_them(assembly: list[Statement]) -> None:
    assert assembly[1].topic == (
        "Integrated and coordinated implementation of and follow-up to the outcomes of the major"
        " United Nations conferences and summits in the economic, social and related fields"
    )
    assert assembly[1].extra["president"] == "Mr. Yang"


def test_a_real_paragraph_goes_on_over_the_disclaimer_and_the_page(
    assembly: list[Statement],
) -> None:
    congo = assembly[1]
    words = congo.paragraph_text(3)
    assert words.startswith("Initiated by the President of my country")
    assert "On another note, the global population is constantly growing, resulting in a" in words
    assert "Sharm El-Sheikh" in words
    assert [paragraph.page for paragraph in congo.paragraphs] == [1, 1, 1, 2, 2, 2, 2, 2, 2]
    between = next(one.raw for one in congo.repairs if one.kind == "running_head")
    assert "This record contains the text of speeches delivered in English" in between
    assert "25-10019 (E)\n*2510019*\n" in between


def test_real_votes_and_notes_are_marked(assembly: list[Statement]) -> None:
    voting = assembly[6]
    assert [paragraph.kind for paragraph in voting.paragraphs] == [
        *("speech", "speech", "speech"),
        *("vote", "vote", "vote", "vote"),
        *("note", "note"),
    ]
    assert voting.paragraph_text(5).endswith("Viet Nam, Yemen, Zimbabwe")
    assert voting.paragraph_text(8) == (
        "Draft resolution A/79/L.64 was adopted by 155 votes to 1 (resolution 79/283)."
    )


def test_a_change_of_language_is_a_voice_of_its_own(assembly: list[Statement]) -> None:
    senegal = next(one for one in assembly if one.country == "Senegal")
    assert [voice.spoke_in for voice in senegal.voices] == ["French", None, "French"]


def test_a_folder_of_records_is_read_with_everything_else() -> None:
    found = list(read(ASSEMBLY.parent))
    assert {one.source for one in found} == {"A_79_PV.64_pages.pdf", "S_2025_508.en.pdf"}
    assert all(isinstance(one, Statement) for one in found)
