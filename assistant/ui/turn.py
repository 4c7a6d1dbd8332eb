"""One question on the page and what has come back for it so far; how much of it is supported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pydantic import Field

from assistant.schema import MAY_NOT_ANSWER, Answer, Citation, Question, Said, Sentence, Understood
from assistant.standing import GONE, Standing
from vectorstore.record import Record
from vectorstore.schema import Filters, Frozen

FIELDS = ("country", "speaker", "body", "meeting", "topic", "group", "statement")
NOWHERE = "points to no paragraph of the record."
SHOWN_AS_LIMIT = "Read from the question: "  # such a note stands on the page as a chip


class Turn(Frozen):
    """A question and its reply, which grows while it streams until `answer` or `fault` is there."""

    number: int = Field(ge=1, description="Ordinal in the conversation, from 1.")
    asked: Question
    understood: Understood | None = None
    said: tuple[Said, ...] = ()
    answer: Answer | None = None
    fault: str | None = Field(None, description="One line for a reader, where no answer came.")

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self.answer is not None or self.fault is not None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What is cited so far, by number."""
        if self.answer is not None:
            return self.answer.citations
        return tuple(citation for said in self.said for citation in said.citations)

    @property
    def filters(self) -> Filters:
        """What the reply is limited to, as far as it is known."""
        if self.answer is not None:
            return self.answer.filters
        return self.asked.filters if self.understood is None else self.understood.filters

    @property
    def notes(self) -> tuple[str, ...]:
        """What the assistant wants a reader to know about its reading of the question."""
        if self.answer is not None:
            notes = self.answer.notes
        else:
            notes = () if self.understood is None else self.understood.notes
        return tuple(
            note for note in notes if not note.startswith(SHOWN_AS_LIMIT) and note != MAY_NOT_ANSWER
        )


def as_held(turn: Turn, record: Record) -> Turn:
    """Return the turn as it may be shown now: without words that are gone from the record."""
    standing = Standing(record)
    if turn.answer is None:
        return turn.model_copy(update={"said": standing.said(turn.said)})
    return turn.model_copy(update={"answer": standing.answer(turn.answer)})


class Limit(Frozen):
    """One value that a search is limited to."""

    field: str = Field(description="A field of Filters, by its name there.")
    value: str
    read: bool = Field(description="Read from the question, so that it can be taken off.")


def limits(turn: Turn) -> Iterator[Limit]:
    """Yield what the turn is limited to, in the order of the fields."""
    used, given = turn.filters, turn.asked.filters
    for field in FIELDS:
        for value in getattr(used, field):
            yield Limit(field=field, value=value, read=value not in getattr(given, field))
    for field in ("date_from", "date_to"):
        day: dt.date | None = getattr(used, field)
        if day is not None:
            yield Limit(field=field, value=day.isoformat(), read=day != getattr(given, field))


def without(question: Question, field: str, value: str) -> Question:
    """Return the question with one more value that must not be read from it again.

    Raises:
        ValueError: there is no such field, or the value is none of its values.
    """
    values = question.without.model_dump(by_alias=False)
    if field in FIELDS:
        values[field] = (*getattr(question.without, field), value)
    elif field in ("date_from", "date_to"):
        values[field] = dt.date.fromisoformat(value)
    else:
        raise ValueError(f"no filter is called {field!r}")
    return question.model_copy(update={"without": Filters.model_validate(values)})


class Support(Frozen):
    """How many of the sentences that a composer wrote stood up to the check."""

    written: int = Field(description="Sentences that needed support, removed ones included.")
    supported: int = Field(description="Those shown as they were written, with support.")
    removed: int
    replaced: int = Field(description="Shown as a quotation in place of what was written.")


def support(answer: Answer) -> Support:
    """Count the sentences of an answer; written = supported + unsupported + removed + replaced."""
    checked = [sentence for sentence in answer.sentences if sentence.support != "none_needed"]
    replaced = sum(removed.replaced_by is not None for removed in answer.removed)
    removed = len(answer.removed) - replaced
    stands = sum(_stands(sentence) for sentence in checked)
    return Support(
        written=len(checked) + removed,
        supported=max(0, stands - replaced),
        removed=removed,
        replaced=replaced,
    )


def _stands(sentence: Sentence) -> bool:
    """Tell whether a sentence is shown with support."""
    return sentence.support in ("verbatim", "supported")


def support_line(answer: Answer) -> str:
    """Return the count for a reader, or '' for an answer that makes no claim."""
    counted = support(answer)
    if not counted.written:
        return ""
    plural = "sentence" if counted.written == 1 else "sentences"
    line = f"{counted.supported} of {counted.written} {plural} supported"
    if counted.replaced:
        line += f" · {counted.replaced} replaced by the quotation"
    if counted.removed:
        line += f" · {counted.removed} removed"
    return line


def readable_date(date: str | None) -> str:
    """Return '18 July 2014' for '2014-07-18'; a year, or anything else, stays as it is."""
    if not date:
        return ""
    try:
        day = dt.date.fromisoformat(date)
    except ValueError:
        return date
    return f"{day.day} {day:%B %Y}"


def body(answer: Answer) -> str:
    """Return an answer's text with each of its sentences as a paragraph of its own."""
    sentences = [sentence.text for sentence in answer.sentences]
    return "\n\n".join(sentences) if " ".join(sentences) == answer.text else answer.text


def plain(answer: Answer) -> str:
    """Return the answer to paste into a letter: its text, then each citation with its words."""
    lines = [body(answer).strip() or (answer.refusal.detail if answer.refusal else "")]
    if answer.citations:
        lines.append("")
    for citation in answer.citations:
        if citation.paragraph is None:
            why = citation.pinpoint if citation.pinpoint in GONE else NOWHERE
            lines.append(f"[{citation.n}] {why}")
            continue
        spoke = f" (spoke in {citation.spoke_in})" if citation.spoke_in else ""
        lines.append(f"[{citation.n}] {citation.pinpoint}{spoke}: “{citation.quote}”")
    return "\n".join(lines)
