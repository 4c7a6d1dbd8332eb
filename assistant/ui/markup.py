"""Text from anywhere in, HTML that shows it and does nothing else out.

Whatever comes from the record, a model, a person or a file's name passes through `escape`;
every tag on the page is written in this folder. Text is never read as HTML, links are never
live, and of Markdown only blank lines, list dashes, `###` and `**` outside quotations count.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from assistant.schema import Citation
from assistant.standing import GONE

# Gradio's HTML component runs its template through Handlebars and a JavaScript template string.
# The value is not part of that template today; these entities keep it so.
TEMPLATE_SIGNS = {ord(sign): f"&#{ord(sign)};" for sign in "{}$`"}

MARKER = re.compile(r"\[(\d{1,4})\]")
BOLD = re.compile(r"\*\*(.+?)\*\*")
LIST_LINE = re.compile(r"\s*(?:[-*•]|\d{1,3}\.)\s+(?=\S)")
HEADING_LINE = re.compile(r"\s*#{1,4}\s+(?=\S)")
OPENING, CLOSING = "\"“'‘", "\"”'’"


def escape(text: object) -> str:
    """Return `text` as HTML text or an attribute's value, with no meaning but its characters."""
    return html.escape(str(text), quote=True).translate(TEMPLATE_SIGNS)


def marked(text: str, base: int, spans: Iterable[tuple[int, int]]) -> str:
    """Return `text`, which starts at `base` of its statement, with <mark> around `spans` of it.

    Spans are clipped to the text; those that overlap are marked once.
    """
    parts, position = [], 0
    for start, end in sorted(spans):
        first = max(start - base, position)
        last = min(end - base, len(text))
        if first < last:
            parts.append(escape(text[position:first]))
            parts.append(f"<mark>{escape(text[first:last])}</mark>")
            position = last
    return "".join([*parts, escape(text[position:])])


def quotations(text: str, quotes: Iterable[str]) -> list[tuple[int, int]]:
    """Return where `quotes` stand in `text` between quotation marks, marks included, in order."""
    found: list[tuple[int, int]] = []
    for quote in sorted(filter(None, quotes), key=len, reverse=True):
        at = text.find(quote)
        while at >= 0:
            start, end = at - 1, at + len(quote) + 1
            if (
                at > 0
                and end <= len(text)
                and text[start] in OPENING
                and text[end - 1] in CLOSING
                and not any(start < last and first < end for first, last in found)
            ):
                found.append((start, end))
            at = text.find(quote, at + 1)
    return sorted(found)


def marker(n: int, turn: int, citations: dict[int, Citation]) -> str:
    """Return the button that leads to card `n`, or a plain sign where it leads nowhere."""
    citation = citations.get(n)
    if citation is None or (citation.paragraph is None and citation.pinpoint not in GONE):
        return f'<span class="cite dead" title="This marker points to no paragraph.">[{n}]</span>'
    label = escape(f"Citation {n}: {citation.pinpoint}")
    return (
        f'<button type="button" class="cite" data-turn="{turn}" data-n="{n}" '
        f'aria-label="{label}" title="{label}">[{n}]</button>'
    )


def inline(text: str, turn: int, citations: dict[int, Citation]) -> str:
    """Return one line of an answer: quotations set apart, markers as buttons.

    Inside a quotation nothing is a marker, so that a "[2]" in the record's own words stays one.
    """
    parts, position = [], 0
    for start, end in [
        *quotations(text, (citation.quote for citation in citations.values())),
        (len(text), len(text)),
    ]:
        around = BOLD.sub(r"<strong>\1</strong>", escape(text[position:start]))
        parts.append(MARKER.sub(lambda sign: marker(int(sign[1]), turn, citations), around))
        if start < end:
            words = escape(text[start + 1 : end - 1])
            parts.append(f'<span class="words">“{words}”</span>')
        position = end
    return "".join(parts)


def prose(text: str, turn: int, citations: Sequence[Citation]) -> str:
    """Return an answer's text as paragraphs, lists and headings."""
    by_number = {citation.n: citation for citation in citations}
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        plain: list[str] = []
        items: list[str] = []
        for line in block.splitlines():
            if HEADING_LINE.match(line):
                parts += _block(plain, items)
                heading = inline(HEADING_LINE.sub("", line, count=1), turn, by_number)
                parts.append(f"<h4>{heading}</h4>")
            elif LIST_LINE.match(line):
                parts += _block(plain, [])
                items.append(inline(LIST_LINE.sub("", line, count=1), turn, by_number))
            else:
                parts += _block([], items)
                plain.append(inline(line, turn, by_number))
        parts += _block(plain, items)
    return "".join(parts)


def _block(plain: list[str], items: list[str]) -> list[str]:
    """Return what has been gathered as a paragraph or a list, and empty both."""
    parts = []
    if plain:
        parts.append(f"<p>{'<br>'.join(plain)}</p>")
    if items:
        parts.append("<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>")
    plain.clear()
    items.clear()
    return parts


def copy_button(text: str, label: str, *, about: str) -> str:
    """Return a button that copies `text`; `about` is its accessible name."""
    return (
        f'<button type="button" class="quiet copy" data-copy="{escape(text)}" '
        f'aria-label="{escape(about)}">{escape(label)}</button>'
    )
