"""Comparisons: paired, and no difference called one that chance may have made."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from eval.compare import compared
from eval.errors import EvalError
from eval.folder import RECORDS, RunFolder
from eval.report import write_comparison


def altered(run: Path, target: Path, metric: str, values: dict[int, float]) -> Path:
    """Return a copy of a run in which a metric's value is another on the lines given."""
    shutil.copytree(run, target)
    lines = (run / RECORDS).read_text(encoding="utf-8").split("\n")[:-1]
    for place, value in values.items():
        record = json.loads(lines[place])
        record["scores"][metric] = {"value": value, "reason": None, "explanation": "altered"}
        lines[place] = json.dumps(record)
    (target / RECORDS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return target


def test_a_run_does_not_differ_from_itself(few_run: Path) -> None:
    comparison = compared(RunFolder(few_run), RunFolder(few_run)).comparison
    assert not any(each.differs for each in comparison.differences)
    assert comparison.flipped == ()
    assert comparison.changed == ()
    assert comparison.paired == 8


def test_one_case_less_is_a_flip_and_no_difference(few_run: Path, tmp_path: Path) -> None:
    before = altered(few_run, tmp_path / "before", "quote_fidelity", dict.fromkeys(range(6), 1.0))
    after = altered(before, tmp_path / "after", "quote_fidelity", {0: 0.0})
    pair = compared(RunFolder(before), RunFolder(after)).comparison
    found = next(each for each in pair.differences if each.metric == "quote_fidelity")
    # One of six falls by 1: the mean falls by 1/6, and by signs alone p = 1.
    assert found.change is not None
    assert found.change.value == pytest.approx(-1 / found.change.n)
    assert found.p == 1.0
    assert not found.differs
    assert [flip.before - flip.after for flip in found.flips] == [1.0]


def test_a_fall_in_every_case_is_called(few_run: Path, tmp_path: Path) -> None:
    rows = range(8)
    before = altered(few_run, tmp_path / "before", "hit@5", dict.fromkeys(rows, 1.0))
    after = altered(before, tmp_path / "after", "hit@5", {n: n / 100 for n in rows})
    pair = compared(RunFolder(before), RunFolder(after))
    found = next(each for each in pair.comparison.differences if each.metric == "hit@5")
    # Of 256 patterns of signs the two with all alike are as extreme: p = 2/256.
    assert found.p == pytest.approx(2 / 256)
    assert found.differs
    assert len(pair.comparison.flipped) == 8


def test_runs_of_different_cases_are_not_compared(few_run: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(few_run, other)
    (other / RECORDS).write_text("", encoding="utf-8")
    with pytest.raises(EvalError, match="share no case"):
        compared(RunFolder(few_run), RunFolder(other))


def test_a_comparison_is_written_with_its_flipped_cases(few_run: Path, tmp_path: Path) -> None:
    after = altered(few_run, tmp_path / "after", "hit@5", {0: 0.0})
    pair = compared(RunFolder(few_run), RunFolder(after))
    page = write_comparison(pair, tmp_path / "out").read_text(encoding="utf-8")
    flipped = pair.comparison.flipped
    assert len(flipped) == 1
    assert flipped[0] in page
    assert "no difference shown" in page
    sheet = (tmp_path / "out" / "comparison.csv").read_text(encoding="utf-8")
    assert sheet.startswith("metric,name,n,before,after,change,low,high,p,differs")
    assert flipped[0] in (tmp_path / "out" / "comparison.md").read_text(encoding="utf-8")
