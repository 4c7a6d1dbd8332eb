"""An understood question and what was found in, a refusal out where none of it answers."""

from __future__ import annotations

from vectorstore.record import Record

from assistant.retrieval import Found
from assistant.schema import Refusal, Understood


def unanswered(record: Record, understood: Understood, found: Found) -> Refusal | None:
    """Return why the paragraphs found do not answer; None where they may."""
    if not found.evidence:
        return Refusal(reason="not_said", detail="Nothing in the record is near this question.")
    return None
