from pathlib import Path

import pytest

from vectorstore.identity import Identities, origin
from vectorstore.readers import read
from vectorstore.schema import Statement

# UNSC_2014_SPV.7219_spch001, its first lines, and the same with another number.
TEXT = "The President: I now give the floor to the representative of Ukraine."
CHANGED = "The President: I now give the floor to the representative of Jordan."
THIRD = "The President: I now give the floor to the representative of Chad."


@pytest.fixture
def one(tmp_path: Path) -> Statement:
    return _read(tmp_path, TEXT)


@pytest.fixture
def changed(tmp_path: Path) -> Statement:
    return _read(tmp_path, CHANGED)


@pytest.fixture
def third(tmp_path: Path) -> Statement:
    return _read(tmp_path, THIRD)


def _read(folder: Path, text: str) -> Statement:
    path = folder / "UNSC_2014_SPV.7219_spch001.txt"
    path.write_text(text, encoding="utf-8")
    (statement,) = read(path)
    assert isinstance(statement, Statement)
    return statement


def test_a_new_name_is_added_under_its_own_id(one: Statement) -> None:
    verdict = Identities([]).judge(one, "/a/x.txt")
    assert (verdict.kind, verdict.statement.id) == ("added", "UNSC_2014_SPV.7219_spch001")


def test_the_same_text_again_changes_nothing_wherever_it_stands(one: Statement) -> None:
    identities = Identities([])
    identities.judge(one, "/a/x.txt")
    assert identities.judge(one, "/a/x.txt").kind == "unchanged"
    assert identities.judge(one, "/b/x.txt").kind == "unchanged"


def test_a_name_from_elsewhere_with_another_text_gets_a_suffix(
    one: Statement, changed: Statement
) -> None:
    identities = Identities([])
    identities.judge(one, "/a/x.txt")
    verdict = identities.judge(changed, "/b/x.txt")
    assert verdict.kind == "added"
    assert verdict.statement.id == f"UNSC_2014_SPV.7219_spch001-{changed.sha256[:8]}"
    assert identities.judge(changed, "/b/x.txt").kind == "unchanged"


def test_a_changed_file_replaces_its_statement(one: Statement, changed: Statement) -> None:
    verdict = _after(one, "/a/x.txt").judge(changed, "/a/x.txt")
    assert (verdict.kind, verdict.replaces) == ("updated", "UNSC_2014_SPV.7219_spch001")
    assert verdict.statement.id == "UNSC_2014_SPV.7219_spch001"


def test_a_name_twice_in_one_file_is_two_statements(one: Statement, changed: Statement) -> None:
    identities = Identities([])
    identities.judge(one, "/a/x.jsonl:1")
    verdict = identities.judge(changed, "/a/x.jsonl:2")
    assert (verdict.kind, verdict.replaces) == ("added", None)


def test_a_line_that_moved_and_changed_replaces_its_statement(
    one: Statement, changed: Statement
) -> None:
    verdict = _after(one, "/a/x.jsonl:1").judge(changed, "/a/x.jsonl:7")
    assert verdict.replaces == "UNSC_2014_SPV.7219_spch001"


def test_of_two_of_one_name_the_one_that_changed_is_replaced(
    one: Statement, changed: Statement, third: Statement
) -> None:
    identities = Identities([])
    identities.judge(one, "/a/x.jsonl:1")
    second = identities.judge(changed, "/a/x.jsonl:2").statement.id
    later = Identities(known for known in identities.known())
    assert later.judge(one, "/a/x.jsonl:1").kind == "unchanged"
    assert later.judge(third, "/a/x.jsonl:2").replaces == second


def test_new_metadata_from_the_same_file_replaces_the_statement(one: Statement) -> None:
    again = one.model_copy(update={"topic": "Threats to international peace and security"})
    assert _after(one, "/a/x.jsonl:1").judge(again, "/a/x.jsonl:1").kind == "updated"
    assert _after(one, "/a/x.jsonl:1").judge(again, "/b/x.jsonl:1").kind == "unchanged"


@pytest.mark.parametrize(
    ("source", "file"),
    [
        ("/a/x.txt", "/a/x.txt"),
        ("/a/x.jsonl:17", "/a/x.jsonl"),
        ("/a/S.8676:2.txt", "/a/S.8676:2.txt"),
    ],
)
def test_the_file_of_a_source_is_known(source: str, file: str) -> None:
    assert origin(source) == file


def _after(statement: Statement, place: str) -> Identities:
    """Return what a later run knows."""
    earlier = Identities([])
    earlier.judge(statement, place)
    return Identities(earlier.known())
