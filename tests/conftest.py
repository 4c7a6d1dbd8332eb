"""Fixtures shared by all tests: the bundled record, read in once and kept between runs."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.build import build_assistant, quiet_dependencies
from assistant.chain import Assistant
from assistant.settings import Settings
from vectorstore.embed import Embedder
from vectorstore.record import Record

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from tests.browsing import Opener

quiet_dependencies()

REPOSITORY = Path(__file__).parents[1]
SAMPLE = REPOSITORY / "vectorstore" / "sample"
MEETING = SAMPLE / "council" / "ukraine" / "UNSC_2014_SPV.7138"
LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches them."""
    for name in list(os.environ):
        if name.startswith(("ONRECORD_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_")):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for another machine fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(host).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The bundled embedding model."""
    return Embedder()


@pytest.fixture(scope="session")
def council(request: pytest.FixtureRequest, embedder: Embedder) -> Iterator[Record]:
    """The bundled record. Kept for the next run while the code that makes it stays the same."""
    code = hashlib.sha256()
    for path in sorted((REPOSITORY / "vectorstore").rglob("*")):
        if path.is_file() and path.suffix in {".py", ".csv", ".txt"}:
            code.update(path.read_bytes())
    cache = request.config.cache
    assert cache is not None
    directory = cache.mkdir(f"council-{code.hexdigest()[:12]}")
    with Record.open(directory, embedder, create=True) as record:
        if not record.status().statements or record.unfinished():
            assert record.ingest([SAMPLE]).refused == ()
        yield record


@pytest.fixture(scope="session")
def built_meeting(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """The folder of a small real record: the 21 statements of one meeting on Ukraine."""
    directory = tmp_path_factory.mktemp("meeting") / "data"
    with Record.open(directory, embedder, create=True) as record:
        record.ingest([MEETING])
    return directory


@pytest.fixture
def meeting_data(tmp_path: Path, built_meeting: Path) -> Path:
    """That folder, a copy for each test."""
    return Path(shutil.copytree(built_meeting, tmp_path / "data"))


@pytest.fixture
def meeting(meeting_data: Path, embedder: Embedder) -> Iterator[Record]:
    """The small record itself, opened, a copy for each test."""
    with Record.open(meeting_data, embedder) as record:
        yield record


@pytest.fixture(scope="session")
def assistant(council: Record) -> Assistant:
    """The assistant without a model over the bundled record."""
    return build_assistant(Settings(_env_file=None), council)


@pytest.fixture(scope="module")
def window() -> Iterator[BrowserContext]:
    """A window of the browser, shared by the pages of a module."""
    from tests.browsing import chromium

    with chromium() as context:
        yield context


@pytest.fixture
def opened(window: BrowserContext) -> Iterator[Opener]:
    """Return a function that opens an address in a page of its own."""
    from tests.browsing import opener

    with opener(window) as at:
        yield at
