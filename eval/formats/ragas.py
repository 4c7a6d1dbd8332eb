"""The field names of ragas: user_input, reference, reference_contexts; one object a line or a list.

`user_input` may be a conversation: its last human turn is the question, those before the history.
What another system answered (response, retrieved_contexts) is no part of a case and stays behind.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.errors import CaseError
from eval.formats.placed import Placed, Row, case_of
from eval.schema import Case

logger = logging.getLogger(__name__)

ANSWERED = frozenset({"response", "retrieved_contexts", "retrieved_context_ids"})
PLACES = {"id", "question", "history", "answer", "gold"}


def recognises(rows: Sequence[Row]) -> bool:
    """Whether the rows are named as ragas names them."""
    return bool(rows) and all("user_input" in row.fields for row in rows)


def cases(rows: Sequence[Row]) -> list[Placed]:
    """Return the cases of ragas rows; fields of a case that stand beside ragas's are read too."""
    return [_case(row, n) for n, row in enumerate(rows, 1)]


def write(cases: Sequence[Case], path: Path) -> None:
    """Write one sample a line."""
    with path.open("w", encoding="utf-8") as file:
        for case in cases:
            file.write(json.dumps(_sample(case), ensure_ascii=False) + "\n")


def lost(case: Case) -> list[str]:
    """Return the fields of the case that ragas has no place for."""
    unset = {name: field.default for name, field in Case.model_fields.items()}
    fields = [n for n in Case.model_fields if n not in PLACES and getattr(case, n) != unset[n]]
    located = any(gold.statement_id or gold.grade != 1 for gold in case.gold)
    return [*fields, *(["gold.statement_id"] if located else [])]


def _case(row: Row, n: int) -> Placed:
    fields = dict(row.fields)
    left = sorted(ANSWERED & fields.keys())
    if left:
        logger.info("%s: %s: an answer, not part of a case", row.place, ", ".join(left))
    for name in left:
        del fields[name]
    turns = _turns(fields.pop("user_input"), row.place)
    contexts = fields.pop("reference_contexts", None) or []
    if not isinstance(contexts, list):
        raise CaseError(row.place, "reference_contexts", "is not a list of texts")
    fields.setdefault("id", f"case-{n}")
    fields |= {
        "question": turns[-1],
        "history": turns[:-1],
        "answer": fields.pop("reference", None),
        "gold": [{"quote": context} for context in contexts],
    }
    return case_of(fields, row.place)


def _turns(given: object, place: str) -> list[str]:
    """Return the human turns of a question or conversation, the question last."""
    if isinstance(given, str):
        return [given]
    messages = given if isinstance(given, list) else []
    turns = [
        str(message["content"])
        for message in messages
        if isinstance(message, Mapping) and message.get("type", "human") == "human"
        if message.get("content")
    ]
    if not turns:
        raise CaseError(place, "user_input", "is neither a question nor messages by a human")
    return turns


def _sample(case: Case) -> dict[str, object]:
    turns = [{"content": turn, "type": "human"} for turn in (*case.history, case.question)]
    return {
        "id": case.id,
        "user_input": turns if case.history else case.question,
        "reference": case.answer,
        "reference_contexts": [gold.quote for gold in case.gold],
    }
