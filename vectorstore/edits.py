"""Changes to a source's characters in, the text after them and its repairs out."""

from __future__ import annotations

from typing import Literal, NamedTuple

from vectorstore.schema import Repair

Kind = Literal[
    "line_wrap",
    "hyphen_kept",
    "hyphen_joined",
    "false_break",
    "blank_lines",
    "running_head",
    "soft_hyphen",
    "encoding",
    "invisible",
    "edge",
]


class Edit(NamedTuple):
    """`source[start:end]` becomes `new`."""

    start: int
    end: int
    new: str
    kind: Kind


class Mended(NamedTuple):
    """Running text, and what was done to come by it."""

    text: str
    repairs: tuple[Repair, ...]


def apply(source: str, edits: list[Edit]) -> Mended:
    """Return the text after `edits`; of two that overlap the earlier one counts."""
    parts: list[str] = []
    repairs: list[Repair] = []
    position = length = 0
    for edit in sorted(edits):
        if edit.start < position or source[edit.start : edit.end] == edit.new:
            continue
        parts += [source[position : edit.start], edit.new]
        start = length + edit.start - position
        length = start + len(edit.new)
        raw = source[edit.start : edit.end]
        repairs.append(Repair(kind=edit.kind, start=start, end=length, raw=raw))
        position = edit.end
    parts.append(source[position:])
    return Mended("".join(parts), tuple(repairs))


def overlap(one: Edit, other: Edit) -> bool:
    """Whether two edits change the same characters."""
    return one.start < other.end and other.start < one.end
