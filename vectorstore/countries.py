"""Country names as people and records write them in, one canonical short name each out.

Canonical is the name that Council records print since 2014, shortened where they shorten it
themselves ("United Kingdom"). States that are no more (Czechoslovakia) stay what they were.
The table is `tables/countries.csv`; `=` before a name there means that its case matters.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from vectorstore.gazetteer import Gazetteer, Name, fold

Kind = Literal["state", "observer", "historical", "organization"]

_NOT_LETTER = re.compile(r"[^a-z]")

# Places and words that hold a country's name but do not mean the country.
_NOT_COUNTRIES = (
    "Gulf of Guinea", "Lake Chad", "Northern Ireland", "Niger Delta", "River Niger", "New Mexico",
    "Gulf of Oman", "Sea of Oman", "Gulf of Mexico", "Jordan River", "River Jordan",
    "Jordan Valley", "Indian Ocean", "South China Sea", "East China Sea", "Sea of Japan",
    "North America", "South America", "Latin America", "Central America", "Latin American",
    "South American", "North American", "Central American", "Inter-American", "Inner Mongolia",
    "American Samoa", "African American", "South Georgia", "Republika Srpska",
)  # fmt: skip


class Country(NamedTuple):
    """A row of the table."""

    name: str
    iso3: str
    kind: Kind
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]


class Mention(NamedTuple):
    """Where a text names a country, or its people: `text[start:end]`."""

    country: str
    start: int
    end: int
    kind: Literal["alias", "demonym"]


@cache
def _table() -> dict[str, Country]:
    lines = (files("vectorstore") / "tables" / "countries.csv").read_text("utf-8").splitlines()
    rows = [
        Country(
            row["name"],
            row["iso3"],
            row["kind"],  # type: ignore[arg-type]  # a test checks the column
            tuple(filter(None, row["aliases"].split("|"))),
            tuple(filter(None, row["demonyms"].split("|"))),
        )
        for row in csv.DictReader(lines)
    ]
    return {row.name: row for row in rows}


def _key(name: str) -> str:
    """Reduce a name to its letters: OCR glues and splits words ('Republic ofKorea')."""
    return _NOT_LETTER.sub("", fold(name)).removeprefix("the")


@cache
def _by_key() -> dict[str, str]:
    keys = {}
    for row in _table().values():
        for name in (*row.aliases, row.name):
            if not name.startswith("="):
                keys[_key(name)] = row.name
    return keys


@cache
def _by_code() -> dict[str, str]:
    """ISO codes and the abbreviations whose case matters."""
    codes = {row.iso3: row.name for row in _table().values() if row.iso3}
    for row in _table().values():
        codes.update({alias[1:]: row.name for alias in row.aliases if alias.startswith("=")})
    return codes


def canonical(name: str) -> str | None:
    """Return the canonical name of the country `name` means, by name, alias or ISO 3166 code.

    None where it is no country, observer state or regional organization of the table.
    """
    stripped = name.strip(" .,;:")
    return _by_code().get(name.strip()) or _by_code().get(stripped) or _by_key().get(_key(stripped))


def aliases(country: str) -> tuple[str, ...]:
    """Return the other names of a canonical country, with its abbreviations; () if unknown."""
    row = _table().get(country)
    return tuple(alias.removeprefix("=") for alias in row.aliases) if row else ()


def demonyms(country: str) -> tuple[str, ...]:
    """Return what a country's people and things are called: 'Jordanian', 'Jordanians'."""
    row = _table().get(country)
    return tuple(word.removeprefix("=") for word in row.demonyms) if row else ()


def iso3(country: str) -> str | None:
    """Return the ISO 3166-1 alpha-3 code; former states keep theirs (CSK, DDR, YUG, SUN)."""
    row = _table().get(country)
    return row.iso3 or None if row else None


def kind(country: str) -> Kind | None:
    """Return whether a canonical name is a state, observer, former state or organization."""
    row = _table().get(country)
    return row.kind if row else None


def all_countries() -> tuple[str, ...]:
    """Return every canonical name of the table, organizations last."""
    return tuple(_table())


@cache
def _gazetteer() -> Gazetteer:
    names = [Name(phrase, None) for phrase in _NOT_COUNTRIES]
    for row in _table().values():
        names.append(Name(row.name, row.name))
        for label, words in (("alias", row.aliases), ("demonym", row.demonyms)):
            names += [
                Name(word.removeprefix("="), row.name, label, word.startswith("="))
                for word in words
            ]
    return Gazetteer(names)


def mentions(text: str) -> list[Mention]:
    """Return where `text` names countries or their people, in order, without overlaps.

    The longest name wins: "Republic of Korea" is not found inside the Democratic People's.
    """
    return [
        Mention(place.canonical, place.start, place.end, place.kind)  # type: ignore[arg-type]
        for place in _gazetteer().find(text)
    ]
