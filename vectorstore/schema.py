"""What is known of a statement, its paragraphs and what is searched; each record is a line of JSON.

Text is stored once, in `Statement.text`. Everything else is `[start, end)` offsets into it,
in characters. Paragraph numbers and ranks start at 1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator


class Frozen(BaseModel):
    """A record that is never changed after it is made and knows every one of its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Provenance(Frozen):
    """How one metadata field of a statement came to have its value."""

    kind: Literal["stated", "inferred", "unknown", "corrected"]
    rule: str = Field("", description="What read or inferred it, in a few words for a reader.")
    evidence: str = Field("", description="The very characters it was read from.")
    start: int | None = Field(None, description="Where the evidence stands in the text, if there.")
    end: int | None = None


class Repair(Frozen):
    """One change made to the source's characters; `text[start:end]` stands in place of `raw`.

    The repairs of a statement are in order and do not overlap, so the source can be restored.
    """

    kind: Literal[
        "line_wrap",  # a line break inside a paragraph became a space
        "hyphen_kept",  # a line break after a true hyphen was taken out
        "hyphen_joined",  # a hyphen that only broke a word at the line's end was taken out
        "false_break",  # a blank line inside a sentence became a space
        "blank_lines",  # the white space between two paragraphs was made one blank line
        "running_head",  # a running head, folio or job number inside a sentence was taken out
        "soft_hyphen",  # a soft hyphen (U+00AD, U+FFFE) was taken out
        "encoding",  # doubly encoded characters were decoded
        "invisible",  # characters that nobody sees, or that turn the direction, were taken out
        "edge",  # white space at the text's beginning or end was taken out
    ]
    start: int
    end: int
    raw: str


def restore(text: str, repairs: Iterable[Repair]) -> str:
    """Return the source's characters: each repaired span put back as it was."""
    parts, position = [], 0
    for repair in repairs:
        parts += [text[position : repair.start], repair.raw]
        position = repair.end
    return "".join([*parts, text[position:]])


class Voice(Frozen):
    """Who speaks in `text[start:end]`, and for whom.

    One statement has more than one voice when the President takes the floor again inside it
    or speaks for a moment as the representative of a country.
    """

    start: int
    end: int
    speaker: str | None = Field(None, description="As printed: 'Mr. Churkin', 'The President'.")
    country: str | None = Field(None, description="Canonical short name; None for officials.")
    affiliation: str | None = Field(None, description="As printed, where it is not a country.")
    role: str | None = Field(None, description="'President of the Security Council', ...")
    capacity: Literal["national", "president", "official", "guest", "unknown"] = "unknown"
    on_behalf_of: tuple[str, ...] = Field((), description="Groups this voice speaks for.")
    aligned_with: tuple[str, ...] = Field((), description="Groups whose statement it joins.")
    spoke_in: str | None = Field(None, description="'Russian', where the record is a translation.")


class Paragraph(Frozen):
    """One paragraph of a statement: `statement.text[start:end]`, without the form of address."""

    number: int = Field(ge=1, description="Our ordinal within the statement, from 1.")
    start: int
    end: int
    kind: Literal["speech", "vote", "note"] = Field(
        "speech", description="'vote' and 'note' (headings, procedure) are printed, not spoken."
    )
    voice: int = Field(0, ge=0, description="Index into Statement.voices.")
    printed_number: str | None = None
    page: int | None = None


class SymbolMention(Frozen):
    """A document symbol that the text cites, such as S/2013/480."""

    symbol: str
    start: int
    end: int


class Statement(Frozen):
    """One turn at the rostrum or the table, as one text with everything known about it."""

    id: str
    source: str = Field(description="File (or file and line) it came from, as given.")
    sha256: str = Field(description="Hex digest of the source's raw characters as UTF-8.")
    text: str
    repairs: tuple[Repair, ...] = ()
    voices: tuple[Voice, ...] = Field(min_length=1, description="In order; the first is the main.")
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1)
    body: str | None = Field(None, description="'UN Security Council', 'UN General Assembly', ...")
    meeting: str | None = Field(None, description="Symbol of the meeting's record: 'S/PV.7219'.")
    date: dt.date | None = None
    date_from: dt.date | None = Field(None, description="Earliest possible date, if bounded.")
    date_to: dt.date | None = Field(None, description="Latest possible date, if bounded.")
    topic: str | None = Field(None, description="Agenda item.")
    speech_number: int | None = None
    cited_symbols: tuple[SymbolMention, ...] = ()
    extra: dict[str, JsonValue] = Field(
        default_factory=dict, description="Fields of the source that have no place here."
    )
    provenance: dict[str, Provenance] = Field(
        default_factory=dict, description="By field: speaker, country, meeting, date, topic, ..."
    )

    @property
    def speaker(self) -> str | None:
        """The main voice's speaker, as printed."""
        return self.voices[0].speaker

    @property
    def country(self) -> str | None:
        """The main voice's country."""
        return self.voices[0].country

    def paragraph_text(self, number: int) -> str:
        """Return the words of paragraph `number` (from 1)."""
        paragraph = self.paragraphs[number - 1]
        return self.text[paragraph.start : paragraph.end]

    def voice_of(self, number: int) -> Voice:
        """Return who speaks in paragraph `number` (from 1)."""
        return self.voices[self.paragraphs[number - 1].voice]


class Passage(Frozen):
    """What is searched: a paragraph or a part of one, under a context header.

    A tiny paragraph's passage reaches into the next one (`end`), a long one's is a part of it;
    `paragraph` is always the one it stands for. The header is searched, never shown or quoted.
    The fields from `country` on are what filters look at, those of the paragraph's own voice.
    """

    statement_id: str
    paragraph: int = Field(ge=1)
    part: int = Field(0, ge=0, description="Ordinal of the passage within its paragraph, from 0.")
    start: int
    end: int
    header: str
    text: str = Field(description="statement.text[start:end]")
    country: str | None = None
    speaker: str | None = None
    groups: tuple[str, ...] = ()
    body: str | None = None
    meeting: str | None = None
    topic: str | None = None
    date_from: dt.date | None = Field(None, description="Equals date_to where the day is known.")
    date_to: dt.date | None = None


class Filters(Frozen):
    """What a search is limited to; empty means no limit. Values within a field are alternatives.

    Dates are inclusive. A statement whose date is only bounded (a year) passes when the whole
    of its bounds lies inside the range; one without a date never passes a date filter.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True
    )

    country: tuple[str, ...] = ()
    speaker: tuple[str, ...] = Field((), description="Surname or printed name, case ignored.")
    body: tuple[str, ...] = ()
    meeting: tuple[str, ...] = Field((), description="Symbol; a resumption has its own.")
    topic: tuple[str, ...] = Field((), description="Words of the agenda item, case ignored.")
    group: tuple[str, ...] = ()
    statement: tuple[str, ...] = Field((), description="Statement ids.")
    date_from: dt.date | None = Field(None, alias="from")
    date_to: dt.date | None = Field(None, alias="to")

    @field_validator(
        "country", "speaker", "body", "meeting", "topic", "group", "statement", mode="before"
    )
    @classmethod
    def _one_is_many(cls, value: object) -> object:
        """Take a single string where a list is expected, as people write it by hand."""
        if isinstance(value, str):
            return (value,)
        return () if value is None else value

    @property
    def empty(self) -> bool:
        """Whether nothing is limited."""
        return self == Filters()


class Retrieved(Frozen):
    """A paragraph found: rank from 1, scores fall; one entry a paragraph."""

    rank: int = Field(ge=1)
    score: float = Field(description="Higher is better; comparable within one search only.")
    statement_id: str
    paragraph: int = Field(ge=1)
    text: str


class Refused(Frozen):
    """An input that did not go in, and why: one line for a reader."""

    source: str = Field(description="File, with line where it has lines.")
    reason: str


class IngestSummary(Frozen):
    """What one ingest did; counts are statements, `refused` lists inputs."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: tuple[Refused, ...] = ()
    paragraphs: int = 0
    repairs: dict[str, int] = Field(default_factory=dict, description="By kind.")
    seconds: float = 0.0


class Status(Frozen):
    """What the record holds and whether its indexes are whole."""

    statements: int
    paragraphs: int
    passages: int
    countries: dict[str, int] = Field(description="Statements by country, most first.")
    speakers: int
    meetings: dict[str, int] = Field(description="Statements by meeting symbol.")
    bodies: dict[str, int]
    date_from: dt.date | None
    date_to: dt.date | None
    undated: int = Field(description="Statements without any date, not even bounds.")
    snapshot: str = Field(description="'sha256:...' over ids and texts, in order of id.")
    health: dict[str, str] = Field(
        description="By part (ledger, lexical, dense, wordpieces): 'ok' or why not."
    )
