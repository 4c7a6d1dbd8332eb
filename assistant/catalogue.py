"""What the record holds, in the form in which questions are understood."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property

from pydantic import Field

from vectorstore.record import Record
from vectorstore.schema import Frozen

TITLES = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Baroness|Sheikh|Prince|Princess|Archbishop|Ambassador|"
    r"General|President|Minister|Judge|Father|Reverend)"
)
_TITLE = re.compile(rf"^(?:{TITLES}\.?\s+)+")
# Printed speakers that are offices, not people.
_OFFICES = frozenset({"The President", "The Secretary-General", "The Chairman", "The Chairperson"})


_NOT_PARTICLE = re.compile(
    r"(?!(?:van|von|der|den|del|des|dos|das|bin|ibn|las|los)$)\S{3,}", re.IGNORECASE
)


def surname(speaker: str) -> str | None:
    """Return the name a question would use: 'Lyall Grant', 'Churkin'; None for an office.

    UN records print the family name last or, for some delegations, first ('Oh Joon'); the
    untitled name is matched whole as well as by its last word.
    """
    if speaker in _OFFICES:
        return None
    bare = _TITLE.sub("", speaker).strip()
    return bare or None


class Catalogue(Frozen):
    """Counts of statements by what they can be asked for, and the bounds of their dates."""

    statements: int
    paragraphs: int
    countries: dict[str, int] = Field(description="By canonical name.")
    speakers: dict[str, int] = Field(description="By printed name.")
    meetings: dict[str, int] = Field(description="By symbol.")
    bodies: dict[str, int]
    topics: dict[str, int]
    groups: dict[str, int] = Field(description="Statements on behalf of each.")
    date_from: dt.date | None
    date_to: dt.date | None

    @cached_property
    def surnames(self) -> dict[str, tuple[str, ...]]:
        """Printed speakers by each name a question may use for them."""
        found: dict[str, set[str]] = {}
        for speaker in self.speakers:
            bare = surname(speaker)
            if bare is None:
                continue
            parts = {part for part in bare.split() if _NOT_PARTICLE.fullmatch(part)}
            for name in {bare} | parts:
                found.setdefault(name, set()).add(speaker)
        return {name: tuple(sorted(speakers)) for name, speakers in found.items()}

    @cached_property
    def speaker_pattern(self) -> re.Pattern[str]:
        """Any of those names, longest first, with the titles before it."""
        names = sorted(self.surnames, key=lambda name: (-len(name), name))
        alternatives = "|".join(map(re.escape, names)) or r"(?!)"
        return re.compile(rf"\b(?:{TITLES}\.?\s+)*(?:[A-Z][\w.'-]*\s+)?(?P<name>{alternatives})\b")


def catalogue(record: Record) -> Catalogue:
    """Read the catalogue of `record` as it stands now."""
    status = record.status()
    return Catalogue(
        statements=status.statements,
        paragraphs=status.paragraphs,
        countries=status.countries,
        speakers=record.speakers(),
        meetings=status.meetings,
        bodies=status.bodies,
        topics=record.topics(),
        groups=record.groups(),
        date_from=status.date_from,
        date_to=status.date_to,
    )
