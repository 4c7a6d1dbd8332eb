"""Document symbols in texts, in loose writing and in names of files."""

from __future__ import annotations

import pytest

from vectorstore.symbols import NameFacts, meeting_of, normalise, parse_name, symbols


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("his insightful report (S/2013/480) and recommendations", ["S/2013/480"]),
        ("(see S/PV.8699 (Resumption 1))", ["S/PV.8699 (Resumption 1)"]),
        ("adopted unanimously as resolution 1441 (2002).", ["S/RES/1441 (2002)"]),
        (
            "resolutions 1325 (2000), 1820 (2008) and 1888 (2009)",
            ["S/RES/1325 (2000)", "S/RES/1820 (2008)", "S/RES/1888 (2009)"],
        ),
        ("General Assembly resolution 68/262 on", ["A/RES/68/262"]),
        ("contained in document S/2014/l89,", ["S/2014/l89"]),
        ("S/PRST/2014/5 and A/79/PV.64", ["S/PRST/2014/5", "A/79/PV.64"]),
        ("the A/H1N1 flu, and/or 50 (2003) people", []),
    ],
)
def test_cited_documents_are_found(text: str, expected: list[str]) -> None:
    assert [mention.symbol for mention in symbols(text)] == expected


def test_a_mention_points_at_its_words() -> None:
    text = "resolution 1441 (2002) and S/2013/480"
    found = [text[mention.start : mention.end] for mention in symbols(text)]
    assert found == ["1441 (2002)", "S/2013/480"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("s/pv.7219", "S/PV.7219"),
        ("S/PV 7219", "S/PV.7219"),
        ("S/PV.4726 (Resumption 1)", "S/PV.4726 (Resumption 1)"),
        ("s/pv.4726 resumption 1", "S/PV.4726 (Resumption 1)"),
        ("S/PV.4644+Corr.1", "S/PV.4644+Corr.1"),
        ("resolution 2170 (2014)", "S/RES/2170 (2014)"),
        ("a/79/pv.64", "A/79/PV.64"),
        ("S/2013/480", "S/2013/480"),
    ],
)
def test_loose_writing_is_brought_to_the_usual_spelling(written: str, expected: str) -> None:
    assert normalise(written) == expected


def test_a_corrigendum_belongs_to_its_meeting() -> None:
    assert meeting_of("S/PV.4644+Corr.1") == "S/PV.4644"


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("UNSC_2014_SPV.7219_spch004", NameFacts("S/PV.7219", 2014, 4)),
        ("UNSC_2003_SPV.4726Resumption1_spch004", NameFacts("S/PV.4726 (Resumption 1)", 2003, 4)),
        ("ARG_01_1946", NameFacts(None, 1946, None, "ARG", 1)),
        ("000_4221a76e69d2ea31", None),
    ],
)
def test_names_of_files_say_what_they_hold(stem: str, expected: NameFacts | None) -> None:
    assert parse_name(stem) == expected
