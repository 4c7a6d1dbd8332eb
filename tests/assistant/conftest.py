"""Fixtures of the assistant's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from assistant.chain import Assistant
from assistant.ui.page import serve
from tests.assistant.scripted_server import Script, ScriptedServer


@pytest.fixture
def scripted_server() -> Iterator[Callable[..., ScriptedServer]]:
    """Return a function that starts a scripted server; all are stopped when the test ends."""
    with ExitStack() as running:

        def start(*scripts: Script) -> ScriptedServer:
            return running.enter_context(ScriptedServer(*scripts))

        yield start


@pytest.fixture(scope="session")
def address(assistant: Assistant) -> Iterator[str]:
    """Where the page over the bundled record is served."""
    blocks = serve(assistant, "127.0.0.1", 0)
    yield blocks.local_url
    blocks.close(verbose=False)
