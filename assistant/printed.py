"""What a command did, and an answer, as text for a terminal; and its progress bars."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.schema import Answer
    from vectorstore.schema import IngestSummary


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
