"""Characters as a source has them in; running text with one blank line between paragraphs out.

Every change is a `Repair`, so that `restore(text, repairs)` is the source again. Lines are
joined, hyphens at their ends decided, paragraphs that a column or page cut in two mended, folios
between lines and doubly encoded characters put right. Words are never changed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from vectorstore import cut, hyphens
from vectorstore.characters import SOFT_HYPHENS, character_edits
from vectorstore.characters import edges as edge_edits
from vectorstore.edits import Edit, Kind, Mended, apply, overlap
from vectorstore.heads import running_heads

_BEFORE_BREAK = " \t\u00a0\u00ad\ufffe"
_FOLIO_STARTS = "0123456789AS*"
# A line that is only a page number, a symbol, a job number or a barcode stands between lines
# of text where a page ended.
_FOLIO = (
    r"(?:(?:\d{1,3}\s)?\d\d-\d{5}(?:\s\d{1,3})?|\d{1,3}(?:/\d{1,3})?"
    r"|[AS]/(?:\d+/)?PV\.\d+(?: ?\(Resumption \d+\))?|\*\d{7}\*)"
)
_FOLIO_LINE = re.compile(rf"{_FOLIO}[^\S\n\r\f]*[\n\r\f]\s*")
# The last page's number stands alone at the end; a line's end before it tells it from a figure.
_LAST_FOLIO = re.compile(rf"(?<=[.?!\"”’)])\s*[\n\r\f]\s*{_FOLIO}\s*$")
_BREAK = re.compile(r"[\n\r\f]\s*")
_TERMINAL = re.compile(r"[.?!:;…][\"'”’)\]*\d]{0,4}$|\*\*\*$")
# No mark that ends a sentence stands further from a line's end than this.
_TAIL = 8  # characters
_TAIL_OF_SOURCE = 40  # characters in which a folio after the last line is looked for
_CLOSING_QUOTES = ('"', "”")
_LAST_WORD = re.compile(r"([^\W_](?:[\w'’-]*\w)?)-$")
_FIRST_WORD = re.compile(r"\w[\w'’]*")
# After these a sentence goes on, whatever the next word looks like.
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an the of and or nor in to for with by on at as from into our their his her its my your "
        "this these those which who whose is are was were be been has have had will would shall "
        "should must can could may might not no than between among against under upon about",
    )
)
# Printed around votes and at the end of a meeting, each on a line of its own.
_PROCEDURE = re.compile(
    r"A (?:recorded )?vote was taken|In favour:?$|Against:?$|Abstain(?:ing|ed):?$|Abstentions?:?$"
    r"|The meeting (?:rose|was (?:called|suspended|resumed|adjourned))"
)
_PROCEDURE_STARTS = "AIT"  # the first letters of these
_PRESIDENT = re.compile(r"The (?:Acting )?President(?: ?\((?:spoke|interpretation) \w+ \w+\))?:")
_SENTENCE_END = re.compile(r"[.?!][\"'”’)\]]{0,3}$")
LONGEST_WORD = 60  # characters, with its hyphens
# Share of line ends without a full stop above which lines are wrapped, not paragraphs. Of every
# seventh General Debate text, 848 of 852 with a line a paragraph lie below .5 and 601 of 616
# wrapped ones above .75.
WRAPPED_SHARE = 0.6
# Part of the line width that must have been left free for a line's end to be a paragraph's.
FREE_SHARE = 0.15


class _Break(NamedTuple):
    """A line's end in the source: the lines on both sides and what lies between."""

    start: int
    end: int
    before: str
    after: str
    newlines: int
    folio: bool
    indented: bool


def mend(source: str, topic: str | None = None) -> Mended:
    """Return `source` as running text; what `restore` needs to give it back stands beside.

    `topic` is the meeting's agenda item, which running heads repeat.
    """
    edges = edge_edits(source)
    last = _LAST_FOLIO.search(source, max(1, len(source) - _TAIL_OF_SOURCE))
    if last is not None:
        before = [edge for edge in edges if edge.end <= last.start()]
        edges = [*before, Edit(last.start(), len(source), "", "running_head")]
    body_start = edges[0].end if edges and edges[0].start == 0 else 0
    body_end = edges[-1].start if edges and edges[-1].end == len(source) else len(source)
    breaks = _breaks(source, body_start, body_end)
    edits = [*edges, *character_edits(source, body_start, body_end)]
    ends = _line_ends(source, breaks) if breaks else []
    edits += ends
    edits += _cuts(source, body_start, body_end, [edit for edit in ends if edit.new == "\n\n"])
    folios = [edit for edit in ends if edit.kind == "running_head"]
    heads = [
        head
        for place in running_heads(source, body_start, body_end, topic)
        for head in [Edit(*place, "" if place[1] == body_end else " ", "running_head")]
        # A foot on a line of its own has gone with the line's end.
        if not any(overlap(head, folio) for folio in folios)
    ]
    if heads:
        edits = [edit for edit in edits if not any(overlap(edit, head) for head in heads)]
    return apply(source, [*heads, *edits])


def _cuts(source: str, start: int, end: int, printed: list[Edit]) -> list[Edit]:
    """Cut what is too long to be cited as one paragraph.

    Where a cut falls on a line's end it sorts before the joining of the lines, and so counts.
    """
    limit = cut.LONGEST_PARAGRAPH if printed else cut.SHORTEST_CUT
    bounds = [start, *(place for edit in printed for place in (edit.start, edit.end)), end]
    edits: list[Edit] = []
    for first, last in zip(bounds[::2], bounds[1::2], strict=True):
        if last - first > limit:
            edits += [Edit(*span, "\n\n", "blank_lines") for span in cut.cuts(source, first, last)]
    return edits


def _breaks(source: str, start: int, end: int) -> list[_Break]:
    places: list[tuple[int, int, bool]] = []
    for match in _BREAK.finditer(source, start, end):
        first, last, folio = match.start(), match.end(), False
        if places and first < places[-1][1]:
            continue
        while last < end and source[last] in _FOLIO_STARTS:
            line = _FOLIO_LINE.match(source, last, end)
            if line is None:
                break
            last, folio = line.end(), True
        while first > start and source[first - 1] in _BEFORE_BREAK:
            first -= 1
        places.append((first, last, folio))
    breaks = []
    line_start = start
    for index, (first, last, folio) in enumerate(places):
        following = places[index + 1][0] if index + 1 < len(places) else end
        tail = source[first:last]
        newlines = tail.count("\n") or tail.count("\r") or 1
        breaks.append(
            _Break(
                first,
                last,
                source[line_start:first],
                source[last:following],
                newlines + tail.count("\f"),
                folio,
                tail.endswith(("  ", "\t")),
            )
        )
        line_start = last
    return breaks


def _line_ends(source: str, breaks: list[_Break]) -> list[Edit]:
    single = [entry for entry in breaks if entry.newlines == 1]
    open_ends = sum(not _ends_sentence(entry.before) for entry in single)
    wrapped = bool(single) and open_ends > WRAPPED_SHARE * len(single)
    lengths = sorted(len(entry.before) for entry in breaks)
    width = lengths[int(0.95 * (len(lengths) - 1))]
    known: frozenset[str] | None = None
    edits = []
    for entry in breaks:
        if source[entry.start] in SOFT_HYPHENS:
            edits.append(Edit(entry.start, entry.end, "", "soft_hyphen"))
        elif (hyphen := _hyphen(entry)) is not None:
            known = hyphens.vocabulary(source) if known is None else known
            edits.append(_hyphen_edit(entry, hyphen, known))
        elif _ends_paragraph(entry, width, wrapped=wrapped):
            edits.append(Edit(entry.start, entry.end, "\n\n", _kind(entry, "blank_lines")))
        else:
            kind: Kind = "false_break" if entry.newlines > 1 or not wrapped else "line_wrap"
            edits.append(Edit(entry.start, entry.end, " ", _kind(entry, kind)))
    return edits


def _kind(entry: _Break, kind: Kind) -> Kind:
    return "running_head" if entry.folio else kind


def _hyphen(entry: _Break) -> tuple[str, str] | None:
    """Return the two halves of a word that the line's end breaks at a hyphen."""
    if not entry.before.endswith("-"):
        return None
    left = _LAST_WORD.search(entry.before[-LONGEST_WORD:])
    right = _FIRST_WORD.match(entry.after)
    if left is None or right is None or hyphens.suspended(right.group()):
        return None
    return left[1], right.group()


def _hyphen_edit(entry: _Break, halves: tuple[str, str], known: frozenset[str]) -> Edit:
    if hyphens.hyphen_kept(*halves, known):
        return Edit(entry.start, entry.end, "", _kind(entry, "hyphen_kept"))
    return Edit(entry.start - 1, entry.end, "", _kind(entry, "hyphen_joined"))


def _ends_paragraph(entry: _Break, width: int, *, wrapped: bool) -> bool:
    if _procedure(entry.after) or _procedure(entry.before):
        # The names of those who voted follow their heading in the same paragraph.
        return entry.newlines > 1 or not entry.before.endswith(":")
    if entry.newlines > 1 or not wrapped:
        return not _false_break(entry, width)
    if entry.after[:1].islower() or not _ends_sentence(entry.before):
        return False
    if _PRESIDENT.match(entry.after):
        return True
    return entry.indented or _free(entry, width) > FREE_SHARE * width


def _procedure(line: str) -> bool:
    return line[:1] in _PROCEDURE_STARTS and _PROCEDURE.match(line) is not None


def _ends_sentence(line: str) -> bool:
    """Whether a line ends with a sentence; nearly all that do not end with a letter or a comma."""
    last = line[-1:]
    return not (last.isalpha() or last == ",") and _SENTENCE_END.search(line[-_TAIL:]) is not None


def _free(entry: _Break, width: int) -> int:
    """Return how much of the line was left free although the next word would have fitted."""
    first = entry.after.split(" ", 1)[0]
    return width - len(entry.before) - 1 - len(first)


def _false_break(entry: _Break, width: int) -> bool:
    """Whether a column or page ended here inside a sentence."""
    before, after = entry.before.rstrip(), entry.after
    if _TERMINAL.search(before[-_TAIL:]) or before.endswith(_CLOSING_QUOTES):
        return False
    if after[:1].islower():
        return True
    if not before or not after or not (after[0].isalnum() or after[0] == "("):
        # Quotations set off from the text open with a quotation mark.
        return False
    last = before.rsplit(" ", 1)[-1]
    if last in _FUNCTION_WORDS:
        return True
    return (
        last.islower() and last.isalpha() and len(before) > 0.7 * width and _free(entry, width) <= 0
    )
