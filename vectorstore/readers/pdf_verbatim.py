"""The printed paragraphs of a meeting's record in, one `Statement` a turn out.

A turn begins where a paragraph opens with a form of address (set in bold, where the record sets
any so) and ends at the next one. What is printed but not spoken (votes, headings, "The meeting
rose at ...") stays with the turn before it, marked as such. A heading that names an agenda item
gives those after it their topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pydantic import JsonValue

from vectorstore.address import address
from vectorstore.assemble import Stated, statement
from vectorstore.errors import ReadError
from vectorstore.readers.pdf_front import Front
from vectorstore.readers.pdf_layout import Block
from vectorstore.readers.pdf_prose import Prose, prose, vocabulary
from vectorstore.schema import Paragraph, Statement
from vectorstore.voices import kind_of

_AGENDA_ITEM = re.compile(r"Agenda items? \d")
_BRACKETED = re.compile(r"\[(?:Subsequently|The (?:delegation|representative)).*\]$", re.DOTALL)
ORIGIN = "the record's first page and heads"


@dataclass(slots=True)
class Turn:
    """The paragraphs of one turn and the agenda item it belongs to."""

    topic: str | None
    blocks: list[Block] = field(default_factory=list)


def opens_turn(block: Block, *, bold_names: bool) -> bool:
    """Whether a paragraph opens with a form of address."""
    if block.style != "text" or (bold_names and block.lines[0].bold == 0):
        return False
    found = address(block.text)
    return found is not None and found.words is None


def has_bold_names(blocks: Sequence[Block]) -> bool:
    """Whether the record sets its forms of address in bold: then nothing else is one."""
    return any(opens_turn(block, bold_names=True) for block in blocks)


def turns(blocks: Sequence[Block], topic: str | None) -> tuple[list[Block], list[Turn]]:
    """Return what is printed before the first turn, and the turns in order."""
    bold_names = has_bold_names(blocks)
    before: list[Block] = []
    found: list[Turn] = []
    headings: list[str] = []
    for block in blocks:
        if block.style == "bold":
            headings.append(block.text)
        elif opens_turn(block, bold_names=bold_names):
            topic = _item(headings) or topic
            headings = []
            found.append(Turn(topic))
        (found[-1].blocks if found else before).append(block)
    return before, found


def _item(headings: Sequence[str]) -> str | None:
    """Return what an agenda item under these headings deals with."""
    for index, heading in enumerate(headings):
        if _AGENDA_ITEM.match(heading):
            # The item's number comes first, then its name, then its documents.
            return headings[index + 1] if index + 1 < len(headings) else heading
    return None


def statements(
    blocks: Sequence[Block], front: Front, stem: str, source: str
) -> Iterator[Statement]:
    """Yield the turns of a meeting.

    Raises:
        ReadError: nobody has the floor in it.
    """
    before, found = turns(blocks, front.topic)
    if not found:
        raise ReadError(source, "is a meeting's record without a form of address: no turns in it")
    known = vocabulary(blocks)
    for number, turn in enumerate(found, 1):
        extra = of_front(front)
        if number == 1 and before:
            extra["printed_before"] = [block.text for block in before]
        stated = Stated(
            meeting=front.meeting_symbol,
            date=front.date,
            topic=turn.topic,
            body=front.body,
            speech_number=number,
            extra=extra,
            origin=ORIGIN,
        )
        yield _statement(f"{stem}_spch{number:03}", source, turn.blocks, stated, known)


def of_front(front: Front) -> dict[str, JsonValue]:
    """Return what of a masthead has no place in a statement."""
    values: dict[str, JsonValue] = {
        "president": front.president,
        "president_country": front.president_country,
        "session": front.session,
        "meeting_title": front.meeting,
        "agenda": list(front.agenda) or None,
        "symbol": front.symbol if front.symbol != front.meeting_symbol else None,
    }
    return {key: value for key, value in values.items() if value is not None}


def _statement(
    identity: str, source: str, blocks: list[Block], stated: Stated, known: AbstractSet[str]
) -> Statement:
    printed = prose(blocks, known)
    made = statement(identity, source, printed.raw, stated, printed.mended)
    paragraphs = tuple(_paragraph(one, made.text, blocks, printed) for one in made.paragraphs)
    return made.model_copy(update={"paragraphs": paragraphs})


def _paragraph(paragraph: Paragraph, text: str, blocks: list[Block], printed: Prose) -> Paragraph:
    """Add the page, and the kind as the print tells it: italics and bold are not spoken."""
    words = text[paragraph.start : paragraph.end]
    kind = kind_of(words)
    block = blocks[printed.block_at(paragraph.start)]
    if kind == "speech" and (block.style != "text" or _BRACKETED.match(words)):
        kind = "note"
    return paragraph.model_copy(update={"page": printed.page_at(paragraph.start), "kind": kind})
