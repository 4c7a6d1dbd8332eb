"""The whole command line: the assistant's commands and, beside them, `eval`."""

from __future__ import annotations

from assistant.cli import app, run


def main() -> None:
    """Run `onrecord`."""
    run(app)
