"""Turns of a conversation in, the HTML of the left-hand column out."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.schema import MAY_NOT_ANSWER, Answer, Citation, Removed
from assistant.ui.markup import copy_button, escape, inline, prose
from assistant.ui.turn import Limit, Turn, body, limits, plain, readable_date, support, support_line

REFUSED = {
    "absent_source": "Not in the record",
    "not_said": "Nothing said on this",
    "unclear": "The question can be read in more than one way",
    "off_record": "Not a question about the record",
}
FIELD_NAMES = {
    "date_from": "from",
    "date_to": "to",
    "topic": "agenda item",
    "statement": "statement",
}


def conversation(turns: Iterable[Turn]) -> str:
    """Return the turns in order."""
    return "".join(turn_article(turn) for turn in turns)


def turn_article(turn: Turn) -> str:
    """Return one question with its reply, as far as it has come."""
    busy = "false" if turn.finished else "true"
    return (
        f'<article class="turn" id="turn-{turn.number}" data-turn="{turn.number}" '
        f'aria-busy="{busy}"><h3 class="asked">{escape(turn.asked.question)}</h3>'
        f"{_limits(turn)}{_reply(turn)}</article>"
    )


def _limits(turn: Turn) -> str:
    """Return what the search was limited to; what was read from the question can be taken off."""
    chips = "".join(_chip(limit, turn.number) for limit in limits(turn))
    notes = "".join(f'<li class="note">{escape(note)}</li>' for note in turn.notes)
    if not chips and not notes:
        return ""
    return f'<ul class="limits" aria-label="How the question was read">{chips}{notes}</ul>'


def _chip(limit: Limit, turn: int) -> str:
    """Return one limit, with a button to take it off where it was read from the question."""
    name = FIELD_NAMES.get(limit.field, limit.field)
    value = readable_date(limit.value) if limit.field.startswith("date") else limit.value
    text = f"<span>{escape(name)}</span> {escape(value)}"
    if not limit.read:
        return f'<li class="chip" title="Set in the filters">{text}</li>'
    label = escape(f"Ask again without {name} {value}")
    return (
        f'<li class="chip read" title="Read from the question">{text}'
        f'<button type="button" class="drop" data-turn="{turn}" data-field="{escape(limit.field)}" '
        f'data-value="{escape(limit.value)}" aria-label="{label}" title="{label}">×</button></li>'
    )


def _reply(turn: Turn) -> str:
    """Return the answer, the refusal, the fault, or how far it has come."""
    if turn.fault is not None:
        return (
            f'<div class="reply fault" role="alert"><p class="kind">No answer</p>'
            f"<p>{escape(turn.fault)}</p></div>"
        )
    if turn.answer is None:
        return _so_far(turn)
    if turn.answer.refusal is not None:
        return _refused(turn.answer, turn)
    return _answered(turn.answer, turn)


def _so_far(turn: Turn) -> str:
    """Return the sentences that have passed the check, and what is being done."""
    text = "\n\n".join(said.sentence.text for said in turn.said)
    written = (
        f'<div class="answer">{prose(text, turn.number, turn.citations)}</div>' if text else ""
    )
    doing = "Reading the question"
    if turn.understood is not None:
        doing = "Searching the record and checking each sentence against it"
    return (
        f'<div class="reply" aria-live="polite">{written}<p class="doing" role="status">'
        f'<span class="pulse" aria-hidden="true"></span>{doing} …</p></div>'
    )


def _refused(answer: Answer, turn: Turn) -> str:
    """Return a refusal, which says its kind first and never looks like an answer."""
    assert answer.refusal is not None
    text = answer.text.strip() or answer.refusal.detail
    detail = answer.refusal.detail.strip()
    more = f"<p>{escape(detail)}</p>" if detail and detail not in text else ""
    return (
        f'<div class="reply refused" data-reason="{escape(answer.refusal.reason)}">'
        f'<p class="kind">{escape(REFUSED[answer.refusal.reason])}</p>'
        f'<div class="answer">{prose(text, turn.number, answer.citations)}</div>{more}'
        f"{_foot(answer)}</div>"
    )


def _answered(answer: Answer, turn: Turn) -> str:
    """Return an answer with what it counts, how far it read, and how it is supported."""
    doubt = MAY_NOT_ANSWER in answer.notes
    unsure = f'<p class="kind">{escape(MAY_NOT_ANSWER)}</p>' if doubt else ""
    return (
        f'<div class="reply">{unsure}<div class="answer">'
        f"{prose(body(answer), turn.number, answer.citations)}</div>"
        f"{_coverage(answer)}{_removed(answer.removed, turn, answer.citations)}"
        f"{_foot(answer)}</div>"
    )


def _coverage(answer: Answer) -> str:
    """Return the certificate of a survey: how much of the record it read, by which rule."""
    read = answer.coverage
    if read is None:
        return ""
    undated = f", {read.excluded_undated} left out as undated" if read.excluded_undated else ""
    return (
        f'<p class="coverage">Read {read.read} of {read.in_scope} statements in scope: '
        f"{read.matched} matched, {read.borderline} borderline, {read.unreadable} unreadable"
        f"{undated}. Rule: {escape(read.rule)}</p>"
    )


def _removed(removed: Iterable[Removed], turn: Turn, citations: Iterable[Citation]) -> str:
    """Return what the check took out or replaced, closed until a reader asks for it."""
    by_number = {citation.n: citation for citation in citations}
    rows = ""
    for sentence in removed:
        instead = ""
        if sentence.replaced_by is not None:
            shown = inline(sentence.replaced_by, turn.number, by_number)
            instead = f"<p>Shown instead: {shown}</p>"
        rows += (
            f"<li><del>{escape(sentence.text)}</del><p>{escape(sentence.reason)}</p>{instead}</li>"
        )
    if not rows:
        return ""
    return (
        '<details class="removed"><summary>What the check took out</summary>'
        f"<ul>{rows}</ul></details>"
    )


def _foot(answer: Answer) -> str:
    """Return the line under a reply: support, mode, time, and the button to copy."""
    facts = []
    line = support_line(answer)
    if line:
        counted = support(answer)
        whole = "whole" if counted.supported == counted.written else "part"
        facts.append(f'<span class="support {whole}">{escape(line)}</span>')
    facts.append(f'<span class="by">{escape(mode_name(answer.mode))}</span>')
    total = answer.timings_ms.get("total")
    if total:
        facts.append(f"<span>{total / 1000:.1f} s</span>")
    label = "Copy with citations" if answer.citations else "Copy"
    copy = copy_button(plain(answer), label, about="Copy the answer with its citations")
    return f'<footer class="foot"><p>{"".join(facts)}</p>{copy}</footer>'


def mode_name(mode: str) -> str:
    """Return 'Quotations only' for 'extractive', 'Model gpt-x' for 'model:gpt-x'."""
    kind, _, name = mode.partition(":")
    return f"Model {name}" if kind == "model" and name else "Quotations only"
