"""What is looked for in, the Record tab's list out: a table of statements, page by page."""

from __future__ import annotations

from assistant.attribution import listed as spoken
from assistant.ui.evidence import attribution
from assistant.ui.markup import escape
from assistant.ui.turn import readable_date
from vectorstore.errors import OnRecordError
from vectorstore.listing import Order, Wish
from vectorstore.record import Record
from vectorstore.schema import Filters, Frozen, Statement, Status

PAGE = 50  # statements of a page
FEW = 10  # of a page when paragraphs are shown below it
FOUND = 40  # paragraphs listed for words
HEADS: dict[Order, str] = {
    "date": "Date",
    "speaker": "Speaker",
    "country": "Country or office",
    "meeting": "Meeting",
    "paragraphs": "Paragraphs",
}


class View(Frozen):
    """Which page of the list is shown, in which order."""

    page: int = 1
    order: Order = "date"
    down: bool = False


class Asked(Frozen):
    """What the fields above the list say."""

    words: str = ""
    filters: Filters = Filters()
    undated: bool = False


def listing(record: Record, asked: Asked, view: View) -> str:
    """Return the statements of a page, and the paragraphs that hold the words asked for."""
    words = asked.words.strip()
    statements = _statements(record, asked, view, FEW if words else PAGE)
    if not words:
        return statements or '<p class="hint">The record holds no such statement.</p>'
    paragraphs = "" if asked.undated else _paragraphs(record, words, asked.filters)
    if not statements and not paragraphs:
        return '<p class="hint">Nothing found: try other words, or fewer filters.</p>'
    named = f'<h3 class="part">Speaker, topic or symbol</h3>{statements}' if statements else ""
    said = f'<h3 class="part">Nearest paragraphs, best first</h3>{paragraphs}' if paragraphs else ""
    return named + said


def _statements(record: Record, asked: Asked, view: View, size: int) -> str:
    """Return the table of one page, or '' where nothing passes."""
    wish = Wish(
        filters=asked.filters,
        words=asked.words,
        undated=asked.undated,
        order=view.order,
        down=view.down,
        first=(max(view.page, 1) - 1) * size,
        count=size,
    )
    found = record.listed(wish)
    if not found.total:
        return ""
    if not found.ids:  # the last page has gone with its last statement
        last = -(-found.total // size)
        return _statements(record, asked, view.model_copy(update={"page": last}), size)
    rows = ""
    for id_ in found.ids:
        try:
            rows += _row(record.statement(id_))
        except OnRecordError:  # removed since the page was counted
            continue
    heads = "".join(_head(order, view) for order in HEADS if order != "paragraphs")
    heads += f'<th scope="col">Topic</th>{_head("paragraphs", view)}'
    return (
        f"{_pager(found.total, view, size)}"
        f'<table class="statements-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
        f"{_pager(found.total, view, size) if len(found.ids) > FEW else ''}"
    )


def _head(order: Order, view: View) -> str:
    """Return a column's head: a button that sorts by it, and turns round what is so sorted."""
    now = view.order == order
    down = now and not view.down
    sort = ("descending" if view.down else "ascending") if now else "none"
    arrow = ("▼" if view.down else "▲") if now else ""
    return (
        f'<th scope="col" aria-sort="{sort}" data-column="{order}"><button type="button" '
        f'class="browse sort" data-page="1" data-order="{order}" data-down="{int(down)}">'
        f'{HEADS[order]}<span aria-hidden="true"> {arrow}</span></button></th>'
    )


def _row(statement: Statement) -> str:
    """Return one statement as a row that opens it."""
    voice = statement.voices[0]
    land = voice.country or voice.role or voice.affiliation or ""
    behalf = ""
    if voice.on_behalf_of:
        behalf = f"<small>on behalf of {escape(spoken(voice.on_behalf_of))}</small>"
    corrected = any(origin.kind == "corrected" for origin in statement.provenance.values())
    mark = ' <span class="badge">corrected</span>' if corrected else ""
    body = f"<small>{escape(statement.body)}</small>" if statement.body else ""
    return (
        f'<tr data-statement="{escape(statement.id)}">'
        f'<td data-column="date">{escape(_day(statement))}</td>'
        f'<td data-column="speaker"><button type="button" class="open" aria-haspopup="dialog">'
        f"{escape(voice.speaker or 'Speaker not named')}</button>{mark}{behalf}</td>"
        f'<td data-column="country" class="country">{escape(land)}</td>'
        f'<td data-column="meeting">{escape(statement.meeting or "")}{body}</td>'
        f'<td data-column="topic"><span>{escape(statement.topic or "")}</span></td>'
        f'<td data-column="paragraphs">{len(statement.paragraphs)}</td></tr>'
    )


def _day(statement: Statement) -> str:
    """Return the day in few characters, or what bounds it."""
    if statement.date:
        return f"{statement.date.day} {statement.date:%b %Y}"
    first, last = statement.date_from, statement.date_to
    if first and last:
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    return f"from {first.year}" if first else f"to {last.year}" if last else "undated"


def _pager(total: int, view: View, size: int) -> str:
    """Return how much of the list is shown, and the ways to the rest."""
    page, last = max(view.page, 1), -(-total // size)
    first = (page - 1) * size + 1
    count = f"{total:,} statement{'' if total == 1 else 's'}"
    if last == 1:
        return f'<p class="pager"><span>{count}</span></p>'

    def button(words: str, to: int) -> str:
        off = "" if 1 <= to <= last and to != page else " disabled"
        return (
            f'<button type="button" class="quiet browse" data-page="{to}" '
            f'data-order="{view.order}" data-down="{int(view.down)}"{off}>{words}</button>'
        )

    ways = [button("First", 1), button("Previous", page - 1), button("Next", page + 1)]
    return (
        f'<nav class="pager" aria-label="Pages of the list"><span>{first:,}–'
        f"{min(first + size - 1, total):,} of {count}</span>"
        f"<span>{''.join(ways)}{button('Last', last)}</span></nav>"
    )


def _paragraphs(record: Record, words: str, filters: Filters) -> str:
    """Return the paragraphs that a search finds, best first."""
    rows = ""
    for hit in record.search(words, filters, FOUND):
        try:
            statement = record.statement(hit.statement_id)
            who = attribution(statement, hit.paragraph)
        except (OnRecordError, IndexError):  # removed or shortened since it was found
            continue
        day = readable_date(statement.date.isoformat()) if statement.date else _day(statement)
        rows += (
            f'<li><button type="button" class="found open" aria-haspopup="dialog" '
            f'data-statement="{escape(hit.statement_id)}" data-paragraph="{hit.paragraph}">'
            f"<b>{escape(who)}</b> <small>{escape(day)}</small><span>{escape(hit.text)}</span>"
            "</button></li>"
        )
    return f'<ol class="statements">{rows}</ol>' if rows else ""


def sentence(status: Status) -> str:
    """Return '376 statements, 3,412 paragraphs, 2003 to 2014.' for what the record holds."""
    span = ""
    if status.date_from and status.date_to:
        first, last = status.date_from.year, status.date_to.year
        span = f", {first}" if first == last else f", {first} to {last}"
    return f"{status.statements:,} statements, {status.paragraphs:,} paragraphs{span}."
