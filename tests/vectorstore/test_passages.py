"""Passages of real statements: what is searched, and that nothing else is made up."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from vectorstore.passages import LONG, embedded_text, passages
from vectorstore.schema import Paragraph, Passage, Statement, Voice

# UNSC_2014_SPV.7138_spch009: Mr. Liu Jieyi, 15 March 2014.
CONDEMN = (
    "The failure to implement the 21 February agreement has further exacerbated the turmoil in "
    "Ukraine, with serious social and economic consequences for the country. We condemn and "
    "oppose all extreme and violent acts."
)
KEY = (
    "The key to resolving the crisis in Ukraine is to act within the framework of law and order, "
    "seeking an early solution to the differences through dialogue and negotiations, with due "
    "respect for the legitimate rights and interests of all those in the various communities and "
    "regions. All parties should move forward in the overall aim of maintaining regional peace "
    "and stability and of protecting the fundamental interests of all the communities in Ukraine "
    "in order to keep calm, exercise restraint and prevent a further escalation of the tension, "
    "while resolutely seeking a political solution so as to find a specific way out as soon as "
    "possible."
)
CALLING = (
    "China has been calling for constructive efforts and the good offices of the international "
    "community to de-escalate the situation in Ukraine. We note the new developments and "
    "proposals in that regard. Drafting a resolution at this juncture will only lead to "
    "confrontation and further complicate the situation. It is not in line with the common "
    "interests ofboth the people of Ukraine and the international community. On the basis of the "
    "above, we could only abstain in the voting on the draft resolution (S/2014/189)."
)
# UNSC_2014_SPV.7138_spch003: the record of the vote, and the President after it.
VOTE = "A vote was taken by show ofhands."
RESULT = (
    "There were 13 votes in favour, 1 vote against and l abstention. The draft resolution has "
    "not been adopted, owing to the negative vote ofa permanent member of the Council."
)
CHINA = Voice(start=0, end=5000, speaker="Mr. Liu J ieyi", country="China", spoke_in="Chinese")
PRESIDENT = Voice(start=0, end=5000, speaker="The President", capacity="president")


def statement(*texts: str, voices: tuple[Voice, ...] = (CHINA,)) -> Statement:
    """A statement of these paragraphs; the last voice speaks in the last."""
    text = "\n\n".join(texts)
    paragraphs, start = [], 0
    for number, words in enumerate(texts, start=1):
        voice = len(voices) - 1 if number == len(texts) else 0
        end = start + len(words)
        paragraphs.append(Paragraph(number=number, start=start, end=end, voice=voice))
        start = end + 2
    return Statement(
        id="UNSC_2014_SPV.7138_spch009",
        source="UNSC_2014_SPV.7138_spch009.txt",
        sha256="0" * 64,
        text=text,
        voices=voices,
        paragraphs=tuple(paragraphs),
        body="UN Security Council",
        meeting="S/PV.7138",
        date=dt.date(2014, 3, 15),
        topic="Letter dated 28 February 2014 from the Permanent Representative of Ukraine",
    )


def one(made: Statement, number: int) -> Passage:
    [found] = [passage for passage in passages(made) if passage.paragraph == number]
    return found


def test_a_paragraph_of_usual_length_is_one_passage() -> None:
    made = statement(CONDEMN, CALLING)

    assert [passage.text for passage in passages(made)] == [CONDEMN, CALLING]


def test_every_passage_is_words_of_the_text_at_its_place() -> None:
    made = statement(CONDEMN, f"{KEY} {CALLING} {KEY}", VOTE, RESULT)

    assert all(made.text[p.start : p.end] == p.text for p in passages(made))
    assert {p.paragraph for p in passages(made)} == {1, 2, 3, 4}


def test_a_long_paragraph_is_split_at_sentences_and_loses_no_word() -> None:
    long = f"{KEY} {CALLING} {KEY}"
    parts = passages(statement(long))

    assert [part.part for part in parts] == list(range(len(parts)))
    assert len(parts) > 1
    assert max(len(part.text) for part in parts) <= LONG
    assert " ".join(part.text for part in parts) == long
    assert all(part.text.endswith(".") for part in parts)


def test_words_without_a_full_stop_are_cut_between_words() -> None:
    # A list of members as the record prints it, grown to what a General Debate text can hold.
    endless = "Argentina, Australia, Chad, Chile, France, Jordan, Lithuania, " * 40
    parts = passages(statement(endless.strip()))

    assert max(len(part.text) for part in parts) <= LONG
    assert all(left.end < right.start + 1 for left, right in pairwise(parts))
    assert {part.text.rstrip(",").split()[-1] for part in parts} <= set(
        endless.replace(",", "").split()
    )


def test_a_tiny_paragraph_reaches_into_the_next() -> None:
    made = statement(VOTE, RESULT, CONDEMN)
    tiny = one(made, 1)

    assert tiny.text.startswith(VOTE)
    assert RESULT in tiny.text
    assert CONDEMN not in tiny.text
    assert one(made, 2).text == RESULT


def test_a_tiny_paragraph_does_not_reach_into_another_voice() -> None:
    made = statement(VOTE, RESULT, voices=(PRESIDENT, CHINA))

    assert one(made, 1).text == VOTE


def test_the_header_says_what_the_paragraph_leaves_out() -> None:
    header = one(statement(CONDEMN, CALLING), 2).header

    assert header == (
        "China, Chinese, PRC. Mr. Liu J ieyi. Security Council, S/PV.7138, 15 March 2014. "
        "Letter dated 28 February 2014 from the Permanent Representative of Ukraine. "
        "We condemn and oppose all extreme and violent acts."
    )


def test_the_header_says_for_whom_is_spoken() -> None:
    group = CHINA.model_copy(update={"on_behalf_of": ("European Union",)})
    found = one(statement(CONDEMN, voices=(group,)), 1)

    assert "On behalf of European Union." in found.header
    assert found.groups == ("European Union",)


def test_a_vote_is_marked_as_one() -> None:
    made = statement(RESULT)
    vote = made.paragraphs[0].model_copy(update={"kind": "vote"})

    assert one(made.model_copy(update={"paragraphs": (vote,)}), 1).header.startswith("Vote. ")


def test_the_fields_filtered_by_are_those_of_the_paragraphs_own_voice() -> None:
    made = statement(CONDEMN, RESULT, voices=(CHINA, PRESIDENT))
    china, president = passages(made)

    assert (china.country, china.speaker) == ("China", "Mr. Liu J ieyi")
    assert (president.country, president.speaker) == (None, "The President")
    assert "China" not in president.header
    assert "We condemn" not in president.header


@pytest.mark.parametrize(
    ("known", "words", "bounds"),
    [
        (
            {"date": dt.date(2014, 3, 15)},
            "S/PV.7138, 15 March 2014.",
            (dt.date(2014, 3, 15), dt.date(2014, 3, 15)),
        ),
        (
            {
                "date": None,
                "date_from": dt.date(2014, 1, 1),
                "date_to": dt.date(2014, 12, 31),
            },
            "S/PV.7138, 2014.",
            (dt.date(2014, 1, 1), dt.date(2014, 12, 31)),
        ),
        (
            {"date": None, "date_from": dt.date(2013, 8, 13)},
            "S/PV.7138.",
            (dt.date(2013, 8, 13), None),
        ),
        ({"date": None}, "S/PV.7138.", (None, None)),
    ],
    ids=["a day", "a year", "only not before", "unknown"],
)
def test_dates_are_said_as_far_as_they_are_known(
    known: dict[str, object], words: str, bounds: tuple[dt.date | None, dt.date | None]
) -> None:
    found = one(statement(CONDEMN).model_copy(update=known), 1)

    assert f"Security Council, {words}" in found.header
    assert (found.date_from, found.date_to) == bounds


def test_what_is_embedded_is_the_header_and_the_text() -> None:
    found = one(statement(CONDEMN), 1)

    assert embedded_text(found) == f"{found.header}\n{CONDEMN}"
