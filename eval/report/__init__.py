"""A run's folder in; report.html, report.md and report.csv in it, out. The same for a pair."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.compare import Pair

NAME = "report"
PAIR = "comparison"


def write_reports(run: Path) -> Path:
    """Write the three reports of a run into its folder; return the page's path.

    Raises:
        EvalError: the folder holds no run, or no case of it is finished.
    """
    from eval.folder import RunFolder
    from eval.report.contents import contents
    from eval.report.html import run_page
    from eval.report.markdown import run_text
    from eval.report.sheet import run_sheet

    shown = contents(RunFolder(run))
    return _write(run, NAME, run_page(shown), run_text(shown), run_sheet(shown))


def write_comparison(pair: Pair, out: Path) -> Path:
    """Write the three reports of a comparison into `out`; return the page's path."""
    from eval.report.html import pair_page
    from eval.report.markdown import pair_text
    from eval.report.sheet import pair_sheet

    return _write(out, PAIR, pair_page(pair), pair_text(pair), pair_sheet(pair))


def _write(folder: Path, name: str, page: str, text: str, sheet: str) -> Path:
    from eval.errors import EvalError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
        (folder / f"{name}.csv").write_text(sheet, encoding="utf-8", newline="")
        page_path = folder / f"{name}.html"
        page_path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise EvalError(f"{folder}: cannot be written: {error.strerror}") from error
    return page_path
