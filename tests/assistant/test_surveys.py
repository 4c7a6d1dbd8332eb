"""Full passes over the bundled record: they add up, and each member is cited by its own words."""

from __future__ import annotations

import pytest

from assistant import stance
from assistant.catalogue import catalogue
from assistant.chain import Assistant
from assistant.schema import Answer, Question
from assistant.understand import understand
from assistant.wanted import wanted
from vectorstore.record import Record
from vectorstore.schema import Filters, Voice

SURVEYS = [
    "Which delegations mentioned Basra in S/PV.4726?",
    "How many delegations mentioned resolution 1441 on 26 March 2003?",
    "Which Council members did not mention the Charter in S/PV.7138?",
    "Which delegations mentioned neither Crimea nor Russia in S/PV.7154?",
    "Which delegations called on all parties to exercise restraint in S/PV.7154?",
    "Which delegations thanked Assistant Secretary-General Fernandez-Taranco in S/PV.7154?",
    "Which delegations mentioned Kosovo or Slovyansk?",
    "Which delegations mentioned UNMOVIC but not the IAEA in S/PV.4644?",
    "What did each delegation say about material breach in S/PV.4644?",
    "How many delegations spoke in S/PV.7154?",
    "Who spoke on behalf of a group of States in S/PV.4726?",
]
VOTES = [
    "Who abstained on the draft resolution in S/PV.7138?",
    "How many members voted in favour of resolution 2272?",
    "How did China vote on the Crimea draft?",
    "Which Council members did not speak in S/PV.7643?",
]


def ask(assistant: Assistant, question: str, **filters: str) -> Answer:
    return assistant.ask(Question(question=question, filters=Filters.model_validate(filters)))


def members(answer: Answer) -> set[str]:
    return {member.country for member in answer.members}


@pytest.mark.parametrize("question", [*SURVEYS, *VOTES])
def test_every_certificate_adds_up(assistant: Assistant, council: Record, question: str) -> None:
    answer = ask(assistant, question)
    coverage = answer.coverage
    assert coverage is not None
    assert coverage.in_scope == coverage.read + coverage.unreadable
    assert min(coverage.read, coverage.matched, coverage.borderline, coverage.unreadable) >= 0
    assert coverage.matched + coverage.borderline <= coverage.read
    assert coverage.in_scope == council.scope(Filters.model_validate(coverage.scope)).statements
    assert answer.count == len(answer.members)


@pytest.mark.parametrize("question", SURVEYS)
def test_every_member_is_cited_by_its_own_spoken_words(
    assistant: Assistant, council: Record, question: str
) -> None:
    answer = ask(assistant, question)
    shown = [(m, answer.citations[n - 1]) for m in answer.members for n in m.citations]
    assert all(member.citations for member in answer.members)
    voices = [council.statement(c.statement_id or "").voice_of(c.paragraph or 0) for _, c in shown]
    assert [m.country for m, _ in shown] == [v.country or v.speaker for v in voices]
    texts = [council.statement(c.statement_id or "").text[c.start : c.end] for _, c in shown]
    assert texts == [c.quote for _, c in shown]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # Read sentence by sentence; the Assembly's and others' condemnations are not their own.
        ("Who condemned the aggression against Iraq in S/PV.4726?", {"Belarus"}),
        (
            "Which countries deplored the unilateral action against Iraq on 26 March 2003?",
            {"Indonesia"},
        ),
        ("Which delegations said that they condemned the violence in S/PV.7154?",
         {"Chad", "France"}),
        ("Which delegations mentioned Hans Blix in S/PV.4644?",
         {"Bulgaria", "France", "Mauritius", "Mexico", "United Kingdom", "United States"}),
        ("Which delegations mentioned Basra but not Umm Qasr in S/PV.4726?",
         {"Algeria", "India", "Indonesia", "Iraq", "Islamic Republic of Iran", "Malaysia",
          "Mongolia", "Singapore"}),
        ("Was Kosovo mentioned by anyone in S/PV.7138?", {"France"}),
        ("Which Council members did not speak in S/PV.7643?", {"Angola"}),
        # In a debate on Iraq nobody says each time where; Kuwait's are "among civilians".
        ("Which delegations mentioned civilian casualties in Iraq?",
         {"Belarus", "Canada", "China", "Kenya", "Kuwait", "Kyrgyzstan", "Latvia", "Libya",
          "Mauritius", "New Zealand", "Republic of Korea", "South Africa", "Uganda"}),
        # Ukraine condemned sexual violence everywhere, under another item.
        ("Which delegations condemned the violence in Ukraine?", {"Chad", "France"}),
        ("How many named Kuwait in S/PV.4644?",
         {"China", "Colombia", "Singapore", "United States"}),
        ("Did Germany refer to the European Union?", {"Germany"}),
        ("Who used the phrase \"hidden triggers\"?", {"United Kingdom", "United States"}),
        ("Who voted against the draft resolution on 15 March 2014?", {"Russian Federation"}),
        ("Did Egypt vote for resolution 2272?", {"Egypt"}),
        ("On whose behalf did Greece speak in S/PV.4726?", {"Greece"}),
    ],
)  # fmt: skip
def test_the_set_is_complete_and_no_larger(
    assistant: Assistant, question: str, expected: set[str]
) -> None:
    assert members(ask(assistant, question)) == expected


def test_those_who_did_and_who_did_not_are_all_who_spoke(assistant: Assistant) -> None:
    did = members(ask(assistant, "Which delegations mentioned the Charter in S/PV.7138?"))
    not_ = members(ask(assistant, "Which delegations did not mention the Charter in S/PV.7138?"))
    spoke = members(ask(assistant, "How many delegations spoke in S/PV.7138?"))
    assert did
    assert not_
    assert not did & not_
    assert did | not_ == spoke


def test_that_one_delegation_never_spoke_of_something_is_told_from_all_that_it_said(
    assistant: Assistant,
) -> None:
    answer = ask(assistant, "Did China mention the Budapest Memorandum?")

    assert answer.refusal is not None
    assert answer.refusal.reason == "not_said"
    assert answer.coverage is not None
    assert (answer.coverage.read, answer.coverage.matched) == (8, 0)


def test_a_president_who_speaks_for_a_country_is_counted_as_it(assistant: Assistant) -> None:
    answer = ask(assistant, "How many delegations spoke in S/PV.7154?")
    nigeria = next(member for member in answer.members if member.country == "Nigeria")
    assert answer.count == 16
    assert answer.citations[nigeria.citations[0] - 1].country == "Nigeria"


def test_a_vote_is_read_whole_under_a_filter_on_the_speaker(assistant: Assistant) -> None:
    answer = ask(assistant, "Who abstained on the draft resolution in S/PV.7138?", country="Chad")
    assert members(answer) == {"China"}
    assert answer.coverage is not None
    assert answer.coverage.unreadable == 0


def test_the_number_of_votes_is_quoted_as_the_president_gave_it(assistant: Assistant) -> None:
    answer = ask(assistant, "How many votes did the draft get in favour in S/PV.7138?")
    assert answer.count == 13
    assert "13 votes in favour" in answer.text


def test_who_speaks_for_a_group_is_cited_by_saying_so(assistant: Assistant) -> None:
    answer = ask(assistant, "Who spoke on behalf of a group of States in S/PV.4726?")
    quotes = {c.country: c.quote for c in answer.citations}
    assert "Non-Aligned Movement" in quotes["Malaysia"]
    assert "European Union" in quotes["Greece"]


@pytest.mark.parametrize(
    ("country", "verb", "sentence", "whose"),
    [
        ("Rwanda", "condemn", "We condemn the attack that killed a State security officer.", "own"),
        ("Lithuania", "condemn",
         "My Government strongly condemns the actions of the separatist groups.", "own"),
        ("Belarus", "condemn", "The President of the Republic of Belarus, its Government and the "
         "entire Belarusian people condemn the aggression against Iraq.", "own"),
        ("Nigeria", "thank", "I want to join my colleagues in thanking Assistant "
         "Secretary-General Oscar Fernandez-Taranco for his briefing.", "own"),
        ("United States", "call", "First, the United States has constantly called for "
         "de-escalation and urged restraint.", "own"),
        ("Bulgaria", "support",
         "I should also like to reaffirm Bulgaria's full support for Mr. Hans Blix.", "own"),
        ("Australia", "condemn", "General Assembly resolution 68/262 unambiguously condemned the "
         "threat and use of force in this manner.", "other"),
        ("Japan", "support", "It is our belief that resolution 2272 (2016) will send a clear "
         "message that the Security Council fully supports the zero-tolerance policy.", "other"),
        ("United States", "reject",
         "Instead, Russia has rejected a draft resolution that had peace at its heart.", "other"),
        ("United Kingdom", "condemn", "Such actions have already been condemned by the "
         "international community.", "other"),
        ("Ukraine", "thank", "I would like to thank all the sponsors of the draft resolution.",
         "own"),
    ],
)  # fmt: skip
def test_a_stance_is_that_of_the_subject_of_its_verb(
    country: str, verb: str, sentence: str, whose: str
) -> None:
    voice = Voice(start=0, end=len(sentence), country=country)
    found = stance.takings(sentence, verb, voice)
    assert {taking.whose for taking in found} == {whose}


@pytest.mark.parametrize(
    ("content", "brief"),
    [
        ("Which delegations mentioned neither Crimea nor Russia",
         "do not mention “Crimea” or “Russia”"),
        ("Which delegations mentioned both UNMOVIC and the IAEA", "mention “UNMOVIC” and “IAEA”"),
        ("Which countries mentioned Kosovo or Scotland", "mention “Kosovo” or “Scotland”"),
        ("Which members mentioned UNMOVIC but not the IAEA", "mention “UNMOVIC” but not “IAEA”"),
        ("Who didn't mention the Charter", "do not mention “Charter”"),
        # The negation of what is regretted denies nothing of those asked about.
        ("Which countries regretted that Iraq did not comply", "regret “Iraq did not comply”"),
        ("Which delegations named the Organization for Security and Cooperation in Europe",
         "mention “Organization for Security and Cooperation in Europe”"),
    ],
)  # fmt: skip
def test_tests_are_joined_as_the_question_joins_them(content: str, brief: str) -> None:
    asked = wanted(content)
    assert asked is not None
    assert asked.asked == brief


def test_who_only_speaks_of_what_nobody_is_found_to_do_is_listed_and_not_counted(
    assistant: Assistant,
) -> None:
    answer = ask(assistant, "Which delegations denounced the Budapest Memorandum?")

    assert answer.refusal is None
    assert answer.members == ()
    assert answer.count is None
    assert "no sentence was found that meets the test" in answer.sentences[0].text
    assert answer.sentences[1].text.startswith("Not counted")
    assert len(answer.citations) > 3
    assert all("Budapest Memorandum" in " ".join(c.quote.split()) for c in answer.citations)


def test_a_question_about_the_order_of_speaking_is_no_test_of_words() -> None:
    assert wanted("Which countries spoke before the Russian Federation") is None


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("How did Lithuania's view of the referendum compare with China's?",
         ("Lithuania", "China")),
        ("What is the difference between the Polish and the Belarusian position on the war?",
         ("Poland", "Belarus")),
        ("How did Syria's explanation of its vote differ from that of Mexico in S/PV.4644?",
         ("Syrian Arab Republic", "Mexico")),
        ("Who took a harder line on sexual exploitation, Egypt or the United States?",
         ("Egypt", "United States")),
        # The one spoken about is no side.
        ("How did Poland's view differ on Iraq?", ("Poland",)),
    ],
)  # fmt: skip
def test_both_sides_of_a_comparison_are_asked(
    council: Record, question: str, sides: tuple[str, ...]
) -> None:
    understood = understand(Question(question=question), catalogue(council))
    assert understood.kind == "compare"
    assert understood.filters.country == sides


def test_two_months_of_one_year_are_one_span(council: Record) -> None:
    question = "How did Russia's position on Ukraine change between March and April 2014?"
    filters = understand(Question(question=question), catalogue(council)).filters
    assert (str(filters.date_from), str(filters.date_to)) == ("2014-03-01", "2014-04-30")


def test_the_end_of_a_long_object_may_stand_elsewhere_in_the_statement(
    assistant: Assistant,
) -> None:
    question = "How many delegations called for an international investigation into the crash of "
    answer = ask(assistant, f"{question}MH17?")

    assert members(answer) >= {"Malaysia", "Netherlands", "Rwanda", "Ukraine"}
    assert answer.count == len(answer.members)
    assert answer.coverage is not None
    assert "in a statement that holds the words “crash of MH17”" in answer.coverage.rule


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Who spoke first in S/PV.7219?", ["Mr. Feltman", "United Kingdom", "Chad"]),
        ("Who was the last speaker in S/PV.4644?", ["China", "Mauritius", "Guinea"]),
    ],
)
def test_who_spoke_first_or_last_is_told_without_the_chair(
    assistant: Assistant, question: str, order: list[str]
) -> None:
    answer = ask(assistant, question)

    assert [cited.country or cited.speaker for cited in answer.citations] == order
    assert members(answer) == {order[0]}


@pytest.mark.parametrize(
    "question", ["List all statements by Jordan.", "How many statements did Jordan make?"]
)
def test_the_statements_of_one_delegation_are_listed_and_counted(
    assistant: Assistant, question: str
) -> None:
    answer = ask(assistant, question)

    assert answer.count == len(answer.citations) == 4
    assert members(answer) == {"Jordan"}


def test_what_no_spoken_words_can_tell_is_not_counted(assistant: Assistant) -> None:
    answer = ask(assistant, "Which speakers were women?")

    assert answer.members == ()
    assert answer.count is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which elected members spoke in S/PV.7138?",
         {"Argentina", "Australia", "Chad", "Chile", "Jordan", "Lithuania", "Luxembourg", "Nigeria",
          "Republic of Korea", "Rwanda"}),
        ("How many permanent members spoke in S/PV.7138?",
         {"China", "France", "Russian Federation", "United Kingdom", "United States"}),
    ],
)  # fmt: skip
def test_only_the_members_asked_about_are_listed(
    assistant: Assistant, question: str, expected: set[str]
) -> None:
    answer = ask(assistant, question)

    assert members(answer) == expected
    assert answer.count == len(expected)


def test_a_limit_that_the_record_does_not_tell_is_said_to_be_left_out(assistant: Assistant) -> None:
    note = "“Arab” is not told by the record: every delegation that spoke was looked at."

    assert note in ask(assistant, "Which Arab countries spoke in S/PV.4726?").notes
    spoke = ask(assistant, "Which Council members spoke in S/PV.7138?")
    assert not any("not told by the record" in note for note in spoke.notes)


def test_the_only_statement_is_spoken_of_as_one(assistant: Assistant) -> None:
    refusal = ask(assistant, "Did Cuba mention whaling?").refusal

    assert refusal is not None
    assert refusal.detail.startswith("The only statement by Cuba does not meet the test: ")
