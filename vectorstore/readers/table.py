"""A table (.csv, .tsv, .xlsx) with a column of texts in, one `Statement` a row out.

The columns have the names that JSON Lines have for the fields; other columns go to `extra`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import JsonValue

from vectorstore.errors import ReadError
from vectorstore.readers.child import Limits, parse
from vectorstore.readers.decode import decode, read_bytes
from vectorstore.readers.jsonl import Fields, from_fields
from vectorstore.schema import Refused, Statement

CSV_SUFFIXES = frozenset({".csv", ".tsv"})
XLSX_SUFFIXES = frozenset({".xlsx"})
SUFFIXES = CSV_SUFFIXES | XLSX_SUFFIXES
_ROWS = "vectorstore.readers.table_parse:rows"
_LIMITS = Limits(seconds=60, cpu=60, output=512 << 20)
# The column that holds the words, the first of these that is there.
TEXT_COLUMNS = ("text", "statement", "speech", "content", "transcript", "body_text")
# How people head their columns, by the name that the field has in JSON Lines.
_ALSO = {
    "name_of_person_speaking": "speaker",
    "speaker_name": "speaker",
    "name": "speaker",
    "state": "country",
    "delegation": "country",
    "iso": "country_code",
    "iso_code": "country_code",
    "organization": "affiliation",
    "organisation": "affiliation",
    "title": "topic",
    "agenda": "topic",
    "subject": "topic",
    "document_symbol": "meeting",
}
LONGEST_CELL = 16 << 20  # characters
_NOT_IN_A_NAME = re.compile(r"\W+")
_DELIMITERS = ",;\t|"


def read_table(path: Path, source: str) -> Iterator[Statement | Refused]:
    """Yield the statements of a table, and a `Refused` for each row that is none.

    Raises:
        ReadError: the file as a whole cannot be read, or has no column of texts.
    """
    octets = read_bytes(path, source)
    if path.suffix.lower() in XLSX_SUFFIXES:
        yield from _workbook(path, source)
        return
    # Speeches are longer than the 131,072 characters that the module allows a cell by itself.
    csv.field_size_limit(LONGEST_CELL)
    lines = csv.reader(
        io.StringIO(decode(octets, source), newline=""), delimiter=_delimiter(octets, path)
    )
    yield from _statements(_numbered(lines, source), path.stem, source)


def _workbook(path: Path, source: str) -> Iterator[Statement | Refused]:
    sheets: dict[str, list[tuple[int, list[str]]]] = {}
    for item in parse(_ROWS, path, source, _LIMITS, source=source):
        assert isinstance(item, list)
        sheet, number, cells = item
        assert isinstance(number, int)
        assert isinstance(cells, list)
        sheets.setdefault(str(sheet), []).append((number, [str(cell) for cell in cells]))
    if not sheets:
        raise ReadError(source, "is a workbook without a filled cell: there is nothing to read")
    alone = len(sheets) == 1
    for name, rows in sheets.items():
        place = source if alone else f"{source}!{name}"
        stem = path.stem if alone else f"{path.stem}_{name}"
        try:
            yield from _statements(iter(rows), stem, place)
        except ReadError as error:
            yield Refused(source=error.source, reason=error.reason)


def _numbered(lines: Iterator[list[str]], source: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows as a spreadsheet numbers them, those of several lines once."""
    number = 0
    try:
        for number, cells in enumerate(lines, 1):
            yield number, cells
    except csv.Error as error:
        raise ReadError(source, f"row {number + 1} is no row of a table ({error})") from error


def _statements(
    rows: Iterator[tuple[int, list[str]]], stem: str, source: str
) -> Iterator[Statement | Refused]:
    header: list[str] | None = None
    filled = False
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = _header(cells, source)
            continue
        place, filled = f"{source}:{number}", True
        try:
            fields = _fields(header, cells, number, source)
        except ReadError as error:
            yield Refused(source=place, reason=error.reason)
            continue
        try:
            yield from_fields(fields, f"{stem}:{number}", place, "column of the table")
        except ReadError as error:
            where = f"row {number}, column {header.index('text') + 1} (the text)"
            yield Refused(source=place, reason=f"{where}: {error.reason}")
    if not filled:
        raise ReadError(source, "has no rows under its headings" if header else "has no rows")


def _header(cells: Sequence[str], source: str) -> list[str]:
    """Return the fields' names by column, the column of texts as "text".

    Raises:
        ReadError: no column, or more than one of the same name, holds the texts.
    """
    names = [_NOT_IN_A_NAME.sub("_", cell.strip().lower()).strip("_") for cell in cells]
    text = next((one for one in TEXT_COLUMNS if one in names), None)
    if text is None:
        seen = ", ".join(cell.strip() for cell in cells if cell.strip())[:120]
        raise ReadError(
            source,
            f"has no column of texts: name one of its columns `text` (row 1 has: {seen})",
        )
    if names.count(text) > 1:
        raise ReadError(source, f"has {names.count(text)} columns `{text}`: rename all but one")
    known = set(names)
    header = []
    for name in names:
        other = _ALSO.get(name)
        header.append("text" if name == text else name if other in {None, *known} else str(other))
    return header


def _fields(header: Sequence[str], cells: Sequence[str], number: int, source: str) -> Fields:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise ReadError(
            source,
            f"row {number} has {len(cells)} columns, row 1 has {len(header)}: quote the cells that"
            " hold the delimiter",
        )
    text = header.index("text")
    if text >= len(cells) or not cells[text].strip():
        raise ReadError(source, f"row {number}, column {text + 1} (the text) is empty")
    fields: dict[str, JsonValue] = {}
    for column, name in enumerate(header):
        value = cells[column].strip() if column < len(cells) else ""
        if value and name:
            fields[name if name not in fields else f"{name}_{column + 1}"] = value
        elif value:
            fields[f"column_{column + 1}"] = value
    return fields


def _delimiter(octets: bytes, path: Path) -> str:
    """Return what parts the columns: that of which the first row has most."""
    if path.suffix.lower() == ".tsv":
        return "\t"
    first = octets.splitlines()[0].decode("utf-8", "replace")
    unquoted = re.sub(r'"[^"]*"', "", first)
    return max(_DELIMITERS, key=unquoted.count)
