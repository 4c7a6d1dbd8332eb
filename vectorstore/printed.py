"""Paragraphs of a record that numbers them in, the same with their printed numbers out.

Assembly records of 1946 to 1992 number the paragraphs of a whole meeting: "42.     The election
of ...". A list of points inside a speech is numbered too, but begins at 1 and is short.
"""

from __future__ import annotations

import re
from itertools import pairwise

from vectorstore.schema import Paragraph

_NUMBER = re.compile(r"(?P<number>\d{1,4})\s?\.\s{1,12}(?=[\"“‘(\[A-Z])")
# Share of the paragraphs that carry a number where the record numbers them.
NUMBERED_SHARE = 0.5
FEWEST = 4  # numbered paragraphs


def with_printed_numbers(text: str, paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Return `paragraphs` with printed numbers, which are then no part of their words.

    Unchanged where too few are numbered, or their numbers do not run on from one to the next.
    """
    matches = [_NUMBER.match(text, one.start, one.end) for one in paragraphs]
    numbers = [int(match["number"]) for match in matches if match is not None]
    if len(numbers) < max(FEWEST, NUMBERED_SHARE * len(paragraphs)):
        return paragraphs
    steps = [later - former for former, later in pairwise(numbers)]
    # OCR loses a number here and there; most must still follow each other.
    if sum(0 < step <= 6 for step in steps) < 0.8 * len(steps):
        return paragraphs
    return tuple(
        one
        if match is None or match.end() >= one.end
        else one.model_copy(update={"start": match.end(), "printed_number": match["number"]})
        for one, match in zip(paragraphs, matches, strict=True)
    )
