"""Typeset the bundled meetings as two-column records, read them back, and count what comes back.

    python -m benchmarks.pdf_fidelity

Prints, for each meeting and manner of setting, the share of turns with the right speaker and
country, of paragraphs that begin and end where they should, and of characters that are right.
"""

from __future__ import annotations

import datetime as dt
import difflib
import sys
import tempfile
import time
from collections.abc import Hashable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, TypeVar

from tests.vectorstore.typeset import Meeting, typeset
from tests.vectorstore.wrapped import Manner, Set, Style
from vectorstore import countries
from vectorstore.address import address
from vectorstore.readers import read
from vectorstore.readers.pdf import read_pdf
from vectorstore.schema import Statement
from vectorstore.voices import spans

T = TypeVar("T", bound=Hashable)
HEADING = f"{'meeting':28} turns  speaker  paragraphs  bounds  characters  right     s"
MANNERS = {
    "as records are": Manner(),
    "no space between paragraphs": Manner(space=0.0),
    "words broken by the typesetter": Manner(broken_words=True),
    "drawn row by row over both columns": Manner(by_rows=True),
    "forms of address not in bold": Manner(bold_names=False),
}


class Fidelity(NamedTuple):
    """Of how many, how many came back right."""

    turns: int
    turns_right: int
    paragraphs: int
    paragraphs_right: int
    characters: int
    characters_right: int

    def plus(self, other: Fidelity) -> Fidelity:
        """Return the sum of both."""
        return Fidelity(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def shares(self) -> tuple[float, float, float]:
        """Turns, paragraphs and characters that are right, as shares."""
        return (
            self.turns_right / self.turns,
            self.paragraphs_right / self.paragraphs,
            self.characters_right / self.characters,
        )


def meetings() -> dict[str, list[Statement]]:
    """Return the bundled Council statements by meeting."""
    by_meeting: dict[str, list[Statement]] = {}
    for one in read(Path(str(files("vectorstore") / "sample" / "council"))):
        if isinstance(one, Statement) and one.meeting is not None:
            by_meeting.setdefault(one.meeting, []).append(one)
    return by_meeting


def meeting_of(symbol: str, statements: Sequence[Statement]) -> Meeting:
    """Return what is to be set of a meeting's statements."""
    date = statements[0].date or dt.date(2003, 3, 26)
    paragraphs = [part for one in statements for part in _set(one)]
    return Meeting(
        symbol=symbol,
        day=f"{date:%A}, {date.day} {date:%B %Y}",
        numeric_day=f"{date:%d/%m/%Y}",
        title=statements[0].topic or "The situation concerning Iraq",
        paragraphs=tuple(paragraphs),
    )


def _set(statement: Statement) -> list[Set]:
    kinds = {paragraph.start: paragraph.kind for paragraph in statement.paragraphs}
    found = []
    for start, end in spans(statement.text):
        text = statement.text[start:end]
        if address(text) is not None:
            found.append(Set(text, "speech", turn=True))
            continue
        kind = kinds.get(start, "speech")
        style: Style = "heading" if kind == "note" and not text.endswith((".", ".m")) else kind
        found.append(Set(text, style))
    return found


def compare(meeting: Meeting, statements: Sequence[Statement]) -> Fidelity:
    """Return how much of what was set has come back."""
    sent = [part.text for part in meeting.paragraphs]
    returned = [
        statement.text[start:end]
        for statement in statements
        for start, end in spans(statement.text)
    ]
    paragraphs, characters = _aligned(sent, returned)
    expected = [_speaker(part.text) for part in meeting.paragraphs if part.turn]
    heard = [(one.speaker, one.country, one.voices[0].spoke_in) for one in statements]
    turns = sum(block.size for block in _matcher(expected, heard).get_matching_blocks())
    return Fidelity(
        max(len(expected), len(heard)),
        turns,
        max(len(sent), len(returned)),
        paragraphs,
        max(sum(map(len, sent)), sum(map(len, returned))),
        characters,
    )


def _speaker(text: str) -> tuple[str | None, str | None, str | None]:
    found = address(text)
    assert found is not None
    # An organization is no country: it is a group, for which its envoy speaks.
    organization = found.country is not None and countries.kind(found.country) == "organization"
    return found.speaker, None if organization else found.country, found.spoke_in


def _matcher(a: Sequence[T], b: Sequence[T]) -> difflib.SequenceMatcher[T]:
    return difflib.SequenceMatcher(None, a, b, autojunk=False)


def _aligned(sent: Sequence[str], returned: Sequence[str]) -> tuple[int, int]:
    """Return how many paragraphs have their bounds, and how many characters, came back.

    A paragraph has its bounds if it begins and ends with the same thirty characters.
    """
    bounds = _matcher([_ends(text) for text in sent], [_ends(text) for text in returned])
    paragraphs = sum(block.size for block in bounds.get_matching_blocks())
    characters = 0
    for tag, a, b, c, d in _matcher(sent, returned).get_opcodes():
        before, after = "\n\n".join(sent[a:b]), "\n\n".join(returned[c:d])
        if tag == "equal":
            characters += sum(map(len, sent[a:b]))
        elif tag == "replace":
            blocks = _matcher(before, after).get_matching_blocks()
            characters += sum(block.size for block in blocks) - 2 * (min(b - a, d - c) - 1)
    return paragraphs, characters


def _ends(text: str) -> tuple[str, str]:
    plain = text.replace(" ", "").replace("-", "")
    return plain[:30], plain[-30:]


def measured(meeting: Meeting, manner: Manner) -> tuple[Fidelity, int, float]:
    """Typeset a meeting and read it back; return also the file's size and the seconds it took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "S_PV_record.pdf"
        path.write_bytes(typeset(meeting, manner))
        began = time.monotonic()
        statements = list(read_pdf(path, path.name))
        seconds = time.monotonic() - began
        return compare(meeting, statements), path.stat().st_size, seconds


def main() -> int:
    """Print the table; fail below 99 % of bounds or 99.5 % of characters."""
    sound = True
    for name, manner in MANNERS.items():
        print(
            f"\n{name}\n{'meeting':28} turns  speaker  paragraphs  bounds  characters  right     s"
        )
        total = Fidelity(0, 0, 0, 0, 0, 0)
        for symbol, statements in meetings().items():
            found, _, seconds = measured(meeting_of(symbol, statements), manner)
            total = total.plus(found)
            print(_row(symbol, found, f"{seconds:6.2f}"))
        print(_row("all", total, ""))
        speakers, bounds, characters = total.shares
        sound = sound and min(speakers, bounds) >= 0.99 and characters >= 0.995
    return 0 if sound else 1


def _row(name: str, found: Fidelity, last: str) -> str:
    speakers, bounds, characters = found.shares
    return (
        f"{name:28} {found.turns:5}  {speakers:7.2%}  {found.paragraphs:10}  {bounds:6.2%}"
        f"  {found.characters:10}  {characters:7.3%} {last}"
    )


if __name__ == "__main__":
    sys.exit(main())
