"""A case, what was scored on it, and the figures over many; each record is a line of JSON.

A score without a value says why it has none, so that nothing is divided by what does not apply.
"""

from __future__ import annotations

import datetime as dt
import math

from pydantic import Field, model_validator

from assistant.schema import Answer, Reason
from vectorstore.schema import Filters, Frozen


class Gold(Frozen):
    """Words that answer the question; the paragraphs they touch are the gold paragraphs."""

    statement_id: str | None = Field(
        None, description="None where only the words are known: the whole record is looked through."
    )
    quote: str = Field(min_length=1)
    grade: int = Field(1, ge=1, description="How relevant, as graded judgements have it.")


class Case(Frozen):
    """A question with what is known of its answer; only the question must be known."""

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    history: tuple[str, ...] = Field((), description="Earlier user turns, oldest first.")
    answer: str | None = Field(None, description="A reference answer, for a reader or to compare.")
    key_facts: tuple[tuple[str, ...], ...] = Field(
        (), description="Facts the answer must hold, each with its accepted wordings."
    )
    gold: tuple[Gold, ...] = ()
    answerable: bool | None = Field(
        None, description="None where not said: see `expects_answer`, which reads it."
    )
    category: str = ""
    members: tuple[str, ...] = Field((), description="The complete set of countries asked for.")
    count: int | None = Field(None, ge=0)
    filters: Filters = Filters()
    tags: tuple[str, ...] = Field((), description="'dev' or 'test', and whatever else.")
    author: str = ""
    date: dt.date | None = None
    reason: Reason | None = Field(None, description="Which refusal is right, if unanswerable.")

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Case:
        """Refuse facts without wordings, and a reason for refusing what is answerable."""
        if any(not fact or not all(word.strip() for word in fact) for fact in self.key_facts):
            raise ValueError("key_facts: a fact has no wording, or an empty one")
        if self.reason is not None and self.answerable is not False:
            raise ValueError("reason: only a case with answerable=false is to be refused")
        return self

    @property
    def expects_answer(self) -> bool | None:
        """Whether the record answers the question; None where nothing of the case tells."""
        if self.answerable is not None:
            return self.answerable
        known = self.answer or self.key_facts or self.gold or self.members
        return True if known or self.count is not None else None


class GoldParagraph(Frozen):
    """A paragraph of the record that answers a case."""

    statement_id: str
    paragraph: int = Field(ge=1)
    grade: int = Field(1, ge=1)

    @property
    def key(self) -> str:
        """The id that retrieval is measured by: 'statement#3'."""
        return paragraph_key(self.statement_id, self.paragraph)


def paragraph_key(statement_id: str, paragraph: int) -> str:
    """Return 'statement#3', one id a paragraph."""
    return f"{statement_id}#{paragraph}"


class Score(Frozen):
    """What one metric says of one answer; `value` is None where it does not apply."""

    value: float | None
    reason: str | None = Field(None, description="Why there is no value.")
    explanation: str = Field("", description="What was found and missed, for a reader.")

    @model_validator(mode="after")
    def _says_why(self) -> Score:
        """A missing value has a reason, a value has none and is a number."""
        if (self.value is None) != bool(self.reason):
            raise ValueError("a score has a value or a reason why not")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError("a score's value is not a number")
        return self


def scored(value: float, explanation: str = "") -> Score:
    """Return a score that has a value."""
    return Score(value=float(value), explanation=explanation)


def inapplicable(reason: str) -> Score:
    """Return the score of a metric that does not apply."""
    return Score(value=None, reason=reason)


class EvalRecord(Frozen):
    """One case run: what was answered, or the error, and the score of every metric."""

    case: Case
    gold: tuple[GoldParagraph, ...] = ()
    answer: Answer | None = None
    error: str | None = Field(None, description="Why there is no answer.")
    scores: dict[str, Score] = Field(default_factory=dict, description="By metric.")

    @model_validator(mode="after")
    def _answered_or_not(self) -> EvalRecord:
        """A record holds an answer or says why there is none."""
        if (self.answer is None) == (self.error is None):
            raise ValueError("a record has an answer or an error, not both and not neither")
        return self


class Interval(Frozen):
    """A mean and the 95 % interval around it; low and high are None for too few values."""

    value: float
    low: float | None
    high: float | None
    n: int = Field(ge=1, description="Values it is the mean of.")


class Figure(Frozen):
    """One metric over the cases it applies to."""

    metric: str
    interval: Interval | None = Field(None, description="None where it applies to no case.")
    cases: int = Field(ge=0, description="All cases, applicable or not.")
    without: dict[str, int] = Field(default_factory=dict, description="Cases by reason for None.")


class Flip(Frozen):
    """A case that one run gets right and the other does not."""

    case_id: str
    before: float
    after: float


class Difference(Frozen):
    """One metric of two runs, case by case: `after` less `before`."""

    metric: str
    before: Interval | None = Field(None, description="Over the paired cases only.")
    after: Interval | None = None
    change: Interval | None = None
    p: float | None = Field(None, description="Two-sided, by permutation of the signs.")
    differs: bool = Field(description="Whether the interval excludes 0 and p < .05.")
    unpaired: int = Field(0, ge=0, description="Cases that have a value in one run only.")
    flips: tuple[Flip, ...] = ()
