import pytest
from langchain_core.runnables import RunnableLambda

from assistant.antecedents import note
from assistant.chain import Assistant
from assistant.courtesies import idle
from assistant.extractive import ExtractiveComposer
from assistant.gate import Checked, Gate
from assistant.schema import Composition, Evidence, Question, Understood
from vectorstore.assemble import Stated, statement
from vectorstore.record import Record
from vectorstore.schema import Filters


def _composition(
    council: Record, question: str, filters: Filters, kind: str = "passage"
) -> Composition:
    evidence = []
    for found in council.search(question, filters, 20):
        statement = council.statement(found.statement_id)
        evidence.append(
            Evidence(
                n=found.rank,
                statement=statement,
                paragraph=statement.paragraphs[found.paragraph - 1],
                score=found.score,
            )
        )
    understood = Understood.model_validate(
        {
            "question": question,
            "standalone": question,
            "kind": kind,
            "filters": filters,
            "content": question,
        }
    )
    return Composition(understood=understood, evidence=tuple(evidence))


def _answered(composition: Composition, council: Record) -> list[Checked]:
    gate = Gate(composition.evidence, council.embed)
    checked: list[Checked] = []
    for chunk in ExtractiveComposer(council).stream(composition):
        checked += gate.feed(chunk)
    return checked + gate.finish()


QUESTIONS = [
    ("training of the police in security sector reform", {"country": "Kazakhstan"}),
    ("the downing of flight MH-17", {"country": "Russian Federation", "meeting": "S/PV.7219"}),
    ("civilian casualties of the war", {"country": "Iraq"}),
    ("the use of force without authorization", {"meeting": "S/PV.4726"}),
    ("sexual exploitation by peacekeepers", {"country": "United States"}),
    ("hope for the end of the conflict", {"country": "Greece"}),
    ("women in peacekeeping operations in Africa", {"meeting": "S/PV.7658"}),
    ("the referendum in Crimea", {"meeting": "S/PV.7138"}),
]


@pytest.mark.parametrize(("question", "filters"), QUESTIONS, ids=[q for q, _ in QUESTIONS])
def test_every_sentence_passes_the_gate_as_verbatim(
    council: Record, question: str, filters: dict[str, str]
) -> None:
    composition = _composition(council, question, Filters.model_validate(filters))

    checked = _answered(composition, council)

    assert [each.removed for each in checked if each.removed] == []
    assert {each.sentence.support for each in checked if each.sentence} == {"verbatim"}
    assert 1 <= len(checked) <= 6
    quotes = [citation.quote for each in checked for citation in each.citations]
    assert sum(len(quote.split()) for quote in quotes) <= 140


def test_it_says_who_for_whom_and_when(council: Record) -> None:
    composition = _composition(
        council, "hope that the conflict will end", Filters(country=("Greece",))
    )

    prose = ExtractiveComposer(council).invoke(composition)

    assert prose.startswith(
        "On 26 March 2003, Greece, on behalf of the European Union (Mr. Vassilakis), said: "
    )
    assert "Our hope is that the conflict will end with the minimum loss of human life" in prose


def test_courtesies_are_not_answers(council: Record) -> None:
    composition = _composition(
        council, "security sector reform", Filters(statement=("000_4221a76e69d2ea31",))
    )

    prose = ExtractiveComposer(council).invoke(composition)

    assert "I thank you" not in prose
    assert "warm appreciation" not in prose


def test_a_comparison_quotes_both_sides(council: Record) -> None:
    both = ("Russian Federation", "Ukraine")
    composition = _composition(
        council, "the referendum in Crimea", Filters(country=both), kind="compare"
    )

    checked = _answered(composition, council)

    assert {c.country for each in checked for c in each.citations} == set(both)


def test_it_streams_a_sentence_a_chunk_and_composes_like_any_runnable(council: Record) -> None:
    both = Filters(country=("Russian Federation", "Ukraine"))
    composition = _composition(council, "the referendum in Crimea", both, kind="compare")
    composer = ExtractiveComposer(council)

    chunks = list(composer.stream(composition))
    chained = (composer | RunnableLambda(str.upper)).invoke(composition)

    assert len(chunks) >= 2
    assert chained == "".join(chunks).strip().upper()


def test_a_document_that_names_no_speaker_is_read(council: Record) -> None:
    # S/2025/117, an amendment that names no speaker.
    text = "In the operative paragraph, insert “including addressing its root causes”."
    said = statement("S_2025_117", "S_2025_117.txt", text, Stated(date="2025-02-24"))
    evidence = Evidence(n=1, statement=said, paragraph=said.paragraphs[0], score=1.0)
    question = "What is to be inserted about root causes?"
    understood = Understood(
        question=question,
        standalone=question,
        kind="passage",
        filters=Filters(),
        content="inserted root causes",
    )

    composition = Composition(understood=understood, evidence=(evidence,))

    checked = _answered(composition, council)

    assert [each.removed for each in checked if each.removed] == []
    written = "".join(each.sentence.text for each in checked if each.sentence)
    assert written.startswith(
        "The document S_2025_117 of 24 February 2025 reads: “In the operative"
    )


def test_a_note_says_whom_a_pronoun_stands_for_only_where_it_is_certain() -> None:
    sure = "Iraq was given a final opportunity to disarm. It has refused to comply."
    open_ = "Iraq and Kuwait were given a final opportunity. It has refused to comply."
    own = "Mr. Blix reported to the Council. He said that more time was needed."

    assert note(sure, sure.index("It has")) == "[It: Iraq]"
    assert note(open_, open_.index("It has")) == ""
    assert note(own, own.index("He said")) == "[He: Mr. Blix]"
    assert note(own, own.index("Mr. Blix")) == ""


@pytest.mark.parametrize(
    ("sentence", "question", "idle_"),
    [
        ("I thank Mr. Feltman for his briefing.", "What did Jordan say about Ukraine?", True),
        ("I thank Mr. Feltman for his briefing.", "Whom did Jordan thank?", False),
        ("We offer our condolences to the families.", "What did Chile say of MH17?", True),
        ("We offer our condolences to the families.", "Who offered condolences?", False),
        ("I now resume my functions as President.", "What did Rwanda say?", True),
        ("Thanks to the inspections, weapons were destroyed.", "What was achieved?", False),
    ],
)
def test_courtesies_and_procedure_are_known_for_what_they_are(
    sentence: str, question: str, idle_: bool
) -> None:
    assert idle(sentence, question) == idle_


def test_without_evidence_it_says_nothing(council: Record) -> None:
    understood = Understood(
        question="x", standalone="x", kind="passage", filters=Filters(), content="x"
    )

    composition = Composition(understood=understood, evidence=())

    assert ExtractiveComposer(council).invoke(composition) == ""


def test_a_sentence_that_breaks_off_is_not_quoted_for_its_neighbour(assistant: Assistant) -> None:
    """The paragraph ends "As the Secretary-General said on 17 March 2003," before a quotation."""
    asked = Question(question="What did Singapore say about the United Nations role after the war?")

    answer = assistant.ask(asked)

    assert answer.citations
    assert not any(cited.quote.rstrip().endswith(",") for cited in answer.citations)
