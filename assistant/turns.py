"""Statements in; who takes the floor in them, in order, and what they open with, out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.computed import cited
from assistant.schema import Citation
from vectorstore.schema import Paragraph, Statement, Voice
from vectorstore.sentences import sentences

_PRESIDES = re.compile(r"^The (?:Acting )?(?:President|Chair)", re.IGNORECASE)


def spoken_order(statement: Statement) -> tuple[str, str, int, str]:
    """Return what statements are sorted by into the order in which they were made."""
    when = statement.date.isoformat() if statement.date else ""
    return when, statement.meeting or "", statement.speech_number or 0, statement.id


def voices(statement: Statement) -> Iterator[tuple[str, Voice, Paragraph]]:
    """Yield each voice of a statement that speaks: whose it is, with its first spoken paragraph.

    A President who speaks for a moment as the representative of a country is that country then.
    """
    begun: set[int] = set()
    for paragraph in statement.paragraphs:
        voice = statement.voices[paragraph.voice]
        who = voice.country or voice.speaker
        if paragraph.kind == "speech" and paragraph.voice not in begun and who:
            begun.add(paragraph.voice)
            yield who, voice, paragraph


def presides(voice: Voice) -> bool:
    """Whether a voice is the chair's, and not of the country that presides."""
    return voice.country is None and bool(_PRESIDES.search(voice.speaker or ""))


def opening(n: int, statement: Statement, paragraph: Paragraph | None = None) -> Citation:
    """Return citation `n` of the first sentence of a paragraph, or of the first that is spoken."""
    paragraph = paragraph or next(
        (p for p in statement.paragraphs if p.kind == "speech"), statement.paragraphs[0]
    )
    span = sentences(statement.text[paragraph.start : paragraph.end])[0]
    return cited(statement, paragraph.number, span, n)
