"""The command line of evaluations: what it prints, and how it fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from eval.bars import Bar, bars, missed
from eval.cli import eval_app
from eval.errors import EvalError
from eval.folder import RunFolder
from eval.summary import summarise
from vectorstore.record import Record

ROOT = Path(__file__).parents[2]


def invoke(*arguments: str) -> str:
    """Return what a command prints that ends well."""
    result = CliRunner().invoke(app, ["eval", *arguments])
    assert result.exception is None, result.output
    return result.stdout


def test_a_finished_run_is_reported_again_at_once(
    few_cases: Path, few_run: Path, council: Record
) -> None:
    where = ("--out", str(few_run), "--data-dir", str(council.directory))
    said = invoke("run", str(few_cases), *where, "--fail-under", "quote_fidelity=0.5")
    assert "8 cases, 0 failed" in said
    assert "Quotes verbatim" in said
    assert (few_run / "report.html").is_file()


def test_a_bar_not_reached_is_an_error_of_one_line(
    few_cases: Path, few_run: Path, council: Record
) -> None:
    child = subprocess.run(
        [
            *(sys.executable, "-c", "from eval.cli import main; main()", "eval", "run"),
            *(str(few_cases), "--out", str(few_run), "--data-dir", str(council.directory)),
            *("--fail-under", "crag=1.5", "--fail-over", "false_refusal=-1"),
        ],
        cwd=few_run,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 1
    last = child.stderr.strip().splitlines()[-1]
    assert last.startswith("onrecord: crag is ")
    assert "should be at least 1.5" in last
    assert "should be at most -1" in last
    assert (few_run / "report.html").is_file()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("hits@5=0.9", "no metric 'hits@5'"),
        ("hit@5", "write a number after '='"),
        ("hit@5=high", "write a number after '='"),
    ],
)
def test_a_bar_that_is_none_is_an_error_that_says_what_to_write(written: str, message: str) -> None:
    with pytest.raises(EvalError, match=message):
        bars([written])


def test_a_metric_without_value_reaches_no_bar(few_run: Path) -> None:
    records = [each for each in RunFolder(few_run).records() if each.case.category == "fact"]
    assert missed(summarise(records, {}), [Bar("refusal_recall", 0.0)]) == [
        "refusal_recall has no value (the record answers it), should be 0"
    ]


def test_two_runs_are_compared_into_a_folder(few_run: Path, tmp_path: Path) -> None:
    said = invoke("compare", str(few_run), str(few_run), "--out", str(tmp_path))
    assert "no difference shown" in said
    assert (tmp_path / "comparison.html").is_file()


def test_cases_are_converted_and_what_is_lost_is_told(
    few_cases: Path, council: Record, tmp_path: Path
) -> None:
    target = tmp_path / "few.csv"
    where = ("--data-dir", str(council.directory))
    assert "8 cases written" in invoke(
        "convert", str(few_cases), str(target), "--to", "csv", *where
    )
    back = tmp_path / "back.jsonl"
    invoke("convert", str(target), str(back), *where)
    before = [json.loads(line) for line in few_cases.read_text(encoding="utf-8").splitlines()]
    after = [json.loads(line) for line in back.read_text(encoding="utf-8").splitlines()]
    assert after == before


def test_a_format_that_is_none_is_wrong_usage(few_cases: Path, tmp_path: Path) -> None:
    arguments = ["convert", str(few_cases), str(tmp_path / "x"), "--to", "xml"]
    result = CliRunner().invoke(eval_app, arguments)
    assert result.exit_code == 2
    assert "native, csv, beir, ragas" in result.output


def test_a_folder_without_run_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="holds no run: make one with `onrecord eval run`"):
        RunFolder(tmp_path).manifest()


def test_the_command_line_loads_nothing_heavy() -> None:
    heavy = "'gradio', 'matplotlib', 'scipy', 'chromadb', 'langchain_core', 'jinja2', 'numpy'"
    program = f"import sys, eval.cli; print([m for m in ({heavy}) if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
