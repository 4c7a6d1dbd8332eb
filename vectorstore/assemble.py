"""The characters of one statement and what its source says of it in, a `Statement` out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from vectorstore import countries, infer, symbols
from vectorstore.address import Address, address, capacity_of
from vectorstore.characters import visible
from vectorstore.edits import Mended
from vectorstore.errors import ReadError
from vectorstore.groups import canonical_group
from vectorstore.printed import with_printed_numbers
from vectorstore.repair import mend
from vectorstore.schema import Provenance, Statement, Voice
from vectorstore.voices import floor


@dataclass(frozen=True, slots=True)
class Stated:
    """What a source says of a statement outside its text; None where it says nothing."""

    speaker: str | None = None
    country: str | None = None
    affiliation: str | None = None
    role: str | None = None
    spoke_in: str | None = None
    meeting: str | None = None
    date: str | None = None
    topic: str | None = None
    body: str | None = None
    speech_number: int | None = None
    year: int | None = None
    on_behalf_of: tuple[str, ...] = ()
    extra: Mapping[str, JsonValue] = field(default_factory=dict)
    origin: str = "field of the source"


def statement(
    identity: str, source: str, raw: str, stated: Stated, mended: Mended | None = None
) -> Statement:
    """Return the statement that `raw` is, with the provenance of each thing known of it.

    `mended` is given by readers that know the printed page and so need not guess at line ends.

    Raises:
        ReadError: nothing is left to cite when the form of address is taken away.
    """
    stated = _seen(stated)
    facts = symbols.parse_name(identity)
    named = facts.symbol if facts is not None else None
    meeting = symbols.meeting_of(stated.meeting) if stated.meeting else named
    body = stated.body or infer.body_of(meeting)
    topic = stated.topic
    if topic is None and (known := infer.meeting(meeting)) is not None and known.topic:
        topic = known.topic
    mended = mend(raw, topic) if mended is None else mended
    opening = address(mended.text)
    main, provenance = _main_voice(mended.text, opening, stated, body)
    heard = floor(mended.text, opening, main)
    if not heard.paragraphs:
        raise ReadError(source, "holds no words besides the form of address: nothing to cite")
    cited = tuple(symbols.symbols(mended.text))
    dating = infer.stated_date(stated.date) if stated.date else None
    if dating is None and infer.meeting(meeting) is None and stated.year is not None:
        dating = infer.stated_date(str(stated.year))
    if dating is None:
        dating = infer.dating(meeting, facts.year if facts is not None else None, cited)
    number = stated.speech_number
    if number is None and facts is not None:
        number = facts.speech_number
    provenance |= heard.provenance
    provenance |= _of_meeting(stated, meeting, body, topic)
    provenance["date"] = dating.provenance
    return Statement(
        id=identity,
        source=source,
        sha256=hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest(),
        text=mended.text,
        repairs=mended.repairs,
        voices=heard.voices,
        paragraphs=with_printed_numbers(mended.text, heard.paragraphs),
        body=body,
        meeting=meeting,
        date=dating.date,
        date_from=dating.date_from,
        date_to=dating.date_to,
        topic=topic,
        speech_number=number,
        cited_symbols=cited,
        extra=dict(stated.extra),
        provenance=provenance,
    )


def _seen(stated: Stated) -> Stated:
    """Return what is stated without characters that nobody sees: names stand in every answer."""
    return replace(
        stated,
        speaker=_visible(stated.speaker),
        country=_visible(stated.country),
        affiliation=_visible(stated.affiliation),
        role=_visible(stated.role),
        spoke_in=_visible(stated.spoke_in),
        topic=_visible(stated.topic),
        body=_visible(stated.body),
        on_behalf_of=tuple(map(visible, stated.on_behalf_of)),
    )


def _visible(words: str | None) -> str | None:
    return visible(words) if words is not None else None


def _main_voice(
    text: str, opening: Address | None, stated: Stated, body: str | None
) -> tuple[Voice, dict[str, Provenance]]:
    """Return the first voice: what the source states, else what the form of address says."""
    read = opening or Address(0, 0, "", None, None, None)
    in_text = Provenance(
        kind="stated", rule="form of address", evidence=text[: read.end], start=0, end=read.end
    )
    affiliation = stated.affiliation or (None if stated.country else read.affiliation)
    country = stated.country or (countries.canonical(affiliation) if affiliation else None)
    behalf = tuple(canonical_group(name) or name for name in stated.on_behalf_of)
    if country is not None and countries.kind(country) == "organization":
        # An organization is no country; it is a group, for which its envoy speaks.
        affiliation, behalf, country = affiliation or country, (*behalf, country), None
    speaker = stated.speaker or read.speaker or None
    role = stated.role or infer.role_of(speaker, body)
    values = {
        "speaker": (stated.speaker, speaker),
        "country": (stated.country or stated.affiliation, country or affiliation),
        "role": (stated.role, role),
        "spoke_in": (stated.spoke_in, stated.spoke_in or read.spoke_in),
    }
    provenance = {}
    for name, (from_field, value) in values.items():
        if from_field is not None and value is not None:
            provenance[name] = Provenance(kind="stated", rule=stated.origin, evidence=from_field)
        elif value is not None:
            provenance[name] = in_text
        elif name in {"speaker", "country"}:
            provenance[name] = infer.UNKNOWN
    voice = Voice(
        start=0,
        end=len(text),
        speaker=speaker,
        country=country,
        affiliation=affiliation if country is None else None,
        role=role,
        capacity=capacity_of(speaker, country),
        spoke_in=stated.spoke_in or read.spoke_in,
        on_behalf_of=behalf,
    )
    return voice, provenance


def _of_meeting(
    stated: Stated, meeting: str | None, body: str | None, topic: str | None
) -> dict[str, Provenance]:
    def told(value: str | None, from_field: str | None, otherwise: Provenance) -> Provenance:
        if value is None:
            return infer.UNKNOWN
        if from_field is None:
            return otherwise
        return Provenance(kind="stated", rule=stated.origin, evidence=from_field)

    in_name = Provenance(kind="stated", rule="the file's name", evidence=meeting or "")
    of_symbol = Provenance(kind="inferred", rule="the meeting's symbol", evidence=meeting or "")
    table = Provenance(kind="inferred", rule="table of Council meetings", evidence=meeting or "")
    return {
        "meeting": told(meeting, stated.meeting, in_name),
        "body": told(body, stated.body, of_symbol),
        "topic": told(topic, stated.topic, table),
    }
