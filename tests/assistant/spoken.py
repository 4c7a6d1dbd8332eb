"""Two real statements as evidence, for tests that need no index."""

from __future__ import annotations

import datetime as dt
import hashlib

from assistant.schema import Composition, Evidence, Understood
from vectorstore.schema import Filters, Paragraph, Statement, Voice

# 000_4221a76e69d2ea31, paragraphs 2 and 6, repaired
KAZAKHSTAN = (
    "As a member of the Group of Friends of SSR, Kazakhstan fully supports all efforts to enhance "
    "peace and security, which in turn lead to stable and enduring sustainable development.",
    "These overall efforts call for strengthening the capacity and political will of national "
    "authorities and institutions, through political dialogue, with context-specific policies, "
    "while also mobilizing the multiplicity of actors.",
)
# UNSC_2014_SPV.7138_spch002, paragraph 2, repaired
RUSSIA = (
    "It is a secret to no one that the Russian Federation will vote against the draft resolution. "
    "We cannot go along with its basic assumption, which is to declare illegal the planned "
    "referendum of 16 March whereby the people of the Crimean republic will themselves determine "
    "their future.",
)


def statement(
    name: str, paragraphs: tuple[str, ...], voice: Voice, meeting: str | None, date: dt.date | None
) -> Statement:
    """Return a statement that consists of `paragraphs`."""
    text = "\n\n".join(paragraphs)
    starts = [text.index(paragraph) for paragraph in paragraphs]
    return Statement(
        id=name,
        source=f"{name}.txt",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        voices=(voice,),
        paragraphs=tuple(
            Paragraph(number=n, start=start, end=start + len(paragraph))
            for n, (start, paragraph) in enumerate(zip(starts, paragraphs, strict=True), 1)
        ),
        body="UN Security Council",
        meeting=meeting,
        date=date,
    )


def kazakhstan(*more: str) -> Statement:
    """The seed statement; `more` are paragraphs that were not in it."""
    paragraphs = (*KAZAKHSTAN, *more)
    voice = Voice(
        start=0,
        end=len("\n\n".join(paragraphs)),
        speaker="Mr. Rakhmetullin",
        country="Kazakhstan",
    )
    return statement("000_4221a76e69d2ea31", paragraphs, voice, None, None)


def russia() -> Statement:
    """A statement of the meeting on Ukraine, 15 March 2014."""
    voice = Voice(
        start=0,
        end=len(RUSSIA[0]),
        speaker="Mr. Churkin",
        country="Russian Federation",
        spoke_in="Russian",
    )
    return statement("UNSC_2014_SPV.7138_spch002", RUSSIA, voice, "S/PV.7138", dt.date(2014, 3, 15))


def composition(question: str, *statements: Statement) -> Composition:
    """Return every paragraph of `statements` as the evidence for `question`."""
    pairs = [(s, p) for s in statements for p in s.paragraphs]
    return Composition(
        understood=Understood(
            question=question,
            standalone=question,
            kind="passage",
            filters=Filters(),
        ),
        evidence=tuple(
            Evidence(n=n, statement=s, paragraph=p, score=1 / n)
            for n, (s, p) in enumerate(pairs, 1)
        ),
    )
