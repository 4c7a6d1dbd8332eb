"""A file with one statement a line as JSON in, `Statement`s out; broken lines are named.

Only `text` is needed. Fields that have no place in a `Statement` are kept in its `extra`.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import JsonValue

from vectorstore import countries
from vectorstore.assemble import Stated, statement
from vectorstore.errors import ReadError
from vectorstore.infer import stated_date
from vectorstore.readers.ahead import LARGE, Line, Portion, read_ahead
from vectorstore.readers.decode import decode, read_bytes, require_prose
from vectorstore.readers.ungdc import at_odds, country_at
from vectorstore.schema import Refused, Statement

SUFFIXES = frozenset({".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"})

# By the place in a statement, the names its sources use, the first that is filled counts.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "statement_id"),
    "text": ("text",),
    "speaker": ("speaker", "speaker_name"),
    "country": ("country",),
    "country_code": ("country_code", "iso3"),
    "affiliation": ("affiliation", "country_org"),
    "role": ("role", "post"),
    "spoke_in": ("spoke_in", "language"),
    "meeting": ("meeting", "meeting_symbol", "symbol"),
    "date": ("date",),
    "topic": ("topic", "agenda_item"),
    "body": ("body",),
    "year": ("year",),
    "speech_number": ("speech_number",),
    "on_behalf_of": ("on_behalf_of",),
}
_KNOWN = frozenset(name for names in _FIELDS.values() for name in names)
_NOT_IN_AN_ID = re.compile(r"\s+")
# The whole General Debate corpus has 200 MB.
UNPACKED = 512 << 20  # bytes
Fields = dict[str, JsonValue]
_Take = Callable[[str], str | None]


def read_jsonl(path: Path, source: str) -> Iterator[Statement | Refused]:
    """Yield the statements of a JSON Lines file, and a `Refused` for each line that is not one.

    Raises:
        ReadError: the file as a whole cannot be read.
    """
    octets = read_bytes(path, source)
    if octets.startswith(b"\x1f\x8b"):
        octets = _unpacked(octets, source)
    stem = path.name.removesuffix(".gz").rsplit(".", 1)[0]
    if len(octets) < LARGE:
        yield from read_portion(Portion(stem, source, list(_lines(octets))))
    else:
        yield from read_ahead(stem, source, _lines(octets), read_portion)


def read_portion(portion: Portion) -> list[Statement | Refused]:
    """Return the statements of some lines, and a `Refused` for each line that is not one."""
    return [_statement(portion, number, line) for number, line in portion.lines]


def _statement(portion: Portion, number: int, line: bytes) -> Statement | Refused:
    try:
        fields = _fields(line, number, portion.source)
        return from_fields(fields, f"{portion.stem}:{number}", f"{portion.source}:{number}")
    except ReadError as error:
        return Refused(source=error.source, reason=error.reason)


def _lines(octets: bytes) -> Iterator[Line]:
    """Yield the lines that are not blank, with their numbers from 1."""
    position, number = 0, 0
    while position < len(octets):
        end = octets.find(b"\n", position)
        end = len(octets) if end == -1 else end
        line, position, number = octets[position:end], end + 1, number + 1
        if line.strip():
            yield number, line


def _unpacked(octets: bytes, source: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(octets)) as packed:
            unpacked = packed.read(UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ReadError(source, f"is a broken gzip file ({error}): get it again") from error
    if len(unpacked) > UNPACKED:
        raise ReadError(source, f"unpacks to more than {UNPACKED >> 20} MiB: part it")
    return unpacked


def _fields(line: bytes, number: int, source: str) -> Fields:
    text = decode(line.rstrip(b"\r"), f"{source}:{number}")
    try:
        fields = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        why = getattr(error, "msg", "nested too deeply")
        column = getattr(error, "colno", 1)
        raise ReadError(source, f"broken JSON on line {number}: {why} (column {column})") from error
    if not isinstance(fields, dict):
        raise ReadError(source, f"line {number} is no JSON object with a field `text`")
    return fields


def from_fields(
    fields: Fields, fallback: str, place: str, origin: str = "field of the source"
) -> Statement:
    """Return the statement that these fields make; `fallback` is its id where they have none.

    Raises:
        ReadError: there is no text among them, or it is no prose.
    """
    taken: set[str] = set()
    take = _taker(fields, taken)
    text = take("text")
    if text is None:
        raise ReadError(place, "has no field `text` with words in it")
    require_prose(text, place)
    identity = _NOT_IN_AN_ID.sub("_", take("id") or fallback)
    stated = replace(_stated(fields, take, taken), origin=origin)
    return statement(identity, place, text, stated)


def stated_of(fields: Fields, origin: str) -> Stated:
    """Return what fields that stand beside a text state of it."""
    taken: set[str] = set()
    take = _taker(fields, taken)
    take("id")
    return replace(_stated(fields, take, taken), origin=origin)


def _taker(fields: Fields, taken: set[str]) -> _Take:
    def take(name: str) -> str | None:
        """Return the first filled field for `name` as a string, and note that it has its place."""
        for key in _FIELDS[name]:
            value = fields.get(key)
            if isinstance(value, str) and value.strip():
                taken.add(key)
                return value
            if isinstance(value, int) and not isinstance(value, bool):
                taken.add(key)
                return str(value)
        return None

    return take


def _stated(fields: Fields, take: _Take, taken: set[str]) -> Stated:
    code, name, affiliation = take("country_code"), take("country"), take("affiliation")
    year = take("year")
    known = int(year) if year and year.isdigit() else None
    country = (country_at(code, known) if code else None) or (
        countries.canonical(name) if name else None
    )
    if country is None and name is not None:
        affiliation, name = affiliation or name, None
    speaker, role = take("speaker"), take("role")
    if code and at_odds(code, name, known):
        taken -= {"speaker", "role", "country"}  # of another country, by their own line
        speaker = role = None
    spoken = take("spoke_in")
    body, topic = _body(take("body"), take("topic"))
    number, date = take("speech_number"), take("date")
    if date is not None and stated_date(date) is None:
        taken.discard("date")
        date = None
    behalf = fields.get("on_behalf_of")
    groups = [behalf] if isinstance(behalf, str) else behalf
    if isinstance(groups, list):
        taken.add("on_behalf_of")
    return Stated(
        speaker=_spaced(speaker),
        country=country,
        affiliation=_spaced(affiliation),
        role=role,
        spoke_in=_tongue(spoken),
        meeting=take("meeting"),
        date=date,
        topic=_spaced(topic),
        body=body,
        year=known,
        speech_number=int(number) if number and number.isdigit() else None,
        on_behalf_of=tuple(str(one) for one in groups) if isinstance(groups, list) else (),
        extra={key: value for key, value in fields.items() if _kept(key, value, taken)},
    )


def _kept(key: str, value: JsonValue, taken: set[str]) -> bool:
    """Whether a field goes into `extra`: all do, but those with a place and those left empty."""
    empty = value is None or value == ""
    return key not in taken and not (empty and key in _KNOWN)


def _spaced(value: str | None) -> str | None:
    return " ".join(value.split()) if value else None


def _tongue(value: str | None) -> str | None:
    """Return the language of "spoke in French"; English is what the record is in anyway."""
    language = value.removeprefix("spoke in ").strip().capitalize() if value else ""
    return None if language in {"", "English"} else language


def _body(body: str | None, topic: str | None) -> tuple[str | None, str | None]:
    """Part "UN General Assembly, general debate" into the body and what it dealt with."""
    if body is None or ", " not in body:
        return body, topic
    name, rest = body.split(", ", 1)
    return name, topic or rest[:1].upper() + rest[1:]
