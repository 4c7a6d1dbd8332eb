"""An assistant in, the page served on this machine out: Ask, Record, and the drawer they share.

Nothing is fetched from elsewhere: fonts come with Gradio, analytics are off, and a policy in
every reply's head forbids the browser any other host.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import gradio as gr

from assistant.errors import OnRecordError
from assistant.ui.ask_tab import ask_tab, opening
from assistant.ui.guards import READ_ONLY, guards
from assistant.ui.listing import Asked, View, listing, sentence
from assistant.ui.markup import escape
from assistant.ui.record_tab import choices, record_tab
from assistant.ui.render import mode_name
from assistant.ui.statements import Reply, Statements
from vectorstore.uploads import LARGEST_FILE

if TYPE_CHECKING:
    from assistant.build import Progress
    from assistant.chain import Assistant
    from assistant.settings import Settings

    Bar = Callable[[], AbstractContextManager[Progress]]
    Tabs = Callable[[Settings], Sequence["Tab"]]

HERE = Path(__file__).parent
WAITING = 32  # questions that may wait; one more is told that the page is busy

DRAWER = """
<dialog class="drawer" aria-label="Whole statement">
  <button type="button" class="quiet drawer-close" aria-label="Close the statement">Close</button>
  <div class="drawer-text" tabindex="0"></div>
</dialog>
"""


class Tab(NamedTuple):
    """A tab that a layer above this one adds: its name, and what builds it in the open block."""

    name: str
    build: Callable[[Assistant], None]


def page(assistant: Assistant, tabs: Sequence[Tab] = (), *, read_only: bool = False) -> gr.Blocks:
    """Return the page, not yet served; `tabs` stand behind its own.

    Whoever opens a page that is `read_only` can add, correct and remove nothing.
    """
    record = assistant.record
    drawn_by = Statements(record, read_only=read_only)

    def read_statement(place: object) -> str:
        """Return the whole statement at a place, for the drawer."""
        return drawn_by.read(place)

    def correct_statement(fix: object) -> Reply:
        """Return the statement with a field corrected, or why it is not."""
        return drawn_by.correct(fix)

    def remove_statement(place: object) -> Reply:
        """Return a line that says that a statement is gone, or why it is not."""
        return drawn_by.remove(place)

    with gr.Blocks(
        title="OnRecord", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)
    ) as blocks:
        head = gr.HTML("", elem_id="head", apply_default_css=False)
        drawer = gr.HTML(
            html_template=DRAWER,
            js_on_load=(HERE / "page.js").read_text(encoding="utf-8"),
            server_functions=[read_statement, correct_statement, remove_statement],
            apply_default_css=False,
            elem_id="drawer",
        )
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask"):
                ask = ask_tab(assistant, drawer)
            with gr.Tab("Record"):
                held = record_tab(record, drawer, read_only=read_only)
            for tab in tabs:
                with gr.Tab(tab.name):
                    tab.build(assistant)

        def held_now() -> list[object]:
            """Return the head and the lists to choose from as the record is now."""
            lists = choices(record)
            return [header(assistant, read_only=read_only), *lists[:2], *lists]

        def drawn() -> list[object]:
            """Return what the record holds now, as a page that is opened shows it."""
            return [*held_now(), opening(record), listing(record, Asked(), View())]

        holds = [head, ask.country, ask.meeting, held.country, held.meeting, held.body, held.year]
        quiet = {"show_progress": "hidden", "api_visibility": "private"}
        blocks.load(drawn, None, [*holds, ask.past, held.found], **quiet)
        for change in held.changes:
            shown = change.then(held_now, None, holds, **quiet)
            shown.then(ask.again, [ask.turns], ask.columns, **quiet)
    blocks.queue(max_size=WAITING, default_concurrency_limit=4)
    return blocks


def header(assistant: Assistant, *, read_only: bool = False) -> str:
    """Return the head of the page: its name, what the record holds, and who composes."""
    kind = "model" if assistant.mode.startswith("model:") else "extractive"
    says = (
        "A model words the answers; each sentence is checked against the record."
        if kind == "model"
        else "Answers are put together from quotations, without a model."
    )
    fixed = f'<span title="{escape(READ_ONLY)}">Read-only</span>' if read_only else ""
    return (
        '<header class="masthead"><h1>OnRecord</h1>'
        "<p>Ask what was said; see who said it, where, word for word.</p>"
        f'<div class="facts"><span class="mode {kind}" title="{escape(says)}">'
        f"{escape(mode_name(assistant.mode))}</span>"
        f"<span>{escape(sentence(assistant.record.status()))}</span>{fixed}</div></header>"
    )


def theme() -> gr.Theme:
    """Return the look: a face that comes with Gradio, navy and paper."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_sm,
        # The other faces that come with Gradio, and this one's semibold, lack most letters.
        font=(
            gr.themes.LocalFont("Source Sans Pro", weights=(400, 700)),
            "system-ui",
            "sans-serif",
        ),
        font_mono=("ui-monospace", "Consolas", "monospace"),
    )


def serve_page(
    settings: Settings, host: str, port: int, bar: Bar, tabs: Tabs | None = None
) -> None:
    """Read the bundled record in where there is none, under `bar`, and serve until interrupted."""
    from assistant.build import build_assistant, ensure_record

    _require_free(host, port)
    with bar() as progress:
        ensure_record(settings, progress)
    # The tabs of the layers above take files in and write what they make of them.
    more = tabs(settings) if tabs and not settings.read_only else ()
    assistant = build_assistant(settings)
    blocks = serve(assistant, host, port, more, read_only=settings.read_only)
    sys.stderr.write(f"OnRecord is at {blocks.local_url} (Ctrl+C stops it)\n")
    blocks.block_thread()


def serve(
    assistant: Assistant,
    host: str,
    port: int,
    tabs: Sequence[Tab] = (),
    *,
    read_only: bool = False,
) -> gr.Blocks:
    """Serve the page in the background, port 0 at a free one; return it as it runs.

    Raises:
        OnRecordError: the port is taken, or the host is none of this machine's.
    """
    port = _require_free(host, port)
    blocks = page(assistant, tabs, read_only=read_only)
    blocks.launch(
        server_name=host,
        server_port=port,
        share=False,
        quiet=True,
        show_error=False,
        inbrowser=False,
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        max_file_size=LARGEST_FILE,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        strict_cors=True,
        app_kwargs={
            "middleware": guards(host, read_only=read_only),
            "docs_url": None,
            "redoc_url": None,
        },
        theme=theme(),
        css=(HERE / "style.css").read_text(encoding="utf-8"),
        prevent_thread_lock=True,
    )
    return blocks


def _require_free(host: str, port: int) -> int:
    """Return the port, or a free one for 0; raise one clear line if it cannot be served at."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
            return int(trial.getsockname()[1])
        except OSError as error:
            raise OnRecordError(
                f"cannot serve at {host}:{port}: {error.strerror}; "
                "stop what runs there or choose another with --port or ONRECORD_PORT"
            ) from error
