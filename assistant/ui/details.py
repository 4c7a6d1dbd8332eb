"""A statement with its corrections in, the table of what is known of it out, field by field.

Each row says how the value is known and lets a person correct it: the source's own value stays
in sight, and the correction can be taken back.
"""

from __future__ import annotations

from pydantic import Field

from assistant.ui.markup import escape
from assistant.ui.turn import readable_date
from vectorstore.corrections import (
    FIELDS,
    LONGEST,
    LONGEST_NAME,
    OF_VOICE,
    Correction,
    standing,
    value_of,
)
from vectorstore.schema import Frozen, Provenance, Statement

ORIGIN = {
    "stated": "stated in the source",
    "inferred": "inferred",
    "unknown": "not known",
    "corrected": "corrected",
}
NAMES = {
    "speaker": "Speaker",
    "country": "Country",
    "affiliation": "Affiliation",
    "role": "Office",
    "on_behalf_of": "On behalf of",
    "spoke_in": "Spoke in",
    "body": "Body",
    "meeting": "Meeting",
    "date": "Date",
    "topic": "Topic",
}
HINTS = {
    "date": "As 2014-07-18, or 2014-07 or 2014 where no more is known.",
    "on_behalf_of": "Several groups with ; between them.",
    "meeting": "The symbol of its record, as S/PV.7219.",
}
PLACE_PARTS = 3  # of a source's path that are shown: folders of this machine mean nothing to others


class Kept(Frozen):
    """What is kept of a statement beside its text: as it was read, corrections, sources."""

    original: Statement
    corrections: tuple[Correction, ...] = ()
    sources: tuple[str, ...] = ()
    fixed: bool = Field(False, description="Shown only: nothing can be corrected or removed.")


def details(statement: Statement, kept: Kept | None = None) -> str:
    """Return what is known of the statement; without `kept` nothing of it can be corrected."""
    made = {(one.field, one.voice): one for one in standing(kept.corrections if kept else ())}
    rows = ""
    for number in range(1, len(statement.voices) + 1):
        if len(statement.voices) > 1:
            at = next((p.number for p in statement.paragraphs if p.voice == number - 1), None)
            where = f", from paragraph {at}" if at else ""
            rows += f'<tr class="one-voice"><th colspan="3">Voice {number}{where}</th></tr>'
        for field in OF_VOICE:
            if number == 1 or value_of(statement, field, number) or (field, number) in made:
                rows += _row(statement, field, number, made.get((field, number)), kept)
    if len(statement.voices) > 1:
        rows += '<tr class="one-voice"><th colspan="3">The whole statement</th></tr>'
    for field in FIELDS[len(OF_VOICE) :]:
        rows += _row(statement, field, 1, made.get((field, 1)), kept)
    for field, origin in statement.provenance.items():
        if field not in FIELDS:
            name = field.replace("_", " ").capitalize()
            rows += f"<tr><th>{escape(name)}</th><td>—</td><td>{_how(origin)}</td></tr>"
    return (
        '<details class="origins"><summary>Details, and where they come from</summary>'
        "<table><thead><tr><th>Field</th><th>Value</th><th>How it is known</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>{_sources(statement, kept)}</details>"
    )


def _row(
    statement: Statement, field: str, voice: int, made: Correction | None, kept: Kept | None
) -> str:
    """Return one field: its value, how that is known, and the means to correct it."""
    value = value_of(statement, field, voice)
    shown = escape(value) if value else "—"
    if field == "date" and statement.date:
        shown = escape(readable_date(statement.date.isoformat()))
    origin = statement.provenance.get(field) if voice == 1 else None
    how = _how(origin)
    if made and kept:
        was = value_of(kept.original, field, voice) or "nothing"
        day = readable_date(made.made[:10])
        read = kept.original.provenance.get(field) if voice == 1 else None
        how = (
            f'<b class="badge">corrected</b> by {escape(made.who)}, {escape(day)}<br>'
            f'The source has <q class="proof">{escape(was)}</q>: {_how(read)}'
        )
    fix = ""
    if kept and not kept.fixed:
        fix = _fix(field, voice, value, made, exact=field != "date" or bool(statement.date))
    return f'<tr><th scope="row">{NAMES[field]}</th><td>{shown}{fix}</td><td>{how}</td></tr>'


def _how(origin: Provenance | None) -> str:
    """Return how a value came to be known, with its evidence."""
    if origin is None:
        return '<span class="none">—</span>'
    how = escape(ORIGIN[origin.kind])
    if origin.rule:
        how += f"{' ' if origin.kind == 'corrected' else ': '}{escape(origin.rule)}"
    if origin.evidence:
        how += f' <q class="proof">{escape(origin.evidence.strip())}</q>'
    return how


def _fix(field: str, voice: int, value: str, made: Correction | None, *, exact: bool) -> str:
    """Return the closed form that corrects a field."""
    about = f"Correct: {NAMES[field]}"
    hint = f'<p class="hint">{HINTS[field]}</p>' if field in HINTS else ""
    undo = ""
    if made:
        undo = '<button type="button" class="quiet undo">Take the correction back</button>'
    return (
        f'<details class="fix" data-field="{field}" data-voice="{voice}">'
        f'<summary aria-label="{about}">Correct</summary>'
        f'<label>Right value <input class="value" type="text" maxlength="{LONGEST}" '
        f'value="{escape(value if exact else "")}" placeholder="empty: not known"></label>{hint}'
        f'<label>Your name <input class="who" type="text" maxlength="{LONGEST_NAME}" '
        'autocomplete="name"></label>'
        f'<p class="acts"><button type="button" class="quiet save">Save</button>{undo}</p>'
        '<p class="trouble" role="alert"></p></details>'
    )


def _sources(statement: Statement, kept: Kept | None) -> str:
    """Return where the statement stands, and what tells its source from another."""
    places = list(kept.sources) if kept and kept.sources else [statement.source]
    rows = "".join(f"<li>{escape(_place(place))}</li>" for place in places)
    several = "Source" if len(places) == 1 else "Sources"
    return (
        f'<div class="sources-of"><p>{several}</p><ul>{rows}</ul>'
        f"<p>Statement <code>{escape(statement.id)}</code><br>"
        f"SHA-256 of the source <code>{escape(statement.sha256)}</code></p></div>"
    )


def _place(source: str) -> str:
    """Return the end of a source's path."""
    return "/".join(source.split("/")[-PLACE_PARTS:])
