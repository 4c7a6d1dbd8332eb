"""The command line: one verb a command; heavy imports wait inside the commands."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.printed import (
    answer_text,
    corrections_text,
    hit_text,
    progress_bar,
    statement_text,
    status_text,
    summary_text,
)

if TYPE_CHECKING:
    from assistant.chain import Assistant
    from assistant.settings import Settings
    from assistant.ui.page import Tabs
    from vectorstore.record import Record
    from vectorstore.schema import Filters

SOME_REFUSED = 65  # EX_DATAERR of sysexits.h
BUSY = 75  # EX_TEMPFAIL

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Folder of the record; else ONRECORD_DATA.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Country = Annotated[list[str] | None, typer.Option(help="Only statements by this country.")]
Speaker = Annotated[list[str] | None, typer.Option(help="Only statements by this speaker.")]
Body = Annotated[list[str] | None, typer.Option(help="Only statements to this body.")]
Meeting = Annotated[list[str] | None, typer.Option(help="Only this meeting: S/PV.7219.")]
Since = Annotated[str | None, typer.Option("--from", help="Not before this date: 2014-07-18.")]
Until = Annotated[str | None, typer.Option("--to", help="Not after this date.")]


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"onrecord {version('onrecord')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Ask what was said; see who said it, where, word for word."""


def main() -> None:
    """Run the command line; an error is one line, and its exit code tells its kind."""
    run(app)


def run(commands: typer.Typer, tabs: Tabs | None = None) -> None:
    """Run `commands` with the error handling of this command line; `serve` shows `tabs` too."""
    from vectorstore.errors import OnRecordError, RecordBusyError

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    try:
        commands(obj=tabs)
    except RecordBusyError as error:
        _complain(str(error))
        sys.exit(BUSY)
    except OnRecordError as error:
        _complain(str(error))
        sys.exit(1)


@app.command()
def ingest(paths: list[Path], data_dir: DataDir = None, as_json: Json = False) -> None:
    """Read statements from files or folders into the record."""
    from assistant.build import record_for_writing
    from vectorstore.errors import ReadError

    for path in paths:
        if not path.exists():
            raise ReadError(str(path), f"there is no such file or folder; looked from {Path.cwd()}")
    record_folder, settings = _directory(data_dir), _settings(data_dir)
    with record_for_writing(record_folder, settings) as record, progress_bar() as report:
        summary = record.ingest(paths, report)
    if as_json:
        _print_json(summary.model_dump(mode="json"))
    else:
        print(summary_text(summary))
    if summary.refused:
        raise typer.Exit(SOME_REFUSED)


@app.command()
def status(data_dir: DataDir = None, as_json: Json = False) -> None:
    """Show what the record holds and whether its indexes are whole."""
    with _record(data_dir) as record:
        now = record.status()
    if as_json:
        _print_json(now.model_dump(mode="json"))
    else:
        print(status_text(now))


@app.command()
def search(
    words: str,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Paragraphs to find.")] = 20,
    country: Country = None,
    speaker: Speaker = None,
    body: Body = None,
    meeting: Meeting = None,
    since: Since = None,
    until: Until = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Find the paragraphs nearest to some words."""
    limits = _filters(country, speaker, body, meeting, since, until)
    with _record(data_dir) as record:
        found = record.search(words, limits, k)
        if as_json:
            _print_json([hit.model_dump(mode="json") for hit in found])
            return
        for hit in found:
            print(hit_text(hit, record.statement(hit.statement_id)))


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument()] = None,
    batch: Annotated[Path | None, typer.Option(help="JSONL file, one question a line.")] = None,
    history: Annotated[
        Path | None, typer.Option(help="File with the earlier questions, one a line.")
    ] = None,
    country: Country = None,
    speaker: Speaker = None,
    body: Body = None,
    meeting: Meeting = None,
    since: Since = None,
    until: Until = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Ask a question, or a batch of them; each answer quotes the record and says where."""
    from assistant.schema import Question

    if (question is None) == (batch is None):
        raise typer.BadParameter("give a question, or --batch with a file of questions")
    limits = _filters(country, speaker, body, meeting, since, until)
    if batch and (history or not limits.empty):
        raise typer.BadParameter("each line of a batch has its own history and filters")
    turns = tuple(_lines(history)) if history else ()
    with _assistant(data_dir) as assistant:
        if batch:
            _ask_batch(assistant, batch)
            return
        answer = assistant.ask(Question(question=question or "", history=turns, filters=limits))
    if as_json:
        _print_json(answer.model_dump(mode="json", by_alias=True))
    else:
        print(answer_text(answer))


@app.command()
def show(
    statement_id: str,
    paragraph: Annotated[int | None, typer.Option(min=1, help="Only this paragraph.")] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show a statement, or one paragraph of it, with what is known about it."""
    from vectorstore.errors import RecordMissingError

    with _record(data_dir) as record:
        statement = record.statement(statement_id)
    if paragraph and paragraph > len(statement.paragraphs):
        raise RecordMissingError(
            f"{statement_id} has {len(statement.paragraphs)} paragraphs, no paragraph {paragraph}"
        )
    if as_json:
        _print_json(statement.model_dump(mode="json"))
    else:
        print(statement_text(statement, paragraph))


@app.command()
def answer(answer_id: str, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Show an earlier answer again, by its id."""
    from assistant.schema import Answer
    from assistant.standing import Standing

    with _record(data_dir) as record:
        stored = record.answer(answer_id)
        shown = Standing(record).answer(Answer.model_validate_json(stored))
    print(stored if as_json else answer_text(shown))


@app.command()
def remove(statement_ids: list[str], data_dir: DataDir = None) -> None:
    """Take statements out of the record and of every index, with the answers that quote them."""
    with _record(data_dir) as record:
        removed = record.remove(statement_ids)
    print(f"removed {removed} of {len(statement_ids)} statements")


@app.command()
def correct(
    statement_id: str,
    field: Annotated[str, typer.Argument(help="speaker, country, date, meeting, topic, ...")],
    who: Annotated[str, typer.Option(help="Who corrects; kept beside the correction.")],
    value: Annotated[
        str | None, typer.Argument(help="The right value; '' where it is not known.")
    ] = None,
    voice: Annotated[int, typer.Option(min=1, help="Of several that speak in it.")] = 1,
    undo: Annotated[bool, typer.Option("--undo", help="Take the correction back.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Correct what is known of a statement; the source's own value stays beside it."""
    from vectorstore.corrections import value_of

    if (value is None) != undo:
        raise typer.BadParameter("give the right value, or --undo to take the correction back")
    with _record(data_dir) as record:
        record.correct(statement_id, field, value, who, voice)
        now = value_of(record.statement(statement_id), field, voice) or "not known"
        read = value_of(record.original(statement_id), field, voice) or "not known"
    print(f"{statement_id}: {field} is now {now}" + f"; the source has {read}" * (not undo))


@app.command()
def corrections(
    statement_id: Annotated[str | None, typer.Argument(help="Only of this one.")] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List all that was corrected or taken back: when, by whom, in which statement."""
    with _record(data_dir) as record:
        made = record.corrections([statement_id] if statement_id else None)
    if as_json:
        _print_json([one.model_dump(mode="json") for one in made])
    else:
        print(corrections_text(made))


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to serve at.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0: a free one.")] = None,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Let nobody add, correct or remove statements.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Serve the page; reads the bundled record in first where there is none."""
    from assistant.build import quiet_dependencies

    quiet_dependencies()
    from assistant.ui.page import serve_page

    settings = _settings(data_dir)
    if read_only:
        settings = settings.model_copy(update={"read_only": True})
    port = settings.port if port is None else port
    serve_page(settings, host or settings.host, port, progress_bar, context.obj)


def _ask_batch(assistant: Assistant, path: Path) -> None:
    from pydantic import ValidationError

    from assistant.schema import Question
    from vectorstore.errors import ReadError

    failed = False
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            question = Question.model_validate_json(line)
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            place = ".".join(map(str, problem["loc"])) or "line"
            _complain(str(ReadError(f"{path}:{number}", f"{place}: {problem['msg']}")))
            failed = True
            continue
        answer = assistant.ask(question)
        if question.id:
            answer = answer.model_copy(update={"id": question.id})
        print(answer.model_dump_json(by_alias=True), flush=True)
    if failed:
        raise typer.Exit(SOME_REFUSED)


def _lines(path: Path) -> list[str]:
    from vectorstore.errors import ReadError

    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(str(path), f"cannot be read: {error}") from error


def _filters(
    country: list[str] | None,
    speaker: list[str] | None,
    body: list[str] | None,
    meeting: list[str] | None,
    since: str | None,
    until: str | None,
) -> Filters:
    from pydantic import ValidationError

    from vectorstore import countries
    from vectorstore.schema import Filters
    from vectorstore.symbols import normalise

    try:
        return Filters.model_validate(
            {
                "country": tuple(countries.canonical(name) or name for name in country or ()),
                "speaker": tuple(speaker or ()),
                "body": tuple(body or ()),
                "meeting": tuple(normalise(symbol) for symbol in meeting or ()),
                "from": since,
                "to": until,
            }
        )
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        raise typer.BadParameter(
            f"{problem['loc'][0]}: {problem['msg']}: write 2014-07-18"
        ) from None


def _settings(data_dir: Path | None) -> Settings:
    from assistant.settings import load

    settings = load(Path(".env") if Path(".env").is_file() else None)
    return settings.model_copy(update={"data": data_dir}) if data_dir else settings


def _directory(data_dir: Path | None) -> Path:
    from assistant.build import data_dir as directory
    from assistant.build import quiet_dependencies

    quiet_dependencies()
    return directory(_settings(data_dir))


def _record(data_dir: Path | None) -> Record:
    from vectorstore.record import Record

    return Record.open(_directory(data_dir))


@contextmanager
def _assistant(data_dir: Path | None) -> Iterator[Assistant]:
    from assistant.build import build_assistant

    with _record(data_dir) as record:
        yield build_assistant(_settings(data_dir), record)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _complain(message: str) -> None:
    print(f"onrecord: {' '.join(message.split())}", file=sys.stderr)
