"""One run's folder: its manifest, one line a finished case, what is shown of the gold, its figures.

A run can be killed at any moment: each finished case is on disk before the next is counted, and a
last line that was cut off is dropped and run again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from eval.errors import EvalError
from eval.manifest import Manifest
from eval.schema import EvalRecord
from eval.sources import Sources
from vectorstore.schema import Frozen

MANIFEST = "manifest.json"
RECORDS = "records.jsonl"
GOLD = "gold.jsonl"
SUMMARY = "summary.json"
ABLATION = "ablation.json"
JUDGED = "judged.jsonl"

M = TypeVar("M", bound=Frozen)


class GoldText(Frozen):
    """A gold paragraph as a report shows it, without the record at hand."""

    key: str
    text: str
    who: str
    where: str


class RunFolder:
    """Reads and writes the files of one run."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def holds_run(self) -> bool:
        """Whether a run was begun here."""
        return (self.path / MANIFEST).is_file()

    def manifest(self) -> Manifest:
        """Return the manifest; EvalError where there is none."""
        if not self.holds_run:
            raise EvalError(f"{self.path}: holds no run: make one with `onrecord eval run`")
        return self.read(MANIFEST, Manifest)

    def records(self) -> list[EvalRecord]:
        """Return the finished cases, in the order of the file; a cut off last line is left out."""
        return self.lines(RECORDS, EvalRecord)

    def gold(self) -> dict[str, GoldText]:
        """Return the gold paragraphs by key."""
        return {each.key: each for each in self.lines(GOLD, GoldText)}

    def begin(self, manifest: Manifest, gold: Iterable[GoldText]) -> None:
        """Write what is known before the first case is run.

        Raises:
            EvalError: the folder cannot be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EvalError(f"{self.path}: {error.strerror}: name another --out") from error
        self.write_lines(GOLD, gold)
        self.write(MANIFEST, manifest)

    def mend(self, name: str = RECORDS) -> None:
        """Cut what a killed run left of a file's last line."""
        path = self.path / name
        if not path.is_file():
            return
        whole = path.read_bytes()
        kept = whole[: whole.rfind(b"\n") + 1]
        if len(kept) < len(whole):
            self._replace(path, kept)

    def append(self, record: Frozen, name: str = RECORDS) -> None:
        """Add a line, such as a finished case; it is on disk when this returns."""
        with (self.path / name).open("ab") as file:
            file.write(record.model_dump_json(by_alias=True).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def finish(self, manifest: Manifest, records: Sequence[EvalRecord]) -> None:
        """Put the cases into the order they were given in, and close the manifest."""
        self.write_lines(RECORDS, records)
        self.write(MANIFEST, manifest)

    def read(self, name: str, model: type[M]) -> M:
        """Return a file of the run as a record."""
        path = self.path / name
        try:
            return model.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, ValidationError) as error:
            raise EvalError(f"{path}: {_first(error)}: run again into another --out") from error

    def lines(self, name: str, model: type[M]) -> list[M]:
        """Return the lines of a file as records; [] where there is none, a torn last one left out.

        Raises:
            EvalError: names file and line that is no such record.
        """
        path = self.path / name
        if not path.is_file():
            return []
        text = path.read_text(encoding="utf-8", errors="replace")
        found = []
        # Not splitlines: a statement may hold other marks that it takes for a line's end.
        for number, each in enumerate(text.split("\n")[:-1], 1):
            try:
                found.append(model.model_validate_json(each))
            except ValidationError as error:
                raise EvalError(f"{path}:{number}: {_first(error)}: run the set again") from error
        return found

    def write(self, name: str, record: Frozen) -> None:
        """Write a record as a file of the run, whole or not at all."""
        text = record.model_dump_json(by_alias=True, indent=1) + "\n"
        self._replace(self.path / name, text.encode())

    def write_lines(self, name: str, records: Iterable[Frozen]) -> None:
        """Write records, one a line, whole or not at all."""
        text = "".join(record.model_dump_json(by_alias=True) + "\n" for record in records)
        self._replace(self.path / name, text.encode())

    def _replace(self, path: Path, content: bytes) -> None:
        beside = path.with_name(path.name + ".new")
        try:
            with beside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except OSError as error:
            raise EvalError(f"{path}: cannot be written: {error.strerror}") from error


def gold_texts(keys: Iterable[tuple[str, int]], sources: Sources) -> list[GoldText]:
    """Return each gold paragraph once, in order of its key, with its speaker and place."""
    found = []
    for statement_id, number in sorted(set(keys)):
        statement = sources.statement(statement_id)
        if statement is None:
            continue
        voice = statement.voice_of(number)
        who = " ".join(filter(None, [voice.speaker, f"({voice.country})" * bool(voice.country)]))
        where = (statement.meeting, str(statement.date or ""), f"para. {number} [our numbering]")
        found.append(
            GoldText(
                key=f"{statement_id}#{number}",
                text=statement.paragraph_text(number),
                who=who or "speaker unknown",
                where=", ".join(part for part in where if part),
            )
        )
    return found


def _first(error: OSError | ValidationError) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    problem = error.errors(include_url=False)[0]
    place = ".".join(map(str, problem["loc"]))
    return f"{place}: {problem['msg']}" if place else problem["msg"]
