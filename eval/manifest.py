"""A record, an assistant and its settings in; what a run was made with, so that it can be repeated.

Secrets, paths and addresses stay out: two runs of one commit differ in their times alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import platform
import subprocess
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from pydantic import Field, JsonValue

from assistant import prompts
from assistant.chain import Assistant
from assistant.settings import Settings
from eval.cases import ReadyCase
from eval.errors import EvalError
from eval.formats.native import line
from eval.intervals import SEED
from vectorstore.schema import Frozen

PACKAGES = (
    *("chromadb", "ir-measures", "langchain", "langchain-chroma", "langchain-core"),
    *("langchain-openai", "numpy", "onnxruntime", "openai", "pydantic", "scipy", "tantivy"),
    "tokenizers",
)
# Where things are on one machine, and how long it waits, change no answer.
UNTOLD = {
    "data", "base_url", "api_key", "host", "port", "price_in", "price_out", "currency",
}  # fmt: skip
CODE = ("assistant", "vectorstore", "eval", "prompts")
CODE_SUFFIXES = {".py", ".md", ".csv"}


class Times(Frozen):
    """When a run was made; the only fields that differ between two runs of one commit."""

    started: dt.datetime
    finished: dt.datetime | None = None
    seconds: float = Field(0.0, description="Of answering and scoring, since it was last begun.")


class Selection(Frozen):
    """Which cases of which file are run."""

    cases: str = Field(description="The file's name, without its folder.")
    sha256: str = Field(description="Hex digest of the cases run, as native JSONL.")
    count: int = Field(ge=1)
    split: str | None = None
    limit: int | None = None


class Manifest(Frozen):
    """Everything that a run's figures depend on."""

    schema_: int = Field(1, alias="schema")
    selection: Selection
    snapshot: str
    mode: str = Field(description="'extractive' or 'model:<name>'")
    settings: dict[str, JsonValue] = Field(description="Without secrets, paths and addresses.")
    prompts: tuple[str, ...] = Field(description="'answer@2', ...")
    judge: str | None = Field(None, description="Name and prompt of the model that judges.")
    embedder: str
    seed: int = SEED
    version: str = Field(description="Of OnRecord.")
    commit: str | None = Field(None, description="None outside a checkout.")
    code: str = Field(description="'sha256:...' over the program's files, committed or not.")
    packages: dict[str, str]
    python: str
    times: Times

    def changed(self, other: Manifest) -> list[str]:
        """Return the names of the fields that differ and bear on answers.

        Times do not; nor does the commit, whose code has its own digest.
        """
        names = (name for name in type(self).model_fields if name not in ("times", "commit"))
        return [n.rstrip("_") for n in names if getattr(self, n) != getattr(other, n)]


def manifest(
    assistant: Assistant,
    settings: Settings,
    selection: Selection,
    judge: str | None = None,
) -> Manifest:
    """Return the manifest of a run that begins now."""
    return Manifest(
        selection=selection,
        snapshot=assistant.record.snapshot,
        mode=assistant.mode,
        settings=told(settings),
        prompts=tuple(prompts.load(name).ref for name in ("answer", "judge", "rewrite")),
        judge=judge,
        embedder=assistant.record.embedder.name,
        version=version_of("onrecord"),
        commit=commit(),
        code=code_digest(),
        packages={name: version_of(name) for name in PACKAGES},
        python=platform.python_version(),
        times=Times(started=now()),
    )


def select(
    ready: Sequence[ReadyCase], source: Path, split: str | None, limit: int | None
) -> tuple[list[ReadyCase], Selection]:
    """Return the cases of `split` (a tag), at most `limit` of them, and what was selected.

    Raises:
        EvalError: no case has the tag.
    """
    kept = [each for each in ready if split is None or split in each.case.tags][:limit]
    if not kept:
        raise EvalError(f"{source}: none of its {len(ready)} cases has the tag {split!r}")
    text = "\n".join(line(each.case) for each in kept)
    digest = hashlib.sha256(text.encode()).hexdigest()
    name = source.name or source.resolve().name
    return kept, Selection(cases=name, sha256=digest, count=len(kept), split=split, limit=limit)


def told(settings: Settings) -> dict[str, JsonValue]:
    """Return the settings that bear on answers."""
    return settings.model_dump(mode="json", exclude=UNTOLD)


def now() -> dt.datetime:
    """Return the time, to the second, in UTC."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def version_of(package: str) -> str:
    """Return the installed version, or 'not installed'."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def commit() -> str | None:
    """Return the commit of the checkout this program runs from; None where it is installed."""
    root = Path(str(files("eval"))).parent
    if not (root / ".git").exists():
        return None
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"],  # noqa: S607 - whichever git the person has
            cwd=root, capture_output=True, text=True, timeout=10, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip() or None


def code_digest() -> str:
    """Return a digest of the program's own files, which tells changes not yet committed."""
    digest = hashlib.sha256()
    for path in _code():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return "sha256:" + digest.hexdigest()


def _code() -> Iterable[Path]:
    for package in CODE:
        root = Path(str(files(package)))
        yield from sorted(
            path
            for path in root.rglob("*")
            if path.suffix in CODE_SUFFIXES and "sample" not in path.parts
        )
