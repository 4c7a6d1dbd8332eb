"""What the child process does with a workbook: its filled rows, as strings."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from pydantic import JsonValue

from vectorstore.errors import ReadError
from vectorstore.readers.document import spaced
from vectorstore.readers.package import opened

_KIND = "Excel (.xlsx)"


def rows(path: str, source: str) -> Iterator[JsonValue]:
    """Yield [sheet, row from 1, cells] for each row with a filled cell.

    Raises:
        ReadError: it is no workbook, or is damaged.
    """
    with opened(path, source, _KIND):
        pass
    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile) as error:
        why = spaced(str(error))[:120]
        raise ReadError(source, f"is no sound {_KIND} file ({why}): save it again") from error
    for sheet in workbook.worksheets:
        # Sheets lie about their size; what they hold decides.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            written: list[JsonValue] = [_written(cell) for cell in cells]
            while written and written[-1] == "":
                written.pop()
            if written:
                yield [sheet.title, number, written]


def _written(value: object) -> str:
    """Return a cell as people write it: whole numbers without a point, days by ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else str(value)
