"""A record in; its statements by id, and the paragraphs that a quotation touches, out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Protocol

from assistant.quotes import find_quote
from eval.schema import Gold, GoldParagraph
from vectorstore.errors import RecordMissingError
from vectorstore.schema import Statement


class Holder(Protocol):
    """What a record can do that an evaluation needs."""

    def statement(self, id_: str, /) -> Statement:
        """Return the statement, or raise RecordMissingError."""

    def statements(self) -> Iterable[Statement]:
        """Return all statements."""


class Sources:
    """The statements that cases and citations point at."""

    def __init__(self, record: Holder) -> None:
        self._record = record
        self._read: dict[str, Statement | None] = {}
        self._located: dict[Gold, tuple[GoldParagraph, ...]] = {}

    def statement(self, statement_id: str) -> Statement | None:
        """Return the statement, None if the record has none of this id."""
        if statement_id not in self._read:
            try:
                self._read[statement_id] = self._record.statement(statement_id)
            except RecordMissingError:
                self._read[statement_id] = None
        return self._read[statement_id]

    def everything(self) -> Iterable[Statement]:
        """Return every statement of the record, in its order."""
        return self._record.statements()

    def locate(self, gold: Gold) -> tuple[GoldParagraph, ...]:
        """Return the paragraphs that the gold's words touch, () where they stand nowhere."""
        if gold not in self._located:
            self._located[gold] = self._look_for(gold)
        return self._located[gold]

    def _look_for(self, gold: Gold) -> tuple[GoldParagraph, ...]:
        if gold.statement_id is not None:
            statement = self.statement(gold.statement_id)
            return paragraphs_of(gold, statement) if statement else ()
        letters = _letters(gold.quote)
        found = (
            paragraphs_of(gold, statement)
            for statement_id, held in self._all_letters
            if letters in held and (statement := self.statement(statement_id))
        )
        return next((touched for touched in found if touched), ())

    @cached_property
    def _all_letters(self) -> list[tuple[str, str]]:
        """Every statement's bare letters: what lacks a quotation's letters lacks the quotation."""
        return [(each.id, _letters(each.text)) for each in self.everything()]


def paragraphs_of(gold: Gold, statement: Statement) -> tuple[GoldParagraph, ...]:
    """Return the paragraphs of `statement` that the quotation touches: mostly one."""
    span = find_quote(gold.quote, statement.text)
    if span is None:
        return ()
    return tuple(
        GoldParagraph(statement_id=statement.id, paragraph=each.number, grade=gold.grade)
        for each in statement.paragraphs
        if each.start < span[1] and span[0] < each.end
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
