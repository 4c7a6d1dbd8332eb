"""What is built and shipped: the wheel's contents, the locks, the tables and prompts."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built from the checkout."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_all_that_runs(wheel: set[str]) -> None:
    assert {
        "prompts/answer.md",
        "vectorstore/minilm/model.int8.onnx",
        "vectorstore/minilm/LICENSE",
        "vectorstore/tables/countries.csv",
        "vectorstore/sample/seed/000_4221a76e69d2ea31.txt",
        "eval/cases/council.jsonl",
        "assistant/ui/style.css",
    } <= wheel
    council = [name for name in wheel if name.startswith("vectorstore/sample/council/")]
    assert len(council) == 375


def test_the_wheel_holds_nothing_else(wheel: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel}
    assert {top for top in tops if not top.startswith("onrecord-")} == {
        "assistant", "eval", "prompts", "vectorstore",
    }  # fmt: skip


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_hashes_and_no_host(lock: str) -> None:
    text = (REPOSITORY / lock).read_text()
    packages = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in text


def test_torch_is_no_dependency() -> None:
    assert not re.search(r"(?m)^torch\b", (REPOSITORY / "requirements-dev.lock").read_text())


def test_files_name_no_machine() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "*.py", "*.md", "*.toml", "Makefile", ".ci/run"],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    ).stdout.split()  # fmt: skip
    machine = re.compile(r"(?<![\w.-])/(?:tmp|work|root|home)/[a-z]")
    named = [name for name in tracked if machine.search(Path(REPOSITORY / name).read_text())]
    assert named == []
