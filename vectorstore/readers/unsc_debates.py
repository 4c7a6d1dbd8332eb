"""The UN Security Council Debates corpus in, as Harvard Dataverse ships it, its statements out.

A folder with `speaker.tsv` (a row a speech), `meta.tsv` (a row a meeting) and the texts under
`speeches/`. The tables are UTF-8 without quoting; NA is no value, apostrophes are doubled, and a
newline inside a value parts some rows in two. Row numbers, parts of dates and counts of words are
left out; all other columns that have no place in a statement are kept in `extra`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from vectorstore import countries
from vectorstore.address import address
from vectorstore.assemble import Stated, statement
from vectorstore.errors import ReadError
from vectorstore.readers.decode import decode, read_bytes, require_prose
from vectorstore.schema import Refused, Statement

SPEAKERS, MEETINGS = "speaker.tsv", "meta.tsv"
# Folders above a text in which the tables are looked for; the corpus has them one above.
REACH = 3
_SPEECH = re.compile(r"(?P<meeting>UNSC_\d{4}_.+?)_sp(?:ee)?ch\d+$")
_USED = frozenset(
    ("", "filename", "basename", "date", "day", "month", "year", "speaker", "country_org", "role",
     "speech_number", "topic", "document_symbol", "tokens", "types", "sentences", "spv")
)  # fmt: skip
_UNITED_NATIONS = "UN"
Row = Mapping[str, str]


class _Table(NamedTuple):
    """The rows of a table by the names in their first column, and the lines that are no rows."""

    rows: dict[str, Row]
    broken: tuple[Refused, ...]


class Debates:
    """Knows the corpora met on one reading of a folder; each table is read once."""

    def __init__(self) -> None:
        self._corpora: dict[Path, _Corpus | None] = {}

    def read(self, file: Path, source: str) -> Iterator[Statement | Refused] | None:
        """Return what a file of such a corpus gives, or None where it is of none."""
        if file.name in {SPEAKERS, MEETINGS}:
            corpus = self._corpus(file.parent)
            return corpus.problems(file.name, source) if corpus is not None else None
        if file.suffix != ".txt" or not _SPEECH.match(file.stem):
            return None
        for folder in list(file.parents)[:REACH]:
            if (corpus := self._corpus(folder)) is not None:
                return corpus.speech(file, source)
        return None

    def _corpus(self, folder: Path) -> _Corpus | None:
        if folder not in self._corpora:
            there = (folder / SPEAKERS).is_file() or (folder / MEETINGS).is_file()
            self._corpora[folder] = _Corpus(folder) if there else None
        return self._corpora[folder]


class _Corpus:
    """The tables of one corpus."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._speakers = _table(folder / SPEAKERS, "filename")
        self._meetings = _table(folder / MEETINGS, "basename")

    def problems(self, name: str, source: str) -> Iterator[Refused]:
        """Yield the broken rows of a table, and how many name texts that are not here."""
        table = self._speakers if name == SPEAKERS else self._meetings
        for one in table.broken:
            line = one.source.rpartition(":")[2]
            yield one.model_copy(update={"source": f"{source}:{line}" if line else source})
        if name != SPEAKERS:
            return
        here = {file.stem for file in self._folder.rglob("UNSC_*.txt")}
        missing = [stem for stem in table.rows if stem not in here]
        if missing:
            yield Refused(
                source=source,
                reason=f"{len(missing)} of {len(table.rows)} rows name texts that are not here"
                f" (the first is {missing[0]}.txt): unpack speeches.tar beside it",
            )

    def speech(self, file: Path, source: str) -> Iterator[Statement]:
        """Yield the statement of a text with what the tables state of it.

        Raises:
            ReadError: the text cannot be read or is not running text.
        """
        raw = decode(read_bytes(file, source), source)
        require_prose(raw, source)
        match = _SPEECH.match(file.stem)
        meeting = self._meetings.rows.get(match["meeting"], {}) if match else {}
        row = self._speakers.rows.get(file.stem)
        made = statement(file.stem, source, raw, _stated(row or {}, meeting, raw))
        if row is not None and row.get("country_org") == _UNITED_NATIONS:
            voices = tuple(
                voice.model_copy(update={"capacity": "official"})
                if voice.capacity == "guest"
                else voice
                for voice in made.voices
            )
            made = made.model_copy(update={"voices": voices})
        yield made


def _stated(row: Row, meeting: Row, raw: str) -> Stated:
    """Return what the rows of a speech and of its meeting state."""
    extra: dict[str, JsonValue] = {
        name: value for name, value in {**meeting, **row}.items() if name not in _USED
    }
    number = row.get("speech_number", "")
    speaker, organ = row.get("speaker"), row.get("country_org")
    opening = address(" ".join(raw[:400].split()))
    country = affiliation = None
    if row.get("participanttype", "").lower() == "the president" and (
        opening is None or opening.capacity == "president"
    ):
        # The President does not speak for his country, which the table names nevertheless.
        if speaker and speaker.lower() != "the president":
            extra["president"] = speaker
        if organ:
            extra["president_country"] = countries.canonical(organ) or organ
        speaker = "The President"
    elif organ is not None:
        country = countries.canonical(organ)
        if country is None:
            affiliation = "United Nations" if organ == _UNITED_NATIONS else organ
        if speaker and opening is not None and _names(opening.speaker, speaker):
            speaker = opening.speaker
    return Stated(
        speaker=speaker,
        country=country,
        affiliation=affiliation,
        role=row.get("role"),
        meeting=row.get("document_symbol") or row.get("meeting_symbol"),
        date=row.get("date") or meeting.get("date"),
        topic=row.get("topic") or row.get("agenda_item_manual") or meeting.get("topic"),
        body="UN Security Council",
        speech_number=int(number) if number.isdigit() else None,
        extra=extra,
        origin=SPEAKERS if row else MEETINGS if meeting else "the corpus's folder",
    )


def _names(printed: str, name: str) -> bool:
    """Whether the form of address names whom the table names: "Mr. Al-Jaafari", "Al-Jaafari"."""
    return printed.casefold().endswith(name.casefold())


def _table(path: Path, key: str) -> _Table:
    """Return the rows of a table by the stem in their column `key`."""
    if not path.is_file():
        return _Table({}, ())
    rows: dict[str, Row] = {}
    broken: list[Refused] = []
    try:
        lines = decode(read_bytes(path, path.name), path.name).split("\n")
        names, tabs = _columns(lines, key, path.name)
    except ReadError as error:
        return _Table({}, (Refused(source=":", reason=error.reason),))
    # Most values occur many times over: each is held once.
    shared: dict[str, str] = {}
    for number, line in _joined(lines, tabs):
        values = line.split("\t")
        row = {
            name: shared.setdefault(kept, kept)
            for name, value in zip(names, values, strict=False)
            if (kept := _value(value)) is not None
        }
        stem = row.get(key, "").removesuffix(".txt")
        if len(values) != tabs + 1:
            reason = f"row has {len(values)} columns, not {tabs + 1}: get the file again"
            broken.append(Refused(source=f":{number}", reason=reason))
        elif not stem:
            broken.append(Refused(source=f":{number}", reason=f"row has no `{key}`"))
        elif stem in rows:
            reason = f"row names {stem} a second time: the first one counts"
            broken.append(Refused(source=f":{number}", reason=reason))
        else:
            rows[stem] = row
    return _Table(rows, tuple(broken))


def _columns(lines: list[str], key: str, source: str) -> tuple[list[str], int]:
    """Return the names of the columns and how many tabs a row has.

    Raises:
        ReadError: it is another table.
    """
    names = [name.strip().strip('"') for name in lines[0].rstrip("\r").split("\t")]
    if key not in names:
        raise ReadError(source, f"has no column `{key}`: it is not the corpus's own {source}")
    # Rows that a newline has parted have fewer tabs, and are few.
    counts = Counter(line.count("\t") for line in lines[1:] if line.strip())
    tabs = counts.most_common(1)[0][0] if counts else len(names) - 1
    if tabs == len(names):
        # R writes the names of rows without a heading.
        names.insert(0, "")
    if tabs != len(names) - 1:
        raise ReadError(source, f"has {len(names)} headings over rows of {tabs + 1} columns")
    return names, tabs


def _joined(lines: list[str], tabs: int) -> Iterator[tuple[int, str]]:
    """Yield each row with its line's number; parts of rows are joined until they have all tabs."""
    row, begun = "", 0
    for number, line in enumerate(lines[1:], 2):
        part = line.rstrip("\r")
        if row and part.count("\t") >= tabs:
            # What began before this whole row never ended.
            yield begun, row
            row = ""
        if not row and not part.strip():
            continue
        row, begun = (f"{row} {part}", begun) if row else (part, number)
        if row.count("\t") >= tabs:
            yield begun, row
            row = ""
    if row:
        yield begun, row


def _value(value: str) -> str | None:
    """Return a value without R's doubled apostrophes; None for NA."""
    kept = " ".join(value.replace("''", "'").split())
    return None if kept in {"", "NA"} else kept
