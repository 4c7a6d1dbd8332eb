"""Filters in; the statements, paragraphs and passages they leave, exactly, from the ledger."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import cast

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from vectorstore import matching
from vectorstore.database import BRIEF, Database, Value
from vectorstore.ledger import Ledger
from vectorstore.schema import Filters, Frozen

# A voice passes country, speaker and group together: of a statement in which the President also
# speaks for China, a filter by President and France leaves nothing.
# Each parameter is NULL for no limit, or a JSON list of the record's own values.
PASSES = """
FROM voices v JOIN statements s {brief} ON s.id = v.statement_id
WHERE (:country IS NULL OR v.country IN (SELECT value FROM json_each(:country)))
  AND (:speaker IS NULL OR v.speaker IN (SELECT value FROM json_each(:speaker)))
  AND (:group IS NULL OR EXISTS (
        SELECT 1 FROM json_each(v.groups) g WHERE g.value IN (SELECT value FROM json_each(:group))))
  AND (:body IS NULL OR s.body IN (SELECT value FROM json_each(:body)))
  AND (:meeting IS NULL OR s.meeting IN (SELECT value FROM json_each(:meeting)))
  AND (:topic IS NULL OR s.topic IN (SELECT value FROM json_each(:topic)))
  AND (:statement IS NULL OR s.id IN (SELECT value FROM json_each(:statement)))
"""
IN_TIME = """
  AND (:from IS NULL OR s.date_from >= :from) AND (:to IS NULL OR s.date_to <= :to)
"""
# Left out by the dates although nothing known of its date speaks against it.
MAYBE_IN_TIME = """
  AND NOT (ifnull(:from IS NULL OR s.date_from >= :from, 0)
           AND ifnull(:to IS NULL OR s.date_to <= :to, 0))
  AND ifnull(s.date_to >= :from, 1) AND ifnull(s.date_from <= :to, 1)
"""

FIELDS: dict[str, tuple[str, Callable[[str, str], bool]]] = {
    "country": ("SELECT DISTINCT country FROM voices", matching.same),
    "speaker": ("SELECT DISTINCT speaker FROM voices", matching.name),
    "group": ("SELECT DISTINCT g.value FROM voices, json_each(groups) g", matching.same),
    "body": ("SELECT DISTINCT body FROM statements", matching.name),
    "meeting": ("SELECT DISTINCT meeting FROM statements", matching.meeting),
    "topic": ("SELECT DISTINCT topic FROM statements", matching.topic),
}
COUNTS = {
    "country": "SELECT country, COUNT(DISTINCT statement_id) n FROM voices GROUP BY 1",
    "speaker": "SELECT speaker, COUNT(DISTINCT statement_id) n FROM voices GROUP BY 1",
    "group": "SELECT g.value, COUNT(DISTINCT statement_id) n FROM voices, json_each(groups) g"
    " GROUP BY 1",
    "body": "SELECT body, COUNT(*) n FROM statements GROUP BY 1",
    "meeting": "SELECT meeting, COUNT(*) n FROM statements GROUP BY 1",
    "topic": "SELECT topic, COUNT(*) n FROM statements GROUP BY 1",
}

# A statement that is only bounded on one side says nothing of where the record begins or ends.
TOTALS = """
SELECT count(*), ifnull(sum(paragraphs), 0),
       min(CASE WHEN date_to IS NOT NULL THEN date_from END),
       max(CASE WHEN date_from IS NOT NULL THEN date_to END),
       ifnull(sum(date_from IS NULL AND date_to IS NULL), 0)
FROM statements
"""

REMEMBERED = 64  # filters whose voices are kept until the ledger changes: 100 kB each, of 10,000


class Scope(Frozen):
    """What filters leave of the record."""

    statements: int
    paragraphs: int
    excluded_undated: int = Field(
        description="Statements that pass but for the dates, and may lie within these: theirs "
        "are not known, or not closely enough."
    )
    ids: tuple[str, ...] = Field(description="Of the statements, in order.")


class Totals(Frozen):
    """What the record holds in all; dates are the bounds where no day is known."""

    statements: int
    paragraphs: int
    date_from: dt.date | None
    date_to: dt.date | None
    undated: int


class Scopes:
    """Answers what filters leave, from what the ledger holds at the moment."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._database: Database = ledger.database
        # SQLite by itself prefers the index of the ids, which leads to the texts.
        self.passes = PASSES.format(brief=f"INDEXED BY {BRIEF}" if self._database.brief else "")
        self._version = -1
        self._values: dict[str, list[str]] = {}
        self._resolved: dict[Filters, Filters | None] = {}
        self._voices: dict[Filters, NDArray[np.int64]] = {}

    def resolved(self, filters: Filters) -> Filters | None:
        """Return the filters in the record's own values; None where one covers none of these.

        'Churkin' becomes 'Mr. Churkin', a meeting brings its resumptions. Dates and statement
        ids stay as they are.
        """
        version = self._ledger.version
        if version != self._version:
            self._version, self._values, self._resolved, self._voices = version, {}, {}, {}
        if filters not in self._resolved:
            self._resolved[filters] = self._resolve(filters)
        return self._resolved[filters]

    def scope(self, filters: Filters) -> Scope:
        """Return what the filters leave."""
        resolved = self.resolved(filters)
        if resolved is None:
            return Scope(statements=0, paragraphs=0, excluded_undated=0, ids=())
        values = parameters(resolved)
        found = self._database.read(
            f"SELECT DISTINCT s.id, s.paragraphs {self.passes} {IN_TIME} ORDER BY s.id",
            values,
        )
        undated = self._database.read(
            f"SELECT COUNT(DISTINCT s.id) {self.passes} {MAYBE_IN_TIME}",
            values,
        )
        dated = filters.date_from or filters.date_to
        return Scope(
            statements=len(found),
            paragraphs=sum(cast("int", paragraphs) for _, paragraphs in found),
            excluded_undated=cast("int", undated[0][0]) if dated else 0,
            ids=tuple(str(id_) for id_, _ in found),
        )

    def voices(self, filters: Filters) -> NDArray[np.int64]:
        """Return the numbers of the voices that pass, in rising order."""
        resolved = self.resolved(filters)
        if resolved is None:
            return np.zeros(0, dtype=np.int64)
        version, known = self._version, self._voices.get(filters)
        if known is None:
            found = self._database.read(
                f"SELECT v.voice {self.passes} {IN_TIME} ORDER BY v.voice",
                parameters(resolved),
            )
            known = np.array([voice for (voice,) in found], dtype=np.int64)
            if version == self._version and len(self._voices) < REMEMBERED:
                self._voices[filters] = known
        return known

    def totals(self) -> Totals:
        """Return what the record holds in all."""
        statements, paragraphs, first, last, undated = self._database.read(TOTALS)[0]
        return Totals.model_validate(
            {
                "statements": statements,
                "paragraphs": paragraphs,
                "date_from": first,
                "date_to": last,
                "undated": undated,
            }
        )

    def counts(self, field: str) -> dict[str, int]:
        """Return the statements by each value of a field of FIELDS, most first."""
        found = self._database.read(f"{COUNTS[field]} ORDER BY n DESC, 1")
        return {str(value): cast("int", n) for value, n in found if value is not None}

    def _resolve(self, filters: Filters) -> Filters | None:
        changes: dict[str, tuple[str, ...]] = {}
        for field, (_, matches) in FIELDS.items():
            wanted: tuple[str, ...] = getattr(filters, field)
            if wanted:
                changes[field] = tuple(matching.covered(wanted, self._known(field), matches))
        return filters.model_copy(update=changes) if all(changes.values()) else None

    def _known(self, field: str) -> list[str]:
        if field not in self._values:
            found = self._database.read(FIELDS[field][0])
            self._values[field] = sorted(str(value) for (value,) in found if value is not None)
        return self._values[field]


def parameters(filters: Filters) -> dict[str, Value]:
    """Return the parameters of PASSES, IN_TIME and MAYBE_IN_TIME."""
    lists = {field: getattr(filters, field) for field in (*FIELDS, "statement")}
    return {
        **{field: json.dumps(values) if values else None for field, values in lists.items()},
        "from": filters.date_from.isoformat() if filters.date_from else None,
        "to": filters.date_to.isoformat() if filters.date_to else None,
    }
