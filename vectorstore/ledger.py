"""The ledger: statements, passages with their vectors, and answers, kept so that none is lost.

What `acknowledge` has returned from is on the disk, whole. Every index can be made again from
here without embedding anything.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b, sha256
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from vectorstore import corrections, ledger_rows
from vectorstore.corrections import Correction, corrections_of
from vectorstore.database import INDEX, Database
from vectorstore.embed import embedding_key
from vectorstore.errors import RecordMissingError
from vectorstore.ledger_rows import PASSAGES, Entry
from vectorstore.passages import embedded_text
from vectorstore.schema import Passage, Statement
from vectorstore.spoken import SPOKEN, Spoken


class Source(NamedTuple):
    """Where a statement stands: a file, or a place in one."""

    statement_id: str
    source: str
    sha256: str


class Known(NamedTuple):
    """What is remembered of a statement to tell whether an incoming one is new."""

    id: str
    name: str
    sha256: str
    fingerprint: str
    sources: frozenset[str]
    spoken: Spoken | None = None
    other_texts: frozenset[tuple[str, str]] = frozenset()
    """Source and sha256 where the same speech stands in other line wraps and the like."""


class Extent(NamedTuple):
    """Version of the ledger, its highest row (0 if none), and how many passages it holds."""

    version: int
    row: int
    passages: int


class Held(NamedTuple):
    """Rows in rising order, with the voice and the vector (n, 384) of each."""

    rows: NDArray[np.int64]
    voices: NDArray[np.int64]
    vectors: NDArray[np.float16]


def passage_hash(embedder: str, passage: Passage) -> str:
    """Return the key under which a passage's vector is kept: what was embedded, and by what."""
    return embedding_key(embedder, embedded_text(passage))


def fingerprint(statement: Statement) -> str:
    """Return a digest of all that was read of a statement, metadata included.

    The source is left out: it is how the file was named to us, alone or by its folder.
    """
    read = statement.model_dump_json(exclude={"source"})
    return blake2b(read.encode(), digest_size=16).hexdigest()


class Ledger:
    """Typed reading and writing; a writer holds `lock.writing` around it."""

    def __init__(self, directory: Path, *, create: bool = False) -> None:
        """Open the ledger in `directory`; errors are those of `Database`."""
        self.database = Database(directory, create=create)
        self._snapshot = (-1, "")

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    @property
    def version(self) -> int:
        """Rises by one with every change of the statements; cheap."""
        return int(self.meta("version") or 0)

    @property
    def snapshot(self) -> str:
        """'sha256:...' over id and hash of each statement, in order of id, and corrections."""
        version = self.version
        if self._snapshot[0] != version:
            digest = sha256()
            for id_, hash_ in self.database.read("SELECT id, sha256 FROM statements ORDER BY id"):
                digest.update(f"{id_}\t{hash_}\n".encode())
            for one in corrections.standing(corrections_of(self.database)):
                digest.update(
                    f"{one.statement_id}\t{one.field}/{one.voice}\t{one.value}\n".encode()
                )
            self._snapshot = (version, f"sha256:{digest.hexdigest()}")
        return self._snapshot[1]

    def meta(self, key: str) -> str | None:
        """Return a value kept about the ledger itself."""
        found = self.database.read("SELECT value FROM meta WHERE key = ?", (key,))
        return str(found[0][0]) if found else None

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value about the ledger itself."""
        with self.database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def acknowledge(
        self,
        entries: Sequence[Entry],
        sources: Sequence[Source],
        corrected: Sequence[Correction] = (),
    ) -> None:
        """Put statements with their passages and vectors, and where each stands, all at once.

        `corrected` are new corrections of these statements.
        """
        with self.database.transaction() as connection:
            if entries:
                connection.execute(SPOKEN)  # a ledger of before may lack it
                ledger_rows.raise_version(connection)
                replaced = [entry.replaces for entry in entries if entry.replaces]
                ledger_rows.replace(connection, replaced, entries)
            connection.executemany(
                "INSERT OR REPLACE INTO sources (statement_id, source, sha256) VALUES (?, ?, ?)",
                sources,
            )
            connection.executemany(
                "INSERT INTO corrections (statement_id, field, value, who, made)"
                " VALUES (?, ?, ?, ?, ?)",
                map(corrections.row_of, corrected),
            )

    def remove(self, ids: Sequence[str]) -> int:
        """Take statements out, whole, and the answers that hold their words; return how many."""
        with self.database.transaction() as connection:
            ledger_rows.raise_version(connection)
            connection.executemany(
                "DELETE FROM answers WHERE instr(json, ?)",
                [(f'"statement_id":{json.dumps(id_, ensure_ascii=False)}',) for id_ in ids],
            )
            return ledger_rows.remove(connection, ids)

    def stands_in(self, file: str) -> bool:
        """Whether any statement stands in the file, or in a line or member of it."""
        found = self.database.read(
            "SELECT 1 FROM sources WHERE source = ?1 OR substr(source, 1, length(?1) + 1)"
            " IN (?1 || ':', ?1 || '!') LIMIT 1",
            (file,),
        )
        return bool(found)

    def statements(self, ids: Sequence[str]) -> list[Statement]:
        """Return the statements in the order asked, with their corrections.

        Raises:
            RecordMissingError: There is no statement of that id.
        """
        made: dict[str, list[Correction]] = {}
        for one in corrections_of(self.database, ids):
            made.setdefault(one.statement_id, []).append(one)
        found = self.originals(ids)
        return [corrections.applied(one, made.get(one.id, ())) for one in found]

    def corrected(self, statement: Statement) -> Statement:
        """Return a statement that was read with the corrections that were made to its id."""
        return corrections.applied(statement, corrections_of(self.database, [statement.id]))

    def originals(self, ids: Sequence[str]) -> list[Statement]:
        """Return the statements in the order asked, as they were read.

        Raises:
            RecordMissingError: There is no statement of that id.
        """
        sql = "SELECT id, text, record FROM statements WHERE id IN (SELECT value FROM json_each(?))"
        found = {
            str(id_): ledger_rows.statement(cast("str", text), cast("bytes", record))
            for id_, text, record in self.database.read(sql, (json.dumps(list(ids)),))
        }
        missing = [id_ for id_ in ids if id_ not in found]
        if missing:
            raise RecordMissingError(
                f"no statement {missing[0]!r} in the record: `onrecord search` shows ids"
            )
        return [found[id_] for id_ in ids]

    def known(self, id_: str | None = None) -> list[Known]:
        """Return what tells an incoming statement from those that are here, in order of id."""
        sources: dict[str, set[tuple[str, str]]] = {}
        sql = (
            "SELECT statement_id, source, sha256 FROM sources WHERE ?1 IS NULL OR statement_id = ?1"
        )
        for one, *source in self.database.read(sql, (id_,)):
            sources.setdefault(str(one), set()).add((str(source[0]), str(source[1])))
        spoken = self._spoken() if id_ is None else {}
        sql = (
            "SELECT id, name, sha256, fingerprint FROM statements WHERE ?1 IS NULL OR id = ?1"
            " ORDER BY id"
        )
        return [
            Known(
                str(i),
                str(n),
                str(s),
                str(f),
                frozenset(source for source, _ in sources.get(str(i), ())),
                spoken.get(str(i)),
                frozenset(one for one in sources.get(str(i), ()) if one[1] != s),
            )
            for i, n, s, f in self.database.read(sql, (id_,))
        ]

    def _spoken(self) -> dict[str, Spoken]:
        """Return by statement what tells the same speech in another source; none of old ledgers."""
        if not self.database.read("SELECT 1 FROM sqlite_master WHERE name = 'spoken'"):
            return {}
        found = self.database.read(
            "SELECT statement_id, mark, number, meeting, date_from, date_to FROM spoken"
        )
        return {str(id_): Spoken(*cast("Spoken", rest)) for id_, *rest in found}

    def paragraphs(self, places: Sequence[tuple[str, int]]) -> list[str]:
        """Return the text of each (statement id, paragraph number); '' for one that is gone."""
        found = self.database.read(
            'SELECT p.statement_id, p.number, s.text, p."start", p."end"'
            " FROM json_each(?) wanted JOIN paragraphs p"
            " ON p.statement_id = wanted.value ->> 0 AND p.number = wanted.value ->> 1"
            " JOIN statements s ON s.id = p.statement_id",
            (json.dumps(places),),
        )
        texts = {
            (id_, number): cast("str", text)[cast("int", start) : cast("int", end)]
            for id_, number, text, start, end in found
        }
        return [texts.get(place, "") for place in places]

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Return passages by row; a row that was removed is left out."""
        sql = PASSAGES + "WHERE p.row IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
        values = json.dumps([int(row) for row in rows])
        return dict(self._passages(self.database.read(sql, (values,))))

    def passages_after(self, row: int, batch: int = 4096) -> Iterator[list[tuple[int, Passage]]]:
        """Yield all passages of higher rows, in order, at most `batch` at a time."""
        sql = PASSAGES + "WHERE p.row > ? ORDER BY p.row LIMIT ?"
        while found := self.database.read(sql, (row, batch)):
            yield self._passages(found)
            row = cast("int", found[-1][0])

    def _passages(self, found: Sequence[Sequence[object]]) -> list[tuple[int, Passage]]:
        """Return the passages of rows of PASSAGES; those removed in this moment are left out."""
        ids = list({str(fields[1]) for fields in found})
        sql = "SELECT id, text FROM statements WHERE id IN (SELECT value FROM json_each(?))"
        texts = dict(cast("list[tuple[str, str]]", self.database.read(sql, (json.dumps(ids),))))
        return [
            ledger_rows.passage(fields, texts[id_])
            for fields in found
            if (id_ := str(fields[1])) in texts
        ]

    def held_after(self, row: int, limit: int = -1) -> Held:
        """Return the rows above `row` with voices and vectors, the first `limit` or all."""
        found = self.database.read(
            "SELECT row, voice, vector FROM passages WHERE row > ? ORDER BY row LIMIT ?",
            (row, limit),
        )
        return Held(
            np.array([fields[0] for fields in found], dtype=np.int64),
            np.array([fields[1] for fields in found], dtype=np.int64),
            ledger_rows.matrix([cast("bytes", fields[2]) for fields in found]),
        )

    def removed_since(self, version: int) -> dict[int, str]:
        """Return the rows that were removed after `version`, each with its statement."""
        sql = "SELECT row, statement_id FROM removed WHERE version > ? ORDER BY row"
        return dict(cast("list[tuple[int, str]]", self.database.read(sql, (version,))))

    @property
    def extent(self) -> Extent:
        """How far the ledger goes at one moment."""
        found = self.database.read(
            "SELECT value, (SELECT ifnull(max(row), 0) FROM passages),"
            " (SELECT count(*) FROM passages) FROM meta WHERE key = 'version'"
        )
        return Extent(*(int(cast("int", value)) for value in found[0]))

    def vectors_of(self, hashes: Iterable[str]) -> dict[str, bytes]:
        """Return the vectors that are already known, by the hash of their passage."""
        wanted = json.dumps(list(hashes))
        found = self.database.read(
            "SELECT hash, vector FROM passages WHERE hash IN (SELECT value FROM json_each(?1))"
            " UNION ALL SELECT hash, vector FROM vectors_ahead"
            " WHERE hash IN (SELECT value FROM json_each(?1))",
            (wanted,),
        )
        return dict(cast("list[tuple[str, bytes]]", found))

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every passage, each once."""
        yield from (str(row[0]) for row in self.database.read("SELECT DISTINCT hash FROM passages"))

    def keep_vectors(self, hashes: Sequence[str], vectors: NDArray[np.float16]) -> None:
        """Keep vectors until their statements are acknowledged."""
        with self.database.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vectors_ahead VALUES (?, ?)",
                zip(hashes, (vector.tobytes() for vector in vectors), strict=True),
            )

    def begin_run(self, paths: Iterable[Path]) -> int:
        """Note that an ingest began; return its number."""
        with self.database.transaction() as connection:
            connection.execute(INDEX)  # a ledger of before may lack it
            cursor = connection.execute(
                "INSERT INTO runs (begun, paths) VALUES (?, ?)",
                (_now(), json.dumps([str(path) for path in paths])),
            )
            return cast("int", cursor.lastrowid)

    def end_run(self, run: int, summary: str) -> None:
        """Note that an ingest ended, with its summary as JSON; no vector is ahead any more."""
        with self.database.transaction() as connection:
            connection.execute(
                "UPDATE runs SET ended = ?, summary = ? WHERE run = ?", (_now(), summary, run)
            )
            connection.execute("DELETE FROM vectors_ahead")

    def unfinished(self) -> tuple[str, ...]:
        """Return the paths of the last ingest if it never ended, else ()."""
        found = self.database.read("SELECT ended, paths FROM runs ORDER BY run DESC LIMIT 1")
        if not found or found[0][0] is not None:
            return ()
        return tuple(json.loads(str(found[0][1])))

    def save_answer(self, id_: str, answer: str) -> None:
        """Keep an answer's JSON under its id."""
        with self.database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (id_, _now(), answer)
            )

    def answer(self, id_: str) -> str:
        """Return an answer's JSON; RecordMissingError where there is none."""
        found = self.database.read("SELECT json FROM answers WHERE id = ?", (id_,))
        if not found:
            raise RecordMissingError(f"no answer {id_!r} in the record")
        return str(found[0][0])


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
