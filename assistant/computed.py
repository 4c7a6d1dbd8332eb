"""Answers worked out by a full pass over the record, without choosing passages or composing."""

from __future__ import annotations

from pydantic import Field

from assistant.citations import citation
from assistant.schema import Citation, Coverage, Member, Sentence
from vectorstore.schema import Frozen, Statement


class Computed(Frozen):
    """What a computation gives to an answer; every member is cited."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...] = ()
    members: tuple[Member, ...] = ()
    count: int | None = None
    coverage: Coverage | None = None
    nothing: str | None = Field(None, description="Why there is nothing, where nothing was found.")


def joined(names: list[str]) -> str:
    """Return 'A', 'A and B', 'A, B and C'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def plural(number: int, noun: str) -> str:
    """Return '1 statement', '2 statements', '3 countries'."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("ry") else f"{number:,} {noun}s"


def cited(statement: Statement, paragraph: int, span: tuple[int, int], n: int) -> Citation:
    """Return citation `n` of the words at `span`, an offset into the paragraph's text."""
    offset = statement.paragraphs[paragraph - 1].start
    return citation(n, statement, paragraph, offset + span[0], offset + span[1])
