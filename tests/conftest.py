"""Fixtures shared by all tests: the bundled record, read in once and kept between runs."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.build import build_assistant, quiet_dependencies
from assistant.chain import Assistant
from assistant.settings import Settings
from vectorstore.embed import Embedder
from vectorstore.record import Record

quiet_dependencies()

REPOSITORY = Path(__file__).parents[1]
SAMPLE = REPOSITORY / "vectorstore" / "sample"
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
def assistant(council: Record) -> Assistant:
    """The assistant without a model over the bundled record."""
    return build_assistant(Settings(_env_file=None), council)
