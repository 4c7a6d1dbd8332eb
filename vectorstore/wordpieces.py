"""Passages' wordpiece vectors, kept from when they were embedded, for late interaction.

A file beside the ledger, made from it and never the truth: what is missing or damaged here is
read by the model again when it is needed, with the same result and only slower.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.database import LEDGER_FILE
from vectorstore.embed import PIECE_DIMENSIONS, Embedder, embedding_key

logger = logging.getLogger(__name__)

WORDPIECES_FILE = "wordpieces.sqlite"
LATELY = 4096  # passages, about 7 kB each
# Said of what is not whole; a record that is made anew is.
SLOWER = "the model reads them again where they are found, which is slower"
LOOKED_AT = (
    2048  # passages whose vectors are read to see whether they are whole; all of a small file
)
PIECES = "SELECT hash, vectors FROM pieces WHERE hash IN (SELECT value FROM json_each(?))"

Pieces = NDArray[np.int8]  # shape (t, PIECE_DIMENSIONS)


class Wordpieces:
    """Wordpiece vectors by what was embedded; safe to share between threads."""

    def __init__(self, directory: Path, embedder: Embedder) -> None:
        self._path = directory / WORDPIECES_FILE
        self._ledger = directory / LEDGER_FILE
        self._embedder = embedder
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        # Read by the model since this was opened, for want of being in the file.
        self._lately: OrderedDict[str, Pieces] = OrderedDict()
        self._judged: tuple[object, str] = (None, "")

    @property
    def name(self) -> str:
        """Which model reads; that of the embedder."""
        return self._embedder.name

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a text, and keep its wordpieces' vectors in the file.

        Only a process that writes the record calls this.
        """
        if not texts:
            return self._embedder.embed(texts)
        read = self._embedder.reading(texts)
        self._put({self._key(text): one.pieces for text, one in zip(texts, read, strict=True)})
        return np.stack([one.vector for one in read])

    def of(self, texts: Sequence[str]) -> list[Pieces]:
        """Return the wordpieces' vectors of each text, from the file or else from the model."""
        keys = [self._key(text) for text in texts]
        known = self.kept(keys)
        with self._lock:
            known |= {key: self._lately[key] for key in keys if key in self._lately}
        unknown = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        fresh = self._embedder.reading(list(unknown.values()))
        made = {key: one.pieces for key, one in zip(unknown, fresh, strict=True)}
        with self._lock:
            self._lately |= made
            while len(self._lately) > LATELY:
                self._lately.popitem(last=False)
        known |= made
        return [known[key] for key in keys]

    def places(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return where in its text each of a text's wordpieces stands, as `of` has them."""
        return self._embedder.places(texts)

    def health(self, passages: Callable[[], Iterable[str]], version: int) -> str:
        """Return 'ok', or how much is missing or damaged of the `passages` of a ledger's version.

        Of a large file only a part is read through; it is looked at again once anything changed.
        """
        now = (version, _written(self._path), _written(self._beside("-wal")))
        with self._lock:
            if self._judged[0] != now:
                self._judged = (now, self._judge(set(passages())))
            return self._judged[1]

    def _judge(self, wanted: set[str]) -> str:
        """Compare what is kept with what is `wanted`; the caller holds the lock."""
        if not self._path.is_file():
            return f"{WORDPIECES_FILE} is missing; {SLOWER}" if wanted else "ok"
        try:
            connection = self._opened()
            held = {str(hash_) for (hash_,) in connection.execute("SELECT hash FROM pieces")}
            step = len(held) // LOOKED_AT + 1
            looked_at = sorted(held & wanted)[::step]
            found = connection.execute(PIECES, (json.dumps(looked_at),))
            whole = sum(_unpacked(packed) is not None for _, packed in found)
        except sqlite3.Error as error:
            self._let_go()
            return f"{WORDPIECES_FILE} is damaged ({error}); {SLOWER}"
        lacks = {"missing": len(wanted - held), "damaged": len(looked_at) - whole}
        if not any(lacks.values()):
            return "ok"
        share = f" (1 in {step} looked at)" if step > 1 else ""
        said = " and ".join(f"{count:,} {how}" for how, count in lacks.items() if count)
        return f"{said} of {len(wanted):,} passages{share}; {SLOWER}"

    def _key(self, text: str) -> str:
        return embedding_key(self._embedder.name, text)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._let_go()

    def kept(self, hashes: Iterable[str]) -> dict[str, Pieces]:
        """Return what is kept whole; a passage whose vectors are missing or damaged is left out."""
        with self._lock:
            if self._connection is None and not self._path.is_file():
                return {}
            try:
                found = self._opened().execute(PIECES, (json.dumps(list(hashes)),)).fetchall()
            except sqlite3.Error:
                self._let_go()
                return {}
        kept = {str(hash_): _unpacked(packed) for hash_, packed in found}
        return {hash_: pieces for hash_, pieces in kept.items() if pieces is not None}

    def _put(self, pieces: Mapping[str, Pieces]) -> None:
        """Keep vectors; a damaged file is begun anew. Only a writer calls this.

        What cannot be kept (the disk is full) is read by the model when it is needed; whether the
        ingest can go on is for the ledger to say.
        """
        rows = [(hash_, _packed(one)) for hash_, one in pieces.items() if len(one)]
        if not rows:
            return
        with self._lock:
            try:
                self._write(rows)
            except sqlite3.OperationalError as error:
                logger.warning("%s: %s: late interaction will be slower", self._path, error)
                self._let_go()
            except sqlite3.DatabaseError:
                self._begin_anew()
                self._write(rows)

    def keep_only_held(self) -> None:
        """Forget the vectors of passages that the ledger holds no more."""
        with self._lock:
            if not self._path.is_file():
                return
            try:
                connection = self._opened()
                connection.execute("ATTACH ? AS ledger", (str(self._ledger),))
                try:
                    connection.execute(
                        "DELETE FROM pieces WHERE hash NOT IN (SELECT hash FROM ledger.passages)"
                        " AND hash NOT IN (SELECT hash FROM ledger.vectors_ahead)"
                    )
                finally:
                    connection.execute("DETACH ledger")
            except sqlite3.OperationalError as error:
                # Nothing is found by these: what they stand for is in no index any more.
                logger.warning("%s: %s: nothing is forgotten in it", self._path, error)
                self._let_go()
            except sqlite3.DatabaseError:
                self._begin_anew()

    def _write(self, rows: Sequence[tuple[str, bytes]]) -> None:
        connection = self._opened()
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.executemany("INSERT OR REPLACE INTO pieces VALUES (?, ?)", rows)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self._connection = self._for_writing()
            except sqlite3.OperationalError:
                # In a folder that is read-only the file is taken as unchanging.
                address = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
                self._connection = sqlite3.connect(
                    address, uri=True, isolation_level=None, check_same_thread=False
                )
        return self._connection

    def _for_writing(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=30, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            # A power cut may cost the last of them; they are made again when needed.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS pieces (hash TEXT PRIMARY KEY, vectors BLOB NOT NULL)"
            )
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _begin_anew(self) -> None:
        self._let_go()
        for end in ("", "-wal", "-shm"):
            self._beside(end).unlink(missing_ok=True)

    def _beside(self, end: str) -> Path:
        return self._path.with_name(self._path.name + end)

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _written(path: Path) -> tuple[int, int] | None:
    """Return what changes when the file is written to; None where it is not there or empty."""
    try:
        now = path.stat()
    except OSError:
        return None
    return (now.st_mtime_ns, now.st_size) if now.st_size else None


def _packed(pieces: Pieces) -> bytes:
    """Return the vectors' bytes behind their checksum."""
    content = pieces.tobytes()
    return zlib.crc32(content).to_bytes(4, "big") + content


def _unpacked(packed: object) -> Pieces | None:
    """Return the vectors, None where they are not what was packed."""
    if not isinstance(packed, bytes):  # one bit of SQLite's can turn bytes into text
        return None
    content = packed[4:]
    if len(content) % PIECE_DIMENSIONS or zlib.crc32(content).to_bytes(4, "big") != packed[:4]:
        return None
    return np.frombuffer(content, dtype=np.int8).reshape(-1, PIECE_DIMENSIONS)
