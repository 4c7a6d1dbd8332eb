"""What the readers of all formats hand on, and how a malformed case becomes one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import ValidationError

from eval.errors import CaseError
from eval.schema import Case


class Placed(NamedTuple):
    """A case and where it stands: 'council.jsonl line 17'."""

    case: Case
    place: str


class Row(NamedTuple):
    """One object of a file, and where it stands."""

    fields: Mapping[str, object]
    place: str


def case_of(fields: Mapping[str, object], place: str) -> Placed:
    """Return the case that `fields` make.

    Raises:
        CaseError: names the first field that is wrong.
    """
    try:
        return Placed(Case.model_validate(dict(fields)), place)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = "".join(f"[{x}]" if isinstance(x, int) else f".{x}" for x in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            known = ", ".join(Case.model_fields)
            reason = f"is no field of a case; those are {known}"
        elif first["type"] == "missing":
            reason = "is missing"
        raise CaseError(place, field.removeprefix("."), reason) from error
