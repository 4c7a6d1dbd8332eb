"""Records of the schema into rows of the ledger, and rows into records."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import zlib
from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from vectorstore.schema import Passage, Statement
from vectorstore.spoken import spoken

# What `passage` makes a passage of. The text is stored once, in the statement, and read once for
# all passages of it: a long speech has hundreds, and would be brought from the disk for each.
PASSAGES = """
SELECT p.row, p.statement_id, p.paragraph, p.part, p."start", p."end", p.header,
       v.country, v.speaker, v.groups, s.body, s.meeting, s.topic, s.date_from, s.date_to
FROM passages p JOIN voices v ON v.voice = p.voice JOIN statements s ON s.id = p.statement_id
"""


class Entry(NamedTuple):
    """A statement to be acknowledged, with its passages, their hashes and vectors, in order.

    `statement` is as it was read; `shown` is with its corrections, where it has any: passages,
    voices and what filters look at are of that.
    """

    statement: Statement
    name: str
    fingerprint: str
    passages: Sequence[Passage]
    hashes: Sequence[str]
    vectors: NDArray[np.float16]
    replaces: str | None = None
    shown: Statement | None = None


def statement(text: str, record: bytes) -> Statement:
    """Put a statement together again."""
    without_text = Statement.model_validate_json(zlib.decompress(record))
    return without_text.model_copy(update={"text": text})


def passage(fields: Sequence[object], whole: str) -> tuple[int, Passage]:
    """Return number and passage of a row of PASSAGES, whose statement's text is `whole`."""
    row, id_, paragraph, part, start, end, header, country, speaker, groups, *rest = fields
    body, meeting, topic, date_from, date_to = rest
    first, last = cast("int", start), cast("int", end)
    found = Passage(
        statement_id=cast("str", id_),
        paragraph=cast("int", paragraph),
        part=cast("int", part),
        start=first,
        end=last,
        header=cast("str", header),
        text=whole[first:last],
        country=cast("str | None", country),
        speaker=cast("str | None", speaker),
        groups=tuple(json.loads(cast("str", groups))) if groups != "[]" else (),
        body=cast("str | None", body),
        meeting=cast("str | None", meeting),
        topic=cast("str | None", topic),
        date_from=_date(date_from),
        date_to=_date(date_to),
    )
    return cast("int", row), found


def matrix(vectors: Sequence[bytes]) -> NDArray[np.float16]:
    """Return vectors as the rows of a matrix; shape (0, 0) where there are none."""
    if not vectors:
        return np.zeros((0, 0), dtype=np.float16)
    return np.frombuffer(b"".join(vectors), dtype=np.float16).reshape(len(vectors), -1)


def put(connection: sqlite3.Connection, entry: Entry) -> None:
    """Insert one statement with its voices and passages."""
    _put_statement(connection, entry)
    voices = [
        connection.execute(
            "INSERT INTO voices (statement_id, ordinal, country, speaker, groups)"
            " VALUES (?, ?, ?, ?, ?)",
            (entry.statement.id, n, v.country, v.speaker, json.dumps(v.on_behalf_of)),
        ).lastrowid
        for n, v in enumerate((entry.shown or entry.statement).voices)
    ]
    paragraphs = entry.statement.paragraphs
    connection.executemany(
        "INSERT INTO paragraphs VALUES (?, ?, ?, ?)",
        ((entry.statement.id, p.number, p.start, p.end) for p in paragraphs),
    )
    connection.executemany(
        'INSERT INTO passages (statement_id, voice, paragraph, part, "start", "end", header, hash,'
        " vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (p.statement_id, voices[paragraphs[p.paragraph - 1].voice], p.paragraph, p.part,
             p.start, p.end, p.header, hash_, vector.tobytes())
            for p, hash_, vector in zip(entry.passages, entry.hashes, entry.vectors, strict=True)
        ),
    )  # fmt: skip
    if (told := spoken(entry.statement)) is not None:
        connection.execute(
            "INSERT INTO spoken VALUES (?, ?, ?, ?, ?, ?)", (entry.statement.id, *told)
        )
    connection.executemany(
        "DELETE FROM vectors_ahead WHERE hash = ?", [(hash_,) for hash_ in entry.hashes]
    )


def _put_statement(connection: sqlite3.Connection, entry: Entry) -> None:
    read, new = entry.statement, entry.shown or entry.statement
    record = zlib.compress(read.model_copy(update={"text": ""}).model_dump_json().encode(), 1)
    earliest, latest = new.date or new.date_from, new.date or new.date_to
    connection.execute(
        "INSERT INTO statements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (new.id, entry.name, new.sha256, entry.fingerprint, new.text, record,
         len(new.paragraphs), new.body, new.meeting, new.topic,
         earliest and earliest.isoformat(), latest and latest.isoformat()),
    )  # fmt: skip


def remove(connection: sqlite3.Connection, ids: Sequence[str]) -> int:
    """Delete statements, remember which rows the indexes must forget; return how many there were.

    The version is raised before, so the rows are noted under the version that lacks them.
    """
    removed = 0
    for id_ in ids:
        connection.execute(
            "INSERT INTO removed SELECT p.row, p.statement_id, m.value FROM passages p, meta m"
            " WHERE p.statement_id = ? AND m.key = 'version'",
            (id_,),
        )
        removed += connection.execute("DELETE FROM statements WHERE id = ?", (id_,)).rowcount
    return removed


def replace(connection: sqlite3.Connection, ids: Sequence[str], entries: Sequence[Entry]) -> None:
    """Delete statements and put others in their place; their corrections stay."""
    kept = connection.execute(
        "SELECT * FROM corrections WHERE statement_id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    ).fetchall()
    remove(connection, ids)
    for entry in entries:
        put(connection, entry)
    connection.executemany("INSERT INTO corrections VALUES (?, ?, ?, ?, ?, ?)", kept)


def raise_version(connection: sqlite3.Connection) -> None:
    """Raise the ledger's version by one."""
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'version'")


def _date(value: object) -> dt.date | None:
    return dt.date.fromisoformat(cast("str", value)) if value else None
