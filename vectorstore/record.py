"""The record: statements go in, and come out again by id, by filters or by words.

The one door to this layer. A record may be shared by the threads of a process; other processes
may read beside a writer and see each of its acknowledged windows at their next question.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from vectorstore import upkeep, uploads
from vectorstore.amend import amend
from vectorstore.answering import Answering, answering
from vectorstore.corrections import Correction, correction, corrections_of
from vectorstore.crossencoder import CrossEncoder
from vectorstore.embed import Embedder
from vectorstore.engines import that_made
from vectorstore.errors import OnRecordError, StorageError
from vectorstore.held import HeldVectors, level, nothing_held
from vectorstore.ingest import Ingest, Judged
from vectorstore.lately import Lately
from vectorstore.ledger import Ledger
from vectorstore.listing import Listed, Wish, listed, years
from vectorstore.lock import writing
from vectorstore.near import Spot, nearness, sentence_vectors
from vectorstore.readers import read_together
from vectorstore.schema import Filters, IngestSummary, Refused, Retrieved, Statement, Status
from vectorstore.scope import Scope, Scopes
from vectorstore.search import HybridSearch
from vectorstore.upkeep import Dense, Lexical, LexicalSide
from vectorstore.wordpieces import Wordpieces

Progress = Callable[[str, int, int], None]

CHUNK = 64  # statements taken from the ledger at once when all of a scope are read
# Passages acknowledged before the lexical index follows; until then they are found by meaning.
LEXICAL_EVERY = 20_000
# Passages whose generation is built within a few seconds.
MENDED_AT_ONCE = 20_000
NO_FILTERS = Filters()


class Record:
    """All statements of one data directory."""

    def __init__(self, directory: Path, ledger: Ledger, embedder: Embedder) -> None:
        """Use `open` instead."""
        self.directory = directory
        self.embedder = embedder
        self._ledger = ledger
        self._scopes = Scopes(ledger)
        self._lexical = Lexical(directory, ledger)
        self._dense = Dense(directory)
        self.wordpieces = Wordpieces(directory, embedder)
        self._lately = Lately(embedder)
        self.reader = CrossEncoder()
        self._held: HeldVectors = nothing_held()
        self._search: HybridSearch | None = None
        self._lock = threading.RLock()

    @classmethod
    def open(
        cls, directory: Path, embedder: Embedder | None = None, *, create: bool = False
    ) -> Self:
        """Open the record in `directory`; with `create`, begin one where there is none.

        Without an `embedder`, that which made the record, or the default.

        Raises:
            RecordMissingError: There is no record and none is to be begun.
            StorageError: The directory or the ledger cannot be used.
        """
        directory = Path(directory)
        if create:
            _make(directory)
        ledger = Ledger(directory, create=create)
        made_with = ledger.meta("embedder")
        model = embedder or (made_with and that_made(made_with)) or Embedder()
        if made_with not in (None, model.name):
            ledger.close()
            raise StorageError(
                f"the record in {directory} was embedded by {made_with}, this is {model.name}: "
                "ingest into a new data directory"
            )
        record = cls(directory, ledger, model)
        record._lexical.open()
        return record

    def close(self) -> None:
        """Let go of all files; the record cannot be used afterwards."""
        with self._lock:
            self._lexical.close()
            self._dense.close()
            self.wordpieces.close()
            self._ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ingest(
        self,
        paths: Sequence[Path],
        progress: Progress | None = None,
        judged: Judged | None = None,
    ) -> IngestSummary:
        """Take in files and folders; `progress` gets (stage, done, total), total 0 if unknown.

        `judged` gets each input's place and what becomes of it: added, updated, unchanged, refused.

        Raises:
            RecordBusyError: Another process is writing.
            StorageError: The disk is full or the like; what was acknowledged stays.
        """
        began = time.monotonic()
        with writing(self.directory):
            run = self._ledger.begin_run(paths)
            self._ledger.set_meta("embedder", self.embedder.name)
            found = chain.from_iterable(map(_placed, _together(paths)))
            report = partial(self._report, progress)
            done = Ingest(self._ledger, self.wordpieces, report, judged).run(found, self._follow)
            self._level(progress)
            if done.updated:
                self.wordpieces.keep_only_held()
            summary = done.model_copy(update={"seconds": round(time.monotonic() - began, 3)})
            self._ledger.end_run(run, summary.model_dump_json())
        return summary

    @property
    def begun(self) -> bool:
        """Whether anything was ingested or tried to be: from then on its model is fixed."""
        return self._ledger.meta("embedder") is not None

    def unfinished(self) -> tuple[str, ...]:
        """Return the paths of the last ingest where it was cut short, else ()."""
        return self._ledger.unfinished()

    def remove(self, ids: Sequence[str]) -> int:
        """Remove statements from the ledger and every index; return how many there were.

        Uploaded files that hold no other statement go with them.

        Raises:
            RecordBusyError: Another process is writing.
        """
        with writing(self.directory):
            places = [place for id_ in ids for place in self.sources(id_)]
            removed = self._ledger.remove(ids)
            uploads.discard(self.directory, places, self._ledger.stands_in)
            self.wordpieces.keep_only_held()
            self._level(None)
        return removed

    def correct(
        self, id_: str, field: str, value: str | None, who: str, voice: int = 1
    ) -> Correction:
        """Correct a field of a statement, in every index; None takes its correction back.

        Raises:
            CorrectionError: there is no such field or voice, or the value is none for it.
            RecordBusyError: Another process is writing.
        """
        with writing(self.directory):
            made = correction(self._ledger.originals([id_])[0], field, value, who, voice)
            amend(self._ledger, self.wordpieces, made)
            self._level(None)
        return made

    def corrections(self, ids: Sequence[str] | None = None) -> list[Correction]:
        """Return every correction made to these statements, or to all, oldest first."""
        return corrections_of(self._ledger.database, ids)

    def original(self, id_: str) -> Statement:
        """Return a statement as it was read, without its corrections."""
        return self._ledger.originals([id_])[0]

    def sources(self, id_: str) -> tuple[str, ...]:
        """Return every file, with the line where it has lines, that the statement stands in."""
        return tuple(sorted(source for one in self._ledger.known(id_) for source in one.sources))

    def statement(self, id_: str) -> Statement:
        """Return a statement; RecordMissingError where there is none of that id."""
        return self._ledger.statements([id_])[0]

    def statements(self, filters: Filters = NO_FILTERS) -> Iterator[Statement]:
        """Yield the statements that pass, in order of id."""
        ids = self.scope(filters).ids
        for place in range(0, len(ids), CHUNK):
            yield from self._ledger.statements(ids[place : place + CHUNK])

    def listed(self, wish: Wish) -> Listed:
        """Return a page of the list of statements."""
        return listed(self._ledger.database, self._scopes, wish)

    def years(self) -> dict[int, int]:
        """Return the statements by year, where that is known, the latest first."""
        return years(self._ledger.database)

    def scope(self, filters: Filters = NO_FILTERS) -> Scope:
        """Return what the filters leave, exactly."""
        return self._scopes.scope(filters)

    def search(
        self,
        query: str,
        filters: Filters = NO_FILTERS,
        k: int = 20,
        *,
        late: int = 0,
        read: int = 0,
    ) -> list[Retrieved]:
        """Return at most `k` paragraphs that pass the filters, best first.

        The first `late` are ordered anew by late interaction, the first `read` of those by
        reading each with the question.
        """
        if not filters.empty and self._scopes.resolved(filters) is None:
            return []
        return self._current().search(query, filters, k, late=late, read=read)

    def worded(self, query: str, filters: Filters = NO_FILTERS, k: int = 20) -> list[Retrieved]:
        """Return at most `k` paragraphs that hold words of the query, best first; meaning apart."""
        if not query.strip() or (not filters.empty and self._scopes.resolved(filters) is None):
            return []
        return self._current().worded(query, filters, k)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a text, by the model that the record is searched with."""
        return self._lately.embed(texts)

    def near(self, question: str, spots: Sequence[Spot]) -> NDArray[np.float32]:
        """Return how near each sentence is to the question, as late interaction has it."""
        return nearness(question, spots, self.wordpieces)

    def answering(self, question: str, spots: Sequence[Spot]) -> Answering:
        """Return how well each sentence answers the question, as the cross-encoder has it."""
        return answering(question, spots, self.reader)

    def sentence_vectors(self, spots: Sequence[Spot]) -> NDArray[np.float32]:
        """Return one vector a sentence, of length 1, from its wordpieces that are kept."""
        return sentence_vectors(spots, self.wordpieces)

    @property
    def snapshot(self) -> str:
        """'sha256:...' over ids and texts; the same record has the same, wherever it is built."""
        return self._ledger.snapshot

    def status(self) -> Status:
        """Return what the record holds and whether its indexes are whole."""
        self._current()
        totals = self._scopes.totals()
        return Status(
            statements=totals.statements,
            paragraphs=totals.paragraphs,
            passages=self._ledger.extent.passages,
            countries=self.countries(),
            speakers=len(self.speakers()),
            meetings=self.meetings(),
            bodies=self.bodies(),
            date_from=totals.date_from,
            date_to=totals.date_to,
            undated=totals.undated,
            snapshot=self.snapshot,
            health={
                "ledger": "ok",
                "lexical": self._lexical.health,
                "dense": self._dense.health,
                "wordpieces": self.wordpieces.health(self._ledger.hashes, self._ledger.version),
            },
        )

    def countries(self) -> dict[str, int]:
        """Return the statements by country that speaks in them, most first."""
        return self._scopes.counts("country")

    def speakers(self) -> dict[str, int]:
        """Return the statements by printed name of who speaks in them, most first."""
        return self._scopes.counts("speaker")

    def groups(self) -> dict[str, int]:
        """Return the statements by group that is spoken for in them, most first."""
        return self._scopes.counts("group")

    def meetings(self) -> dict[str, int]:
        """Return the statements by meeting symbol, most first."""
        return self._scopes.counts("meeting")

    def bodies(self) -> dict[str, int]:
        """Return the statements by body, most first."""
        return self._scopes.counts("body")

    def topics(self) -> dict[str, int]:
        """Return the statements by agenda item, most first."""
        return self._scopes.counts("topic")

    def save_answer(self, id_: str, answer: str) -> None:
        """Keep an answer's JSON under its id."""
        self._ledger.save_answer(id_, answer)

    def answer(self, id_: str) -> str:
        """Return an answer's JSON; RecordMissingError where there is none."""
        return self._ledger.answer(id_)

    def _current(self) -> HybridSearch:
        """Return a search over what the ledger holds at this moment."""
        with self._lock:
            if self._search is None or self._held.version != self._ledger.version:
                first = self._search is None
                self._held = level(self._held, self._ledger)
                self._lexical.refresh()
                self._search = self._joined()
                if first:
                    self._mend_small()
            return self._search

    def _joined(self) -> HybridSearch:
        lexical = LexicalSide(self._lexical, self._scopes, self._held)
        dense = self._dense.index(self._held)
        return HybridSearch(
            lexical, dense, self.embedder, self._ledger, self.wordpieces, self.reader
        )

    def mend(self) -> None:
        """Make anew what is damaged or due among the indexes, unless another process writes.

        Costs a minute or two for a generation of 200,000 passages; until then exact search
        answers.
        """
        with contextlib.suppress(OnRecordError), writing(self.directory):
            self._level(None)

    def _mend_small(self) -> None:
        """Mend at the first search what takes no more than some seconds."""
        if len(self._held.rows) <= MENDED_AT_ONCE and self._dense.due(self._held):
            self.mend()

    def _report(self, progress: Progress | None, stage: str, done: int, total: int) -> None:
        """Pass progress on, and see from it early that a generation will be due."""
        if stage == "embed" and total > upkeep.FRESH:
            self._dense.prepare()
        if progress:
            progress(stage, done, total)

    def _follow(self) -> None:
        """Let the lexical index follow a long ingest now and then."""
        behind = self._ledger.extent.row - self._lexical.row
        if behind >= LEXICAL_EVERY:
            self._lexical.level()

    def _level(self, progress: Progress | None) -> None:
        """Bring every index level with the ledger; the caller holds the writer's lock."""
        self._lexical.level(progress)
        with self._lock:
            self._held = level(self._held, self._ledger)
        self._dense.level(self._held, progress)
        with self._lock:
            self._search = self._joined()


def _together(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield the paths as they are read: files named one after another of one folder at once."""
    for _, several in groupby(map(Path, paths), key=lambda path: (path.is_file(), path.parent)):
        group = list(several)
        yield from [group] if group[0].is_file() else ([path] for path in group)


def _placed(paths: list[Path]) -> Iterator[tuple[str, Statement | Refused]]:
    """Yield what is read, each with where it stands, from the root of the file system on."""
    whole = paths[0].resolve()
    base = whole if whole.is_dir() else whole.parent
    for one in read_together(paths):
        yield f"{base}/{one.source}", one


def _make(directory: Path) -> None:
    """Make the data directory if it is not there."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"{directory}: {error.strerror}: name a folder that can be made with --data-dir"
        ) from error
