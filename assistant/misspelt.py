"""A name that the record does not know in; the name it was probably meant to be out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from vectorstore import countries

NEARLY = 0.85  # of the letters in common: "Rusia" has .91 of them with "Russia"
SHORTEST = 5  # letters; shorter names are too often near to each other


def meant(word: str, held: Iterable[str], speakers: Iterable[str]) -> str | None:
    """Return the country in `held` or the speaker's name that is nearly `word`, if there is one."""
    names = [name for country in held for name in (country, *countries.aliases(country))]
    names += [name for speaker in speakers for name in speaker.split()]
    known = {name.lower(): name for name in names if len(name) >= SHORTEST}
    close = difflib.get_close_matches(word.lower(), known, n=1, cutoff=NEARLY)
    return known[close[0]] if close else None
