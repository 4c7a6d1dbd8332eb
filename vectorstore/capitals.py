"""Seats of government that stand for their countries: "Moscow said" is Russia speaking.

The table is `tables/capitals.csv`. Only the words around a capital tell whether the government
or the city is meant; that is left to whoever asks.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from vectorstore.countries import Mention


@cache
def _table() -> dict[str, str]:
    table = (files("vectorstore") / "tables" / "capitals.csv").read_text(encoding="utf-8")
    return {row["capital"]: row["country"] for row in csv.DictReader(table.splitlines())}


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_table(), key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


def capitals(text: str) -> list[Mention]:
    """Return where `text` names seats of government, in order, each with its country."""
    return [
        Mention(_table()[match[0]], match.start(), match.end(), "alias")
        for match in _pattern().finditer(text)
    ]
