"""What is inferred says so, and shows by what."""

from __future__ import annotations

import datetime as dt

import pytest

from vectorstore import infer
from vectorstore.schema import SymbolMention


def cited(symbol: str) -> SymbolMention:
    return SymbolMention(symbol=symbol, start=10, end=10 + len(symbol))


def test_the_table_of_meetings_gives_the_day() -> None:
    found = infer.dating("S/PV.7219", 2014, [])
    assert found.date == dt.date(2014, 7, 18)
    assert (found.provenance.kind, found.provenance.rule) == (
        "inferred",
        "table of Council meetings",
    )
    assert found.provenance.evidence == "S/PV.7219"


def test_the_year_in_a_name_bounds_the_date_on_both_sides() -> None:
    found = infer.dating("S/PV.1", 1999, [])
    assert (found.date, found.date_from, found.date_to) == (
        None,
        dt.date(1999, 1, 1),
        dt.date(1999, 12, 31),
    )


def test_a_cited_document_is_only_a_lower_bound() -> None:
    found = infer.dating(None, None, [cited("S/2011/12"), cited("S/2013/480")])
    assert (found.date_from, found.date_to) == (dt.date(2013, 1, 1), None)
    assert (found.provenance.kind, found.provenance.evidence) == ("inferred", "S/2013/480")
    assert found.provenance.start == 10


def test_a_misprinted_year_is_no_evidence() -> None:
    found = infer.dating(None, None, [cited("S/2093/480"), cited("S/1902/1")])
    assert found.date_from is None
    assert found.provenance.kind == "unknown"


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2014-07-18", (2014, 7, 18), (2014, 7, 18)),
        ("2014-02", (2014, 2, 1), (2014, 2, 28)),
        ("2014-12", (2014, 12, 1), (2014, 12, 31)),
        ("2014", (2014, 1, 1), (2014, 12, 31)),
    ],
)
def test_a_stated_date_may_be_a_day_a_month_or_a_year(
    value: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    found = infer.stated_date(value)
    assert found is not None
    assert (found.date_from, found.date_to) == (dt.date(*first), dt.date(*last))


@pytest.mark.parametrize("value", ["2014-02-31", "18 July 2014", "0000-01"])
def test_what_is_no_date_is_not_made_one(value: str) -> None:
    assert infer.stated_date(value) is None


def test_body_and_office_follow_from_symbol_and_address() -> None:
    assert infer.body_of("S/PV.7219") == "UN Security Council"
    assert infer.body_of("A/79/PV.64") == "UN General Assembly"
    assert infer.body_of(None) is None
    assert infer.role_of("The President", "UN Security Council") == (
        "President of the Security Council"
    )
    assert infer.role_of("Mr. Churkin", "UN Security Council") is None
