from collections import Counter
from collections.abc import Iterator

import pytest

from eval.cases import load, shipped
from eval.sources import Sources
from eval.unanswerable import Unanswerable, Withholding, made
from vectorstore.embed import Embedder
from vectorstore.record import Record

PROPOSALS = "UNSC_2014_SPV.7138_spch009#5"


@pytest.fixture(scope="module")
def withholding(council: Record, embedder: Embedder) -> Iterator[Withholding]:
    """The bundled record once more, as one that can keep paragraphs to itself."""
    with Withholding.open(council.directory, embedder) as record:
        yield record


@pytest.fixture(scope="module")
def questions(withholding: Withholding) -> list[Unanswerable]:
    return made(load(shipped(), Sources(withholding)), withholding)


def test_there_are_more_than_two_hundred_each_of_its_own_name(
    questions: list[Unanswerable],
) -> None:
    ways = Counter(each.way for each in questions)

    assert len(questions) >= 200
    assert len({each.case.id for each in questions}) == len(questions)
    assert set(ways) == {"withdrawn", "absent country", "absent year", "flipped vote"}
    assert all(each.case.answerable is False for each in questions)


def test_no_country_put_in_has_spoken_and_no_vote_was_cast_as_supposed(
    questions: list[Unanswerable], withholding: Withholding
) -> None:
    flipped = [each.case.question for each in questions if each.way == "flipped vote"]
    strange = [each.case.question for each in questions if each.way == "absent country"]

    assert "Why did China vote against the draft resolution in S/PV.7138?" in flipped
    assert (
        "Why did Russian Federation vote in favour of the draft resolution in S/PV.7138?" in flipped
    )
    assert not [q for q in strange for held in withholding.countries() if f"did {held} say" in q]


def test_what_is_withdrawn_is_neither_found_nor_read(withholding: Withholding) -> None:
    statement_id, _, number = PROPOSALS.partition("#")
    words = withholding.statement(statement_id).paragraph_text(int(number))
    before = [(h.statement_id, h.paragraph) for h in withholding.search(words, k=5)]

    withholding.withdrawn = frozenset({PROPOSALS})
    after = withholding.search(words, k=5)
    read = next(each for each in withholding.statements() if each.id == statement_id)
    withholding.withdrawn = frozenset()

    assert (statement_id, int(number)) in before
    assert (statement_id, int(number)) not in [(h.statement_id, h.paragraph) for h in after]
    assert [hit.rank for hit in after] == [1, 2, 3, 4, 5]
    assert words not in read.text
    assert len(read.text) == len(withholding.statement(statement_id).text)
