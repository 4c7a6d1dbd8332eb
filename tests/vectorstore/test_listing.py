from itertools import chain
from pathlib import Path

import pytest

from vectorstore.embed import Embedder
from vectorstore.listing import ORDERS, Order, Wish
from vectorstore.record import Record
from vectorstore.schema import Filters

MEETING = "UNSC_2014_SPV.7138"
# From UNSC_2014_SPV.7219_spch012, Jordan, without its form of address; its date is not known.
UNNAMED = "Jordan reiterates the importance of preserving the political unity of Ukraine.\n"


@pytest.fixture
def listed_record(meeting: Record, tmp_path: Path) -> Record:
    """The 21 statements of the meeting, and one of which nothing is known."""
    (tmp_path / "100%_unnamed.txt").write_text(UNNAMED, encoding="utf-8")
    meeting.ingest([tmp_path / "100%_unnamed.txt"])
    return meeting


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("down", [False, True])
def test_the_pages_of_the_list_hold_each_statement_once(
    order: Order, down: bool, listed_record: Record
) -> None:
    pages = [
        listed_record.listed(Wish(order=order, down=down, first=first, count=5))
        for first in range(0, 25, 5)
    ]
    assert {page.total for page in pages} == {22}
    assert [len(page.ids) for page in pages] == [5, 5, 5, 5, 2]
    ids = tuple(chain.from_iterable(page.ids for page in pages))
    assert sorted(ids) == sorted(listed_record.scope().ids)


def test_a_list_runs_in_its_order_and_what_has_no_value_stands_last(listed_record: Record) -> None:
    up = listed_record.listed(Wish(order="country")).ids
    countries = [listed_record.statement(id_).country for id_ in up]
    named = [country for country in countries if country]
    assert countries == sorted(named) + [None] * (len(countries) - len(named))
    down = listed_record.listed(Wish(order="country", down=True)).ids
    assert [listed_record.statement(id_).country for id_ in down][: len(named)] == sorted(
        named, reverse=True
    )


def test_a_list_keeps_to_the_filters(listed_record: Record) -> None:
    year = Filters(date_from="2014-01-01", date_to="2014-12-31", country="Ukraine")
    found = listed_record.listed(Wish(filters=year))
    assert (found.total, found.ids) == (1, (f"{MEETING}_spch018",))
    assert listed_record.listed(Wish(filters=Filters(country="Atlantis"))).total == 0
    assert listed_record.years() == {2014: 21}


def test_the_undated_can_be_listed_alone(listed_record: Record) -> None:
    assert listed_record.listed(Wish(undated=True)).ids == ("100%_unnamed",)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("churkin", {f"{MEETING}_spch002", f"{MEETING}_spch020"}),
        ("Mr. Churkin spch002 7138", {f"{MEETING}_spch002"}),
        ("%", {"100%_unnamed"}),
        ("100%_", {"100%_unnamed"}),
        ("' OR 1=1 --", set()),
        ("churkin argentina", set()),
    ],
)
def test_every_word_must_stand_in_what_is_known_of_a_statement(
    words: str, ids: set[str], listed_record: Record
) -> None:
    assert set(listed_record.listed(Wish(words=words)).ids) == ids


def test_a_corrected_statement_stands_where_its_correction_puts_it(listed_record: Record) -> None:
    listed_record.correct("100%_unnamed", "country", "Jordan", "A. Clerk")
    jordan = Wish(filters=Filters(country="Jordan"))
    assert "100%_unnamed" in listed_record.listed(jordan).ids


def test_an_older_ledger_is_listed_without_its_index_and_gets_it_at_the_next_ingest(
    meeting_data: Path, meeting_files: Path, minilm: Embedder
) -> None:
    with Record.open(meeting_data, minilm) as record:
        record._ledger.database.read("DROP INDEX statements_in_brief")
    with Record.open(meeting_data, minilm) as record:
        before = record.listed(Wish(order="speaker")), record.scope()
        assert not record._ledger.database.brief
        record.ingest([meeting_files])
        assert record._ledger.database.brief
        assert (record.listed(Wish(order="speaker")), record.scope()) == before
