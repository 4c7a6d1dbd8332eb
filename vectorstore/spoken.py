"""A statement in, what tells that another source holds the same speech out.

One speech comes as a text file, a line of a corpus and a turn of a PDF: lines are wrapped and
hyphens set otherwise, heads are gone, the name differs. It is one statement with several sources.
The same words of another speaker, or of another meeting, are another statement.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from vectorstore.schema import Statement
from vectorstore.symbols import meeting_of

# Characters. "I now give the floor to the representative of France" is said again and again in
# one meeting; what is longer is said once.
SHORTEST = 300

SPOKEN = """CREATE TABLE IF NOT EXISTS spoken (
    statement_id TEXT PRIMARY KEY REFERENCES statements ON DELETE CASCADE,
    mark TEXT NOT NULL, number INTEGER, meeting TEXT, date_from TEXT, date_to TEXT
) WITHOUT ROWID"""


class Spoken(NamedTuple):
    """A digest of the words and who spoke them; and when, as far as that is known."""

    mark: str
    number: int | None
    meeting: str | None
    date_from: str | None
    date_to: str | None

    def agrees(self, other: Spoken) -> bool:
        """Whether the two may be the same speech: same words, same speaker, no other occasion."""
        if self.mark != other.mark:
            return False
        pairs = ((self.number, other.number), (self.meeting, other.meeting))
        if any(one is not None and two is not None and one != two for one, two in pairs):
            return False
        return _overlap(self, other) and _overlap(other, self)


def spoken(statement: Statement) -> Spoken | None:
    """Return what tells the same speech elsewhere; None where it is too short or has no speaker."""
    words = "".join(
        "".join(statement.text[one.start : one.end].split()) for one in statement.paragraphs
    )
    who = statement.country or (statement.speaker or "").split()[-1:]
    if len(words) < SHORTEST or not who:
        return None
    # Of a hyphen at a line's end nobody knows in every source alike whether it is the writer's.
    told = f"{who}\n{words.replace('-', '')}".casefold()
    earliest, latest = (
        day.isoformat() if day else None
        for day in (statement.date or statement.date_from, statement.date or statement.date_to)
    )
    return Spoken(
        blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
        statement.speech_number,
        meeting_of(statement.meeting) if statement.meeting else None,
        earliest,
        latest,
    )


def _overlap(one: Spoken, other: Spoken) -> bool:
    """Whether the first does not begin after the other has ended; unknown dates overlap."""
    return not (one.date_from and other.date_to and one.date_from > other.date_to)
