r"""CSV with a header of field names; lists are separated by `|`.

The accepted wordings of a key fact are separated by `=`: `7 days=seven days|30 days` are two facts.
`\|`, `\=` and `\\` stand for the characters themselves. Gold is in two columns of equal length,
`gold_statement_id` and `gold_quote` (and `gold_grade`, if any); filters are JSON.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.errors import CaseError
from eval.formats.placed import Placed, case_of
from eval.schema import Case

LISTS = ("history", "members", "tags")
GOLD = ("gold_statement_id", "gold_quote", "gold_grade")
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read(path: Path) -> list[Placed]:
    """Return the cases of a CSV file; an empty cell is a field that is not known.

    Raises:
        CaseError: the file is no CSV with a header, or a row is malformed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(str(path), "", f"is not UTF-8 (byte {error.start}): save it so") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    header = [name.strip().lower() for name in reader.fieldnames or ()]
    if "question" not in header:
        raise CaseError(f"{path} line 1", "question", "the header has no such column")
    reader.fieldnames = header
    placed = []
    try:
        for n, cells in enumerate(reader, 1):
            place = f"{path} line {reader.line_num}"
            placed.append(case_of({"id": f"case-{n}", **_fields(cells, place)}, place))
    except csv.Error as error:
        raise CaseError(f"{path} line {reader.line_num}", "", f"is not CSV: {error}") from error
    return placed


def write(cases: Sequence[Case], path: Path) -> None:
    """Write every field of every case."""
    plain = [name for name in Case.model_fields if name != "gold"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*plain, *GOLD])
        writer.writeheader()
        writer.writerows(_cells(case) for case in cases)


def _fields(cells: Mapping[str | None, str | None], place: str) -> dict[str, object]:
    """Return the fields that the cells of a row stand for."""
    if None in cells:
        raise CaseError(place, "", "has more cells than the header")
    known = {name: cell.strip() for name, cell in cells.items() if name and cell and cell.strip()}
    fields: dict[str, object] = {k: v for k, v in known.items() if k not in GOLD}
    for name in LISTS:
        if name in known:
            fields[name] = split(known[name], "|")
    if "key_facts" in known:
        facts = _cut(known["key_facts"], "|")
        fields["key_facts"] = [split(fact, "=") for fact in facts]
    if "answerable" in known:
        word = known["answerable"].lower()
        if word not in _TRUTH:
            raise CaseError(place, "answerable", f"{word!r} is neither true nor false")
        fields["answerable"] = _TRUTH[word]
    if "filters" in known:
        try:
            fields["filters"] = json.loads(known["filters"])
        except json.JSONDecodeError as error:
            raise CaseError(place, "filters", f"is not JSON: {error.msg}") from error
    fields["gold"] = _gold(known, place)
    return fields


def _gold(known: Mapping[str, str], place: str) -> list[dict[str, object]]:
    """Return the gold whose parts stand in three columns."""
    quotes = split(known.get("gold_quote", ""), "|")
    ids: list[str | None] = [each or None for each in split(known.get(GOLD[0], ""), "|")]
    grades = split(known.get("gold_grade", ""), "|") or ["1"] * len(quotes)
    if len(ids) <= 1 and quotes:
        ids = (ids or [None]) * len(quotes)
    if len(ids) != len(quotes) or len(grades) != len(quotes):
        reason = f"{len(quotes)} quotes for {len(ids)} statement ids and {len(grades)} grades"
        raise CaseError(place, "gold_quote", reason)
    return [
        {"statement_id": statement, "quote": quote, "grade": grade}
        for statement, quote, grade in zip(ids, quotes, grades, strict=True)
    ]


def _cells(case: Case) -> dict[str, str]:
    dumped = case.model_dump(mode="json", exclude={"gold"})
    cells = {name: "" if value is None else str(value) for name, value in dumped.items()}
    for name in LISTS:
        cells[name] = join(dumped[name], "|")
    cells["key_facts"] = "|".join(join(fact, "|=") for fact in case.key_facts)
    filters = case.filters.model_dump(mode="json", exclude_defaults=True)
    cells["filters"] = json.dumps(filters, ensure_ascii=False) if filters else ""
    cells["gold_statement_id"] = join([gold.statement_id or "" for gold in case.gold], "|")
    cells["gold_quote"] = join([gold.quote for gold in case.gold], "|")
    if any(gold.grade != 1 for gold in case.gold):
        cells["gold_grade"] = join([str(gold.grade) for gold in case.gold], "|")
    return cells


def split(cell: str, mark: str) -> list[str]:
    """Return the parts of a cell, with what is escaped in them as it was; [] for an empty one."""
    return [re.sub(r"\\(.)", r"\1", part).strip() for part in _cut(cell, mark)]


def join(parts: Sequence[str], marks: str) -> str:
    r"""Return the parts as one cell, separated by the last of `marks`, each mark escaped."""
    escaped = [re.sub(rf"([\\{re.escape(marks)}])", r"\\\1", part) for part in parts]
    return marks[-1].join(escaped)


def _cut(cell: str, mark: str) -> list[str]:
    """Cut at each `mark` that no backslash stands before; escapes stay."""
    if not cell:
        return []
    parts, escaped = [""], False
    for character in cell:
        if character == mark and not escaped:
            parts.append("")
            continue
        parts[-1] += character
        escaped = character == "\\" and not escaped
    return parts
