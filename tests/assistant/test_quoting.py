from collections.abc import Sequence

import pytest

from assistant.choosing import Asked, Candidate, candidates, likelihood
from assistant.quoting import chosen, opening, quotable, sentence
from assistant.schema import Evidence
from vectorstore.record import Record
from vectorstore.sentences import sentences


def _evidence(council: Record, statement_id: str) -> list[Evidence]:
    statement = council.statement(statement_id)
    return [
        Evidence(n=each.number, statement=statement, paragraph=each, score=0.5)
        for each in statement.paragraphs
    ]


def _holding(evidence: Sequence[Evidence], words: str) -> Candidate:
    """Return the sentence that holds `words`, as one that may be quoted."""
    return next(
        Candidate(each, 0, start, end, 0.0)
        for each in evidence
        for start, end in sentences(each.text)
        if words in each.text[start:end]
    )


def _asked(question: str) -> Asked:
    return Asked(question, question)


CHINA, RWANDA = "UNSC_2014_SPV.7138_spch009", "UNSC_2014_SPV.7138_spch008"
RUSSIA = "UNSC_2014_SPV.7154_spch004"


def test_no_more_is_quoted_than_there_is_room_for(council: Record) -> None:
    ranked = candidates(_asked("vote of Rwanda"), _evidence(council, RWANDA), council)

    quoted = chosen(ranked, 60)

    assert 1 <= len(quoted) <= 3
    assert sum(choice.words for choice in quoted) <= 60


def test_the_points_of_an_enumeration_are_all_quoted(council: Record) -> None:
    """Of China's three proposals two have room in 65 words, and would pass for all."""
    asked = _asked("What three proposals did China make for settling the crisis?")
    ranked = candidates(asked, _evidence(council, CHINA), council)

    [proposals] = [each for each in chosen(ranked, 65) if "first proposal" in each.text]

    assert "Secondly, in the meanwhile" in proposals.text
    assert proposals.text.endswith("financial stability of Ukraine.")
    assert proposals.words > 65


def test_the_sentence_after_a_question_comes_with_it(council: Record) -> None:
    ranked = candidates(
        _asked("Why, then, did it vote in favour?"), _evidence(council, RWANDA), council
    )

    quoted = chosen(ranked, 72)

    assert "Why, then, did we vote in favour? The draft resolution contains" in quoted[0].text


def test_nothing_is_quoted_that_says_nothing_by_itself(council: Record) -> None:
    ranked = candidates(
        _asked("the situation in Ukraine today"), _evidence(council, RUSSIA), council
    )

    quoted = chosen(ranked, 90)

    assert all(choice.words >= 6 for choice in quoted)
    assert all(choice.text.rstrip("\"”'’)")[-1] in ".!;:" for choice in quoted[1:])


def test_what_the_speaker_reads_out_is_not_said_to_be_his_own(council: Record) -> None:
    candidate = _holding(_evidence(council, RUSSIA), "I would have acted much more harshly")

    choice = quotable(candidate)

    assert choice is not None
    assert opening(choice) == "The Russian Federation (Mr. Churkin) quoted these words"
    assert sentence(choice, opening(choice)).startswith(
        "The Russian Federation (Mr. Churkin) quoted these words: “"
    )


@pytest.mark.parametrize(
    ("question", "last"),
    [("How did China close its statement?", True), ("What did China say?", False)],
    ids=["asked about the end", "not asked about it"],
)
def test_the_end_of_a_statement_counts_where_it_is_asked_about(
    council: Record, question: str, last: bool
) -> None:
    evidence = _evidence(council, CHINA)
    asked, plain = (
        {(c.evidence.n, c.start): c.score for c in candidates(_asked(q), evidence, council)}
        for q in (question, "What did China say?")
    )
    end = [key for key in asked if key[0] == len(evidence)]

    assert (sum(asked[key] for key in end) > sum(plain[key] for key in end) + 1) == last


def test_a_question_that_the_paragraphs_answer_is_likelier_answered(council: Record) -> None:
    evidence = _evidence(council, CHINA)

    near = likelihood(_asked("What three proposals does China make?"), evidence, council)
    far = likelihood(_asked("How many barrels of oil were exported?"), evidence, council)

    assert 0 <= far < near <= 1
    assert likelihood(_asked("What three proposals does China make?"), [], council) == 0
