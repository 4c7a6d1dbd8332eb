"""What the tests of this layer call the model and the files of one real meeting."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MEETING
from vectorstore.embed import Embedder


@pytest.fixture(scope="session")
def minilm(embedder: Embedder) -> Embedder:
    return embedder


@pytest.fixture(scope="session")
def meeting_files() -> Path:
    return MEETING
