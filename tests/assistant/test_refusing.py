import pytest

from assistant.catalogue import catalogue
from assistant.chain import Assistant
from assistant.never_dated import never_dated
from assistant.printed import answer_text
from assistant.schema import MAY_NOT_ANSWER, Question
from assistant.understand import understand
from vectorstore.record import Record


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("What did he say about it?", "What did the Russian Federation say about Iraq-Kuwait?"),
        ("What was its view of paragraph 7?", "What was the United States' view of paragraph 7?"),
        ("What did they want?", "What did China want?"),
    ],
    ids=["who and what", "whose", "who"],
)
def test_an_unclear_question_is_answered_by_readings_to_choose_from(
    council: Record, question: str, reading: str
) -> None:
    held = catalogue(council)

    refusal = understand(Question(question=question), held).refusal

    assert refusal is not None
    assert refusal.reason == "unclear"
    assert f"“{reading}”" in refusal.detail
    assert understand(Question(question=reading), held).refusal is None


def test_a_pronoun_that_no_earlier_question_resolves_is_unclear(council: Record) -> None:
    """Who abstained stands in the answer, which is no evidence for the next."""
    asked = Question(
        question="Why did it abstain?", history=("Who abstained on the draft in S/PV.7138?",)
    )

    refusal = understand(asked, catalogue(council)).refusal

    assert refusal is not None
    assert refusal.reason == "unclear"


def test_an_occasion_may_go_unnamed_in_what_is_said_at_it(assistant: Assistant) -> None:
    asked = Question(
        question="Which principle did Argentina hope every country would respect after the vote on "
        "the Crimean referendum?"
    )

    answer = assistant.ask(asked)

    assert answer.refusal is None
    assert {cited.country for cited in answer.citations} == {"Argentina"}


def test_a_subject_that_is_asked_about_is_not_taken_for_an_occasion(assistant: Assistant) -> None:
    answer = assistant.ask(Question(question="What did Argentina say about cybersecurity?"))

    assert answer.refusal is not None
    assert answer.refusal.reason == "not_said"


@pytest.mark.parametrize(
    "asked",
    [
        "What did Jordan say about the referendum in Crimea?",
        "What did Egypt say about the price of bread?",
    ],
)
def test_what_is_near_but_was_not_said_is_refused(assistant: Assistant, asked: str) -> None:
    """Jordan speaks of Crimea and no referendum, Egypt of the price of war and no bread."""
    answer = assistant.ask(Question(question=asked))

    assert answer.refusal is not None
    assert answer.refusal.reason == "not_said"


def test_an_answer_says_how_sure_it_is_and_a_refusal_does_not(assistant: Assistant) -> None:
    sure = assistant.ask(
        Question(question="What three proposals did China make in S/PV.7138 for Ukraine?")
    )
    unsure = assistant.ask(
        Question(question="On what conditions would Mexico accept armed action against Iraq?")
    )
    refused = assistant.ask(Question(question="What did Iceland say about Crimea?"))

    assert sure.confidence is not None
    assert unsure.confidence is not None
    assert 0 <= unsure.confidence < sure.confidence <= 1
    assert refused.confidence is None
    assert MAY_NOT_ANSWER in unsure.notes
    assert MAY_NOT_ANSWER not in sure.notes


def test_a_year_to_come_that_was_spoken_of_is_answered(assistant: Assistant) -> None:
    """The record ends in 2019; statements on women and peace name goals for 2030."""
    spoken = assistant.ask(Question(question="What is to be reached by 2030 for women?")).refusal
    unsaid = assistant.ask(Question(question="What is to be reached by 2047 for women?")).refusal

    assert spoken is None
    assert unsaid is not None
    assert "2047" in unsaid.detail


def test_one_subject_that_stands_there_in_so_many_words_is_never_too_far(
    assistant: Assistant,
) -> None:
    answer = assistant.ask(Question(question="What did Chile say about MH-17?"))

    assert answer.refusal is None
    assert "MH-l7" in answer.text


def test_of_two_who_are_compared_neither_crowds_the_other_out(assistant: Assistant) -> None:
    question = (
        "How did Russia and the United States differ over the legal force of the Crimean "
        "referendum of March 2014?"
    )
    answer = assistant.ask(Question(question=question))

    assert {c.country for c in answer.citations} == {"Russian Federation", "United States"}


def test_what_nothing_in_the_whole_record_is_near_to_is_refused(assistant: Assistant) -> None:
    question = "Who compared the mandate's drafting to knitting a woollen jumper?"

    refusal = assistant.ask(Question(question=question)).refusal

    assert refusal is not None
    assert refusal.reason == "not_said"


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        # "a climate of anger" and "the changing realities" are no climate change.
        ("What did Germany say about climate change?", "climate change"),
        ("What did Spain say about fishing rights?", "fishing rights"),
    ],
)
def test_a_subject_whose_words_stand_nowhere_together_was_not_spoken_of(
    assistant: Assistant, question: str, subject: str
) -> None:
    refusal = assistant.ask(Question(question=question)).refusal

    assert refusal is not None
    assert refusal.reason == "not_said"
    assert f"“{subject}”" in refusal.detail


@pytest.mark.parametrize(
    "question",
    [
        "What did Egypt say about sexual abuse by peacekeepers?",
        "What did Australia say about the crash site?",
        pytest.param(
            "What did China say about economic sanctions?",
            marks=pytest.mark.xfail(strict=True, reason="it says “the sanctions against Iraq”"),
        ),
        # In other words: "close off areas deemed dangerous for flights".
        "What did Russia say about air traffic control in S/PV.7219?",
    ],
)
def test_a_subject_that_was_spoken_of_is_answered(assistant: Assistant, question: str) -> None:
    assert assistant.ask(Question(question=question)).refusal is None


def test_what_could_not_be_counted_says_so(assistant: Assistant) -> None:
    question = "How many delegations condemned the attack on MH17 in S/PV.7219?"
    answer = assistant.ask(Question(question=question))

    assert answer.count is None
    assert any(note.startswith("Not counted over the whole record") for note in answer.notes)


@pytest.mark.parametrize(
    "question",
    [
        # Iraq was debated on 26 March 2003, and resolutions of 1973 and 1979 are spoken of.
        "Which countries deplored the unilateral action against Iraq on 26 March 1979?",
        "What value of oil-for-food supplies did Kofi Annan say was held up on 26 March 1962?",
        "In what terms did the United Kingdom dismiss the Crimean poll planned for 16 March 1962?",
    ],
    ids=["listed", "of a day", "planned for a day"],
)
def test_a_day_of_which_the_record_knows_nothing_has_no_answer(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(Question(question=question))

    assert answer.refusal is not None
    assert answer.refusal.reason == "absent_source"
    assert "1962" in answer.refusal.detail or "1979" in answer.refusal.detail


@pytest.mark.parametrize(
    "question",
    [
        "Which delegations mentioned the attacks of 11 September 2001?",
        "What did Ukraine say about the 1994 Budapest Memorandum?",
        "Which country recalled the events of 1968 in Czechoslovakia?",
        "What did Iraq say about the aggression since the 1990s?",
    ],
    ids=["a day without its year", "said with its year", "a year that is named", "a decade"],
)
def test_the_date_of_an_event_that_statements_mention_is_none_of_the_record(
    council: Record, question: str
) -> None:
    understood = understand(Question(question=question), catalogue(council))

    assert never_dated(council, understood, understood.filters) is None


@pytest.mark.parametrize(
    ("question", "symbol"),
    [
        ("What did France say about S/2031/77?", "S/2031/77"),
        ("What does resolution 2999 (2016) demand of Sudan?", "S/RES/2999 (2016)"),
    ],
    ids=["a symbol", "a resolution in words"],
)
def test_a_document_that_nothing_cites_is_an_absent_source(
    assistant: Assistant, question: str, symbol: str
) -> None:
    refusal = assistant.ask(Question(question=question)).refusal

    assert refusal is not None
    assert refusal.reason == "absent_source"
    assert symbol in refusal.detail


@pytest.mark.parametrize(
    "question",
    [
        "What did the United States say about draft resolution S/2014/189?",
        "What did France say about resolution 1441 (2002)?",
        "What did the Council have before it in S/2016/239?",
        "How was General Assembly resolution A/RES/68/262 spoken of?",
    ],
    ids=["cited", "a resolution in words", "cited by the President", "of the Assembly"],
)
def test_a_document_that_statements_cite_is_no_absent_source(
    assistant: Assistant, question: str
) -> None:
    assert assistant.ask(Question(question=question)).refusal is None


def test_a_name_is_known_however_it_is_written_or_scanned(assistant: Assistant) -> None:
    """Chile's statement has "Flight MH-l7", with a letter for the figure."""
    for question in ("What did Chile say about MH17?", "What did Chile say about MH-17?"):
        answer = assistant.ask(Question(question=question))

        assert answer.refusal is None
        assert "Flight MH-l7" in answer.citations[0].quote


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("How many barrels of oil a day did the Iraqi ambassador say in March 2003 that his "
         "country was still exporting?", "barrels"),
        ("How much money did the United Kingdom promise to victims when resolution 2272 was "
         "adopted?", "money"),
        ("How many submarines did Russia send to Crimea?", "submarines"),
    ],
)  # fmt: skip
def test_a_number_that_nobody_gives_is_not_said(
    assistant: Assistant, question: str, counted: str
) -> None:
    refusal = assistant.ask(Question(question=question)).refusal

    assert refusal is not None
    assert refusal.reason == "not_said"
    assert counted in refusal.detail


@pytest.mark.parametrize(
    ("question", "number"),
    [
        # The United Kingdom speaks of troops.
        ("How many Russian soldiers did satellite images show close to Ukraine's border, "
         "according to the British representative in April 2014?", "40,000"),
        ("How much food aid was waiting aboard Australian ships off Iraq in March 2003?",
         "100,000 tons"),
        ("How many people did Chile say were killed on MH17?", "298"),
    ],
)  # fmt: skip
def test_a_number_that_is_given_is_quoted(assistant: Assistant, question: str, number: str) -> None:
    answer = assistant.ask(Question(question=question))

    assert answer.refusal is None
    assert any(number in cited.quote for cited in answer.citations)


def test_an_answer_that_may_be_none_says_so_first(assistant: Assistant) -> None:
    far = assistant.ask(
        Question(question="Who grumbled that soldiers from rich nations would escape the dock?")
    )
    near = assistant.ask(
        Question(question="What three proposals did China make in S/PV.7138 for Ukraine?")
    )

    assert MAY_NOT_ANSWER in far.notes
    assert answer_text(far).startswith(MAY_NOT_ANSWER)
    assert MAY_NOT_ANSWER not in near.notes
    assert not answer_text(near).startswith(MAY_NOT_ANSWER)


def test_who_vetoes_is_who_is_asked(assistant: Assistant) -> None:
    answer = assistant.ask(Question(question="Why did Russia veto the draft resolution on Crimea?"))

    assert {cited.country for cited in answer.citations} == {"Russian Federation"}


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("What did Lithunia say about sanctions?", "Lithuania"),
        ("How did the speakers see the role of Rusia?", "Russia"),
    ],
    ids=["the one asked", "named besides"],
)
def test_a_misspelt_name_is_asked_back(assistant: Assistant, question: str, meant: str) -> None:
    refusal = assistant.ask(Question(question=question)).refusal

    assert refusal is not None
    assert refusal.reason == "unclear"
    assert refusal.detail.endswith(f"Is “{meant}” meant?")


@pytest.mark.parametrize(
    "question",
    [
        "What did Hamas say about Iraq?",
        "What did UNICEF say about children?",
        "Give me the exact words of Mr. Blix",
    ],
)
def test_one_who_never_speaks_is_an_absent_source(assistant: Assistant, question: str) -> None:
    refusal = assistant.ask(Question(question=question)).refusal

    assert refusal is not None
    assert refusal.reason == "absent_source"


def test_a_statement_by_another_is_no_answer(assistant: Assistant) -> None:
    """Nicaragua and others spoke of it; what is asked is whether Cuba did."""
    answer = assistant.ask(
        Question(question="Is there any statement on the oil for food programme by Cuba?")
    )

    assert answer.filters.country == ("Cuba",)
    assert {cited.country for cited in answer.citations} <= {"Cuba"}


@pytest.mark.parametrize(
    ("question", "meeting", "said"),
    [
        ("Why did China abstain?", "S/PV.7138", "we could only abstain"),
        ("Why did Egypt abstain?", "S/PV.7643", "not to vote against"),
        ("Why did Russia vote against?", "S/PV.7138", "will vote against the draft resolution"),
    ],
)
def test_a_vote_is_explained_in_the_one_meeting_where_it_was_cast(
    assistant: Assistant, question: str, meeting: str, said: str
) -> None:
    answer = assistant.ask(Question(question=question))

    assert answer.refusal is None
    assert {cited.symbol for cited in answer.citations} == {meeting}
    assert any(said in cited.quote for cited in answer.citations)


def test_what_was_voted_on_need_not_be_named_by_who_explains_the_vote(assistant: Assistant) -> None:
    """China never says "referendum"; nobody in that meeting speaks of climate change."""
    explained = assistant.ask(Question(question="Why did China abstain on the Crimean referendum?"))
    other = assistant.ask(
        Question(question="Why did China abstain on climate change in S/PV.7138?")
    )

    assert explained.refusal is None
    assert {(cited.country, cited.symbol) for cited in explained.citations} == {
        ("China", "S/PV.7138")
    }
    assert other.refusal is not None
    assert "“climate change”" in other.refusal.detail


def test_a_vote_that_was_not_cast_so_in_any_meeting_is_told(assistant: Assistant) -> None:
    refusal = assistant.ask(Question(question="Why did Angola abstain?")).refusal

    assert refusal is not None
    assert refusal.detail == "The record of S/PV.7643 lists Angola in favour, not abstaining."


@pytest.mark.parametrize(
    ("question", "reason", "told"),
    [
        ("What percentage of its budget did Rwanda promise to Ukraine?", "not_said", "No number"),
        ("Who abstained when resolution 2510 was put to the vote?", "absent_source", "2510"),
        ("What is in Mr. Sergeyev's briefing of August 2020?", "absent_source", "1 August 2020"),
        ("Can you give me General Haftar's own words?", "absent_source", "General Haftar."),
        ("the minister's view on the plan?", "unclear", "not clear"),
        ("And the other country, did it agree?", "unclear", "not clear"),
    ],
    ids=["number", "resolution", "briefing", "possessive", "office", "other"],
)
def test_what_is_not_there_is_refused_with_its_reason(
    assistant: Assistant, question: str, reason: str, told: str
) -> None:
    refusal = assistant.ask(Question(question=question)).refusal

    assert refusal is not None
    assert refusal.reason == reason
    assert told in refusal.detail


def test_a_date_of_which_statements_speak_is_that_of_an_event(assistant: Assistant) -> None:
    answer = assistant.ask(
        Question(question="What did Iraq do to the oil wells of Kuwait in 1991?")
    )

    assert answer.refusal is None
    assert "No statement is of 1991: taken for when it happened." in answer.notes
    assert any("burned more than 700 oil wells" in hit.text for hit in answer.retrieved)


def test_an_unknown_word_of_a_description_is_no_missing_name(assistant: Assistant) -> None:
    described = assistant.ask(
        Question(question="Which Baltic envoy spoke of patience running out?")
    )
    named = assistant.ask(Question(question="What did Nigeria say about Zanzibar?"))

    assert described.refusal is None
    assert named.refusal is not None
    assert "Zanzibar" in named.refusal.detail
