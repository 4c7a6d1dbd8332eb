"""`python app.py` serves the page, over the bundled record where there is no other yet."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

ENV_FILE = Path(__file__).with_name(".env")


def main() -> int:
    """Serve the page until interrupted; return the exit code."""
    from assistant.build import quiet_dependencies
    from assistant.printed import progress_bar
    from assistant.settings import load
    from vectorstore.errors import OnRecordError

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    quiet_dependencies()
    try:
        settings = load(ENV_FILE)

        from assistant.ui.page import serve_page
        from eval.ui import tabs

        serve_page(settings, settings.host, settings.port, progress_bar, tabs)
    except OnRecordError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
