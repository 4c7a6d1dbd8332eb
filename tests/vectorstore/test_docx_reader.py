"""Word files: what a reader of them sees comes in, what is deleted or hidden does not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.vectorstore.written import paragraphs, said, statements, words, write_docx
from vectorstore.readers import read
from vectorstore.schema import Refused, Statement

# From UNSC_2014_SPV.7138_spch004 of the bundled record.
FIRST = "We thank you, Madam President, for convening this meeting of the Security Council."


def one(path: Path) -> Statement:
    (found,) = read(path)
    assert isinstance(found, Statement), found
    return found


def test_a_meeting_in_word_gives_the_turns_that_the_text_files_give(tmp_path: Path) -> None:
    spoken = statements("UNSC_2014_SPV.7138", 8)
    path = write_docx(
        tmp_path / "record.docx",
        ["7138th meeting", "S/PV.7138"],
        [text for statement in spoken for text in paragraphs(statement)],
    )
    turns = [found for found in read(path) if isinstance(found, Statement)]
    assert said(turns) == said(spoken)
    # After the vote the President takes the floor again, in the text files within one statement.
    assert len(turns) == len(spoken) + 1
    assert {turn.meeting for turn in turns} == {"S/PV.7138"}
    assert {turn.date for turn in turns} == {dt.date(2014, 3, 15)}
    assert [turn.id for turn in turns][:2] == ["record_spch001", "record_spch002"]
    assert turns[0].extra["printed_before"] == ["7138th meeting", "S/PV.7138"]


def test_one_turn_under_its_headings_is_one_statement_with_the_files_own_name(
    tmp_path: Path,
) -> None:
    (spoken,) = statements("seed", 1)
    found = one(write_docx(tmp_path / "ssr.docx", ["Security sector reform"], paragraphs(spoken)))
    assert (found.id, found.speaker, found.country) == ("ssr", "Mr. Rakhmetullin", "Kazakhstan")
    assert words(found) == words(spoken)
    assert found.topic == "Security sector reform"
    assert found.provenance["topic"].rule == "the document's first heading"


def test_the_heading_of_a_missions_file_says_who_speaks_for_whom_and_when(tmp_path: Path) -> None:
    (spoken,) = statements("seed", 1)
    body = paragraphs(spoken)
    body[0] = body[0].removeprefix("Mr. Rakhmetullin (Kazakhstan): ")
    heading = [
        "Statement by H.E. Mr. Rakhmetullin, Permanent Representative of the Republic of Kazakhstan"
        " to the United Nations",
        "at the open debate of the Security Council on security sector reform (S/PV.7161)",
        "New York, 28 April 2014",
    ]
    word = docx.Document()
    for line in (*heading, *body):
        word.add_paragraph(line)
    word.save(str(tmp_path / "mission.docx"))
    found = one(tmp_path / "mission.docx")
    assert (found.speaker, found.country) == ("Mr. Rakhmetullin", "Kazakhstan")
    assert (found.date, found.meeting) == (dt.date(2014, 4, 28), "S/PV.7161")
    assert (found.voices[0].role, found.voices[0].capacity) == (
        "Permanent Representative",
        "national",
    )
    assert [one.kind for one in found.paragraphs][:4] == ["note", "note", "note", "speech"]
    assert words(found)[3:] == words(spoken)
    assert {found.provenance[name].rule for name in ("speaker", "country", "date", "meeting")} == {
        "the document's heading"
    }


def test_headings_lists_and_tables_of_a_document_are_kept(tmp_path: Path) -> None:
    word = docx.Document()
    word.core_properties.title = "Report on security sector reform"
    word.core_properties.author = "A. Typist"
    word.add_heading("Lessons", 2)
    word.add_paragraph(FIRST)
    word.add_paragraph("Protection of civilians", style="List Number")
    word.add_paragraph("The rule of law", style="List Number")
    table = word.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Mission", "Troops"
    table.cell(1, 0).text, table.cell(1, 1).text = "MINUSMA", "11,200"
    word.add_paragraph("In conclusion, we support the draft resolution.")
    word.save(str(tmp_path / "report.docx"))
    found = one(tmp_path / "report.docx")
    assert words(found) == [
        "Lessons",
        FIRST,
        "Protection of civilians",
        "The rule of law",
        "Mission | Troops",
        "MINUSMA | 11,200",
        "In conclusion, we support the draft resolution.",
    ]
    assert [one.kind for one in found.paragraphs] == ["note", *["speech"] * 6]
    assert [one.printed_number for one in found.paragraphs][2:4] == ["1", "2"]
    assert (found.topic, found.speaker) == ("Report on security sector reform", None)
    assert found.provenance["topic"].rule == "the file's title property"
    assert found.provenance["speaker"].kind == "unknown"
    assert found.extra["author"] == "A. Typist"


def test_insertions_text_boxes_and_footnoted_controls_are_not_lost(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("We support ")
    inserted = parse_xml(
        f'<w:ins {nsdecls("w")} w:id="1"><w:r><w:t>the draft resolution </w:t></w:r></w:ins>'
    )
    deleted = parse_xml(
        f'<w:del {nsdecls("w")} w:id="2"><w:r><w:delText>nothing</w:delText></w:r></w:del>'
    )
    paragraph._p.extend([inserted, deleted])  # type: ignore[list-item]
    paragraph.add_run("before the Council.")
    hidden = paragraph.add_run(" Not for distribution.")
    hidden.font.hidden = True
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>We thank the Secretary-General.</w:t>"
        "</w:r></w:p></w:sdtContent></w:sdt>"
    )
    word.element.body.insert(1, control)
    word.save(str(tmp_path / "draft.docx"))
    assert words(one(tmp_path / "draft.docx")) == [
        "We support the draft resolution before the Council.",
        "We thank the Secretary-General.",
    ]


def test_line_breaks_and_soft_hyphens_are_no_words(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Mr. Churkin (Russian Federation):")
    paragraph.add_run().add_break()
    paragraph.add_run("The secu\u00adrity of the region")
    hyphen = OxmlElement("w:noBreakHyphen")
    run = paragraph.add_run(" calls for State")
    run._r.append(hyphen)  # type: ignore[arg-type]
    paragraph.add_run("centred solutions.")
    assert paragraph._p.findall(".//" + qn("w:br"))
    word.save(str(tmp_path / "turn.docx"))
    found = one(tmp_path / "turn.docx")
    assert words(found) == ["The security of the region calls for State-centred solutions."]
    assert [repair.kind for repair in found.repairs] == ["soft_hyphen"]


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"", "is empty"),
        (b"Mr. Churkin: We thank you.", "is no sound Word (.docx) file (File is not a zip file)"),
        (b"PK\x05\x06" + bytes(18), "is no sound Word (.docx) file"),
    ],
    ids=["empty", "text", "empty archive"],
)
def test_what_is_no_word_file_is_refused_in_one_line(
    tmp_path: Path, octets: bytes, expected: str
) -> None:
    (tmp_path / "bad.docx").write_bytes(octets)
    (found,) = read(tmp_path / "bad.docx")
    assert isinstance(found, Refused)
    assert found.reason.startswith(expected)
    assert "\n" not in found.reason
