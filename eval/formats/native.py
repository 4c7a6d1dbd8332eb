"""Native JSONL: one case a line, with the fields of `Case`; a JSON list of such objects too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from eval.errors import CaseError
from eval.formats.placed import Placed, Row, case_of
from eval.schema import Case


def rows(path: Path) -> list[Row]:
    """Return the JSON objects of a file, one a line or as one list.

    Raises:
        CaseError: the file is not UTF-8, or a line is not a JSON object.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(str(path), "", f"is not UTF-8 (byte {error.start}): save it so") from error
    if text.lstrip().startswith("["):
        return _listed(text, path)
    numbered = enumerate(text.split("\n"), 1)
    return [_row(line, f"{path} line {n}") for n, line in numbered if line.strip()]


def cases(rows: Sequence[Row]) -> list[Placed]:
    """Return the cases of native rows; one without an id is called by its place in the file."""
    return [case_of({"id": f"case-{n}", **row.fields}, row.place) for n, row in enumerate(rows, 1)]


def write(cases: Sequence[Case], path: Path) -> None:
    """Write one case a line."""
    lines = [line(case) + "\n" for case in cases]
    path.write_text("".join(lines), encoding="utf-8")


def line(case: Case) -> str:
    """Return the case as one line of JSON, letters as they are."""
    dumped = case.model_dump(mode="json", by_alias=True)
    dumped["gold"] = [_bare(gold.model_dump(mode="json")) for gold in case.gold]
    dumped["filters"] = case.filters.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(dumped, ensure_ascii=False)


def _bare(gold: dict[str, object]) -> dict[str, object]:
    """Leave out the grade where it says nothing."""
    return {key: value for key, value in gold.items() if key != "grade" or value != 1}


def _row(line: str, place: str) -> Row:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise CaseError(place, "", f"is not JSON: {error.msg} at column {error.colno}") from error
    return _object(fields, place)


def _listed(text: str, path: Path) -> list[Row]:
    try:
        listed = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"{path} line {error.lineno}"
        raise CaseError(place, "", f"is not JSON: {error.msg} at column {error.colno}") from error
    return [_object(fields, f"{path} item {n}") for n, fields in enumerate(listed, 1)]


def _object(fields: object, place: str) -> Row:
    if not isinstance(fields, dict):
        raise CaseError(place, "", "is not a JSON object")
    return Row(fields, place)
