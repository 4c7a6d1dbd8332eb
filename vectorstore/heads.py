"""Running text with page heads and feet read into it in, where they stand out.

OCR reads across a page's end: "the Security Council specifically, Maintenance of international
peace and security S/PV.8699 (Resumption 1) become more responsible". The head is made of the
agenda item, the date, the meeting's symbol, a job number and a folio, in changing order.
"""

from __future__ import annotations

import re

_DATE = r"\d\d/\d\d/(?:19|20)\d\d"
_SYMBOL = r"[AS]/(?:\d+/)?PV\.\d+(?: ?\(Resumption \d+\))?"
_JOB = r"\d\d-\d{5}"
_FOLIO = r"\d{1,3}/\d{1,3}(?![\d/])"
# A job number, a date or a symbol, with its first character in front: so it is looked for fastest.
_ALWAYS = re.compile(r"[\dP](?:(?<=\d)(?:\d-\d{5}|\d/\d\d/(?:19|20)\d\d)|(?<=P)V\.\d)")
# A title that differs from the agenda item as it is known stands between symbol and date.
_AROUND_TITLE = (
    rf"(?:{_SYMBOL} [A-Z][^.()]{{5,110}}? {_DATE}|{_DATE} [A-Z][^.()]{{5,110}}? {_SYMBOL})(?:\s+|$)"
)
# At the end of a meeting's record the foot of the last page follows.
_LAST_FOOT = re.compile(rf"(?<=m\.)\s+(?:{_FOLIO}|{_JOB})(?:\s+(?:{_FOLIO}|{_JOB}))*\s*$")
# Which parts together are a head and no citation: "(see S/PV.8699)" has the symbol alone.
_HEADS = (
    {"title", "symbol"},
    {"date", "symbol"},
    {"date", "title"},
    {"job"},
)


def running_heads(text: str, start: int, end: int, topic: str | None) -> list[tuple[int, int]]:
    """Return the heads and feet inside `text[start:end]`, in order, with the spaces around them.

    `topic` is the meeting's agenda item, of which heads print the part before a colon.
    """
    if not _ALWAYS.search(text, start, end):
        return []
    parts = {"date": _DATE, "symbol": _SYMBOL, "job": _JOB, "folio": _FOLIO}
    title = topic.split(":", 1)[0].rstrip("*").strip() if topic else ""
    if title:
        parts = {"title": r"\s+".join(map(re.escape, title.split())), **parts}
    one = "|".join(f"(?P<{name}>{pattern})" for name, pattern in parts.items())
    part = re.compile(one)
    run = re.compile(
        rf"\s*(?:{_AROUND_TITLE}|(?:(?:{'|'.join(parts.values())})(?:\s+|(?=[A-Za-z]|$)|(?=\d\d/)))+)"
    )
    found = []
    for match in run.finditer(text, start, end):
        words = text[match.start() : match.end()]
        kinds = {one.lastgroup for one in part.finditer(words)}
        if any(needed <= kinds for needed in _HEADS):
            found.append(match.span())
    foot = _LAST_FOOT.search(text, start, end)
    if foot is not None and (not found or found[-1][1] <= foot.start()):
        found.append(foot.span())
    return found
