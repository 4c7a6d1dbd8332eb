"""The ledger's SQLite file: opened, given its tables, read and written; errors in plain words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from vectorstore.errors import RecordMissingError, StorageError

LEDGER_FILE = "ledger.sqlite"
SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO meta VALUES ('version', '0');

-- `name` is the id as it came; `id` differs from it where a name came twice with different text.
-- `record` is the statement as JSON without its text, compressed. Dates are bounds, ISO 8601.
CREATE TABLE statements (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL,
    text TEXT NOT NULL, record BLOB NOT NULL, paragraphs INTEGER NOT NULL,
    body TEXT, meeting TEXT, topic TEXT, date_from TEXT, date_to TEXT
);

CREATE TABLE sources (
    source TEXT NOT NULL, sha256 TEXT NOT NULL,
    statement_id TEXT NOT NULL REFERENCES statements ON DELETE CASCADE,
    PRIMARY KEY (statement_id, source)
) WITHOUT ROWID;

-- The numbers of voices and passages are never used again, so that an index which still knows
-- a removed one can never take it for another.
CREATE TABLE voices (
    voice INTEGER PRIMARY KEY AUTOINCREMENT,
    statement_id TEXT NOT NULL REFERENCES statements ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, country TEXT, speaker TEXT, groups TEXT NOT NULL
);
CREATE INDEX voices_of_statement ON voices (statement_id, ordinal);

CREATE TABLE paragraphs (
    statement_id TEXT NOT NULL REFERENCES statements ON DELETE CASCADE,
    number INTEGER NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    PRIMARY KEY (statement_id, number)
) WITHOUT ROWID;

-- `hash` is of what was embedded, so that the same words are never embedded twice.
CREATE TABLE passages (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    statement_id TEXT NOT NULL REFERENCES statements ON DELETE CASCADE,
    voice INTEGER NOT NULL REFERENCES voices ON DELETE CASCADE,
    paragraph INTEGER NOT NULL, part INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, header TEXT NOT NULL,
    hash TEXT NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passages_of_statement ON passages (statement_id);
CREATE INDEX passages_of_voice ON passages (voice);
CREATE INDEX passages_of_hash ON passages (hash);

-- Embedded but not yet acknowledged: what a killed ingest need not embed again.
CREATE TABLE vectors_ahead (hash TEXT PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;

-- Rows that indexes must forget, with the version of the ledger that removed them.
CREATE TABLE removed (
    row INTEGER PRIMARY KEY, statement_id TEXT NOT NULL, version INTEGER NOT NULL
);
CREATE INDEX removed_since ON removed (version);

CREATE TABLE runs (
    run INTEGER PRIMARY KEY AUTOINCREMENT, begun TEXT NOT NULL, ended TEXT,
    paths TEXT NOT NULL, summary TEXT
);
CREATE TABLE answers (id TEXT PRIMARY KEY, saved TEXT NOT NULL, json TEXT NOT NULL);
CREATE TABLE corrections (
    correction INTEGER PRIMARY KEY AUTOINCREMENT,
    statement_id TEXT NOT NULL REFERENCES statements ON DELETE CASCADE,
    field TEXT NOT NULL, value TEXT, who TEXT NOT NULL, made TEXT NOT NULL
);
"""

# What lists and filters look at, beside the texts: without it each look at a statement's body or
# date reads through its text, a second and more for 10,000 statements.
BRIEF = "statements_in_brief"
INDEX = f"""CREATE INDEX IF NOT EXISTS {BRIEF}
ON statements (id, date_from, date_to, body, meeting, topic, paragraphs)"""

CACHE = 65_536  # KiB of pages kept in memory: the texts of a search's candidates are 3 MB

Row = tuple[object, ...]
Value = str | int | bytes | None
Values = Sequence[Value] | Mapping[str, Value]


class Database:
    """One connection, shared by the threads of a process under a lock; reads are short."""

    def __init__(self, directory: Path, *, create: bool = False) -> None:
        """Open the ledger in `directory`; with `create`, make it where there is none.

        Raises:
            RecordMissingError: There is no ledger and none is to be made.
            StorageError: It is damaged, from another version, or cannot be written.
        """
        self.path = directory / LEDGER_FILE
        self._lock = threading.RLock()
        if not create and not self.path.is_file():
            raise RecordMissingError(
                f"no record in {directory}: run `onrecord ingest PATH...` first"
            )
        with self._plainly():
            self._connection = self._connected()
            self._prepare(create=create)

    def close(self) -> None:
        """Close the connection; what is not committed is lost."""
        with self._lock:
            self._connection.close()

    def read(self, sql: str, values: Values = ()) -> list[Row]:
        """Return all rows of a query."""
        with self._lock, self._plainly():
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write in one transaction: all of it is on the disk at the end, or nothing."""
        with self._lock, self._plainly():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _connected(self) -> sqlite3.Connection:
        """Connect for reading and writing, or for reading alone in a folder that is read-only."""
        connection = sqlite3.connect(
            self.path, timeout=30, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA cache_size = -{CACHE}")
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            # A reader of a WAL file must write beside it, unless it may take it as unchanging.
            # What is still in the write-ahead log is then not seen.
            address = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(
                address, uri=True, isolation_level=None, check_same_thread=False
            )
        return connection

    def _prepare(self, *, create: bool) -> None:
        """Check the version of the tables; make them in an empty file."""
        found = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if found == 0 and create:
            self._connection.execute("PRAGMA journal_mode = WAL")
            with self.transaction() as connection:
                # Another process may have made them since.
                if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                    for statement in _statements(SCHEMA):
                        connection.execute(statement)
                    connection.execute(INDEX)
                    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        elif found == 0:
            raise RecordMissingError(
                f"no record in {self.path.parent}: run `onrecord ingest PATH...` first"
            )
        elif found != SCHEMA_VERSION:
            raise StorageError(
                f"{self.path}: written by another version of OnRecord (tables {found}, this one "
                f"knows {SCHEMA_VERSION}): ingest into a new data directory"
            )

    @property
    def brief(self) -> bool:
        """Whether there is the index BRIEF; a ledger of before gets it at its next ingest."""
        return bool(self.read("SELECT 1 FROM sqlite_master WHERE name = ?", (BRIEF,)))

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        """Turn SQLite's errors into one line with the remedy."""
        try:
            yield
        except sqlite3.Error as error:
            raise StorageError(f"{self.path}: {error}: {_remedy(error)}") from error


def _statements(script: str) -> Iterator[str]:
    """Cut a script into its statements; `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _remedy(error: sqlite3.Error) -> str:
    """Say what a person can do about it."""
    words = str(error)
    if "full" in words:
        return "free some space and try again; what was acknowledged is safe"
    if "readonly" in words or "unable to open" in words:
        return "make the folder writable or name another with --data-dir"
    if "locked" in words:
        return "another program holds the file; try again"
    if "malformed" in words or "not a database" in words or "disk I/O" in words:
        return "the file is damaged; restore it from a copy or ingest into a new data directory"
    return "see the message"
