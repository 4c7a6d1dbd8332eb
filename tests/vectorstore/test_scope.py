from collections.abc import Iterator
from pathlib import Path

import pytest

from vectorstore import matching
from vectorstore.held import level, nothing_held
from vectorstore.ledger import Ledger
from vectorstore.lexical import LexicalIndex
from vectorstore.record import Record
from vectorstore.schema import Filters
from vectorstore.scope import Scopes

# S/PV.7138 on 15 March 2014: 21 statements, the President (of Luxembourg) among the speakers.
UKRAINE = "Letter dated 28 February 2014 from the Permanent Representative of Ukraine"
NAMED = {
    "nothing": (Filters(), 21),
    "country": (Filters(country="Jordan"), 1),
    "countries": (Filters(country=("Jordan", "chad")), 2),
    "absent country": (Filters(country="Atlantis"), 0),
    "surname": (Filters(speaker="Churkin"), 2),
    "printed name": (Filters(speaker="Mr. Churkin"), 2),
    "another title": (Filters(speaker="Ambassador churkin"), 2),
    "part of a surname": (Filters(speaker="Chur"), 0),
    "body": (Filters(body="Security Council"), 21),
    "other body": (Filters(body="General Assembly"), 0),
    "meeting": (Filters(meeting="S/PV.7138"), 21),
    "other meeting": (Filters(meeting="S/PV.713"), 0),
    "topic": (Filters(topic="letter from Ukraine"), 21),
    "other topic": (Filters(topic="Iraq"), 0),
    "day": (Filters(date_from="2014-03-15", date_to="2014-03-15"), 21),
    "before": (Filters(date_to="2014-03-14"), 0),
    "after": (Filters(date_from="2014-03-16"), 0),
    "statement": (Filters(statement="UNSC_2014_SPV.7138_spch003"), 1),
    "country and name": (Filters(country="Russian Federation", speaker="Churkin"), 2),
    "country and other name": (Filters(country="Jordan", speaker="Churkin"), 0),
}


@pytest.fixture
def ledger(meeting_data: Path) -> Iterator[Ledger]:
    opened = Ledger(meeting_data)
    yield opened
    opened.close()


@pytest.mark.parametrize(("filters", "statements"), NAMED.values(), ids=NAMED)
def test_a_scope_counts_what_passes(ledger: Ledger, filters: Filters, statements: int) -> None:
    assert Scopes(ledger).scope(filters).statements == statements


@pytest.mark.parametrize("filters", [filters for filters, _ in NAMED.values()], ids=NAMED)
def test_search_and_scope_agree_on_what_filters_leave(
    ledger: Ledger, meeting_data: Path, filters: Filters
) -> None:
    held = level(nothing_held(), ledger)
    rows = held.rows_of(Scopes(ledger).voices(filters))
    index = LexicalIndex.open(meeting_data / "lexical")
    assert rows.tolist() == index.rows(filters).tolist()
    index.close()


def test_a_scope_gives_ids_in_order_and_paragraphs(meeting: Record) -> None:
    scope = meeting.scope(Filters(country=("Ukraine", "Jordan")))
    statements = list(meeting.statements(Filters(country=("Ukraine", "Jordan"))))
    assert scope.ids == tuple(sorted(scope.ids)) == tuple(one.id for one in statements)
    assert scope.paragraphs == sum(len(one.paragraphs) for one in statements)


# The seed's only date is a lower bound, from its citation of S/2013/480.
SEED = (
    "Mr. Rakhmetullin (Kazakhstan): I thank the presidency of Nigeria for organizing this\n"
    "important debate. We commend the report of the Secretary-General (S/2013/480)."
)


@pytest.mark.parametrize(
    ("filters", "excluded"),
    [
        (Filters(), 0),
        (Filters(date_from="2014-01-01"), 1),
        (Filters(date_from="2014-01-01", date_to="2014-12-31"), 1),
        (Filters(date_to="2014-12-31"), 1),
        (Filters(date_to="2012-12-31"), 0),
        (Filters(date_from="2014-01-01", country="Jordan"), 0),
    ],
    ids=["no dates", "from", "within", "until", "before its bound", "another country"],
)
def test_statements_left_out_for_want_of_a_date_are_counted(
    meeting: Record, tmp_path: Path, filters: Filters, excluded: int
) -> None:
    (tmp_path / "seed.txt").write_text(SEED, encoding="utf-8")
    meeting.ingest([tmp_path / "seed.txt"])
    assert meeting.scope(filters).excluded_undated == excluded


@pytest.mark.parametrize(
    ("wanted", "printed", "covers"),
    [
        ("S/PV.4726", "S/PV.4726", True),
        ("S/PV.4726", "S/PV.4726 (Resumption 1)", False),
        ("s/pv.4726 (resumption 1)", "S/PV.4726 (Resumption 1)", True),
        ("S/PV.4644", "S/PV.4644+Corr.1", True),
        ("S/PV.4726 (Resumption 1)", "S/PV.4726", False),
        ("S/PV.472", "S/PV.4726", False),
    ],
)
def test_a_symbol_covers_its_corrigenda_and_no_resumption(
    wanted: str, printed: str, *, covers: bool
) -> None:
    assert matching.meeting(wanted, printed) is covers


@pytest.mark.parametrize(
    ("wanted", "printed", "covers"),
    [
        ("Al-Jaafari", "Mr. Al-Jaafari", True),
        ("al jaafari", "Mr. Al-Jaafari", True),
        ("Ja'afari", "Mr. Al-Jaafari", False),
        ("Perez", "Ms. Pérez", True),
        ("Ban", "Mr. Bandura", False),
        ("The President", "The President", True),
        ("the Secretary-General", "The President", False),
        ("Mr.", "Mr. Ban Ki-moon", True),
        ("", "Mr. Ban Ki-moon", False),
    ],
)
def test_a_speaker_is_named_by_whole_words(wanted: str, printed: str, *, covers: bool) -> None:
    assert matching.name(wanted, printed) is covers
