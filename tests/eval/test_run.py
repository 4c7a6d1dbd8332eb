"""Runs: the same twice, the same after a kill, and every failure a record."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableGenerator

from assistant.chain import Assistant
from assistant.schema import Composition
from eval.errors import CaseError, EvalError
from eval.folder import MANIFEST, RECORDS, SUMMARY, RunFolder
from eval.run import Options, run
from eval.summary import Summary, overlap, summarise
from vectorstore.record import Record

TIMES = {"timings_ms", "times", "latency"}


def timeless(value: object) -> object:
    """Return a JSON value without what differs between two runs: its times."""
    if isinstance(value, dict):
        return {key: timeless(each) for key, each in value.items() if key not in TIMES}
    if isinstance(value, list):
        return [timeless(each) for each in value]
    return value


def content(folder: Path) -> list[object]:
    """Return what is in a run's folder, times aside."""
    lines = (folder / RECORDS).read_text(encoding="utf-8").split("\n")
    whole = [(folder / name).read_text(encoding="utf-8") for name in (MANIFEST, SUMMARY)]
    return [timeless(json.loads(text)) for text in (*whole, *lines) if text]


def test_two_runs_differ_in_no_field_but_times(
    few_cases: Path, few_run: Path, assistant: Assistant, options: Options, tmp_path: Path
) -> None:
    run(few_cases, tmp_path, assistant, options)
    assert content(tmp_path) == content(few_run)


def test_a_run_cut_off_inside_a_line_goes_on_to_the_same_result(
    few_cases: Path, few_run: Path, assistant: Assistant, options: Options, tmp_path: Path
) -> None:
    shutil.copytree(few_run, tmp_path / "cut")
    whole = (few_run / RECORDS).read_bytes()
    third = whole.index(b"\n", whole.index(b"\n", whole.index(b"\n") + 1) + 1)
    (tmp_path / "cut" / RECORDS).write_bytes(whole[: third + 200])
    (tmp_path / "cut" / SUMMARY).unlink()
    assert len(RunFolder(tmp_path / "cut").records()) == 3
    done: list[int] = []
    run(few_cases, tmp_path / "cut", assistant, options, lambda _s, n, _t: done.append(n))
    assert done[0] == 3
    assert content(tmp_path / "cut") == content(few_run)


@pytest.mark.kill
def test_a_killed_process_loses_no_finished_case(
    few_cases: Path, few_run: Path, council: Record, tmp_path: Path
) -> None:
    command = [
        *(sys.executable, "-c", "from eval.cli import main; main()", "eval", "run"),
        *(str(few_cases), "--out", str(tmp_path / "run"), "--data-dir", str(council.directory)),
    ]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    child = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
    records = tmp_path / "run" / RECORDS
    deadline = time.monotonic() + 120
    while not records.is_file() or records.read_bytes().count(b"\n") < 2:
        assert time.monotonic() < deadline, "the run did not begin"
        assert child.poll() is None, "the run ended before it could be killed"
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    survived = records.read_bytes().count(b"\n")
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert 2 <= survived <= len(RunFolder(few_run).records())
    assert content(tmp_path / "run") == content(few_run)


def test_a_folder_with_another_run_is_not_written_over(
    few_cases: Path, few_run: Path, assistant: Assistant, options: Options
) -> None:
    with pytest.raises(EvalError, match="holds a run with another selection"):
        run(few_cases, few_run, assistant, options._replace(limit=1))


def test_a_split_without_cases_is_an_error(
    few_cases: Path, assistant: Assistant, options: Options, tmp_path: Path
) -> None:
    with pytest.raises(EvalError, match="none of its 8 cases has the tag 'holdout'"):
        run(few_cases, tmp_path, assistant, options._replace(split="holdout"))


def test_a_case_that_is_not_in_the_record_stops_the_run_before_it_begins(
    assistant: Assistant, options: Options, tmp_path: Path
) -> None:
    gold = [{"statement_id": "UNSC_2014_SPV.7219_spch004", "quote": "no such words were spoken"}]
    cases = tmp_path / "wrong.jsonl"
    cases.write_text(json.dumps({"id": "a", "question": "What?", "gold": gold}), encoding="utf-8")
    with pytest.raises(CaseError, match=r"wrong\.jsonl line 1: gold\[0\]\.quote"):
        run(cases, tmp_path / "out", assistant, options)
    assert not (tmp_path / "out").exists()


def broken(chunks: Iterator[Composition]) -> Iterator[str]:
    """Compose nothing, as a composer with a fault in it."""
    for _ in chunks:
        raise ZeroDivisionError("a fault in the program")
        yield ""


def test_a_fault_of_the_program_is_a_record_and_counts_as_wrong(
    few_cases: Path, council: Record, options: Options, tmp_path: Path
) -> None:
    composer = RunnableGenerator(broken)
    summary = run(
        few_cases, tmp_path, Assistant(council, composer, composer), options._replace(limit=1)
    )
    record = RunFolder(tmp_path).records()[0]
    assert record.error == "ZeroDivisionError: a fault in the program"
    assert (summary.cases, summary.failed, summary.confusion.failed_due) == (1, 1, 1)
    assert record.scores["key_fact_recall"].value == 0
    assert record.scores["crag"].value == -1


def test_every_denominator_is_counted_from_the_cases(few_run: Path) -> None:
    summary = RunFolder(few_run).read(SUMMARY, Summary)
    for figure in summary.figures:
        applies = figure.interval.n if figure.interval else 0
        assert applies + sum(figure.without.values()) == summary.cases == 8, figure.metric
    counted = summary.confusion.model_dump().values()
    assert sum(counted) == 8
    assert sum(group.cases for group in summary.categories) == 8


def test_word_overlap_is_the_share_of_the_questions_stems_in_its_gold(few_run: Path) -> None:
    # "On what grounds did Beijing abstain when the Council voted on the Crimea draft in March
    # 2014?": of ground, Beijing, abstain, Council, voted, Crimea, draft, March, 2014 the gold
    # paragraph ("Drafting a resolution at this juncture ...") holds one stem, draft.
    folder = RunFolder(few_run)
    record = next(each for each in folder.records() if each.case.id == "ukr-fact-001")
    share = overlap(record, folder.gold())
    assert share is not None
    assert 0 < share < 0.5
    assert summarise([record], {}).overlap.interval is None


def test_a_manifest_tells_no_secret_and_no_path(few_run: Path) -> None:
    text = (few_run / MANIFEST).read_text(encoding="utf-8")
    settings = json.loads(text)["settings"]
    assert {"api_key", "data", "base_url", "host"}.isdisjoint(settings)
    assert str(Path.home()) not in text
