"""A statement and what people corrected of it in, the statement as it is to be shown out.

A correction is kept beside the statement, with who made it and when; what was read of the source
stays as it was and stands again when the correction is taken back. Nothing is ever overwritten:
taking back is one more entry, so the table tells the whole story.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Sequence
from typing import cast

from pydantic import Field

from vectorstore import countries, groups, infer, symbols
from vectorstore.address import capacity_of
from vectorstore.database import Database
from vectorstore.errors import CorrectionError
from vectorstore.schema import Frozen, Provenance, Statement, Voice

OF_VOICE = ("speaker", "country", "affiliation", "role", "on_behalf_of", "spoke_in")
OF_STATEMENT = ("body", "meeting", "date", "topic")
FIELDS = (*OF_VOICE, *OF_STATEMENT)
# What says who someone is: corrected for one voice, it is so for each that was read alike.
IDENTITY = ("speaker", "country", "affiliation", "role")
LONGEST = 500  # characters of a value
LONGEST_NAME = 100  # characters of who corrects
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_OF_MEETING = ("the meeting's symbol", "table of Council meetings")


class Correction(Frozen):
    """One entry: a field was given another value, or its correction was taken back."""

    number: int = Field(0, description="In the order in which they were made; 0 before that.")
    statement_id: str
    field: str = Field(description="One of FIELDS.")
    voice: int = Field(1, ge=1, description="Ordinal of the voice, for a field of OF_VOICE.")
    value: str | None = Field(description="'' for not known; None: the source's stands again.")
    who: str
    made: str = Field(description="ISO 8601, UTC, to the second.")

    def same_field(self, other: Correction) -> bool:
        """Whether both are of one field of one voice."""
        return (self.field, self.voice) == (other.field, other.voice)


def correction(
    statement: Statement, field: str, value: str | None, who: str, voice: int = 1
) -> Correction:
    """Return the entry that gives `field` of `statement` a value, None to take that back.

    Raises:
        CorrectionError: there is no such field or voice, the value is none for it, or `who` is
            empty.
    """
    if field not in FIELDS:
        raise CorrectionError(f"{field!r} cannot be corrected: name one of {', '.join(FIELDS)}")
    if not 1 <= voice <= len(statement.voices) or (voice > 1 and field in OF_STATEMENT):
        raise CorrectionError(
            f"{statement.id} has {len(statement.voices)} voices, no {field} of voice {voice}"
        )
    name = " ".join(who.split())
    if not name or len(name) > LONGEST_NAME:
        raise CorrectionError(f"a correction needs a name of at most {LONGEST_NAME} characters")
    return Correction(
        statement_id=statement.id,
        field=field,
        voice=voice,
        value=None if value is None else _valid(field, " ".join(value.split())),
        who=name,
        made=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    )


def standing(corrections: Iterable[Correction]) -> list[Correction]:
    """Return the corrections in force: the last of each field, unless it took one back."""
    last = {(one.statement_id, one.field, one.voice): one for one in corrections}
    return [one for one in last.values() if one.value is not None]


def applied(statement: Statement, corrections: Iterable[Correction]) -> Statement:
    """Return the statement with the corrections in force; one for a voice now gone waits."""
    shown, provenance = statement, dict(statement.provenance)
    for one in standing(corrections):
        if one.voice > len(statement.voices) or one.value is None:
            continue
        by = Provenance(kind="corrected", rule=f"by {one.who}, {one.made[:10]}")
        if one.field in OF_STATEMENT:
            shown = _with_field(shown, one.field, one.value, provenance)
        else:
            shown = _with_voices(shown, statement, one)
        if one.voice == 1:
            provenance[one.field] = by
    return shown if shown is statement else shown.model_copy(update={"provenance": provenance})


def value_of(statement: Statement, field: str, voice: int = 1) -> str:
    """Return a field's value as it is written by hand; '' where it is not known."""
    if field == "date":
        if statement.date:
            return statement.date.isoformat()
        first, last = statement.date_from, statement.date_to
        if first and last:
            return f"{first} to {last}"
        return f"not before {first}" if first else f"not after {last}" if last else ""
    value = getattr(statement.voices[voice - 1] if field in OF_VOICE else statement, field)
    return "; ".join(value) if isinstance(value, tuple) else value or ""


def corrections_of(database: Database, ids: Sequence[str] | None = None) -> list[Correction]:
    """Return all entries for these statements, or for all, in the order they were made."""
    found = database.read(
        "SELECT correction, statement_id, field, value, who, made FROM corrections"
        " WHERE ?1 IS NULL OR statement_id IN (SELECT value FROM json_each(?1))"
        " ORDER BY correction",
        (None if ids is None else json.dumps(list(ids)),),
    )
    return [_read(row) for row in found]


def row_of(one: Correction) -> tuple[str | None, ...]:
    """Return what the table keeps of an entry, the voice with the field."""
    field = one.field if one.voice == 1 else f"{one.field}/{one.voice}"
    return (one.statement_id, field, one.value, one.who, one.made)


def _read(row: Sequence[object]) -> Correction:
    number, id_, field, value, who, made = row
    name, _, voice = cast("str", field).partition("/")
    return Correction(
        number=cast("int", number),
        statement_id=cast("str", id_),
        field=name,
        voice=int(voice or 1),
        value=cast("str | None", value),
        who=cast("str", who),
        made=cast("str", made),
    )


def _valid(field: str, value: str) -> str:
    """Return the value as the record writes it; '' stays, for a field that is not known."""
    if len(value) > LONGEST:
        raise CorrectionError(f"{field}: {len(value)} characters: write at most {LONGEST}")
    if not value:
        return value
    if field == "country":
        country = countries.canonical(value)
        if country is None or countries.kind(country) == "organization":
            raise CorrectionError(
                f"country: {value!r} is no country of the table: write its usual name, or correct "
                "the affiliation or on_behalf_of instead"
            )
        return country
    if field == "date" and (not _DATE.fullmatch(value) or infer.stated_date(value) is None):
        raise CorrectionError(f"date: {value!r} is no day: write 2014-07-18, 2014-07 or 2014")
    if field == "meeting":
        return symbols.meeting_of(value)
    if field == "on_behalf_of":
        names = filter(None, (name.strip() for name in value.split(";")))
        return "; ".join(dict.fromkeys(groups.canonical_group(name) or name for name in names))
    return value


def _with_voices(shown: Statement, read: Statement, one: Correction) -> Statement:
    """Return the statement with a voice corrected, and those that were read as the same person."""
    meant = _identity(read.voices[one.voice - 1])
    value = tuple(one.value.split("; ")) if one.field == "on_behalf_of" and one.value else one.value
    if not value:
        value = () if one.field == "on_behalf_of" else None
    voices = list(shown.voices)
    for index, voice in enumerate(read.voices):
        same = one.field in IDENTITY and _identity(voice) == meant
        if same or index == one.voice - 1:
            changed = voices[index].model_copy(update={one.field: value})
            if voice.capacity == capacity_of(voice.speaker, voice.country):
                capacity = capacity_of(changed.speaker, changed.country)
                changed = changed.model_copy(update={"capacity": capacity})
            voices[index] = changed
    return shown.model_copy(update={"voices": tuple(voices)})


def _identity(voice: Voice) -> tuple[object, ...]:
    return tuple(getattr(voice, field) for field in IDENTITY)


def _with_field(
    shown: Statement, field: str, value: str, provenance: dict[str, Provenance]
) -> Statement:
    """Return the statement with one of its own fields corrected, and what was told by that."""
    if field == "date":
        return shown.model_copy(update=_dates(infer.stated_date(value) if value else None))
    shown = shown.model_copy(update={field: value or None})
    if field != "meeting":
        return shown
    # What was inferred from the wrong meeting is as wrong as that.
    known = infer.meeting(shown.meeting)
    dating = infer.dating(shown.meeting, None, shown.cited_symbols)
    told: dict[str, dict[str, object]] = {
        "body": {"body": infer.body_of(shown.meeting)},
        "topic": {"topic": (known.topic or None) if known else None},
        "date": _dates(dating),
    }
    for name, update in told.items():
        origin = provenance.get(name, infer.UNKNOWN)
        if origin.kind == "inferred" and origin.rule in _OF_MEETING:
            shown = shown.model_copy(update=update)
            found = next(iter(update.values())) is not None
            inferred = origin.model_copy(update={"evidence": value})
            provenance[name] = inferred if found else infer.UNKNOWN
            if name == "date":
                provenance[name] = dating.provenance
    return shown


def _dates(dating: infer.Dating | None) -> dict[str, object]:
    if dating is None:
        return {"date": None, "date_from": None, "date_to": None}
    return {"date": dating.date, "date_from": dating.date_from, "date_to": dating.date_to}
