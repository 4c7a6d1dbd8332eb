"""Speeches without a form of address take their speaker from the speech before them."""

from __future__ import annotations

import re

from vectorstore.schema import Provenance, Statement, Voice

# After these words of the President the next speaker is someone else, whom the text does not name.
_FLOOR_GIVEN = re.compile(r"\b(?:floor|call (?:up)?on|invite|next speaker)\b")


class Continuations:
    """Sees the statements in order and completes those that go on with the one before."""

    def __init__(self) -> None:
        self._before: Statement | None = None

    def completed(self, statement: Statement) -> Statement:
        """Return `statement`, with the speaker of the one before where it continues that."""
        before, self._before = self._before, statement
        if before is None or not _continues(statement, before):
            return statement
        last = before.voices[-1]
        rule = Provenance(
            kind="inferred", rule="continues the speech before it", evidence=before.id
        )
        provenance = dict(statement.provenance)
        provenance |= {name: rule for name in ("speaker", "country") if getattr(last, name)}
        first, *others = statement.voices
        self._before = statement.model_copy(
            update={"voices": (_as(first, last), *others), "provenance": provenance}
        )
        return self._before


def _continues(statement: Statement, before: Statement) -> bool:
    first, last = statement.voices[0], before.voices[-1]
    if first.speaker is not None or first.country is not None or first.affiliation is not None:
        return False
    if statement.meeting is None or statement.meeting != before.meeting or last.speaker is None:
        return False
    if statement.speech_number is None or before.speech_number != statement.speech_number - 1:
        return False
    ending = before.text[before.paragraphs[-1].start : before.paragraphs[-1].end]
    return last.capacity != "president" or _FLOOR_GIVEN.search(ending) is None


def _as(first: Voice, last: Voice) -> Voice:
    kept = ("speaker", "country", "affiliation", "role", "capacity", "on_behalf_of", "spoke_in")
    return first.model_copy(update={name: getattr(last, name) for name in kept})
