"""A statement in, the whole of it to read out: cited words marked, metadata with its origin."""

from __future__ import annotations

from collections import Counter

from assistant.attribution import listed
from assistant.ui.details import Kept, details
from assistant.ui.markup import escape, marked
from assistant.ui.turn import readable_date
from vectorstore.corrections import value_of
from vectorstore.schema import Repair, Statement, Voice, restore

REPAIRS = {
    "line_wrap": "line breaks joined",
    "hyphen_kept": "line breaks after a hyphen joined",
    "hyphen_joined": "words joined that a line's end had divided",
    "false_break": "paragraph breaks inside a sentence mended",
    "blank_lines": "breaks between paragraphs made even",
    "running_head": "running heads or folios taken out",
    "soft_hyphen": "soft hyphens taken out",
    "encoding": "wrongly encoded characters restored",
    "invisible": "invisible characters taken out",
    "edge": "white space at an end taken out",
}
UNLISTED = ("line_wrap", "blank_lines", "edge")  # hundreds a statement, and alike
REMOVAL = (
    '<details class="take-out"><summary>Remove this statement</summary>'
    "<p>It is taken out of the record and of every index, with its corrections and with the saved "
    "answers that quote it. Nobody finds it again, unless its file is read in anew.</p>"
    '<p class="acts"><button type="button" class="quiet remove">Remove it for good</button></p>'
    '<p class="trouble" role="alert"></p></details>'
)
AROUND = 28  # characters shown on each side of a repair


def reading(
    statement: Statement,
    paragraph: int | None = None,
    span: tuple[int, int] | None = None,
    kept: Kept | None = None,
) -> str:
    """Return the statement to read, at `paragraph`, with the characters of `span` marked.

    With what is `kept` beside it, its details can be corrected and it can be removed, unless
    that is `fixed`.
    """
    return (
        f'<div class="reading" data-id="{escape(statement.id)}">{_title(statement)}'
        f"{details(statement, kept)}"
        f'<div class="text">{_text(statement, paragraph, span)}</div>'
        f"{_repairs(statement)}{REMOVAL if kept and not kept.fixed else ''}</div>"
    )


def _title(statement: Statement) -> str:
    """Return who, where, when and about what."""
    voice = statement.voices[0]
    day = value_of(statement, "date")
    day = readable_date(day) if statement.date else day
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
    # The record prints some by their office alone: "The Secretary-General".
    if land and voice.speaker != f"The {land}":
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
        f"source’s characters, no word changed by hand</summary><ul>{kinds}</ul>{listed}"
        '<details class="source-text"><summary>The source’s own characters</summary>'
        f'<pre dir="auto">{escape(restore(statement.text, statement.repairs))}</pre></details>'
        "</details>"
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
