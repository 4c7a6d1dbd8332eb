from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from eval.cases import ReadyCase, load, shipped
from eval.errors import CaseError, EvalError
from eval.schema import Gold
from eval.sources import Sources
from tests.eval.held import CHURKIN, GOES_ALONG, SEED, SUPPORTS, sources
from vectorstore import countries
from vectorstore.record import Record

WANTED = {
    "fact": 60, "paraphrase": 25, "orphan": 25, "attribution": 20, "comparison": 10,
    "follow_up": 10, "unanswerable": 40,
}  # fmt: skip


@pytest.fixture(scope="module")
def ready(council: Record) -> list[ReadyCase]:
    """The shipped cases, each quotation looked up in the bundled record."""
    return load(shipped(), Sources(council))


def given(tmp_path: Path, *cases: dict[str, object]) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    return path


def test_a_quotation_is_resolved_to_its_paragraph(tmp_path: Path) -> None:
    gold = [{"statement_id": CHURKIN, "quote": GOES_ALONG}]
    found = load(given(tmp_path, {"question": "q", "gold": gold}), sources())

    assert [each.key for each in found[0].gold] == [f"{CHURKIN}#1"]


def test_a_quotation_without_a_statement_is_found_in_the_record() -> None:
    located = sources().locate(Gold(quote=SUPPORTS))

    assert [each.key for each in located] == [f"{SEED}#1"]


def test_words_over_a_paragraphs_end_touch_both() -> None:
    located = sources().locate(
        Gold(
            statement_id=SEED, quote="stable and enduring sustainable development.\n\nThese overall"
        )
    )

    assert [each.paragraph for each in located] == [1, 2]


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (
            {"gold": [{"statement_id": "no_such", "quote": "a"}]},
            "line 2: gold[0].statement_id: the record holds no statement 'no_such'",
        ),
        (
            {"gold": [{"statement_id": CHURKIN, "quote": "We can go along"}]},
            f'line 2: gold[0].quote: "We can go along" is not in {CHURKIN}',
        ),
        ({"gold": [{"quote": "never said"}]}, 'gold[0].quote: "never said" is in no statement'),
        ({"id": "first"}, "line 2: id: 'first' stands in"),
    ],
    ids=["no-statement", "not-in-it", "nowhere", "id-twice"],
)
def test_a_case_that_the_record_does_not_bear_out_is_named(
    tmp_path: Path, case: dict[str, object], message: str
) -> None:
    path = given(tmp_path, {"id": "first", "question": "q"}, {"question": "r", **case})

    with pytest.raises(CaseError) as raised:
        load(path, sources())

    assert str(raised.value).startswith(str(path))
    assert message in str(raised.value)


def test_further_faults_are_counted(tmp_path: Path) -> None:
    wrong: dict[str, object] = {"question": "q", "gold": [{"quote": "never"}, {"quote": "nor"}]}

    with pytest.raises(CaseError, match=r"\(and 1 more such\)"):
        load(given(tmp_path, wrong), sources())


def test_an_empty_file_is_no_set(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="holds no case"):
        load(given(tmp_path), sources())


def test_the_shipped_cases_are_as_many_of_each_kind_as_wanted(ready: list[ReadyCase]) -> None:
    counted = Counter(each.case.category for each in ready)

    assert len(ready) >= 200
    assert {kind: counted[kind] for kind in WANTED if counted[kind] < WANTED[kind]} == {}
    assert counted["list"] + counted["count"] >= 25


def test_every_answerable_shipped_case_has_a_paragraph(ready: list[ReadyCase]) -> None:
    assert [each.case.id for each in ready if each.case.answerable and not each.gold] == []


def test_every_shipped_quotation_stands_in_one_paragraph(
    ready: list[ReadyCase], council: Record
) -> None:
    held = Sources(council)
    spread = [
        gold.quote for each in ready for gold in each.case.gold if len(held.locate(gold)) != 1
    ]

    assert spread == []


def test_dev_and_test_share_no_meeting(ready: list[ReadyCase], council: Record) -> None:
    meetings: defaultdict[str, set[str | None]] = defaultdict(set)
    for each in ready:
        split = {"dev", "test"} & set(each.case.tags)
        assert len(split) == 1, each.case.id
        held = (council.statement(gold.statement_id) for gold in each.gold)
        meetings[split.pop()].update(statement.meeting for statement in held)

    assert meetings["dev"] & meetings["test"] == set()


def test_shipped_members_are_canonical_countries(ready: list[ReadyCase]) -> None:
    members = {member for each in ready for member in each.case.members}

    assert [name for name in sorted(members) if countries.canonical(name) != name] == []


def test_every_unanswerable_shipped_case_says_which_refusal_is_right(
    ready: list[ReadyCase],
) -> None:
    unanswerable = [each.case for each in ready if not each.case.answerable]

    assert [case.id for case in unanswerable if case.reason is None] == []
