"""A small real record: the 21 statements of one meeting on Ukraine, embedded once for all tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import vectorstore
from vectorstore.embed import Embedder
from vectorstore.record import Record

MEETING = Path(vectorstore.__file__).parent / "sample/council/ukraine/UNSC_2014_SPV.7138"


@pytest.fixture(scope="session")
def minilm() -> Embedder:
    return Embedder()


@pytest.fixture(scope="session")
def meeting_files() -> Path:
    return MEETING


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory, minilm: Embedder) -> Path:
    directory = tmp_path_factory.mktemp("meeting")
    with Record.open(directory, minilm, create=True) as record:
        record.ingest([MEETING])
    return directory


@pytest.fixture
def meeting_data(tmp_path: Path, _built: Path) -> Path:
    """Its data directory, a copy for each test."""
    return Path(shutil.copytree(_built, tmp_path / "data"))


@pytest.fixture
def meeting(meeting_data: Path, minilm: Embedder) -> Iterator[Record]:
    """The record itself, opened, a copy for each test."""
    with Record.open(meeting_data, minilm) as record:
        yield record
