"""The Record tab: what the record holds, by country and meeting; a click opens a statement."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

import gradio as gr

from assistant.ui.evidence import attribution, glimpse
from assistant.ui.markup import escape
from assistant.ui.turn import readable_date
from vectorstore.record import Record
from vectorstore.schema import Filters, Statement, Status

PAGE = 100  # statements listed at once
FOUND = 40  # paragraphs listed for words


class RecordTab(NamedTuple):
    """The parts of the tab that are drawn anew when the page is opened."""

    country: gr.Dropdown
    meeting: gr.Dropdown
    listing: gr.HTML


def record_tab(record: Record) -> RecordTab:
    """Build the tab inside the current block."""

    def listed(words: str, country: list[str] | None, meeting: list[str] | None) -> str:
        """Return the listing for the fields' values."""
        return listing(record, words or "", tuple(country or ()), tuple(meeting or ()))

    with gr.Row(elem_id="lookup"):
        words = gr.Textbox(label="Words", placeholder="Find paragraphs …", min_width=200)
        country = gr.Dropdown([], multiselect=True, label="Countries", min_width=200)
        meeting = gr.Dropdown([], multiselect=True, label="Meetings", min_width=200)
    found = gr.HTML("", elem_id="listing", apply_default_css=False)
    fields = [words, country, meeting]
    for event in (words.submit, country.change, meeting.change):
        event(listed, fields, found, show_progress="hidden", api_visibility="private")
    return RecordTab(country, meeting, found)


def listing(record: Record, words: str, country: tuple[str, ...], meeting: tuple[str, ...]) -> str:
    """Return paragraphs for `words`, else statements for the filters, else the meetings."""
    filters = Filters(country=country, meeting=meeting)
    if words.strip():
        return _paragraphs(record, words.strip(), filters)
    if filters.empty:
        return _overview(record.status())
    rows = list(islice(record.statements(filters), PAGE + 1))
    if not rows:
        return '<p class="hint">The record holds no such statement.</p>'
    more = (
        f'<p class="hint">The first {PAGE}; choose a country or a meeting to narrow the list.</p>'
        if len(rows) > PAGE
        else ""
    )
    return f'<ol class="statements">{"".join(map(_row, rows[:PAGE]))}</ol>{more}'


def _row(statement: Statement) -> str:
    """Return one statement as a line that opens it."""
    who = statement.speaker or "Speaker not named"
    land = statement.country or statement.voices[0].role or statement.voices[0].affiliation or ""
    day = readable_date(statement.date.isoformat()) if statement.date else "undated"
    opening = glimpse(statement.paragraph_text(1))
    place = " · ".join(part for part in (statement.meeting, day) if part)
    return (
        f'<li><button type="button" class="found open" aria-haspopup="dialog" '
        f'data-statement="{escape(statement.id)}"><b>{escape(who)}</b> '
        f'<i class="country">{escape(land)}</i> <small>{escape(place)}, '
        f"{len(statement.paragraphs)} paragraphs</small><span>{escape(opening)}</span>"
        "</button></li>"
    )


def _paragraphs(record: Record, words: str, filters: Filters) -> str:
    """Return the paragraphs that a search finds, best first."""
    rows = ""
    for hit in record.search(words, filters, FOUND):
        who = attribution(record.statement(hit.statement_id), hit.paragraph)
        rows += (
            f'<li><button type="button" class="found open" aria-haspopup="dialog" '
            f'data-statement="{escape(hit.statement_id)}" data-paragraph="{hit.paragraph}">'
            f"<b>{escape(who)}</b><span>{escape(hit.text)}</span></button></li>"
        )
    return f'<ol class="statements">{rows}</ol>' if rows else '<p class="hint">Nothing found.</p>'


def _overview(status: Status) -> str:
    """Return the counts of the whole record and its meetings and countries."""
    return (
        f'<p class="hint">{escape(sentence(status))} Choose a country or a meeting to see its '
        "statements, or look for words.</p>"
        f'<div class="tables">{_counts("Meetings", status.meetings)}'
        f"{_counts('Countries', status.countries)}</div>"
    )


def _counts(title: str, counts: dict[str, int]) -> str:
    """Return a table of counts."""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{count}</td></tr>" for name, count in counts.items()
    )
    return (
        f"<table><caption>{title} ({len(counts)})</caption><thead><tr><th>Name</th>"
        f"<th>Statements</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def sentence(status: Status) -> str:
    """Return '376 statements, 3,412 paragraphs, 2003 to 2014.' for what the record holds."""
    span = ""
    if status.date_from and status.date_to:
        first, last = status.date_from.year, status.date_to.year
        span = f", {first}" if first == last else f", {first} to {last}"
    return f"{status.statements:,} statements, {status.paragraphs:,} paragraphs{span}."
