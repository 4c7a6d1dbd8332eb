"""The Evaluate tab: choose a set, run it, see the figures, open a failing case in the chat.

Runs are kept in the folder `runs` of the record's data directory, as `onrecord eval run` has them.
"""

from __future__ import annotations

import queue
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from assistant.settings import Settings
from assistant.ui.page import Tab
from eval.cases import shipped
from eval.compare import compared
from eval.errors import EvalError
from eval.folder import RunFolder
from eval.manifest import now
from eval.report import write_comparison, write_reports
from eval.report.contents import contents
from eval.run import Options, run
from eval.ui_text import against, failing, figures, progress, trouble
from vectorstore.errors import OnRecordError

if TYPE_CHECKING:
    from assistant.chain import Assistant

SETS = (
    ("Shipped questions, test split", "test"),
    ("Shipped questions, dev split", "dev"),
    ("Shipped questions, all", ""),
)
LOOK = 0.5  # seconds between two looks at how far a run is
NAME = re.compile(r"[^\w.-]+")

Told = tuple[str, int, int]


class StoppedError(EvalError):
    """Stop was pressed; what is finished stays on disk."""


def tabs(settings: Settings) -> Sequence[Tab]:
    """Return the tab for a page over an assistant that `settings` built."""
    return [Tab("Evaluate", partial(evaluate_tab, settings=settings))]


def evaluate_tab(assistant: Assistant, settings: Settings) -> None:
    """Build the tab inside the current block."""
    does = Evaluating(assistant, settings)
    with gr.Row(elem_id="evaluate"):
        part = gr.Dropdown(list(SETS), value="test", label="Questions and answers", min_width=220)
        # A browser sends 0 for an empty field: it must be allowed, and means the same.
        limit = gr.Number(
            None, label="Only the first (0: all)", precision=0, minimum=0, min_width=160
        )
        upload = gr.File(
            label="or a set of your own", file_types=[".jsonl", ".json", ".csv"], height=120
        )
        with gr.Column(min_width=120, scale=0):
            start = gr.Button("Run", variant="primary", elem_id="run-start")
            stop = gr.Button("Stop", elem_id="run-stop")
    state = gr.HTML("", elem_id="run-state", apply_default_css=False)
    with gr.Row():
        kept = does.runs()
        which = gr.Dropdown(kept, value=None, label="Show a run", elem_id="run-which")
        earlier = gr.Dropdown(kept, value=None, label="Compare it with", elem_id="run-earlier")
    with gr.Row():
        report = gr.DownloadButton("Download the report", interactive=False, elem_id="run-report")
        pair = gr.DownloadButton("Download the comparison", interactive=False, elem_id="run-pair")
    shown = gr.HTML("", elem_id="run-figures", apply_default_css=False)
    versus = gr.HTML("", elem_id="run-against", apply_default_css=False)
    lost = gr.HTML("", elem_id="run-failing", apply_default_css=False)
    quiet = {"show_progress": "hidden", "api_visibility": "private"}
    chosen = [part, limit, upload]
    start.click(does.start, chosen, [state, which, earlier], concurrency_limit=1, **quiet)
    stop.click(does.stop, None, None, queue=False, **quiet)
    which.focus(does.listed, None, [which, earlier], **quiet)
    which.change(does.show, [which], [shown, lost, report], **quiet)
    for each in (which, earlier):
        each.change(does.compare, [earlier, which], [versus, pair], **quiet)


class Evaluating:
    """What the tab does when something is run, chosen or stopped."""

    def __init__(self, assistant: Assistant, settings: Settings) -> None:
        self._assistant = assistant
        self._settings = settings
        self._root = assistant.record.directory / "runs"
        self._stop = threading.Event()
        self._offered = Path(tempfile.mkdtemp(prefix="onrecord-reports-"))

    def runs(self) -> list[str]:
        """Return the names of the runs kept, newest first."""
        if not self._root.is_dir():
            return []
        kept = (each.name for each in self._root.iterdir() if RunFolder(each).holds_run)
        return sorted(kept, reverse=True)

    def listed(self) -> list[object]:
        """Return both lists of runs as they are now."""
        return [gr.update(choices=self.runs())] * 2

    def start(
        self, part: str, limit: float | None, upload: str | None
    ) -> Iterator[tuple[object, object, object]]:
        """Run the set and tell how far it is; show the run when it is done."""
        self._stop.clear()
        cases = Path(upload) if upload else shipped()
        split = part if part in ("dev", "test") and not upload else None
        options = Options(self._settings, split, int(limit) if limit else None)
        stem = NAME.sub("-", f"{cases.stem}-{split}" if split else cases.stem)[:60]
        name = f"{now():%Y-%m-%d-%H%M%S}-{stem}"
        for told in self._watched(partial(self._run, cases, self._root / name, options)):
            if isinstance(told, OnRecordError):
                runs = gr.update(choices=self.runs())
                yield trouble(told), runs, runs
                return
            yield progress(told), gr.skip(), gr.skip()
        runs = self.runs()
        yield "", gr.update(choices=runs, value=name), gr.update(choices=runs)

    def stop(self) -> None:
        """End the run under way after the questions that are being answered."""
        self._stop.set()

    def show(self, name: str | None) -> list[object]:
        """Return a run's figures, its failing cases, and its report to download."""
        if name is None or name not in self.runs():
            return ["", "", gr.update(value=None, interactive=False)]
        folder = self._root / name
        try:
            made = contents(RunFolder(folder))
            page = self._offer(write_reports(folder), f"{name}.html")
        except OnRecordError as error:
            return [trouble(error), "", gr.update(value=None, interactive=False)]
        return [figures(made), failing(made), gr.update(value=page, interactive=True)]

    def compare(self, before: str | None, after: str | None) -> list[object]:
        """Return how the run shown differs from an earlier one, and that report to download."""
        none = gr.update(value=None, interactive=False)
        runs = self.runs()
        if before not in runs or after not in runs or before is None or after is None:
            return ["", none]
        try:
            pair = compared(RunFolder(self._root / before), RunFolder(self._root / after))
            page = self._offer(write_comparison(pair, self._root / after), f"{before}-{after}.html")
        except OnRecordError as error:
            return [trouble(error), none]
        return [against(pair, before), gr.update(value=page, interactive=True)]

    def _run(
        self, cases: Path, out: Path, options: Options, report: Callable[[str, int, int], None]
    ) -> None:
        def told(stage: str, done: int, total: int) -> None:
            if self._stop.is_set():
                raise StoppedError(f"Stopped after {done} of {total}.")
            report(stage, done, total)

        run(cases, out, self._assistant, options, told)

    def _watched(
        self, work: Callable[[Callable[[str, int, int], None]], None]
    ) -> Iterator[Told | OnRecordError]:
        """Do `work` in a thread of its own; yield how far it is, or the error that ended it."""
        heard: queue.SimpleQueue[Told | OnRecordError | None] = queue.SimpleQueue()

        def working() -> None:
            try:
                work(lambda *told: heard.put(told))
            except OnRecordError as error:
                heard.put(error)
            finally:
                heard.put(None)

        threading.Thread(target=working, name="evaluation", daemon=True).start()
        yield ("the cases are checked against the record", 0, 0)
        while (told := heard.get()) is not None:
            while True:
                try:
                    later = heard.get(timeout=LOOK)
                except queue.Empty:
                    break
                if later is None:
                    yield told
                    return
                told = later
                if isinstance(told, OnRecordError):
                    break
            yield told

    def _offer(self, page: Path, name: str) -> str:
        """Return a copy of a report where Gradio may take it from."""
        copy = self._offered / name
        shutil.copyfile(page, copy)
        return str(copy)
