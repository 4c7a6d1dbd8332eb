"""The Record tab: files go in, and the statements that the record holds are listed and opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import gradio as gr
from gradio.events import Dependency
from pydantic import ValidationError

from assistant.ui.listing import Asked, View, listing
from assistant.ui.uploading import Uploading
from vectorstore.record import Record
from vectorstore.schema import Filters

LONGEST_WORDS = 500  # characters
FORMATS = (
    "Text, PDF, Word, HTML, Markdown, OpenDocument, JSON Lines, CSV, XLSX, or a ZIP of these. "
    "A file of the same name as before with other words is kept beside the first."
)
ANY, UNDATED = "", "undated"
QUIET = {"show_progress": "hidden", "api_visibility": "private"}


class RecordTab(NamedTuple):
    """The parts of the tab that are drawn anew, and what calls for it."""

    country: gr.Dropdown
    meeting: gr.Dropdown
    body: gr.Dropdown
    year: gr.Dropdown
    found: gr.HTML
    changes: tuple[Dependency, ...]


def record_tab(record: Record, drawer: gr.HTML, *, read_only: bool = False) -> RecordTab:
    """Build the tab inside the current block; `drawer` tells of pages turned and changes made."""
    added = None if read_only else _adding(record)
    with gr.Row(elem_id="lookup"):
        words = gr.Textbox(
            label="Words",
            placeholder="Speaker, symbol, topic, or what was said",
            max_length=LONGEST_WORDS,
            min_width=240,
            scale=2,
        )
        country = gr.Dropdown([], multiselect=True, label="Countries", min_width=150)
        meeting = gr.Dropdown([], multiselect=True, label="Meetings", min_width=150)
        body = gr.Dropdown([("Any", ANY)], value=ANY, label="Body", min_width=130)
        year = gr.Dropdown([("Any", ANY)], value=ANY, label="Year", min_width=110)
    found = gr.HTML("", elem_id="listing", apply_default_css=False)
    view = gr.State(View())
    fields = [words, country, meeting, body, year]

    def from_the_first(view: View, *typed: object) -> tuple[str, View]:
        """Return the first page of what the fields say now, in the order chosen before."""
        first = view.model_copy(update={"page": 1})
        return listing(record, asked(*typed), first), first

    def turned(event: gr.EventData, *typed: object) -> tuple[str, View]:
        """Return the page, or the order, that was clicked."""
        try:
            wanted = View.model_validate(
                {"page": event.page, "order": event.order, "down": event.down}
            )
        except ValidationError:
            wanted = View()
        return listing(record, asked(*typed), wanted), wanted

    def again(view: View, *typed: object) -> str:
        """Return the same page as the record is now."""
        return listing(record, asked(*typed), view)

    for event in (words.submit, *(field.change for field in fields[1:])):
        event(from_the_first, [view, *fields], [found, view], **QUIET)
    drawer.browse(turned, fields, [found, view], **QUIET)
    changes = [drawer.amended(again, [view, *fields], found, **QUIET)]
    if added:
        changes.append(added.then(again, [view, *fields], found, **QUIET))
    return RecordTab(
        country,
        meeting,
        body,
        year,
        found,
        tuple(changes),
    )


def _adding(record: Record) -> Dependency:
    """Build the field that files are put into; return what happens when they are."""
    with gr.Accordion("Add statements", open=False, elem_id="adding"):
        gr.HTML(f'<p class="hint">{FORMATS}</p>', apply_default_css=False)
        files = gr.File(
            label="Files to add",
            show_label=False,
            file_count="multiple",
            height=130,
            elem_id="files",
        )
        report = gr.HTML("", elem_id="upload-report", apply_default_css=False)
    return files.upload(
        lambda sent: (yield from _taken_in(record, sent)), [files], [files, report], **QUIET
    )


def _taken_in(record: Record, sent: list[str] | None) -> Iterator[tuple[object, str]]:
    """Take the files in that were sent; yield the emptied field and what becomes of each."""
    for told in Uploading(record, [Path(file) for file in sent or ()]).run():
        yield gr.update(value=None), told


def choices(record: Record) -> list[object]:
    """Return the choices of the tab's four lists as the record is now."""
    years = {str(year): count for year, count in record.years().items()}
    return [
        _counted(sorted(record.countries().items())),
        _counted(sorted(record.meetings().items())),
        _counted(sorted(record.bodies().items()), any_="Any"),
        _counted([*years.items()], any_="Any", last=[("Undated", UNDATED)]),
    ]


def _counted(
    counts: list[tuple[str, int]], any_: str = "", last: list[tuple[str, str]] | None = None
) -> object:
    """Return a list's new choices, each with its number of statements."""
    named = [(f"{name} ({count:,})", name) for name, count in counts]
    return gr.update(choices=[*([(any_, ANY)] if any_ else []), *named, *(last or [])])


def asked(*typed: object) -> Asked:
    """Return what the five fields say; a page that sends something else has set no filter."""
    words, country, meeting, body, year = typed
    limits: dict[str, object] = {
        "country": tuple(map(str, country)) if isinstance(country, list) else (),
        "meeting": tuple(map(str, meeting)) if isinstance(meeting, list) else (),
        "body": (body,) if isinstance(body, str) and body else (),
    }
    if isinstance(year, str) and year.isdecimal() and 1 <= int(year) <= dt.MAXYEAR:
        limits["date_from"] = dt.date(int(year), 1, 1)
        limits["date_to"] = dt.date(int(year), 12, 31)
    return Asked(
        words=words[:LONGEST_WORDS] if isinstance(words, str) else "",
        filters=Filters.model_validate(limits),
        undated=year == UNDATED,
    )
