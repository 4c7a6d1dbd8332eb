"""The Evaluate tab: a run with progress, its figures, its failing cases, a comparison."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.chain import Assistant
from assistant.settings import Settings
from assistant.ui.page import page
from eval.folder import RunFolder
from eval.report.contents import contents
from eval.summary import summarise
from eval.ui import Evaluating, tabs
from eval.ui_text import failing, figures, trouble

HOSTILE = '<script>alert(1)</script>" onfocus="alert(1)'


@pytest.fixture
def does(assistant: Assistant, few_run: Path) -> Evaluating:
    """The tab's doings, over a data directory with one run."""
    root = assistant.record.directory / "runs"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(few_run, root / "2026-01-01-000000-few")
    return Evaluating(assistant, Settings(_env_file=None))


def test_an_uploaded_set_is_run_with_progress_and_then_shown(
    does: Evaluating, few_cases: Path
) -> None:
    *told, last = does.start("test", 2, str(few_cases))
    assert any("of 2" in str(state) for state, _, _ in told)
    assert last[0] == ""
    name = does.runs()[0]
    assert name.endswith("-few")
    shown, lost, report = does.show(name)
    assert "answered right in every respect" in str(shown)
    assert "Cases that lost points" in str(lost)
    assert Path(report["value"]).is_file()  # type: ignore[index]


def test_a_set_that_is_wrong_is_one_line_on_the_page(does: Evaluating, tmp_path: Path) -> None:
    cases = tmp_path / "wrong.jsonl"
    cases.write_text('{"id": "a"}', encoding="utf-8")
    *_, last = does.start("test", None, str(cases))
    assert "wrong.jsonl line 1: question: is missing" in str(last[0])


def test_two_runs_are_compared(does: Evaluating) -> None:
    name = does.runs()[0]
    shown, report = does.compare(name, name)
    assert "no difference shown" in str(shown)
    assert Path(report["value"]).is_file()  # type: ignore[index]


@pytest.mark.parametrize("name", [None, "../../etc", "no-such-run"])
def test_a_run_that_is_none_shows_nothing(does: Evaluating, name: str | None) -> None:
    assert does.show(name)[0] == ""
    assert does.compare(name, name)[0] == ""


def test_what_a_case_says_is_shown_as_text(few_run: Path) -> None:
    made = contents(RunFolder(few_run))
    record = made.records[0]
    case = record.case.model_copy(update={"question": HOSTILE, "category": HOSTILE})
    hostile = record.model_copy(update={"case": case, "answer": None, "error": HOSTILE})
    shown = made._replace(records=[hostile], summary=summarise([hostile], {}))
    assert "<script>" not in failing(shown)
    assert 'onfocus="' not in failing(shown)
    assert "<script>" not in trouble(ValueError(HOSTILE))
    assert "<script>" not in figures(shown)
    assert "&lt;script&gt;" in figures(shown)


def test_the_page_has_the_tab_behind_its_own(assistant: Assistant) -> None:
    blocks = page(assistant, tabs(Settings(_env_file=None)))
    labels = [each.label for each in blocks.blocks.values() if type(each).__name__ == "Tab"]
    assert labels[-1] == "Evaluate"
    blocks.close(verbose=False)
