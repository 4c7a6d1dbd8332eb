"""The UN General Debate Corpus in, its statements out.

Folders `Session NN - YYYY` with a text for each speech, `ISO_NN_YYYY.txt`, and beside or above
them `Speakers_by_session.xlsx`, which says who spoke and in what office.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from vectorstore import countries, symbols
from vectorstore.assemble import Stated, statement
from vectorstore.errors import ReadError
from vectorstore.readers.child import Limits, parse
from vectorstore.readers.decode import decode, read_bytes, require_prose
from vectorstore.schema import Refused, Statement

logger = logging.getLogger(__name__)

SPEAKERS = "Speakers_by_session.xlsx"
# Folders above a text in which the table is looked for: its session's, TXT, data, the corpus.
REACH = 4
_ROWS = "vectorstore.readers.table_parse:rows"
_LIMITS = Limits(seconds=90, cpu=60)  # the real one, 10,944 rows, takes 2 s
_COLUMNS = ("Session", "ISO Code", "Country", "Name of Person Speaking", "Post")
# The corpus names the Soviet Union by Russia's code, and Serbia and Montenegro by Yugoslavia's.
LAST_SOVIET_YEAR = 1991
FIRST_YEAR_OF_SERBIA_AND_MONTENEGRO = 2003


class _Listed(NamedTuple):
    """A row of the table of speakers."""

    country: str
    name: str
    post: str


Speakers = dict[tuple[int, str], list[_Listed]]


def country_at(code: str, year: int | None) -> str | None:
    """Return the canonical name of the state that a code of the corpus means in a year."""
    if year is not None and code == "RUS" and year <= LAST_SOVIET_YEAR:
        return countries.canonical("SUN")
    if year is not None and code == "YUG" and year >= FIRST_YEAR_OF_SERBIA_AND_MONTENEGRO:
        return countries.canonical("Serbia and Montenegro")
    return countries.canonical(code)


def at_odds(code: str, listed: str | None, year: int | None) -> bool:
    """Whether a country listed beside a code is another: its speaker may then be another's too.

    The corpus's table has a few such rows: the King's envoy of Swaziland stands at Sweden's code.
    """
    named, meant = countries.canonical(listed or ""), country_at(code, year)
    states = named is not None and meant is not None and named != meant
    return states and {countries.kind(named or ""), countries.kind(meant or "")} == {"state"}


class GeneralDebate:
    """Knows the tables of speakers met on one reading of a folder; each is read once."""

    def __init__(self) -> None:
        self._tables: dict[Path, Speakers | ReadError] = {}

    def read(self, file: Path, source: str) -> Iterator[Statement | Refused] | None:
        """Return what a file of the corpus gives, or None where it is of another kind."""
        if file.name == SPEAKERS:
            return self._problems(file, source)
        facts = symbols.parse_name(file.stem)
        if file.suffix != ".txt" or facts is None or facts.country_code is None:
            return None
        return self._speech(file, source, facts)

    def _problems(self, file: Path, source: str) -> Iterator[Refused]:
        """Yield why the table cannot be used, if so; it holds no statement itself."""
        table = self._table(file)
        if isinstance(table, ReadError):
            yield Refused(source=source, reason=table.reason)
        else:
            logger.info("%s names the speakers of %d speeches", source, len(table))

    def _table(self, file: Path) -> Speakers | ReadError:
        if file not in self._tables:
            try:
                self._tables[file] = _speakers(file)
            except ReadError as error:
                self._tables[file] = error
        return self._tables[file]

    def _listed(self, file: Path, facts: symbols.NameFacts) -> list[_Listed]:
        for folder in list(file.parents)[:REACH]:
            if (folder / SPEAKERS).is_file():
                table = self._table(folder / SPEAKERS)
                key = (facts.session or 0, facts.country_code or "")
                return [] if isinstance(table, ReadError) else table.get(key, [])
        return []

    def _speech(self, file: Path, source: str, facts: symbols.NameFacts) -> Iterator[Statement]:
        """Yield the statement of a text.

        Raises:
            ReadError: it cannot be read or is not running text.
        """
        raw = decode(read_bytes(file, source), source)
        require_prose(raw, source)
        yield statement(file.stem, source, raw, _stated(facts, self._listed(file, facts)))


def _stated(facts: symbols.NameFacts, listed: Sequence[_Listed]) -> Stated:
    """Return what the file's name and the rows for it state."""
    code = facts.country_code or ""
    extra: dict[str, JsonValue] = {"session": facts.session, "country_code": code}
    # Two rows for one text: the table does not say which of the two spoke its words.
    one = listed[0] if len({row.name for row in listed}) == 1 else None
    if len(listed) > 1 and one is None:
        extra["speakers_listed"] = [", ".join(filter(None, (row.name, row.post))) for row in listed]
    if one is not None and one.country and countries.canonical(one.country) is None:
        extra["country_as_listed"] = one.country
    if one is not None and at_odds(code, one.country, facts.year):
        extra["country_as_listed"] = one.country
        extra["speakers_listed"] = [", ".join(filter(None, (one.name, one.post)))]
        one = None
    return Stated(
        speaker=one.name or None if one else None,
        country=country_at(code, facts.year),
        role=one.post or None if one else None,
        body="UN General Assembly",
        topic="General debate",
        year=facts.year,
        extra=extra,
        origin=SPEAKERS if one else "the file's name",
    )


def _speakers(file: Path) -> Speakers:
    """Return the rows of the table of speakers by session and code.

    Raises:
        ReadError: it cannot be read or has other columns.
    """
    rows = iter(parse(_ROWS, file, file.name, _LIMITS, source=file.name))
    head = next(rows, None)
    names = head[2] if isinstance(head, list) else []
    heads = [str(name).strip() for name in names] if isinstance(names, list) else []
    missing = [name for name in _COLUMNS if name not in heads]
    if missing:
        raise ReadError(file.name, f"has no column `{missing[0]}`: it is not the corpus's own")
    places = [heads.index(name) for name in _COLUMNS]
    found: Speakers = {}
    for row in rows:
        cells = row[2] if isinstance(row, list) else None
        if not isinstance(cells, list):
            continue
        session, code, *who = (
            " ".join(str(cells[place]).split()) if place < len(cells) else "" for place in places
        )
        if session.isdigit() and code:
            found.setdefault((int(session), code), []).append(_Listed(*who))
    return found
