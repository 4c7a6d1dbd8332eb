"""Keeps the lexical index and the generation level with the ledger, or makes them anew.

Nothing is lost here for good: whatever is damaged or behind is made again from the ledger,
without embedding. Until then exact search over the ledger's vectors answers, and `health` says so.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore import dense
from vectorstore.errors import IndexDamagedError, OnRecordError, RecordBusyError, StorageError
from vectorstore.exact import ExactVectors
from vectorstore.held import HeldVectors
from vectorstore.ledger import Extent, Ledger
from vectorstore.lexical import Hit, LexicalIndex
from vectorstore.lock import writing
from vectorstore.schema import Filters
from vectorstore.scope import Scopes
from vectorstore.seal import Seal, glance, seal, sealed

logger = logging.getLogger(__name__)

LEXICAL = "lexical"
DENSE = "dense"
# Passages that no generation holds: so many are searched exactly in a few milliseconds.
FRESH = 2000
FRESH_SHARE = 0.2
# Seconds to wait for a writer to seal what it has just committed.
PATIENCE = (0.05, 0.2, 0.5)

Progress = Callable[[str, int, int], None]


class Lexical:
    """The lexical index of a data directory, and how level it is with the ledger."""

    def __init__(self, directory: Path, ledger: Ledger) -> None:
        self._data = directory
        self._directory = directory / LEXICAL
        self._ledger = ledger
        self.index: LexicalIndex | None = None
        self.health = "not opened yet"
        self.row = 0  # how far it goes

    def open(self) -> None:
        """Open the index, caught up or made anew where that is needed and may be done."""
        for patience in (*PATIENCE, 0.0):
            try:
                found = sealed(self._directory)
                if found.version == self._ledger.version:
                    self._use("ok")
                    return
                broken = ""
            except IndexDamagedError as error:
                found, broken = None, str(error)
            try:
                with writing(self._data):
                    self.level()
                return
            except RecordBusyError as error:
                reason = str(error)
                if found:
                    break
                time.sleep(patience)
            except OnRecordError as error:
                reason = str(error)
                break
        if found:
            self._use(f"behind the ledger: {reason}")
        else:
            self.health = f"{broken}; {reason}; search by meaning answers alone"
            logger.warning("lexical index: %s", self.health)

    def refresh(self) -> None:
        """Look again, at little cost, after the ledger has changed."""
        if self.index is not None:
            try:
                if glance(self._directory).version == self._ledger.version:
                    self.health = "ok"
                    return
            except IndexDamagedError as error:
                logger.warning("lexical index: %s", error)
        self.open()

    def level(self, progress: Progress | None = None) -> None:
        """Bring the index level with the ledger; the caller holds the writer's lock."""
        extent = self._ledger.extent
        try:
            found = sealed(self._directory)
            if found.version != extent.version:
                self._catch_up(found, extent, progress)
        except IndexDamagedError as error:
            if self._directory.exists():
                logger.warning("%s: making it anew", error)
            self._make_anew(extent, progress)
        self._use("ok")

    def search(self, query: str, filters: Filters, k: int) -> list[Hit]:
        """Return what the index finds; nothing, and the reason in `health`, where it fails."""
        if self.index is None:
            return []
        try:
            return self.index.search(query, filters, k)
        except (IndexDamagedError, ValueError, OSError) as error:
            self.health = f"{self._directory}: {error}; search by meaning answers alone"
            logger.warning("lexical index: %s", self.health)
            return []

    def close(self) -> None:
        """Let go of the files."""
        if self.index:
            # A writer that a full disk has killed cannot be rolled back, and need not be.
            with suppress(ValueError):
                self.index.close()
            self.index = None

    def _use(self, health: str) -> None:
        if self.index is None:
            self.index = self._opened()
        self.health = health

    def _opened(self) -> LexicalIndex:
        """Open the index; where the folder is read-only, a copy: Tantivy locks even to read."""
        try:
            return LexicalIndex.open(self._directory)
        except IndexDamagedError:
            copy = Path(tempfile.mkdtemp(prefix="onrecord-lexical-"))
            weakref.finalize(self, shutil.rmtree, copy, ignore_errors=True)
            return LexicalIndex.open(Path(shutil.copytree(self._directory, copy / LEXICAL)))

    def _catch_up(self, found: Seal, extent: Extent, progress: Progress | None) -> None:
        self.index = index = self.index or LexicalIndex.open(self._directory)
        removed = self._ledger.removed_since(found.version)
        index.remove(sorted({id_ for row, id_ in removed.items() if row <= found.row}))
        self._fill(index, found.row, extent, progress)

    def _make_anew(self, extent: Extent, progress: Progress | None) -> None:
        self.close()
        with plainly(self._directory):
            if self._directory.exists():
                shutil.rmtree(self._directory)
        self.index = LexicalIndex.open(self._directory)
        self._fill(self.index, 0, extent, progress)

    def _fill(
        self, index: LexicalIndex, row: int, extent: Extent, progress: Progress | None
    ) -> None:
        """Add all rows after `row`, commit, and seal what is there."""
        done = 0
        with self._given_up_on_failure():
            for batch in self._ledger.passages_after(row):
                index.add(batch)
                done += len(batch)
                if progress:
                    progress("index", done, max(done, extent.row - row))
            index.commit()
            if index.count() != extent.passages:
                raise IndexDamagedError(
                    f"{self._directory}: {index.count()} passages where the ledger has "
                    f"{extent.passages}"
                )
            seal(self._directory, extent.version, extent.row, extent.passages)
            self.row = extent.row

    @contextmanager
    def _given_up_on_failure(self) -> Iterator[None]:
        """Drop what was not committed if the disk is full or the like, and say why."""
        try:
            with plainly(self._directory):
                yield
        except ValueError as error:  # what Tantivy makes of every failure of its threads
            self.close()
            raise StorageError(
                f"{self._directory}: {error}: free some space or make it writable"
            ) from error
        except OnRecordError:
            self.close()
            raise


class LexicalSide:
    """The lexical part of one search: only rows whose vectors are held, filters by the ledger."""

    def __init__(self, lexical: Lexical, scopes: Scopes, held: HeldVectors) -> None:
        self._lexical = lexical
        self._scopes = scopes
        self._held = held

    def search(self, query: str, filters: Filters, k: int) -> list[Hit]:
        """Return at most `k` passages that hold words of the query, best first."""
        hits = self._lexical.search(query, filters, k)
        rows = np.array([hit.row for hit in hits], dtype=np.int64)
        held = np.isin(rows, self._held.rows, assume_unique=True)
        return [hit for hit, here in zip(hits, held, strict=True) if here]

    def rows(self, filters: Filters) -> NDArray[np.int64]:
        """Return the rows of all passages that pass the filters, in ascending order."""
        return self._held.rows_of(self._scopes.voices(filters))


class Dense:
    """The current generation of a data directory, and whether a new one is due."""

    def __init__(self, directory: Path) -> None:
        self._root = directory / DENSE
        self._generation: dense.Generation | None = None
        self._looked: Path | None = None
        self._broken = ""
        self._prepared = False

    @property
    def health(self) -> str:
        """'ok', or why exact search answers in the generation's place."""
        return self._broken or "ok"

    def index(self, held: HeldVectors) -> dense.DenseIndex:
        """Return what searches these vectors: with the current generation where it is whole."""
        self._open()
        return dense.DenseIndex(ExactVectors(held.rows, held.matrix), self._generation)

    def prepare(self) -> None:
        """Import what a generation needs, beside what else is done."""
        if not self._prepared:
            self._prepared = True
            threading.Thread(target=dense.prepare, daemon=True).start()

    def level(self, held: HeldVectors, progress: Progress | None = None) -> None:
        """Build a new generation if one is due; the caller holds the writer's lock."""
        dense.prune(self._root)
        self._open()
        if not self.due(held):
            return
        report = progress or (lambda _stage, _done, _total: None)
        report("generation", 0, len(held.rows))
        with plainly(self._root):
            made = dense.build_generation(
                self._root, held.rows, held.matrix, [str(row) for row in held.rows]
            )
            seal(made, held.version, int(held.rows[-1]), len(held.rows))
        report("generation", len(held.rows), len(held.rows))
        self._open()

    def close(self) -> None:
        """Let go of the generation's files."""
        if self._generation:
            self._generation.close()
        self._generation, self._looked = None, None

    def due(self, held: HeldVectors) -> bool:
        """Whether a new generation should be built: it is broken, lacks too much, or is missing."""
        if self._generation is None:
            return len(held.rows) > (0 if self._broken else FRESH)
        covered = self._generation.rows
        both = int(np.isin(covered, held.rows, assume_unique=True).sum())
        most = max(FRESH, FRESH_SHARE * len(covered))
        return max(len(held.rows), len(covered)) - both > most

    def _open(self) -> None:
        """Open the current generation if it is not yet; note what is wrong with it."""
        directory = dense.current(self._root)
        if directory == self._looked:
            return
        self.close()
        self._looked, self._broken = directory, ""
        if directory is None:
            return
        try:
            sealed(directory)
            self._generation = dense.Generation(directory)
        except IndexDamagedError as error:
            self._broken = f"{error}; exact search answers"
            logger.warning("%s", self._broken)


@contextmanager
def plainly(directory: Path) -> Iterator[None]:
    """Turn a full disk and the like into one line."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{directory}: {error.strerror or error}: free some space or make it writable"
        ) from error
