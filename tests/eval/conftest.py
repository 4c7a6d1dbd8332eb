"""Fixtures of the evaluation's tests: a few shipped cases, and one run of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.chain import Assistant
from assistant.settings import Settings
from eval.cases import shipped
from eval.run import Options, run

EACH = 2  # cases of each of these categories
CATEGORIES = ("fact", "paraphrase", "count", "unanswerable")


@pytest.fixture(scope="session")
def options() -> Options:
    """The whole of a set, with the settings as they are by default."""
    return Options(Settings(_env_file=None))


@pytest.fixture(scope="session")
def few_cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first shipped cases of some categories, in a file of their own."""
    taken: dict[str, list[str]] = {name: [] for name in CATEGORIES}
    for line in shipped().read_text(encoding="utf-8").splitlines():
        lines = taken.get(json.loads(line)["category"], [])
        if len(lines) < EACH:
            lines.append(line + "\n")
    path = tmp_path_factory.mktemp("cases") / "few.jsonl"
    path.write_text("".join(line for lines in taken.values() for line in lines), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def few_run(
    few_cases: Path,
    assistant: Assistant,
    options: Options,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The folder of a run of the few cases. Only its reports may be written anew: copy it."""
    out = tmp_path_factory.mktemp("runs") / "few"
    run(few_cases, out, assistant, options)
    return out
