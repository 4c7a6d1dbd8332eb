"""OpenDocument texts: what a reader of them sees comes in, what is deleted or hidden does not."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.vectorstore.written import (
    odt_paragraphs,
    paragraphs,
    said,
    statements,
    words,
    write_odt,
)
from vectorstore.readers import read
from vectorstore.schema import Refused, Statement


def one(path: Path) -> Statement:
    (found,) = read(path)
    assert isinstance(found, Statement), found
    return found


def reason(path: Path) -> str:
    (found,) = read(path)
    assert isinstance(found, Refused), found
    assert "\n" not in found.reason
    return found.reason


def test_a_meeting_in_opendocument_gives_the_turns_that_the_text_files_give(
    tmp_path: Path,
) -> None:
    spoken = statements("UNSC_2003_SPV.4726", 5)
    texts = [text for statement in spoken for text in paragraphs(statement)]
    path = write_odt(tmp_path / "record.odt", odt_paragraphs(["S/PV.4726"], texts))
    turns = [found for found in read(path) if isinstance(found, Statement)]
    assert said(turns) == said(spoken)
    assert {turn.meeting for turn in turns} == {"S/PV.4726"}


def test_lists_tables_notes_spaces_and_properties_are_kept(tmp_path: Path) -> None:
    found = one(
        write_odt(
            tmp_path / "note.odt",
            """<text:tracked-changes><text:changed-region><text:deletion><text:p>We oppose one.
            </text:p></text:deletion></text:changed-region></text:tracked-changes>
            <text:p>We<text:s/>support<text:tab/>the <text:span>draft</text:span>
            resolution<text:note><text:note-citation>1</text:note-citation><text:note-body>
            <text:p>See S/2013/480.</text:p></text:note-body></text:note>.</text:p>
            <text:list><text:list-item><text:p>Rule of law</text:p></text:list-item></text:list>
            <text:p text:style-name="P9">We oppose two.</text:p>
            <office:annotation><text:p>We oppose three.</text:p></office:annotation>
            <table:table><table:table-row><table:table-cell><text:p>Mission</text:p>
            </table:table-cell><table:table-cell><text:p>Troops</text:p></table:table-cell>
            </table:table-row></table:table>""",
            "<dc:title>Reform</dc:title><meta:initial-creator>A. Typist</meta:initial-creator>",
            '<style:style style:name="P9"><style:text-properties text:display="none"/>'
            "</style:style>",
        )
    )
    assert words(found) == [
        "We support the draft resolution.",
        "Rule of law",
        "Mission | Troops",
        "[1] See S/2013/480.",
    ]
    assert [one.kind for one in found.paragraphs] == ["speech", "speech", "speech", "note"]
    assert (found.topic, found.extra["author"]) == ("Reform", "A. Typist")
    assert found.provenance["topic"].rule == "the file's title property"


def test_items_of_numbered_lists_have_the_numbers_that_are_printed(tmp_path: Path) -> None:
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    nested = f"<text:list>{item.format('for all', '')}</text:list>"
    found = one(
        write_odt(
            tmp_path / "list.odt",
            '<text:list text:style-name="L1">'
            + item.format("Rule of law", nested)
            + item.format("Justice", "")
            + "</text:list><text:p>We thank the Council.</text:p>"
            '<text:list text:style-name="L1" text:continue-numbering="true">'
            + item.format("Peace", "")
            + "</text:list>",
            styles='<text:list-style style:name="L1"><text:list-level-style-number text:level="1"'
            ' style:num-format="1" style:num-suffix="."/><text:list-level-style-number'
            ' text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>'
            "</text:list-style>",
        )
    )
    assert [
        (one.printed_number, text) for one, text in zip(found.paragraphs, words(found), strict=True)
    ] == [
        ("1", "Rule of law"),
        (None, "(a) for all"),
        ("2", "Justice"),
        (None, "We thank the Council."),
        ("3", "Peace"),
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<text:p>We thank", "is no sound OpenDocument (.odt) file"),
        ("", "holds no words"),
    ],
)
def test_broken_and_empty_ones_are_refused(tmp_path: Path, content: str, expected: str) -> None:
    assert reason(write_odt(tmp_path / "bad.odt", content)).startswith(expected)


def test_entities_and_locked_files_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.odt", "w") as package:
        laughs = "".join(
            f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">'
            for n in range(12)
        )
        package.writestr("content.xml", f"<!DOCTYPE x [{laughs}]><x>&l11;</x>")
    assert "hostile" in reason(tmp_path / "bomb.odt") or "no sound" in reason(tmp_path / "bomb.odt")
    with zipfile.ZipFile(tmp_path / "locked.odt", "w") as package:
        package.writestr("content.xml", b"\x8f\x01\x02")
        package.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    assert reason(tmp_path / "locked.odt") == "is locked: save it without a password"
