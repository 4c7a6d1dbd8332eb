"""A question in, the same turn again and again as its reply grows; filters as people set them."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.schema import Answer, Question, Restarted, Said, Understood
from assistant.ui.turn import Turn
from vectorstore.errors import OnRecordError
from vectorstore.schema import Filters

if TYPE_CHECKING:
    from assistant.chain import Assistant

logger = logging.getLogger(__name__)

LONGEST_QUESTION = 2000  # characters; a question, not a document
UNEXPECTED = "Something went wrong in the program. The log names the cause; the record is unharmed."


class FilterError(OnRecordError):
    """A filter as typed is not one."""


def chosen(
    country: Sequence[str] | None, meeting: Sequence[str] | None, since: str | None, to: str | None
) -> Filters:
    """Return the filters of the page's four fields.

    Raises:
        FilterError: a date is none, or the range is empty.
    """
    first, last = _day(since), _day(to)
    if first and last and first > last:
        raise FilterError(f"no day lies between {first} and {last}: exchange the two dates")
    return Filters(
        country=tuple(country or ()), meeting=tuple(meeting or ()), date_from=first, date_to=last
    )


def _day(typed: str | None) -> dt.date | None:
    """Return the day as typed, None for nothing; the time that a calendar adds is left off."""
    words = (typed or "").strip()
    if not words:
        return None
    try:
        return dt.date.fromisoformat(words.split(" ")[0])
    except ValueError as error:
        raise FilterError(f"{words[:40]!r} is not a day: write it as 2014-07-18") from error


def follow(assistant: Assistant, asked: Question, number: int) -> Iterator[Turn]:
    """Yield the turn at once, and again with each sentence; the last one is finished.

    Whatever goes wrong becomes the turn's fault, so that a reader is never left waiting.
    """
    turn = Turn(number=number, asked=asked)
    if len(asked.question) > LONGEST_QUESTION:
        yield _failed(turn, f"A question has at most {LONGEST_QUESTION} characters: shorten it.")
        return
    yield turn
    try:
        for event in assistant.stream(asked):
            match event:
                case Understood():
                    turn = turn.model_copy(update={"understood": event})
                case Said():
                    turn = turn.model_copy(update={"said": (*turn.said, event)})
                case Restarted():
                    turn = turn.model_copy(update={"said": ()})
                case Answer():
                    turn = turn.model_copy(update={"answer": event})
                case _:
                    continue
            yield turn
    except OnRecordError as error:
        yield _failed(turn, str(error))
        return
    except Exception:
        logger.exception("no answer to question %d of a conversation", number)
        yield _failed(turn, UNEXPECTED)
        return
    if turn.answer is None:
        yield _failed(turn, "The reply ended before an answer was complete. Ask again.")


def _failed(turn: Turn, reason: str) -> Turn:
    """Return the turn with its fault and without a half answer that nothing has finished."""
    return turn.model_copy(update={"fault": reason})
