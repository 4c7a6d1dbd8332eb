import pytest

from assistant.citations import citation, iso_date, pinpoint, reference, unresolved
from vectorstore.record import Record
from vectorstore.schema import Statement

CHURKIN = "UNSC_2014_SPV.7219_spch015"
GREECE = "UNSC_2003_SPV.4726_spch019"
SEED = "000_4221a76e69d2ea31"


def _cite(statement: Statement, number: int, words: str) -> tuple[int, int]:
    start = statement.text.index(words)
    paragraph = statement.paragraphs[number - 1]
    assert paragraph.start <= start < paragraph.end
    return start, start + len(words)


def test_the_quote_is_the_text_at_its_offsets(council: Record) -> None:
    statement = council.statement(CHURKIN)
    span = _cite(statement, 2, "An open and impartial investigation of the incident is necessary.")

    cited = citation(1, statement, 2, *span)

    assert cited.quote == statement.text[cited.start : cited.end]
    assert cited.paragraph_text == statement.paragraph_text(2)
    assert (cited.country, cited.speaker, cited.spoke_in) == (
        "Russian Federation",
        "Mr. Churkin",
        "Russian",
    )
    assert (cited.symbol, cited.date) == ("S/PV.7219", "2014-07-18")


@pytest.mark.parametrize(
    ("statement_id", "number", "expected"),
    [
        (CHURKIN, 6, "S/PV.7219, Mr. Churkin (Russian Federation), 18 July 2014, "),
        (
            GREECE,
            2,
            "S/PV.4726, Mr. Vassilakis (Greece), on behalf of the European Union, 26 March 2003, ",
        ),
        (SEED, 6, f"{SEED}, Mr. Rakhmetullin (Kazakhstan), "),
    ],
    ids=["as the contract has it", "on behalf of a group", "no symbol and no date"],
)
def test_a_pinpoint_says_who_where_when_and_whose_numbering(
    council: Record, statement_id: str, number: int, expected: str
) -> None:
    where = pinpoint(council.statement(statement_id), number)

    assert where == f"{expected}para. {number} [our numbering]"


def test_printed_numbers_and_pages_take_the_place_of_ours(council: Record) -> None:
    statement = council.statement(CHURKIN)
    printed = statement.paragraphs[0].model_copy(update={"printed_number": "42", "page": 5})
    statement = statement.model_copy(update={"paragraphs": (printed,)})

    assert pinpoint(statement, 1).endswith("18 July 2014, p. 5, para. 42")


def test_a_year_alone_is_cited_as_a_year(council: Record) -> None:
    statement = council.statement(CHURKIN)
    first, last = statement.date, statement.date
    assert first is not None
    assert last is not None
    bounded = statement.model_copy(
        update={
            "date": None,
            "date_from": first.replace(month=1, day=1),
            "date_to": last.replace(month=12, day=31),
        }
    )

    assert iso_date(bounded) == "2014"
    assert ", 2014, para. 1 " in pinpoint(bounded, 1)


def test_the_language_spoken_travels_with_the_words(council: Record) -> None:
    statement = council.statement(CHURKIN)
    cited = citation(1, statement, 2, *_cite(statement, 2, "There must be no pressure"))

    assert reference(cited) == (
        '"There must be no pressure" S/PV.7219, Mr. Churkin (Russian Federation), 18 July 2014, '
        "para. 2 [our numbering] (spoke in Russian)"
    )


def test_a_marker_that_points_nowhere_is_kept_and_says_so() -> None:
    cited = unresolved(marker=99, n=1)

    assert cited.paragraph is None
    assert "[99]" in cited.pinpoint
