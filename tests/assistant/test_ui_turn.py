"""What the page counts, what it takes off, and what it gives to paste."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from assistant.chain import Assistant
from assistant.schema import Answer, Question, Removed, Sentence, Understood
from assistant.ui.asking import FilterError, chosen, follow
from assistant.ui.turn import (
    Turn,
    limits,
    plain,
    readable_date,
    support,
    support_line,
    without,
)
from vectorstore.errors import IndexDamagedError
from vectorstore.schema import Filters

ASKED = Question(question="What did Jordan say about Iraq?", filters=Filters(country=("Jordan",)))


def answer(*supports: str, removed: tuple[Removed, ...] = ()) -> Answer:
    sentences = tuple(
        Sentence.model_validate({"text": f"Sentence {n}.", "support": kind})
        for n, kind in enumerate(supports)
    )
    return Answer(
        id="a1",
        question=ASKED.question,
        standalone=ASKED.question,
        kind="passage",
        mode="extractive",
        text=" ".join(sentence.text for sentence in sentences),
        sentences=sentences,
        removed=removed,
    )


def test_every_sentence_that_was_written_is_counted() -> None:
    # Four sentences were shown: one greets, one is the quotation that replaced what was written,
    # two stand as written. One more was taken out. Written with a claim: 2 + 1 + 1 = 4.
    given = answer(
        "none_needed",
        "verbatim",
        "supported",
        "verbatim",
        removed=(
            Removed(text="Jordan condemned it [1].", reason="the paragraph says regrets"),
            Removed(text="Iraq agreed [2].", reason="not there", replaced_by="Sentence 3."),
        ),
    )

    counted = support(given)

    assert (counted.written, counted.supported, counted.removed, counted.replaced) == (4, 2, 1, 1)
    assert support_line(given) == (
        "2 of 4 sentences supported · 1 replaced by the quotation · 1 removed"
    )


def test_an_answer_without_a_claim_counts_nothing() -> None:
    assert support_line(answer("none_needed")) == ""


def test_a_limit_that_the_question_did_not_come_with_was_read_from_it() -> None:
    understood = Understood(
        question=ASKED.question,
        standalone=ASKED.question,
        kind="passage",
        filters=Filters(country=("Jordan",), meeting=("S/PV.4726",), date_from=dt.date(2003, 1, 1)),
    )

    found = [
        (one.field, one.value, one.read)
        for one in limits(Turn(number=1, asked=ASKED, understood=understood))
    ]

    assert found == [
        ("country", "Jordan", False),
        ("meeting", "S/PV.4726", True),
        ("date_from", "2003-01-01", True),
    ]


def test_what_is_taken_off_adds_up() -> None:
    once = without(ASKED, "meeting", "S/PV.4726")
    twice = without(without(once, "meeting", "S/PV.7219"), "date_to", "2003-12-31")

    assert twice.without == Filters(
        meeting=("S/PV.4726", "S/PV.7219"), date_to=dt.date(2003, 12, 31)
    )
    assert twice.question == ASKED.question


def test_a_filter_that_does_not_exist_cannot_be_taken_off() -> None:
    with pytest.raises(ValueError, match="no filter"):
        without(ASKED, "__class__", "x")


@pytest.mark.parametrize(
    ("date", "shown"),
    [("2014-07-18", "18 July 2014"), ("2014", "2014"), (None, ""), ("<b>", "<b>")],
)
def test_dates_are_written_out(date: str | None, shown: str) -> None:
    assert readable_date(date) == shown


def test_the_fields_of_the_page_become_filters() -> None:
    assert chosen(["Jordan"], None, "2003-03-26", "2003-03-27 00:00:00") == Filters(
        country=("Jordan",), date_from=dt.date(2003, 3, 26), date_to=dt.date(2003, 3, 27)
    )


@pytest.mark.parametrize(("since", "to"), [("soon", None), ("2004-01-01", "2003-01-01")])
def test_a_date_that_is_none_says_so(since: str, to: str | None) -> None:
    with pytest.raises(FilterError):
        chosen(None, None, since, to)


def test_a_pasted_answer_carries_each_pinpoint_and_the_words(assistant: Assistant) -> None:
    given = assistant.ask(Question(question="What did Russia say about the crash of flight MH17?"))

    pasted = plain(given)

    assert [one.pinpoint in pasted and one.quote in pasted for one in given.citations]
    assert "[1] S/PV.7219, Mr. Churkin (Russian Federation), 18 July 2014" in pasted
    assert "(spoke in Russian)" in pasted


def test_a_turn_grows_sentence_by_sentence_and_ends_with_the_answer(assistant: Assistant) -> None:
    asked = Question(question="What did Russia say about the crash of flight MH17?")

    seen = list(follow(assistant, asked, 1))

    assert not seen[0].said
    assert [len(turn.said) for turn in seen] == sorted(len(turn.said) for turn in seen)
    assert [turn.finished for turn in seen[:-1]] == [False] * (len(seen) - 1)
    assert seen[-1].answer is not None


def test_a_question_as_long_as_a_document_is_refused_before_anything_is_searched(
    assistant: Assistant,
) -> None:
    (turn,) = follow(assistant, Question(question="why " * 1000), 1)

    assert turn.fault is not None
    assert "shorten" in turn.fault


class Broken(Assistant):
    """An assistant whose index is found damaged in the middle of an answer."""

    def __init__(self) -> None:
        pass

    def stream(self, question: Question, config: object = None) -> Iterator[Understood]:
        yield Understood(
            question=question.question,
            standalone=question.question,
            kind="passage",
            filters=question.filters,
        )
        raise IndexDamagedError("the index is damaged: run `onrecord status`")


def test_an_error_ends_the_turn_with_its_own_line() -> None:
    *_, last = follow(Broken(), ASKED, 1)

    assert last.fault == "the index is damaged: run `onrecord status`"
