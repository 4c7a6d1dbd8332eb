"""A file or folder of questions in, cases out, and back: native JSONL, CSV, BEIR, ragas.

`read` tells the format by what it finds; `write` by the format's name. A format without a place
for a field says how many cases lost it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from eval.errors import EvalError
from eval.formats import beir, native, ragas, table
from eval.formats.placed import Placed
from eval.schema import Case
from eval.sources import Sources

__all__ = ["FORMATS", "Conversion", "Format", "Placed", "convert", "read", "write"]

Format = Literal["native", "csv", "beir", "ragas"]
FORMATS: tuple[Format, ...] = ("native", "csv", "beir", "ragas")


class Conversion(NamedTuple):
    """How many cases were written, and by field how many lost what the format has no place for."""

    cases: int
    lost: dict[str, int]


def read(path: Path) -> list[Placed]:
    """Return the cases of a file or BEIR folder, each with its place, in order.

    Raises:
        CaseError: a line is malformed.
        EvalError: there is nothing to read, or its format is not known.
    """
    if path.is_dir():
        return beir.read(path)
    if not path.is_file():
        raise EvalError(f"{path}: no such file or folder of cases; looked from {Path.cwd()}")
    if path.suffix.lower() == ".csv":
        return table.read(path)
    if path.suffix.lower() in {".jsonl", ".json"}:
        rows = native.rows(path)
        return ragas.cases(rows) if ragas.recognises(rows) else native.cases(rows)
    raise EvalError(f"{path}: cases are read from .jsonl, .json, .csv and BEIR folders")


def write(cases: Sequence[Case], path: Path, form: Format, sources: Sources) -> dict[str, int]:
    """Write the cases; return by field how many lost it. BEIR needs the record for its corpus."""
    if form == "native":
        native.write(cases, path)
    elif form == "csv":
        table.write(cases, path)
    elif form == "beir":
        beir.write(cases, path, sources)
    else:
        ragas.write(cases, path)
        return dict(Counter(field for case in cases for field in ragas.lost(case)))
    return {}


def convert(source: Path, target: Path, form: Format, sources: Sources) -> Conversion:
    """Read cases in any format and write them in another.

    Raises:
        CaseError: a case is malformed.
        EvalError: a format is not known or a file cannot be written.
    """
    cases = [each.case for each in read(source)]
    try:
        lost = write(cases, target, form, sources)
    except OSError as error:
        raise EvalError(f"{target}: cannot be written: {error.strerror}") from error
    return Conversion(len(cases), lost)
