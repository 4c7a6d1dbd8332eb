"""Ingests a folder in small windows, to be killed: `kill_child.py DATA FOLDER`.

Small windows and a low threshold put many commits, index commits and generations into the few
seconds that one meeting takes.
"""

import sys
from pathlib import Path

from vectorstore import ingest, record, upkeep
from vectorstore.record import Record


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(data: Path, folder: Path) -> None:
    """Ingest in windows of a few statements, saying on standard output what is acknowledged."""
    ingest.WINDOW = 12
    ingest.SLICE = 6
    ingest.KEPT_EVERY = 0.0
    record.LEXICAL_EVERY = 24
    upkeep.FRESH = 20
    upkeep.FRESH_SHARE = 0.0

    def say(stage: str, done: int, _total: int) -> None:
        if stage == "acknowledged":
            _say(str(done))

    with Record.open(data, create=True) as opened:
        _say("opened")
        opened.ingest([folder], say)
    _say("done")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
