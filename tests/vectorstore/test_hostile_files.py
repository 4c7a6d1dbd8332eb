"""Mutated Word, web, OpenDocument, Excel, ZIP, Markdown and CSV files, bombs, trespassers.

`python -m benchmarks.hostile_files` reads many more of them.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.vectorstore.hostile_written import bombs, mutants, trespassers
from vectorstore.readers import read
from vectorstore.schema import Refused

# Those that take long to make or to refuse are left to the benchmark.
QUICK = frozenset(
    ("lying.docx", "parts.docx", "nested.zip", "far.xlsx", "brackets.md", "columns.csv")
)


def reasons(path: Path) -> list[str]:
    """Read a file, let nothing be written beside it, and return why it was refused, if it was."""
    before = sorted(path.parent.rglob("*"))
    began = time.monotonic()
    found = list(read(path))
    assert found, "neither a statement nor a reason"
    assert time.monotonic() - began < 25
    assert sorted(path.parent.rglob("*")) == before
    refused = [one for one in found if isinstance(one, Refused)]
    assert not any("\n" in one.reason + one.source for one in refused)
    return [one.reason for one in refused]


def test_mutated_files_are_read_or_refused_in_one_line(tmp_path: Path) -> None:
    outcomes = []
    for name, octets in mutants(63, seed=9):
        (tmp_path / name).write_bytes(octets)
        outcomes.append(bool(reasons(tmp_path / name)))
        (tmp_path / name).unlink()
    # Some mutations do no harm, some do: both ways must have been gone.
    assert 10 < sum(outcomes) < 60


def test_bombs_are_refused_or_read_within_their_limits(tmp_path: Path) -> None:
    quick = dict(bombs(QUICK))
    assert quick.keys() == QUICK
    for name, octets in quick.items():
        (tmp_path / name).write_bytes(octets)
    assert reasons(tmp_path / "lying.docx")[0].startswith("is no sound Word (.docx) file")
    assert reasons(tmp_path / "parts.docx")[0].startswith("has 6017 parts, more than 5000")
    assert len(reasons(tmp_path / "nested.zip")) == 2
    assert reasons(tmp_path / "far.xlsx") == []
    assert reasons(tmp_path / "columns.csv") == ["has no rows under its headings"]
    reasons(tmp_path / "brackets.md")


@pytest.mark.parametrize("name", ["names.zip", "links.zip"])
def test_nothing_is_written_outside_of_an_archive(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "deep" / "deeper"
    inside.mkdir(parents=True)
    (inside / name).write_bytes(dict(trespassers())[name])
    assert len(reasons(inside / name)) >= 3
    assert not Path("/onrecord_escaped.txt").exists()
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == [name]
