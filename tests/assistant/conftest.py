"""Fixtures of the assistant's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.assistant.scripted_server import Script, ScriptedServer


@pytest.fixture
def scripted_server() -> Iterator[Callable[..., ScriptedServer]]:
    """Return a function that starts a scripted server; all are stopped when the test ends."""
    with ExitStack() as running:

        def start(*scripts: Script) -> ScriptedServer:
            return running.enter_context(ScriptedServer(*scripts))

        yield start
