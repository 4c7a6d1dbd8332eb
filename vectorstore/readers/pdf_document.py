"""The printed paragraphs of a letter, report or other document in, one `Statement` out.

Nobody has the floor in a document, so it has no speaker; its title stands for what it deals with.
Printed paragraph numbers are kept, and so is the page of each paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pydantic import JsonValue

from vectorstore.assemble import Stated, statement
from vectorstore.readers.pdf_front import Front
from vectorstore.readers.pdf_layout import Block
from vectorstore.readers.pdf_prose import prose, vocabulary
from vectorstore.readers.pdf_verbatim import of_front
from vectorstore.schema import Paragraph, Provenance, Statement

_NUMBER = re.compile(r"(\d{1,3})\.\s+(?=\S)")
# Numbers may skip where a paragraph was not told apart; a bigger step is a list or a year.
STEP = 3
ORIGIN = "the document's masthead"


def document(blocks: Sequence[Block], front: Front, stem: str, source: str) -> Statement:
    """Return the document as one statement.

    Raises:
        ReadError: there are no words in it.
    """
    title = _title(blocks)
    extra: dict[str, JsonValue] = of_front(front)
    if title is not None:
        extra["title"] = title
    stated = Stated(
        meeting=front.meeting_symbol,
        date=front.date,
        topic=title,
        body=front.body,
        extra=extra,
        origin=ORIGIN,
    )
    printed = prose(blocks, vocabulary(blocks))
    made = statement(stem, source, printed.raw, stated, printed.mended)
    first = made.voices[0]
    voice = first.model_copy(update={"end": len(made.text), "capacity": "unknown"})
    numbered = dict(_numbers(made.text, made.paragraphs))
    paragraphs = tuple(
        paragraph.model_copy(
            update={
                "page": printed.page_at(paragraph.start),
                "voice": 0,
                "kind": "note"
                if blocks[printed.block_at(paragraph.start)].style == "bold"
                else "speech",
                **numbered.get(paragraph.number, {}),
            }
        )
        for paragraph in made.paragraphs
    )
    none = Provenance(kind="unknown", rule="a document, not a turn at the table")
    provenance = {**made.provenance, "speaker": none}
    return made.model_copy(
        update={"voices": (voice,), "paragraphs": paragraphs, "provenance": provenance}
    )


def _title(blocks: Sequence[Block]) -> str | None:
    """Return the headings with which the document begins."""
    headings: list[str] = []
    for block in blocks:
        if block.style != "bold":
            break
        headings.append(block.text)
    return ": ".join(headings) or None


def _numbers(
    text: str, paragraphs: Sequence[Paragraph]
) -> Iterable[tuple[int, dict[str, str | int]]]:
    """Yield, by our ordinal, the printed number of a paragraph and where its words begin."""
    last = 0
    for paragraph in paragraphs:
        match = _NUMBER.match(text, paragraph.start, paragraph.end)
        if match is None or not last < int(match[1]) <= last + STEP:
            continue
        last = int(match[1])
        yield paragraph.number, {"printed_number": match[1], "start": match.end()}
