"""The blocks of a written document in, its `Statement`s out: one a turn, or one in all.

Word files, web pages and the like say which of their blocks are headings, items of lists, rows of
tables. A block that opens with a form of address begins a turn; a document without one is one
statement, by nobody whom the file names. A document's author is whoever typed it, no speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pydantic import JsonValue

from vectorstore import infer, symbols
from vectorstore.address import address
from vectorstore.assemble import Stated, statement
from vectorstore.characters import character_edits
from vectorstore.edits import Mended, apply
from vectorstore.errors import ReadError
from vectorstore.readers.decode import require_prose
from vectorstore.readers.document import Block, Document, spaced
from vectorstore.readers.occasion import day_of, occasion
from vectorstore.schema import Paragraph, Provenance, Statement
from vectorstore.voices import kind_of

_MEETING = re.compile(r"^(?:S/PV\.\d+|A/(?:\S+/)?PV\.\d+)")
_NUMBER = re.compile(r"(\d{1,3})\.\s+(?=\S)")
HEADING = "the document's heading"
# Numbers may skip where a paragraph was not told apart; a bigger step is a list or a year.
STEP = 3
# What stands before a single form of address is its title and occasion, not a text around it.
LONGEST_FRONT = 1200  # characters


def dumped(document: Document, stem: str, source: str) -> Iterator[JsonValue]:
    """Yield the statements of a document as the child process hands them on."""
    for one in statements(document, stem, source):
        yield one.model_dump(mode="json")


def statements(document: Document, stem: str, source: str) -> Iterator[Statement]:
    """Yield the turns of a document, or the whole as one statement.

    Raises:
        ReadError: there are no words in it, or they are no prose.
    """
    blocks = [Block(text, block.style) for block in document.blocks if (text := spaced(block.text))]
    if not blocks:
        raise ReadError(source, "holds no words: there is nothing to read")
    require_prose("\n".join(block.text for block in blocks), source)
    before, turns = _turns(blocks)
    if not turns and document.stated is None:
        document, blocks = _headed(document, blocks)
    stated = _stated(document, blocks, before if turns else blocks)
    for one in _made(blocks, before, turns, stated, stem, source):
        dating = one.provenance["date"]
        if stated.date is not None:
            given = document.stated is not None and document.stated.date is not None
            rule = stated.origin if given else HEADING
            dating = dating.model_copy(update={"rule": rule})
        yield one.model_copy(update={"provenance": {**one.provenance, "date": dating}})


def _made(
    blocks: Sequence[Block],
    before: Sequence[Block],
    turns: Sequence[list[Block]],
    stated: Stated,
    stem: str,
    source: str,
) -> Iterator[Statement]:
    if not turns:
        yield _whole(blocks, stem, source, stated)
        return
    front: list[JsonValue] = [block.text for block in before]
    for number, turn in enumerate(turns, 1):
        extra = {**stated.extra, "printed_before": front} if number == 1 and front else stated.extra
        alone = len(turns) == 1
        identity = stem if alone else f"{stem}_spch{number:03}"
        yield _turn(turn, identity, source, stated, extra, None if alone else number)


def _headed(document: Document, blocks: list[Block]) -> tuple[Document, list[Block]]:
    """Return the document with what its heading says of the one speech under it."""
    told = occasion([block.text for block in blocks])
    if told is None or told.blocks >= len(blocks):
        return document, blocks
    stated = Stated(
        speaker=told.speaker,
        country=told.country,
        role=told.role,
        date=told.date,
        origin=HEADING,
    )
    headings = [Block(block.text, "heading") for block in blocks[: told.blocks]]
    return replace(document, stated=stated), [*headings, *blocks[told.blocks :]]


def _opens_turn(block: Block) -> bool:
    if block.style not in {"text", "item"}:
        return False
    found = address(block.text)
    # "Mr. Annan:" alone in a list or over a quotation is followed by no words of his.
    return found is not None and found.words is None


def _turns(blocks: Sequence[Block]) -> tuple[list[Block], list[list[Block]]]:
    """Return what stands before the first turn, and the turns; none where it is a document."""
    openings = [index for index, block in enumerate(blocks) if _opens_turn(block)]
    if not openings:
        return [], []
    front = blocks[: openings[0]]
    if len(openings) == 1 and sum(len(block.text) for block in front) > LONGEST_FRONT:
        return [], []
    ends = [*openings[1:], len(blocks)]
    return list(front), [list(blocks[start:end]) for start, end in zip(openings, ends, strict=True)]


def _stated(document: Document, blocks: Sequence[Block], front: Sequence[Block]) -> Stated:
    """Return what the document states of all its turns."""
    title, origin = document.title and spaced(document.title), document.title_from
    if not title:
        headings = [block.text for block in blocks[:1] if block.style == "heading"]
        title, origin = (headings[0] if headings else None), "the document's first heading"
    extra = dict(document.extra)
    if title:
        extra["title"] = title
    given = document.stated or Stated()
    head = "\n".join([title or "", *(block.text for block in front[:8] if block.style != "text")])
    named = {one.symbol for one in symbols.symbols(head) if _MEETING.match(one.symbol)}
    meeting = given.meeting or (named.pop() if len(named) == 1 else None)
    # "7161st meeting (S/PV.7161)" names the meeting, not what it dealt with.
    matter = title if title and not (meeting and meeting in title) else None
    return replace(
        given,
        meeting=meeting,
        topic=given.topic or matter,
        date=given.date or day_of([block.text for block in front]),
        extra={**extra, **given.extra},
        origin=given.origin if document.stated else origin,
    )


def _mended(blocks: Sequence[Block]) -> tuple[str, Mended]:
    raw = "\n\n".join(block.text for block in blocks)
    return raw, apply(raw, character_edits(raw, 0, len(raw)))


def _turn(
    blocks: Sequence[Block],
    identity: str,
    source: str,
    stated: Stated,
    extra: Mapping[str, JsonValue],
    number: int | None,
) -> Statement:
    raw, mended = _mended(blocks)
    told = replace(stated, extra=extra, speech_number=number or stated.speech_number)
    if number is not None:
        # What is said of a speaker beside the text holds for a single one only.
        told = replace(
            told,
            speaker=None,
            country=None,
            affiliation=None,
            role=None,
            spoke_in=None,
            on_behalf_of=(),
        )
    made = statement(identity, source, raw, told, mended)
    return made.model_copy(update={"paragraphs": _paragraphs(made, blocks, one_voice=False)})


def _whole(blocks: Sequence[Block], stem: str, source: str, stated: Stated) -> Statement:
    """Return a document that nobody is said to have spoken, or that names its speaker beside."""
    raw, mended = _mended(blocks)
    made = statement(stem, source, raw, stated, mended)
    if stated.speaker or stated.country or stated.affiliation:
        return made.model_copy(update={"paragraphs": _paragraphs(made, blocks, one_voice=False)})
    voice = made.voices[0].model_copy(update={"end": len(made.text), "capacity": "unknown"})
    none = Provenance(kind="unknown", rule="a document, not a turn at the table")
    return made.model_copy(
        update={
            "voices": (voice,),
            "paragraphs": _paragraphs(made, blocks, one_voice=True),
            "provenance": {**made.provenance, "speaker": none, "country": infer.UNKNOWN},
        }
    )


def _paragraphs(
    made: Statement, blocks: Sequence[Block], *, one_voice: bool
) -> tuple[Paragraph, ...]:
    """Return the paragraphs with the kinds that the document tells and the numbers it prints."""
    found, last = [], 0
    index = position = 0
    for paragraph in made.paragraphs:
        index += made.text.count("\n\n", position, paragraph.start)
        block, position = blocks[index], paragraph.start
        words = made.text[paragraph.start : paragraph.end]
        update: dict[str, object] = {
            "kind": "note" if block.style in {"heading", "note"} else kind_of(words)
        }
        if one_voice:
            update["voice"] = 0
        match = _NUMBER.match(words)
        # Items of lists are numbered by the file itself; other numbers must run on to be ones.
        if match and (
            block.style == "item" or (block.style == "text" and last < int(match[1]) <= last + STEP)
        ):
            last = int(match[1])
            start = paragraph.start + match.end()
            update |= {"printed_number": match[1], "start": start}
        found.append(paragraph.model_copy(update=update))
    return tuple(found)
