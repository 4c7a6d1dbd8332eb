"""A question in; the other ways to say the field's abbreviations and names in it out.

The table is `tables/synonyms.csv`: an abbreviation, what it stands for, and where the record
itself (or the United Nations) spells it out. Rows with the same long form stand for each other.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Synonym(NamedTuple):
    """A row of the table."""

    short: str
    long: str
    source: str


@cache
def synonyms() -> tuple[Synonym, ...]:
    """Return the rows of the table."""
    lines = (files("vectorstore") / "tables" / "synonyms.csv").read_text("utf-8").splitlines()
    return tuple(Synonym(row["short"], row["long"], row["source"]) for row in csv.DictReader(lines))


def also_called(question: str) -> list[str]:
    """Return what stands for the question's abbreviations and their long forms, each once.

    An abbreviation is one only in its own capitals ("who" is no organization), with or without
    a plural s; a long form may be in any case.
    """
    longs = {
        row.long
        for row in synonyms()
        if re.search(rf"\b{row.short}s?\b", question)
        or re.search(rf"\b{re.escape(row.long)}", question, re.IGNORECASE)
    }
    names = [name for row in synonyms() if row.long in longs for name in (row.long, row.short)]
    return [name for name in dict.fromkeys(names) if name.lower() not in question.lower()]
