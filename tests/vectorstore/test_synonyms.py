"""The abbreviations of the field, and that each is spelled out where the table says."""

from __future__ import annotations

from pathlib import Path

import pytest

import vectorstore
from vectorstore.lexical import LexicalIndex
from vectorstore.schema import Filters, Passage
from vectorstore.synonyms import also_called, synonyms

SAMPLE = Path(vectorstore.__file__).parent / "sample"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did Kazakhstan say about SSR?", ["security sector reform"]),
        ("who supports Security Sector Reform?", ["SSR"]),
        ("Which IDPs are meant?", ["internally displaced person"]),
        (
            "What is said of Daesh in Iraq?",
            ["Islamic State in Iraq and the Levant", "ISIL", "ISIS"],
        ),
        ("who was it that said so?", []),
        ("Is the assrt ISILK or DDRX?", []),
    ],
)
def test_abbreviations_are_known_in_both_directions(question: str, names: list[str]) -> None:
    assert also_called(question) == names


def test_each_abbreviation_is_listed_once_with_a_source() -> None:
    rows = synonyms()

    assert len({row.short for row in rows}) == len(rows)
    assert all(row.long and row.source for row in rows)


def test_a_source_in_the_bundled_record_spells_the_name_out() -> None:
    texts = {
        path.stem: " ".join(path.read_text(encoding="utf-8", errors="replace").split()).lower()
        for path in SAMPLE.rglob("*.txt")
    }
    held = [row for row in synonyms() if row.source in texts]

    assert len(held) > 10
    # "weapons of mass destruction": the plural of the head word.
    missing = [
        row.short
        for row in held
        if row.long.lower() not in texts[row.source]
        and row.long.lower().replace("weapon", "weapons") not in texts[row.source]
        and row.long.lower().replace("country", "countries") not in texts[row.source]
    ]
    assert missing == []


def test_the_lexical_index_finds_the_long_form_by_the_short_one(tmp_path: Path) -> None:
    index = LexicalIndex.open(tmp_path)
    # UNSC_2016_SPV.7658_spch023
    words = Passage(
        statement_id="UNSC_2016_SPV.7658_spch023",
        paragraph=1,
        start=0,
        end=1,
        header="",
        text="the role of women in disarmament, demobilization and reintegration",
    )
    index.add([(1, words)])
    index.commit()

    assert [hit.row for hit in index.search("DDR", Filters(), 5)] == [1]
