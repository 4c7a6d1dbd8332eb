import pytest
from langchain_core.runnables import RunnableLambda

from assistant.extractive import ExtractiveComposer
from assistant.gate import Checked, Gate
from assistant.schema import Composition, Evidence, Understood
from vectorstore.assemble import Stated, statement
from vectorstore.embed import Embedder
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


def _answered(composition: Composition, embedder: Embedder) -> list[Checked]:
    gate = Gate(composition.evidence, embedder.embed)
    checked: list[Checked] = []
    for chunk in ExtractiveComposer(embedder.embed).stream(composition):
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
    council: Record, embedder: Embedder, question: str, filters: dict[str, str]
) -> None:
    composition = _composition(council, question, Filters.model_validate(filters))

    checked = _answered(composition, embedder)

    assert [each.removed for each in checked if each.removed] == []
    assert {each.sentence.support for each in checked if each.sentence} == {"verbatim"}
    assert 1 <= len(checked) <= 6
    quotes = [citation.quote for each in checked for citation in each.citations]
    assert sum(len(quote.split()) for quote in quotes) <= 140


def test_it_says_who_for_whom_and_when(council: Record, embedder: Embedder) -> None:
    composition = _composition(
        council, "hope that the conflict will end", Filters(country=("Greece",))
    )

    prose = ExtractiveComposer(embedder.embed).invoke(composition)

    assert prose.startswith(
        "On 26 March 2003, Greece, on behalf of the European Union (Mr. Vassilakis), said: "
    )
    assert "Our hope is that the conflict will end with the minimum loss of human life" in prose


def test_courtesies_are_not_answers(council: Record, embedder: Embedder) -> None:
    composition = _composition(
        council, "security sector reform", Filters(statement=("000_4221a76e69d2ea31",))
    )

    prose = ExtractiveComposer(embedder.embed).invoke(composition)

    assert "I thank you" not in prose
    assert "warm appreciation" not in prose


def test_a_comparison_quotes_both_sides(council: Record, embedder: Embedder) -> None:
    both = ("Russian Federation", "Ukraine")
    composition = _composition(
        council, "the referendum in Crimea", Filters(country=both), kind="compare"
    )

    checked = _answered(composition, embedder)

    assert {c.country for each in checked for c in each.citations} == set(both)


def test_it_streams_a_sentence_a_chunk_and_composes_like_any_runnable(
    council: Record, embedder: Embedder
) -> None:
    composition = _composition(council, "the referendum in Crimea", Filters())
    composer = ExtractiveComposer(embedder.embed)

    chunks = list(composer.stream(composition))
    chained = (composer | RunnableLambda(str.upper)).invoke(composition)

    assert len(chunks) >= 2
    assert chained == "".join(chunks).strip().upper()


def test_who_is_not_named_stands_in_small_letters_inside_a_sentence(embedder: Embedder) -> None:
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

    chunks = ExtractiveComposer(embedder.embed).stream(
        Composition(understood=understood, evidence=(evidence,))
    )

    assert "".join(chunks).startswith("On 24 February 2025, a speaker whom the record does not")


def test_without_evidence_it_says_nothing(embedder: Embedder) -> None:
    understood = Understood(
        question="x", standalone="x", kind="passage", filters=Filters(), content="x"
    )

    composition = Composition(understood=understood, evidence=())

    assert ExtractiveComposer(embedder.embed).invoke(composition) == ""
