"""The whole command line: the assistant's commands and, beside them, `eval`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import DataDir, app, run
from assistant.printed import progress_bar

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.ui.page import Tab
    from vectorstore.record import Record

eval_app = typer.Typer(
    no_args_is_help=True, help="Run a set of questions and answers, and see how right it is."
)
app.add_typer(eval_app, name="eval")

Cases = Annotated[
    Path | None, typer.Argument(help="JSONL, CSV or a BEIR folder; else the set that is shipped.")
]
Out = Annotated[Path, typer.Option("--out", help="Folder of the run.")]
Split = Annotated[str | None, typer.Option(help="Only cases with this tag: dev, test.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Only the first so many cases.")]
Bars = Annotated[list[str] | None, typer.Option(help="A bar, as hit@5=0.90; may be repeated.")]


def main() -> None:
    """Run `onrecord`."""
    run(app, _tabs)


def _tabs(settings: Settings) -> Sequence[Tab]:
    """Return the tabs that evaluations add to the page."""
    from eval.ui import tabs

    return tabs(settings)


@eval_app.command("run")
def run_cases(
    cases: Cases = None,
    *,
    out: Out,
    split: Split = None,
    limit: Limit = None,
    fail_under: Bars = None,
    fail_over: Bars = None,
    judge: Annotated[bool, typer.Option("--judge", help="Let the model judge as well.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Ask every question of a set, score the answers, and write a report.

    A run that was cut off goes on where it stopped.
    """
    from assistant.build import build_assistant
    from eval.bars import bars, missed
    from eval.cases import shipped
    from eval.errors import EvalError
    from eval.judge import judge_model
    from eval.report import write_reports
    from eval.report.markdown import brief
    from eval.run import Options
    from eval.run import run as run_all

    wanted = [*bars(fail_under or ()), *bars(fail_over or (), over=True)]
    with _opened(data_dir) as (settings, record), progress_bar() as report:
        assistant = build_assistant(settings, record)
        options = Options(settings, split, limit, judge_model(settings) if judge else None)
        summary = run_all(cases or shipped(), out, assistant, options, report)
    print(brief(summary))
    print(f"report: {write_reports(out)}")
    if below := missed(summary, wanted):
        raise EvalError("; ".join(below))


@eval_app.command()
def report(run: Annotated[Path, typer.Argument(help="Folder of a run.")]) -> None:
    """Write a run's report again: report.html, report.md, report.csv."""
    from eval.report import write_reports

    print(write_reports(run))


@eval_app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="Folder of a run.")],
    after: Annotated[Path, typer.Argument(help="Folder of another run of the same cases.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the report; else that of AFTER.")
    ] = None,
) -> None:
    """Compare two runs case by case; no difference is called one that chance may have made."""
    from eval.compare import compared
    from eval.folder import RunFolder
    from eval.report import write_comparison
    from eval.report.markdown import differences

    pair = compared(RunFolder(before), RunFolder(after))
    print(differences(pair))
    print(f"report: {write_comparison(pair, out or after)}")


@eval_app.command()
def ablation(
    cases: Cases = None,
    *,
    out: Out,
    split: Split = None,
    limit: Limit = None,
    data_dir: DataDir = None,
) -> None:
    """Search with one part after the other switched on, and see what each is worth."""
    from eval.ablation import ablate
    from eval.cases import shipped
    from eval.report.markdown import steps

    with _opened(data_dir) as (_, record), progress_bar() as report:
        print(steps(ablate(cases or shipped(), out, record, (split, limit), report)))


@eval_app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="Cases in any format that is read.")],
    target: Annotated[Path, typer.Argument(help="File, or folder for BEIR.")],
    to: Annotated[str, typer.Option("--to", help="native, csv, beir or ragas.")] = "native",
    data_dir: DataDir = None,
) -> None:
    """Write a set of cases in another format."""
    from eval.formats import FORMATS
    from eval.formats import convert as converted
    from eval.sources import Sources

    form = next((each for each in FORMATS if each == to), None)
    if form is None:
        raise typer.BadParameter(f"{to!r}: write one of {', '.join(FORMATS)}")
    with _opened(data_dir) as (_, record):
        done = converted(source, target, form, Sources(record))
    print(f"{done.cases} cases written to {target}")
    for field, cases in sorted(done.lost.items()):
        print(f"{to} has no place for {field}: left out of {cases} cases", file=sys.stderr)


@contextmanager
def _opened(data_dir: Path | None) -> Iterator[tuple[Settings, Record]]:
    """Yield the settings and the record that they name."""
    from assistant.build import data_dir as directory
    from assistant.build import quiet_dependencies
    from assistant.settings import load
    from vectorstore.record import Record

    quiet_dependencies()
    settings = load(Path(".env") if Path(".env").is_file() else None)
    if data_dir:
        settings = settings.model_copy(update={"data": data_dir})
    with Record.open(directory(settings)) as record:
        yield settings, record
