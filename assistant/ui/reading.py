"""A statement in, the whole of it to read out: cited words marked, metadata with its origin."""

from __future__ import annotations

from collections import Counter

from assistant.attribution import listed
from assistant.ui.markup import escape, marked
from assistant.ui.turn import readable_date
from vectorstore.schema import Provenance, Repair, Statement, Voice

REPAIRS = {
    "line_wrap": "line breaks joined",
    "hyphen_kept": "line breaks after a hyphen joined",
    "hyphen_joined": "words joined that a line's end had divided",
    "false_break": "paragraph breaks inside a sentence mended",
    "blank_lines": "breaks between paragraphs made even",
    "running_head": "running heads or folios taken out",
    "soft_hyphen": "soft hyphens taken out",
    "encoding": "wrongly encoded characters restored",
    "edge": "white space at an end taken out",
}
UNLISTED = ("line_wrap", "blank_lines", "edge")  # hundreds a statement, and alike
AROUND = 28  # characters shown on each side of a repair
ORIGIN = {"stated": "stated in the source", "inferred": "inferred", "unknown": "not known"}


def reading(
    statement: Statement, paragraph: int | None = None, span: tuple[int, int] | None = None
) -> str:
    """Return the statement to read, at `paragraph`, with the characters of `span` marked."""
    return (
        f'<div class="reading" data-id="{escape(statement.id)}">{_title(statement)}'
        f'<div class="text">{_text(statement, paragraph, span)}</div>'
        f"{_origins(statement)}{_repairs(statement)}</div>"
    )


def _title(statement: Statement) -> str:
    """Return who, where, when and about what."""
    voice = statement.voices[0]
    bounds = " to ".join(str(day) for day in (statement.date_from, statement.date_to) if day)
    day = readable_date(statement.date.isoformat()) if statement.date else bounds
    place = " · ".join(
        escape(part) for part in (statement.body, statement.meeting, day or "undated") if part
    )
    topic = f'<p class="topic">{escape(statement.topic)}</p>' if statement.topic else ""
    return (
        f'<header class="title"><h2 tabindex="-1">{_voice(voice)}</h2>'
        f'<p class="where">{place}</p></header>{topic}'
    )


def _voice(voice: Voice) -> str:
    """Return a speaker with country or affiliation, whom they speak for, and their language."""
    parts = [escape(voice.speaker or "Speaker not named")]
    land = voice.country or voice.role or voice.affiliation
    if land:
        parts.append(f'<span class="country">{escape(land)}</span>')
    if voice.on_behalf_of:
        groups = listed(voice.on_behalf_of)
        parts.append(f'<span class="behalf">on behalf of {escape(groups)}</span>')
    if voice.spoke_in:
        parts.append(f'<span class="spoke">(spoke in {escape(voice.spoke_in)})</span>')
    return " ".join(parts)


def _text(statement: Statement, here: int | None, span: tuple[int, int] | None) -> str:
    """Return the paragraphs with our numbers in the margin, a new voice announced."""
    parts, voice = [], 0
    for paragraph in statement.paragraphs:
        if paragraph.voice != voice:
            voice = paragraph.voice
            parts.append(f'<p class="voice">{_voice(statement.voices[voice])}</p>')
        text = statement.text[paragraph.start : paragraph.end]
        words = marked(text, paragraph.start, [span] if span else [])
        at = ' id="here" class="para here"' if paragraph.number == here else ' class="para"'
        printed = f" (printed {paragraph.printed_number})" if paragraph.printed_number else ""
        page = f" p. {paragraph.page}" if paragraph.page is not None else ""
        parts.append(
            f'<div{at} data-kind="{escape(paragraph.kind)}"><span class="number" '
            f'title="Paragraph, our numbering{escape(printed)}{escape(page)}">'
            f'{paragraph.number}</span><p dir="auto">{words}</p></div>'
        )
    return "".join(parts)


def _origins(statement: Statement) -> str:
    """Return how each metadata field came to have its value, with the evidence."""
    values = {
        "speaker": statement.speaker,
        "country": statement.country,
        "body": statement.body,
        "meeting": statement.meeting,
        "date": statement.date,
        "topic": statement.topic,
    }
    fields = [*values, *(field for field in statement.provenance if field not in values)]
    rows = "".join(
        _origin(field, values.get(field), statement.provenance.get(field)) for field in fields
    )
    return (
        '<details class="origins"><summary>Where the details come from</summary>'
        "<table><thead><tr><th>Field</th><th>Value</th><th>How it is known</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        f"<p>Source: {escape(statement.source)}<br>Statement: {escape(statement.id)}<br>"
        f"SHA-256 of the source: <code>{escape(statement.sha256)}</code></p></details>"
    )


def _origin(field: str, value: object, origin: Provenance | None) -> str:
    """Return one row of the table of origins."""
    if origin is None:
        how = "—"
    else:
        how = escape(ORIGIN[origin.kind])
        if origin.rule:
            how += f": {escape(origin.rule)}"
        if origin.evidence:
            how += f' <q class="proof">{escape(origin.evidence)}</q>'
    shown = escape(value) if value is not None else "—"
    return f"<tr><th>{escape(field.replace('_', ' '))}</th><td>{shown}</td><td>{how}</td></tr>"


def _repairs(statement: Statement) -> str:
    """Return what was changed in the source's characters: counts, and each unusual one."""
    if not statement.repairs:
        return '<p class="repairs">The text stands as in the source; nothing was repaired.</p>'
    counts = Counter(repair.kind for repair in statement.repairs)
    kinds = "".join(
        f"<li>{count} {escape(REPAIRS.get(kind, kind))}</li>"
        for kind, count in counts.most_common()
    )
    shown = [repair for repair in statement.repairs if repair.kind not in UNLISTED]
    rows = "".join(_repair(repair, statement.text) for repair in shown)
    listed = f"<ol>{rows}</ol>" if rows else ""
    total = len(statement.repairs)
    return (
        f'<details class="repairs"><summary>{total} repair{"" if total == 1 else "s"} to the '
        f"source’s characters, no word changed by hand</summary><ul>{kinds}</ul>{listed}</details>"
    )


def _repair(repair: Repair, text: str) -> str:
    """Return one repair in its surroundings, and the characters it replaced."""
    before = text[max(0, repair.start - AROUND) : repair.start]
    after = text[repair.end : repair.end + AROUND]
    now = text[repair.start : repair.end]
    raw = repair.raw.replace("\r", "").replace("\n", "⏎")
    return (
        f"<li>…{escape(before)}<ins>{escape(now)}</ins>{escape(after)}… "
        f"<small>was <code>{escape(raw)}</code></small></li>"
    )
