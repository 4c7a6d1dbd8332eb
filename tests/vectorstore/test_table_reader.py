"""Tables with a column of texts: one statement a row, errors by row and column."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from tests.vectorstore.written import statements, words, write_xlsx
from vectorstore.readers import read
from vectorstore.schema import Refused, Statement

HEADER = ["id", "Speech", "Speaker", "Country", "meeting", "Date", "Note"]


def rows(count: int) -> list[list[object]]:
    """Return rows made of real statements, without their forms of address."""
    return [
        [one.id, "\n\n".join(words(one)), one.speaker, one.country, one.meeting, one.date, "kept"]
        for one in statements("UNSC_2014_SPV.7138", count)
        if one.country is not None
    ]


def parted(path: Path) -> tuple[list[Statement], list[Refused]]:
    found = list(read(path))
    return (
        [one for one in found if isinstance(one, Statement)],
        [one for one in found if isinstance(one, Refused)],
    )


@pytest.mark.parametrize("name", ["table.csv", "table.tsv", "semicolons.csv", "table.xlsx"])
def test_each_row_is_a_statement_with_what_its_columns_state(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    expected = rows(12)
    if path.suffix == ".xlsx":
        write_xlsx(path, [HEADER, *expected])
    else:
        delimiter = {"table.csv": ",", "table.tsv": "\t", "semicolons.csv": ";"}[name]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows([HEADER, *expected])
    found, refused = parted(path)
    assert refused == []
    assert len(found) == len(expected) > 5
    assert [
        [one.id, "\n\n".join(words(one)), one.speaker, one.country, one.meeting, one.date, "kept"]
        for one in found
    ] == expected
    assert found[0].source == f"{name}:2"
    assert found[0].extra == {"note": "kept"}
    assert found[0].provenance["speaker"].rule == "column of the table"
    assert found[0].date == dt.date(2014, 3, 15)


def test_rows_that_are_no_statements_are_named_with_their_column(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(
        "speaker,text\nMr. Ryan,We thank you.\nMr. Ryan,\n\nMr. Ryan,We, too, thank you.\n"
        "Mr. Ryan,12 34 56\n",
        encoding="utf-8",
    )
    found, refused = parted(path)
    assert [one.source for one in found] == ["bad.csv:2"]
    assert [(one.source, one.reason) for one in refused] == [
        ("bad.csv:3", "row 3, column 2 (the text) is empty"),
        (
            "bad.csv:5",
            "row 5 has 4 columns, row 1 has 2: quote the cells that hold the delimiter",
        ),
        ("bad.csv:6", "row 6, column 2 (the text): holds no word: there is nothing to read"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("speaker,words\nMr. Ryan,We thank you.\n",
         "has no column of texts: name one of its columns `text` (row 1 has: speaker, words)"),
        ("text,text\na,b\n", "has 2 columns `text`: rename all but one"),
    ],
    ids=["none", "two"],
)  # fmt: skip
def test_tables_without_one_column_of_texts_are_refused(
    tmp_path: Path, text: str, expected: str
) -> None:
    (tmp_path / "bad.csv").write_text(text, encoding="utf-8")
    assert parted(tmp_path / "bad.csv") == ([], [Refused(source="bad.csv", reason=expected)])


def test_what_is_no_workbook_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"speaker,text")
    ((), (refused,)) = parted(tmp_path / "bad.xlsx")
    assert refused.reason.startswith("is no sound Excel (.xlsx) file")


def test_speeches_longer_than_the_csv_modules_limit_are_read(tmp_path: Path) -> None:
    long = " ".join(words(statements("seed", 1)[0]) * 40)
    with (tmp_path / "long.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text"], [long]])
    assert len(long) > 131_072
    ((found,), refused) = parted(tmp_path / "long.csv")
    assert refused == []
    assert found.text.replace("\n\n", " ") == long
