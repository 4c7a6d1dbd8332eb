"""Dates and ranges as people write them in questions."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.dates import dates


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on 18 July 2014", "2014-07-18", "2014-07-18"),
        ("on March 26, 2003", "2003-03-26", "2003-03-26"),
        ("on 2014-07-18", "2014-07-18", "2014-07-18"),
        ("on 26 and 27 March 2003", "2003-03-26", "2003-03-27"),
        ("in July 2014", "2014-07-01", "2014-07-31"),
        ("in February 2004", "2004-02-01", "2004-02-29"),
        ("in late March 2003", "2003-03-21", "2003-03-31"),
        ("in 2014", "2014-01-01", "2014-12-31"),
        ("in the 1990s", "1990-01-01", "1999-12-31"),
        ("between 2003 and 2014", "2003-01-01", "2014-12-31"),
        ("since 2014", "2014-01-01", None),
        ("after 15 March 2014", "2014-03-16", None),
        ("before 15 March 2014", None, "2014-03-14"),
        ("until 2014", None, "2014-12-31"),
    ],
)
def test_a_date_has_inclusive_bounds(text: str, first: str | None, last: str | None) -> None:
    (found,) = dates(f"What was said {text}?")
    assert found.date_from == (dt.date.fromisoformat(first) if first else None)
    assert found.date_to == (dt.date.fromisoformat(last) if last else None)


@pytest.mark.parametrize(
    "text",
    ["resolution 1441 (2002)", "S/2013/480", "S/RES/2170 (2014)", "31 February 2014", "48 hours"],
)
def test_a_number_that_is_no_date_is_none(text: str) -> None:
    assert dates(f"What does {text} say?") == []
