"""What is clicked in the drawer in; a whole statement out, to read, corrected or removed.

The browser names statements and fields by words of its own making, so each request is checked,
and whatever is wrong with it comes back as one line.
"""

from __future__ import annotations

from pydantic import Field, ValidationError

from assistant.standing import CHANGED, REMOVED
from assistant.ui.details import Kept
from assistant.ui.guards import READ_ONLY
from assistant.ui.markup import escape
from assistant.ui.reading import reading
from vectorstore.errors import OnRecordError, RecordMissingError
from vectorstore.record import Record
from vectorstore.schema import Frozen

Reply = dict[str, str]  # "shown" is HTML for the drawer, or "trouble" one line of text
NO_PLACE = "That is not a place in the record."


class Place(Frozen):
    """A place in the record as the browser names it when something is clicked."""

    statement: str = Field(max_length=500)
    paragraph: int | None = None
    start: int | None = None
    end: int | None = None
    sha256: str | None = Field(None, max_length=64, description="Of the source when it was cited.")


class Fix(Frozen):
    """A correction as it is typed in the drawer; without a value one is taken back."""

    statement: str = Field(max_length=500)
    field: str = Field(max_length=50)
    voice: int = 1
    value: str | None = Field(None, max_length=5000)
    who: str = Field(max_length=500)


class Statements:
    """What the drawer shows and does over one record."""

    def __init__(self, record: Record, *, read_only: bool = False) -> None:
        self._record = record
        self._read_only = read_only

    def read(self, place: object) -> str:
        """Return the statement at a place to read, or one line that says why not."""
        try:
            where = Place.model_validate(place)
            return self._whole(where)
        except ValidationError:
            return f'<p class="hint">{NO_PLACE}</p>'
        except RecordMissingError:
            return f'<p class="hint">{REMOVED}</p>'
        except OnRecordError as error:
            return f'<p class="hint">{escape(error)}</p>'

    def correct(self, fix: object) -> Reply:
        """Correct a field, or take its correction back; return the statement as it is now."""
        if self._read_only:
            return {"trouble": READ_ONLY}
        try:
            asked = Fix.model_validate(fix)
            self._record.correct(
                asked.statement, asked.field, asked.value, asked.who, voice=asked.voice
            )
            return {"shown": self._whole(Place(statement=asked.statement))}
        except ValidationError:
            return {"trouble": "That is no correction: write at most 500 characters."}
        except OnRecordError as error:
            return {"trouble": str(error)}

    def remove(self, place: object) -> Reply:
        """Remove a statement; return a line that says so."""
        if self._read_only:
            return {"trouble": READ_ONLY}
        try:
            where = Place.model_validate(place)
            removed = self._record.remove([where.statement])
        except ValidationError:
            return {"trouble": NO_PLACE}
        except OnRecordError as error:
            return {"trouble": str(error)}
        if not removed:
            return {"trouble": "The record holds no such statement any more."}
        name = escape(where.statement)
        return {"shown": f'<p class="gone" role="status">Removed <code>{name}</code>.</p>'}

    def _whole(self, where: Place) -> str:
        statement = self._record.statement(where.statement)
        kept = Kept(
            original=self._record.original(where.statement),
            corrections=tuple(self._record.corrections([where.statement])),
            sources=self._record.sources(where.statement),
            fixed=self._read_only,
        )
        if where.sha256 and where.sha256 != statement.sha256:
            changed = f'<p class="hint" role="status">{CHANGED}</p>'
            return f"{changed}{reading(statement, where.paragraph, kept=kept)}"
        span = None
        if where.start is not None and where.end is not None:
            span = (where.start, where.end)
        return reading(statement, where.paragraph, span, kept)
