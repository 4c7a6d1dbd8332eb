"""Questions that name no subject are answered by what sums the statements up, quoted."""

from __future__ import annotations

import pytest

from assistant import kinds
from assistant.catalogue import catalogue
from assistant.chain import Assistant
from assistant.gate import Gate
from assistant.schema import Answer, Evidence, Question
from assistant.understand import understand
from vectorstore.record import Record


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.ask(Question(question=question))


@pytest.mark.parametrize(
    ("question", "country", "meeting"),
    [
        ("What did Rwanda say in S/PV.7154?", "Rwanda", "S/PV.7154"),
        ("Summarize the statement of Rwanda in S/PV.7154.", "Rwanda", "S/PV.7154"),
        ("What were the main points of China in S/PV.7138?", "China", "S/PV.7138"),
        ("Give me a summary of Australia's speech on 18 July 2014", "Australia", "S/PV.7219"),
    ],
)
def test_one_statement_is_summed_up_by_its_own_sentences_in_their_order(
    assistant: Assistant, question: str, country: str, meeting: str
) -> None:
    answer = ask(assistant, question)

    assert answer.refusal is None
    assert len(answer.citations) > 2
    assert {(c.country, c.symbol) for c in answer.citations} == {(country, meeting)}
    places = [(c.paragraph, c.start) for c in answer.citations]
    assert places == sorted(places, key=lambda place: place[1] or 0)
    assert len({c.paragraph for c in answer.citations}) == len(places)
    assert all(sentence.support == "verbatim" for sentence in answer.sentences)


def test_several_statements_of_one_delegation_are_counted_and_told_in_order(
    assistant: Assistant, council: Record
) -> None:
    answer = ask(assistant, "What did Jordan say?")

    assert answer.sentences[0].text.startswith("The record holds 4 statements by Jordan")
    assert answer.sentences[0].support == "none_needed"
    dates = [cited.date for cited in answer.citations]
    assert dates == sorted(dates, key=str)
    assert len({cited.statement_id for cited in answer.citations}) == len(dates) > 2
    assert f"a sentence from each of {len(dates)} of them" in answer.sentences[0].text


def test_a_meeting_is_summed_up_by_several_delegations_and_its_item(assistant: Assistant) -> None:
    answer = ask(assistant, "Sum up S/PV.7154")

    assert "28 statements in S/PV.7154, on “Letter dated 13 April 2014" in answer.text
    spoke = [cited.country for cited in answer.citations]
    assert len(set(spoke)) == len(spoke) > 2
    assert {cited.symbol for cited in answer.citations} == {"S/PV.7154"}


def test_the_chair_and_courtesies_sum_nothing_up(assistant: Assistant) -> None:
    answer = ask(assistant, "What was S/PV.7658 about?")

    assert "The President" not in {cited.speaker for cited in answer.citations}
    assert not any("thank" in cited.quote.lower() for cited in answer.citations)


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("What did Rwanda say about dialogue in S/PV.7154?", "passage"),
        ("What was said about Ukraine?", "passage"),
        ("What did the members say?", "passage"),
        ("What did Lithuania say about Russia?", "passage"),
        ("What did Greece say about the European Union?", "passage"),
        ("What is the position of Viet Nam?", "summary"),
        ("What is S/PV.4726 about?", "summary"),
    ],
    ids=[
        "a subject",
        "a country as subject",
        "no one asked",
        "another",
        "a group",
        "one asked",
        "a meeting",
    ],
)
def test_only_a_question_without_a_subject_wants_a_summary(
    council: Record, question: str, shape: str
) -> None:
    assert understand(Question(question=question), catalogue(council)).shape == shape


def test_what_is_left_of_a_name_is_no_subject() -> None:
    assert kinds.names_no_subject("Summarize 's statement in")
    assert not kinds.names_no_subject("Summarize 's statement on refugees in")


def test_the_end_of_what_another_is_quoted_as_saying_is_told_as_quoted(council: Record) -> None:
    """The King's words, which the paragraph opens with a mark far before the sentence."""
    statement = next(
        s
        for s in council.statements()
        if s.meeting == "S/PV.4726 (Resumption 1)" and s.voices[0].country == "Jordan"
    )
    words = "We will therefore do our utmost to end this war as soon as possible"
    paragraph = next(p for p in statement.paragraphs if words in statement.paragraph_text(p.number))
    evidence = Evidence(n=1, statement=statement, paragraph=paragraph, score=1.0)
    end = evidence.text[evidence.text.index(words) :]

    for verb, passes in (("said", False), ("quoted these words", True)):
        gate = Gate([evidence])
        told = f"Jordan (Mr. AI-Hussein) {verb}: “{end}” [1]."
        checked = [*gate.feed(told), *gate.finish()]
        assert [one.removed is None for one in checked] == [passes]


def test_two_who_are_compared_without_a_subject_are_each_summed_up(assistant: Assistant) -> None:
    answer = ask(assistant, "Compare the UK and Russian statements in S/PV.7219")

    assert answer.kind == "compare"
    sides = [cited.country for cited in answer.citations]
    assert sides == ["United Kingdom", "United Kingdom", "Russian Federation", "Russian Federation"]
    assert {member.country for member in answer.members} == set(sides)
    assert "sentences from each are quoted" in answer.sentences[0].text


def test_a_change_without_a_subject_is_told_in_the_order_of_the_statements(
    assistant: Assistant,
) -> None:
    answer = ask(assistant, "How did the position of France change?")

    assert answer.kind == "timeline"
    dates = [cited.date for cited in answer.citations]
    assert len(dates) > 2
    assert dates == sorted(dates, key=str)


@pytest.mark.parametrize(
    ("question", "told", "statements"),
    [
        ("Who is Mr. Feltman?", "Mr. Feltman (Under-Secretary-General for Political Affairs)", 1),
        ("Who was Prince Zeid?", "Prince Zeid Ra'ad Zeid Al-Hussein, for Jordan,", 2),
    ],
)
def test_who_someone_is_is_told_by_what_the_record_prints(
    assistant: Assistant, question: str, told: str, statements: int
) -> None:
    answer = ask(assistant, question)

    assert answer.text.startswith(f"{told} spoke in ")
    assert len(answer.citations) == statements


@pytest.mark.parametrize(
    ("question", "speakers"),
    [
        ("What did Zeid say about Crimea?", {"Prince Zeid Ra'ad Zeid Al-Hussein"}),
        ("What did Wang say about Iraq?", {"Mr. Wang Yingfan"}),
    ],
)
def test_a_speaker_is_known_by_any_part_of_the_name(
    assistant: Assistant, question: str, speakers: set[str]
) -> None:
    assert {cited.speaker for cited in ask(assistant, question).citations} == speakers


def test_a_statement_of_a_few_words_is_quoted_as_it_is(assistant: Assistant) -> None:
    """Where one who is asked says only a line, that line is what was said."""
    answer = ask(assistant, "What did the President say in S/PV.7138?")

    assert answer.refusal is None
    assert {cited.speaker for cited in answer.citations} == {"The President"}
