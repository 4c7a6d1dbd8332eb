"""Files in, acknowledged statements out: read, cut, embedded and put into the ledger.

Reading and cutting run ahead in the caller's thread while another keeps the embedder busy. A
window of some hundred passages is embedded slice by slice, each slice kept, and then put into
the ledger with its statements at once. A kill loses at most a slice of embedding and nothing
that was acknowledged; the next run goes on from there.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.identity import Identities, Verdict
from vectorstore.ledger import Ledger, Source, passage_hash
from vectorstore.ledger_rows import Entry
from vectorstore.passages import embedded_text, passages
from vectorstore.schema import IngestSummary, Passage, Refused, Statement

logger = logging.getLogger(__name__)

FIRST = 64  # passages of the first window, so that embedding begins while the rest is read
WINDOW = 1024  # passages acknowledged at once: about 8 s of embedding on two cores
SLICE = 128  # passages embedded at once: about 1 s on two cores
KEPT_EVERY = 1.0  # seconds of embedding that a kill may cost, beside the slice at work
AHEAD = 24  # windows read ahead: some 25,000 passages, 100 MB

Progress = Callable[[str, int, int], None]
# Told of each input, where it stands and what becomes of it: as `Verdict.kind`, or "refused".
Judged = Callable[[str, str], None]


class Embeds(Protocol):
    """What ingest needs of an embedding model."""

    @property
    def name(self) -> str:
        """Which model; vectors of different ones do not compare."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a text, in order."""


@dataclass
class _Window:
    """Statements to be acknowledged together."""

    verdicts: list[Verdict] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    shown: list[Statement] = field(default_factory=list)
    passages: list[list[Passage]] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    size: int = 0


class Ingest:
    """One ingest into a ledger whose writer's lock the caller holds."""

    def __init__(
        self,
        ledger: Ledger,
        embedder: Embeds,
        progress: Progress | None = None,
        judged: Judged | None = None,
    ) -> None:
        self._ledger = ledger
        self._embedder = embedder
        self._progress = progress or (lambda _stage, _done, _total: None)
        self._judged = judged or (lambda _place, _what: None)
        self._stopped = threading.Event()
        self._keeper: ThreadPoolExecutor
        self._kept: Future[None] = Future()
        self._kept.set_result(None)
        self._unkept: dict[str, NDArray[np.float16]] = {}
        self._kept_at = time.monotonic()
        self._identities = Identities(ledger.known())
        self._counts: Counter[str] = Counter()
        self._repairs: Counter[str] = Counter()
        self._refused: list[Refused] = []
        self._read = 0
        self._cut = 0
        self._embedded = 0
        self._acknowledged = 0

    def run(
        self,
        found: Iterable[tuple[str, Statement | Refused]],
        acknowledged: Callable[[], None] = lambda: None,
    ) -> IngestSummary:
        """Take in all that was found, each with the file and line it stands in.

        `acknowledged` is called after each window.
        """
        began = time.monotonic()
        windows: deque[tuple[_Window, Future[dict[str, NDArray[np.float16]]]]] = deque()
        with (
            ThreadPoolExecutor(1, thread_name_prefix="keep") as self._keeper,
            ThreadPoolExecutor(1, thread_name_prefix="ingest") as worker,
        ):
            try:
                for window in self._windows(found):
                    windows.append((window, worker.submit(self._vectors, window)))
                    while windows and (len(windows) > AHEAD or windows[0][1].done()):
                        self._acknowledge(*windows.popleft())
                        acknowledged()
                while windows:
                    self._acknowledge(*windows.popleft())
                    acknowledged()
            except BaseException:
                self._stopped.set()
                worker.shutdown(cancel_futures=True)
                raise
        return self._summary(time.monotonic() - began)

    def _windows(self, found: Iterable[tuple[str, Statement | Refused]]) -> Iterator[_Window]:
        """Judge what comes in and gather what is to be acknowledged together."""
        window, full = _Window(), FIRST
        for read, (place, one) in enumerate(found, start=1):
            if isinstance(one, Refused):
                self._refused.append(one)
                self._judged(place, "refused")
            else:
                self._take(place, one, window)
            self._progress("read", read, 0)
            self._read = read
            if window.size >= full or len(window.sources) >= WINDOW:
                yield window
                window, full = _Window(), min(4 * full, WINDOW)
        self._progress("read", self._read, self._read)
        yield window

    def _take(self, place: str, statement: Statement, window: _Window) -> None:
        verdict = self._identities.judge(statement, place)
        self._counts[verdict.kind] += 1
        self._judged(place, verdict.kind)
        window.sources.append(Source(verdict.statement.id, place, statement.sha256))
        if verdict.kind == "unchanged":
            return
        shown = self._ledger.corrected(verdict.statement) if verdict.replaces else verdict.statement
        cut = passages(shown)
        window.verdicts.append(verdict)
        window.shown.append(shown)
        window.names.append(statement.id)
        window.passages.append(cut)
        window.size += len(cut)
        self._cut += len(cut)
        self._counts["paragraphs"] += len(statement.paragraphs)
        self._repairs.update(repair.kind for repair in statement.repairs)

    def _vectors(self, window: _Window) -> dict[str, NDArray[np.float16]]:
        """Return the vector of every passage of the window by its hash; embeds what is new."""
        texts = {
            passage_hash(self._embedder.name, passage): embedded_text(passage)
            for cut in window.passages
            for passage in cut
        }
        known = self._ledger.vectors_of(texts)
        vectors = {hash_: np.frombuffer(known[hash_], dtype=np.float16) for hash_ in known}
        # The longest first, so that no core is left with a long one at the slice's end.
        new = sorted((h for h in texts if h not in known), key=lambda h: (-len(texts[h]), h))
        for place in range(0, len(new), SLICE):
            if self._stopped.is_set():
                break
            hashes = new[place : place + SLICE]
            made = self._embedder.embed([texts[h] for h in hashes]).astype(np.float16)
            fresh = dict(zip(hashes, made, strict=True))
            vectors |= fresh
            self._keep(fresh)
            self._embedded += len(hashes)
            self._progress("embed", self._embedded, self._cut)
        self._kept.result()
        self._embedded += window.size - len(new)
        return vectors

    def _keep(self, fresh: dict[str, NDArray[np.float16]]) -> None:
        """Have vectors kept, those of about a second at once: a fast model would wait for disks."""
        self._unkept |= fresh
        if time.monotonic() - self._kept_at < KEPT_EVERY:
            return
        self._kept.result()
        hashes, vectors = list(self._unkept), np.stack(list(self._unkept.values()))
        # On the disk while the next slice is embedded: the cores never wait for it.
        self._kept = self._keeper.submit(self._ledger.keep_vectors, hashes, vectors)
        self._unkept, self._kept_at = {}, time.monotonic()

    def _acknowledge(
        self, window: _Window, embedded: Future[dict[str, NDArray[np.float16]]]
    ) -> None:
        """Put the window into the ledger once its vectors are there."""
        vectors = embedded.result()
        entries = []
        for verdict, name, shown, cut in zip(
            window.verdicts, window.names, window.shown, window.passages, strict=True
        ):
            hashes = [passage_hash(self._embedder.name, passage) for passage in cut]
            entries.append(
                Entry(
                    verdict.statement,
                    name,
                    verdict.fingerprint,
                    cut,
                    hashes,
                    np.stack([vectors[hash_] for hash_ in hashes]),
                    verdict.replaces,
                    shown,
                )
            )
        self._ledger.acknowledge(entries, window.sources)
        logger.debug("acknowledged %d statements, %d passages", len(entries), window.size)
        self._progress("embed", self._embedded, self._cut)
        self._acknowledged += len(window.sources)
        self._progress("acknowledged", self._acknowledged, self._read)

    def _summary(self, seconds: float) -> IngestSummary:
        return IngestSummary(
            added=self._counts["added"],
            updated=self._counts["updated"],
            unchanged=self._counts["unchanged"],
            refused=tuple(self._refused),
            paragraphs=self._counts["paragraphs"],
            repairs=dict(sorted(self._repairs.items())),
            seconds=round(seconds, 3),
        )
