"""Real words of the record, found by a lexical index made of seven of its paragraphs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from vectorstore.designations import designations
from vectorstore.errors import IndexDamagedError
from vectorstore.glued import unglued
from vectorstore.lexical import LexicalIndex
from vectorstore.schema import Filters, Passage

HANDS, CHINA, RUSSIA, RUSSIA_2003, ZEID, SEED, GREECE = range(10, 80, 10)

ALL = {
    HANDS: Passage(
        statement_id="UNSC_2014_SPV.7138_spch003",
        paragraph=1,
        start=0,
        end=33,
        header="Vote. The President. Security Council, S/PV.7138, 15 March 2014.",
        text="A vote was taken by show ofhands.",
        speaker="The President",
        body="UN Security Council",
        meeting="S/PV.7138",
        topic="Letter dated 28 February 2014 from the Permanent Representative of Ukraine",
        date_from=dt.date(2014, 3, 15),
        date_to=dt.date(2014, 3, 15),
    ),
    CHINA: Passage(
        statement_id="UNSC_2014_SPV.7138_spch009",
        paragraph=5,
        start=0,
        end=112,
        header="China, Chinese. Mr. Liu J ieyi. Security Council, S/PV.7138, 15 March 2014.",
        text="On the basis of the above, we could only abstain in the voting on the draft "
        "resolution (S/2014/189).",
        country="China",
        speaker="Mr. Liu J ieyi",
        body="UN Security Council",
        meeting="S/PV.7138",
        topic="Letter dated 28 February 2014 from the Permanent Representative of Ukraine",
        date_from=dt.date(2014, 3, 15),
        date_to=dt.date(2014, 3, 15),
    ),
    RUSSIA: Passage(
        statement_id="UNSC_2014_SPV.7138_spch002",
        paragraph=2,
        start=0,
        end=98,
        header="Russian Federation, Russia. Mr. Churkin. Security Council, S/PV.7138.",
        text="It is a secret to no one that the Russian Federation will vote against the draft "
        "resolution.",
        country="Russian Federation",
        speaker="Mr. Churkin",
        body="UN Security Council",
        meeting="S/PV.7138",
        date_from=dt.date(2014, 1, 1),
        date_to=dt.date(2014, 12, 31),
    ),
    RUSSIA_2003: Passage(
        statement_id="UNSC_2003_SPV.4726Resumption1_spch012",
        paragraph=1,
        start=0,
        end=40,
        header="Russian Federation, Russia. Mr. Lavrov. S/PV.4726 (Resumption 1).",
        text="The war against Iraq has been under way for a week.",
        country="Russian Federation",
        speaker="Mr. Lavrov",
        body="UN Security Council",
        meeting="S/PV.4726 (Resumption 1)",
        topic="Iraq-Kuwait",
        date_from=dt.date(2003, 3, 27),
        date_to=dt.date(2003, 3, 27),
    ),
    ZEID: Passage(
        statement_id="UNSC_2014_SPV.7138_spch016",
        paragraph=1,
        start=0,
        end=60,
        header="Jordan, Jordanian. Prince Zeid Ra'ad Zeid Al-Hussein. S/PV.7138.",
        text="Jordan has voted in favour ofthe draft resolution.",
        country="Jordan",
        speaker="Prince Zeid Ra'ad Zeid Al-Hussein",
        body="UN Security Council",
        meeting="S/PV.7138",
    ),
    SEED: Passage(
        statement_id="000_4221a76e69d2ea31",
        paragraph=1,
        start=0,
        end=60,
        header="Kazakhstan, Kazakh. Mr. Rakhmetullin.",
        text="I also express my warm appreciation to the Secretary-General for his insightful "
        "report (S/2013/480).",
        country="Kazakhstan",
        speaker="Mr. Rakhmetullin",
        date_from=dt.date(2013, 8, 13),
    ),
    GREECE: Passage(
        statement_id="UNSC_2003_SPV.4726_spch039",
        paragraph=1,
        start=0,
        end=60,
        header="Greece, Greek. Mr. Vassilakis. On behalf of European Union. S/PV.4726.",
        text="The European Union reaffirms the commitments of resolution 1441 (2002).",
        country="Greece",
        speaker="Mr. Vassilakis",
        groups=("European Union",),
        body="UN Security Council",
        meeting="S/PV.4726",
        topic="Iraq-Kuwait",
        date_from=dt.date(2003, 3, 26),
        date_to=dt.date(2003, 3, 26),
    ),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LexicalIndex]:
    made = LexicalIndex.open(tmp_path_factory.mktemp("lexical"))
    made.add(ALL.items())
    made.commit()
    yield made
    made.close()


def found(index: LexicalIndex, query: str, **filters: object) -> list[int]:
    return [hit.row for hit in index.search(query, Filters.model_validate(filters), 10)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("why did it abstain", CHINA),
        ("abstaining", CHINA),
        ("Will the Russian Federation vote against it?", RUSSIA),
        ("Rakhmetullin", SEED),
        ("S/2013/480", SEED),
        ("resolution 1441", GREECE),
        ("S/RES/1441 (2002)", GREECE),
        ("a show of hands", HANDS),
        ('"secret to no one"', RUSSIA),
        ("DRAFT RÉSOLUTION Jordan", ZEID),
    ],
)
def test_what_is_asked_for_comes_first(index: LexicalIndex, query: str, first: int) -> None:
    assert found(index, query)[0] == first


@pytest.mark.parametrize(
    "query",
    [
        "text:abstain AND (",
        '"unclosed phrase',
        "a* OR [x TO y] ^^^ ~~ {} \\",
        "country:Jordan",
        "\x00\u202eevil",
        '+-!(){}[]^"~*?:\\/',
        "vote " * 5000,
    ],
)
def test_a_question_is_data_and_never_query_language(index: LexicalIndex, query: str) -> None:
    assert isinstance(found(index, query), list)


def test_a_field_named_in_a_question_is_only_a_word(index: LexicalIndex) -> None:
    # A query language would search the field `country`, which holds no "abstain".
    assert found(index, "country:abstain") == [CHINA]


@pytest.mark.parametrize("query", ["", "   ", "what did they say about it", "?!"])
def test_a_question_without_content_finds_nothing(index: LexicalIndex, query: str) -> None:
    assert found(index, query) == []


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        ({"country": "russian federation"}, [RUSSIA, RUSSIA_2003]),
        ({"country": ["China", "Jordan"]}, [CHINA, ZEID]),
        ({"speaker": "churkin"}, [RUSSIA]),
        ({"speaker": "Mr. Churkin"}, [RUSSIA]),
        ({"speaker": "president"}, [HANDS]),
        ({"speaker": "Al-Hussein"}, [ZEID]),
        ({"speaker": "Chur"}, []),
        ({"body": "Security Council"}, [HANDS, CHINA, RUSSIA, RUSSIA_2003, ZEID, GREECE]),
        ({"meeting": "S/PV.4726"}, [GREECE]),
        ({"meeting": "s/pv.4726 (resumption 1)"}, [RUSSIA_2003]),
        ({"meeting": "S/PV.472"}, []),
        ({"topic": "iraq kuwait"}, [RUSSIA_2003, GREECE]),
        ({"topic": "letters dated february"}, [HANDS, CHINA]),
        ({"group": "European union"}, [GREECE]),
        ({"statement": "000_4221a76e69d2ea31"}, [SEED]),
        ({"from": "2014-01-01"}, [HANDS, CHINA, RUSSIA]),
        ({"from": "2013-01-01"}, [HANDS, CHINA, RUSSIA, SEED]),
        ({"to": "2013-12-31"}, [RUSSIA_2003, GREECE]),
        ({"from": "2014-03-01", "to": "2014-03-31"}, [HANDS, CHINA]),
        ({"from": "2003-03-27", "to": "2003-03-27"}, [RUSSIA_2003]),
        ({"country": "Russian Federation", "meeting": "S/PV.7138"}, [RUSSIA]),
        ({"speaker": ". . ."}, []),
        ({}, sorted(ALL)),
    ],
    ids=str,
)
def test_filters_leave_what_their_meaning_says(
    index: LexicalIndex, filters: dict[str, object], rows: list[int]
) -> None:
    assert index.rows(Filters.model_validate(filters)).tolist() == rows
    assert set(found(index, "resolution vote Iraq", **filters)) <= set(rows)


def test_a_filter_never_costs_a_place_among_the_first(index: LexicalIndex) -> None:
    # Five paragraphs say "resolution" or "vote"; Jordan's is not the first of them.
    hits = index.search("draft resolution vote", Filters(country=("Jordan",)), 1)

    assert [hit.row for hit in hits] == [ZEID]


def test_equal_scores_are_ordered_by_row(tmp_path: Path) -> None:
    index = LexicalIndex.open(tmp_path)
    index.add((row, ALL[CHINA]) for row in (9, 3, 7, 1))
    index.commit()

    assert found(index, "abstain") == [1, 3, 7, 9]


def test_what_is_not_committed_is_not_found(tmp_path: Path) -> None:
    index = LexicalIndex.open(tmp_path)
    index.add([(CHINA, ALL[CHINA])])
    assert index.count() == 0

    index.commit()
    assert index.count() == 1


def test_a_removed_statement_is_gone_with_all_its_passages(tmp_path: Path) -> None:
    index = LexicalIndex.open(tmp_path)
    index.add(ALL.items())
    index.commit()
    index.remove(["UNSC_2014_SPV.7138_spch009", "no such statement"])
    index.commit()

    assert index.count() == len(ALL) - 1
    assert found(index, "abstain") == []


def test_a_reader_sees_what_another_has_committed(tmp_path: Path) -> None:
    writer, reader = LexicalIndex.open(tmp_path), LexicalIndex.open(tmp_path)
    writer.add([(CHINA, ALL[CHINA])])
    writer.commit()

    assert found(reader, "abstain") == [CHINA]


def test_an_index_opened_again_holds_what_it_held(tmp_path: Path) -> None:
    index = LexicalIndex.open(tmp_path)
    index.add(ALL.items())
    index.commit()
    index.close()

    assert LexicalIndex.open(tmp_path).rows(Filters()).tolist() == sorted(ALL)


def test_a_damaged_index_says_so(tmp_path: Path) -> None:
    LexicalIndex.open(tmp_path).close()
    (tmp_path / "meta.json").write_text("{", encoding="utf-8")

    with pytest.raises(IndexDamagedError, match="rebuilt from the ledger"):
        LexicalIndex.open(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A vote was taken by show ofhands.", ["hands"]),
        ("Ialso thank the Council; the workof women mustbe seen", ["also", "work", "must"]),
        ("the political settlement ofthe Ukrainian crisis", ["the"]),
        ("the city of J eddah", ["Jeddah"]),
        ("often into insecurity, theatre, forces, Iraqi forests and island", []),
        ("S/2013/480 and A vote of I also", []),
    ],
)
def test_glued_and_torn_words_are_searched_beside_the_text(text: str, words: list[str]) -> None:
    assert unglued(text) == words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Flight MH-l7, or MH17, or MH 17", ["mh17"]),
        ("the G20 and the P-5", ["g20", "p5"]),
        ("S/PV.7219, S/2014/l89 and E/CN.4", []),
        ("UN staff, EU sanctions, ISIL", []),
    ],
    ids=["a flight", "groups", "symbols", "abbreviations"],
)
def test_a_designation_has_one_spelling(text: str, found: list[str]) -> None:
    assert designations(text) == found
