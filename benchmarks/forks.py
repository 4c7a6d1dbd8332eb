"""Ingests and looks at records, each in a fork of its own, where they can be killed."""

from __future__ import annotations

import hashlib
import os
import select
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from pydantic import BaseModel

from benchmarks.stand_in import StandIn
from vectorstore.embed import Embedder, Reading
from vectorstore.errors import OnRecordError
from vectorstore.ledger import Ledger
from vectorstore.record import Record
from vectorstore.schema import Filters
from vectorstore.wordpieces import Wordpieces

QUESTIONS = ("referendum in Crimea", "Who vetoed the draft resolution?", "territorial integrity")
LIMITS = (Filters(), Filters(country=("Ukraine", "Jordan")), Filters(date_from="2014-01-01"))
LATE = 20  # paragraphs ordered anew by their wordpieces
PATIENCE = 300  # seconds for an ingest or a look that is not killed


class Seen(BaseModel):
    """What a record holds and answers."""

    snapshot: str
    statements: int
    duplicates: int
    digest: str  # of all passages, vectors and answers
    health: dict[str, str]
    pieces: int  # passages whose wordpieces' vectors are kept, whole
    embedded: int  # texts, the questions included


class Counting(StandIn):
    """The stand-in, counting the texts it is given."""

    texts = 0

    def reading(self, texts: Sequence[str]) -> list[Reading]:
        """Return each text as the stand-in reads it."""
        Counting.texts += len(texts)
        return super().reading(texts)


def look(data: Path, embedder: Embedder) -> Seen:
    """Open the record, ask it, and read all of its ledger."""
    Counting.texts = 0
    with Record.open(data, embedder) as opened:
        answers = [opened.search(q, limits, late=LATE) for q in QUESTIONS for limits in LIMITS]
        status = opened.status()
    ledger = Ledger(data)
    passages = [passage for batch in ledger.passages_after(0) for _, passage in batch]
    digest = hashlib.sha256(ledger.held_after(0).vectors.tobytes())
    kept = Wordpieces(data, embedder)
    pieces = len(kept.kept(ledger.hashes()))
    kept.close()
    ledger.close()
    for one in [*passages, *(hit for hits in answers for hit in hits)]:
        digest.update(one.model_dump_json().encode())
    places = Counter((p.statement_id, p.paragraph, p.part) for p in passages)
    return Seen(
        snapshot=status.snapshot,
        statements=len({passage.statement_id for passage in passages}),
        duplicates=sum(times - 1 for times in places.values()),
        digest=digest.hexdigest(),
        health=status.health,
        pieces=pieces,
        embedded=Counting.texts,
    )


def taken_in(data: Path, folder: Path, embedder: Embedder, say: Callable[[str], None]) -> None:
    """Ingest the folder, saying how many statements are acknowledged."""

    def told(stage: str, done: int, _total: int) -> None:
        if stage == "acknowledged":
            say(str(done))

    with Record.open(data, embedder, create=True) as opened:
        opened.ingest([folder], told)


def forked(work: Callable[[Callable[[str], None]], None], after: float) -> tuple[list[str], bool]:
    """Run `work` in a fork, killed after so many seconds; return its lines, and whether it ended.

    An error of ours is the line "failed: ..." and no end.
    """
    ears, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ears)
        try:
            work(partial(_say, mouth))
        except OnRecordError as error:
            os.write(mouth, f"failed: {error}\n".encode())
            os._exit(1)
        except BaseException as error:  # noqa: BLE001 - a fork must never go on as its parent
            os.write(mouth, f"failed: {type(error).__name__}: {error}\n".encode())
            os._exit(2)
        os._exit(0)
    os.close(mouth)
    said, until = b"", time.monotonic() + after
    while select.select([ears], [], [], max(0.0, until - time.monotonic()))[0]:
        if not (octets := os.read(ears, 1 << 16)):
            break
        said += octets
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(ears)
    return said.decode().splitlines(), status == 0


def _say(mouth: int, line: str) -> None:
    os.write(mouth, f"{line}\n".encode())


def seen(data: Path, embedder: Embedder) -> Seen | str:
    """Return what a fresh process finds in the record, or why it cannot."""
    lines, _ = forked(lambda say: say(look(data, embedder).model_dump_json()), PATIENCE)
    line = lines[-1] if lines else "failed: no word"
    return line if line.startswith("failed") else Seen.model_validate_json(line)


def built(data: Path, folder: Path, embedder: Embedder) -> Seen:
    """Build the record without a fault and return what it holds."""
    lines, ended = forked(lambda say: taken_in(data, folder, embedder, say), PATIENCE)
    found = seen(data, embedder)
    if not ended or isinstance(found, str):
        raise SystemExit(f"the clean build failed: {lines[-1:]} {found}")
    return found
