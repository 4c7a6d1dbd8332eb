from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

from eval.cases import shipped
from eval.errors import CaseError, EvalError
from eval.formats import Format, convert, read
from eval.schema import Case, Gold
from eval.sources import Sources
from tests.eval.held import CHURKIN, GOES_ALONG, SEED, SUPPORTS, sources


@pytest.fixture
def both() -> Sources:
    return sources()


def given(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def cases(path: Path) -> list[Case]:
    return [each.case for each in read(path)]


def whole() -> Case:
    """A case with every field, and every character that a format might trip over."""
    return Case.model_validate(
        {
            "id": "ukr,1",
            "question": 'What did "Russia" | Moscow say,\nin 2014?',
            "history": ["First = one?", "Second | two?"],
            "answer": "It voted against.",
            "key_facts": [["against", "a=b", "c|d"], ["back\\slash"]],
            "gold": [
                {"statement_id": CHURKIN, "quote": GOES_ALONG, "grade": 2},
                {"statement_id": SEED, "quote": SUPPORTS},
            ],
            "answerable": True,
            "category": "fact",
            "members": ["Russian Federation", "Kazakhstan"],
            "count": 2,
            "filters": {"country": ["Russian Federation"], "from": "2014-01-01"},
            "tags": ["dev", "x"],
            "author": "A. Person",
            "date": "2026-11-24",
        }
    )


@pytest.mark.parametrize(("form", "name"), [("native", "c.jsonl"), ("csv", "c.csv"), ("beir", "d")])
def test_a_case_comes_back_whole(tmp_path: Path, both: Sources, form: str, name: str) -> None:
    source, target = tmp_path / "source.jsonl", tmp_path / name
    source.write_text(whole().model_dump_json(by_alias=True) + "\n", encoding="utf-8")

    done = convert(source, target, cast("Format", form), both)

    assert (done.cases, done.lost) == (1, {})
    assert cases(target) == [whole()]


@pytest.mark.parametrize(("form", "name"), [("native", "c.jsonl"), ("csv", "c.csv")])
def test_the_shipped_cases_come_back_whole(
    tmp_path: Path, both: Sources, form: str, name: str
) -> None:
    convert(shipped(), tmp_path / name, cast("Format", form), both)

    assert cases(tmp_path / name) == cases(shipped())


def test_ragas_says_what_it_has_no_place_for(tmp_path: Path, both: Sources) -> None:
    source, target = tmp_path / "source.jsonl", tmp_path / "ragas.jsonl"
    source.write_text(whole().model_dump_json(by_alias=True) + "\n", encoding="utf-8")

    done = convert(source, target, "ragas", both)
    back = cases(target)[0]

    assert sorted(done.lost) == [
        "answerable", "author", "category", "count", "date", "filters", "gold.statement_id",
        "key_facts", "members", "tags",
    ]  # fmt: skip
    assert (back.question, back.history, back.answer) == (
        whole().question, whole().history, whole().answer
    )  # fmt: skip
    assert [gold.quote for gold in back.gold] == [GOES_ALONG, SUPPORTS]


def test_ragas_names_are_read_and_another_systems_answer_stays_behind(tmp_path: Path) -> None:
    line = {
        "user_input": "What did Kazakhstan support?",
        "reference": "All efforts.",
        "reference_contexts": [SUPPORTS],
        "response": "Nothing.",
        "retrieved_contexts": ["x"],
    }
    found = cases(given(tmp_path, "r.json", json.dumps([line])))

    assert found == [
        Case(
            id="case-1",
            question="What did Kazakhstan support?",
            answer="All efforts.",
            gold=(Gold(quote=SUPPORTS),),
        )
    ]


def test_the_last_human_turn_of_a_conversation_is_the_question(tmp_path: Path) -> None:
    turns = [
        {"content": "What did Iraq say?", "type": "human"},
        {"content": "It spoke of sanctions.", "type": "ai"},
        {"content": "And Turkey?", "type": "human"},
    ]
    found = cases(given(tmp_path, "r.jsonl", json.dumps({"user_input": turns})))[0]

    assert (found.history, found.question) == (("What did Iraq say?",), "And Turkey?")


def test_a_foreign_beir_folder_is_read_by_the_words_of_its_documents(
    tmp_path: Path, both: Sources
) -> None:
    (tmp_path / "qrels").mkdir()
    given(tmp_path, "corpus.jsonl", json.dumps({"_id": "d7", "title": "", "text": SUPPORTS}))
    given(tmp_path, "queries.jsonl", json.dumps({"_id": "q1", "text": "Who supports SSR?"}))
    given(tmp_path, "qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td7\t2\nq1\td9\t0\n")

    found = cases(tmp_path)

    assert found == [
        Case(
            id="q1",
            question="Who supports SSR?",
            gold=(Gold(quote=SUPPORTS, grade=2),),
            tags=("test",),
        )
    ]
    assert [each.key for each in both.locate(found[0].gold[0])] == [f"{SEED}#1"]


def test_a_beir_folder_of_ours_judges_paragraphs(tmp_path: Path, both: Sources) -> None:
    source = given(tmp_path, "s.jsonl", whole().model_dump_json(by_alias=True))
    convert(source, tmp_path / "beir", "beir", both)

    qrels = (tmp_path / "beir" / "qrels" / "dev.tsv").read_text(encoding="utf-8")

    assert qrels.splitlines()[1:] == [f"ukr,1\t{CHURKIN}#1\t2", f"ukr,1\t{SEED}#1\t1"]


def test_a_question_and_an_answer_are_enough(tmp_path: Path) -> None:
    path = given(
        tmp_path, "qa.csv", "Question,Answer\nWho voted against?,The Russian Federation.\n"
    )

    found = cases(path)[0]

    assert found == Case(
        id="case-1", question="Who voted against?", answer="The Russian Federation."
    )
    assert found.expects_answer is True


def test_a_bare_question_expects_nothing(tmp_path: Path) -> None:
    found = cases(given(tmp_path, "q.jsonl", '{"question": "Who voted against?"}'))

    assert found[0].expects_answer is None


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("c.jsonl", '{"question": "a"}\n{"question": ', "line 2: is not JSON"),
        ("c.jsonl", '{"question": "a"}\n["b"]', "line 2: is not a JSON object"),
        ("c.jsonl", '{"answer": "a"}', "line 1: question: is missing"),
        ("c.jsonl", '{"question": "a", "colour": 1}', "line 1: colour: is no field of a case"),
        ("c.jsonl", '{"question": "a", "count": -1}', "line 1: count: "),
        (
            "c.jsonl",
            '{"question": "a", "gold": [{"statement_id": "s"}]}',
            "line 1: gold[0].quote: is missing",
        ),
        ("c.jsonl", '{"question": "a", "key_facts": [[]]}', "key_facts: a fact has no wording"),
        ("c.jsonl", '{"question": "a", "reason": "unclear"}', "only a case with answerable=false"),
        ("c.csv", "id,answer\n1,a\n", "line 1: question: the header has no such column"),
        ("c.csv", "question,answerable\na,maybe\n", "line 2: answerable: 'maybe' is neither"),
        ("c.csv", "question\na,b\n", "line 2: has more cells than the header"),
        (
            "c.csv",
            "question,gold_statement_id,gold_quote\na,s|t,one\n",
            "line 2: gold_quote: 1 quotes for 2 statement ids",
        ),
        ("c.jsonl", '{"user_input": 7}', "line 1: user_input: is neither"),
    ],
)
def test_an_error_names_file_line_field_and_reason(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(CaseError) as raised:
        read(given(tmp_path, name, text))

    assert str(raised.value).startswith(str(tmp_path / name))
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_of_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes("question\nCôte?\n".encode("cp1252"))

    with pytest.raises(CaseError, match="is not UTF-8"):
        read(path)


@pytest.mark.parametrize("name", ["absent.jsonl", "c.txt", "folder"])
def test_what_is_no_set_of_cases_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    given(tmp_path, "c.txt", "x")

    with pytest.raises(EvalError):
        read(tmp_path / name)
