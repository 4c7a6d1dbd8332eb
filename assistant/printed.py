"""What a command did or found, and an answer, as text for a terminal; and its progress bars."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.schema import Answer
    from vectorstore.corrections import Correction
    from vectorstore.schema import IngestSummary, Retrieved, Statement, Status


def summary_text(summary: IngestSummary) -> str:
    """Return what an ingest did, for a reader."""
    lines = [
        f"{summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged, "
        f"{len(summary.refused)} refused; {summary.paragraphs:,} paragraphs "
        f"in {summary.seconds:.1f} s"
    ]
    if summary.repairs:
        kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(summary.repairs.items()))
        lines.append(f"repairs recorded: {kinds}")
    lines += [f"refused: {refused.source}: {refused.reason}" for refused in summary.refused]
    return "\n".join(lines)


def status_text(now: Status) -> str:
    """Return what a record holds, and the health of its parts."""
    return "\n".join(
        (
            f"{now.statements:,} statements, {now.paragraphs:,} paragraphs, "
            f"{now.speakers:,} speakers",
            f"{len(now.countries)} countries, {len(now.meetings)} meetings",
            f"dated {now.date_from or '-'} to {now.date_to or '-'}; {now.undated} undated",
            f"snapshot {now.snapshot}",
            *(f"{part}: {health}" for part, health in now.health.items()),
        )
    )


def hit_text(hit: Retrieved, statement: Statement) -> str:
    """Return a paragraph that was found, under whose it is and where it stands."""
    voice = statement.voice_of(hit.paragraph)
    who = " ".join(filter(None, [voice.speaker, f"({voice.country})" * bool(voice.country)]))
    return (
        f"{hit.rank:>3}  {hit.score:.3f}  {statement.meeting or statement.id}, "
        f"{who or 'speaker unknown'}, {statement.date or 'undated'}, "
        f"{hit.statement_id} para. {hit.paragraph}\n     {hit.text}\n"
    )


def statement_text(statement: Statement, paragraph: int | None = None) -> str:
    """Return a statement, or one paragraph of it, under whose it is."""
    voice = statement.voices[0]
    heading = (
        f"{statement.id}: {voice.speaker or 'speaker unknown'} ({voice.country or '-'}), "
        f"{statement.meeting or 'no meeting'}, {statement.date or statement.date_from or 'undated'}"
    )
    shown = (each.number for each in statement.paragraphs if paragraph in (None, each.number))
    return "\n\n".join(
        (heading, *(f"[{number}] {statement.paragraph_text(number)}" for number in shown))
    )


def corrections_text(made: Sequence[Correction]) -> str:
    """Return a line for each correction."""
    return "\n".join(map(_correction, made)) or "nothing has been corrected"


def answer_text(answer: Answer) -> str:
    """Return an answer with its citations, as plain text."""
    from assistant.citations import reference
    from assistant.schema import MAY_NOT_ANSWER

    lines = [answer.text, ""]
    if MAY_NOT_ANSWER in answer.notes:
        lines = [MAY_NOT_ANSWER, *lines]
    if answer.refusal:
        lines = [f"No answer ({answer.refusal.reason}): {answer.refusal.detail}", ""]
    lines += [f"[{cited.n}] {reference(cited)}" for cited in answer.citations]
    checked = [s for s in answer.sentences if s.support != "none_needed"]
    supported = sum(s.support in ("verbatim", "supported") for s in checked)
    if checked:
        lines += ["", f"{supported} of {len(checked) + len(answer.removed)} sentences supported"]
    lines += [f"({note})" for note in answer.notes if note != MAY_NOT_ANSWER]
    lines.append(f"answer {answer.id}, {answer.mode}")
    return "\n".join(lines)


def _correction(one: Correction) -> str:
    field = one.field if one.voice == 1 else f"{one.field} of voice {one.voice}"
    what = "taken back" if one.value is None else f"is {one.value or 'not known'}"
    return f"{one.made}  {one.statement_id}  {field} {what}, by {one.who}"


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function (stage, done, total) that draws a progress bar on standard error."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total or None)
            bar.update(tasks[stage], completed=done, total=total or None)

        yield report
