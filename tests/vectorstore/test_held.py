"""Vectors held in memory follow the ledger: what is added, removed, and asked for in between."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vectorstore.held import HeldVectors, level, nothing_held
from vectorstore.ledger import Ledger
from vectorstore.record import Record


@pytest.fixture
def ledger(meeting: Record) -> Ledger:
    return Ledger(meeting.directory)


@pytest.fixture
def another(meeting_files: Path) -> Path:
    """A statement of another meeting on the same matter."""
    return next(
        path
        for path in sorted(meeting_files.parent.rglob("*spch002.txt"))
        if path.parent != meeting_files
    )


def afresh(ledger: Ledger) -> HeldVectors:
    return level(nothing_held(), ledger)


def test_what_is_added_stands_behind_what_was_held(
    meeting: Record, ledger: Ledger, another: Path
) -> None:
    before = afresh(ledger)
    kept = before.matrix.copy()
    meeting.ingest([another])
    after = level(before, ledger)
    assert len(after.rows) > len(before.rows)
    assert np.shares_memory(before.matrix, after.matrix)  # nothing was copied for it
    assert np.array_equal(before.matrix, kept)
    assert np.array_equal(after.matrix, afresh(ledger).matrix)
    assert np.array_equal(after.rows, afresh(ledger).rows)


def test_what_is_removed_is_held_no_longer_and_a_search_in_between_keeps_its_vectors(
    meeting: Record, ledger: Ledger
) -> None:
    before = afresh(ledger)
    kept = before.matrix.copy()
    meeting.remove(["UNSC_2014_SPV.7138_spch004"])
    after = level(before, ledger)
    assert len(after.rows) < len(before.rows)
    assert np.array_equal(before.matrix, kept)
    assert np.array_equal(after.matrix, afresh(ledger).matrix)


def test_two_that_go_on_from_the_same_vectors_do_not_write_over_each_other(
    meeting: Record, ledger: Ledger, another: Path
) -> None:
    before = afresh(ledger)
    meeting.ingest([another])
    first = level(before, ledger)
    kept = first.matrix.copy()
    meeting.remove([another.stem])
    meeting.ingest([another.with_name(another.name.replace("spch002", "spch003"))])
    second = level(before, ledger)
    assert np.array_equal(first.matrix, kept)
    assert np.array_equal(second.matrix, afresh(ledger).matrix)


def test_a_record_of_nothing_holds_nothing(tmp_path: Path) -> None:
    held = level(nothing_held(), Ledger(tmp_path, create=True))
    assert held.matrix.shape == (0, 384)
    assert len(held.rows_of(np.array([1], dtype=np.int64))) == 0
