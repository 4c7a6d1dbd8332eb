"""The Evaluate tab in headless Chromium: a set uploaded, run, read, compared, asked again."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assistant.build import build_assistant
from assistant.settings import Settings
from assistant.ui.page import serve
from eval.run import Options, run
from eval.ui import tabs
from tests.browsing import Opener, Watched
from vectorstore.embed import Embedder
from vectorstore.record import Record

pytestmark = [
    pytest.mark.browser,
    # Gradio's own count of its queue uses what pandas is about to drop.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

EARLIER = "2026-01-01-000000-three"
UNSAID = "What did Russia say about the crash of flight MH17?"
CASES = (
    # Nobody said this of the crash: the case loses its point whatever is answered.
    {"id": "unsaid", "question": UNSAID, "key_facts": [["a collision of two airliners"]]},
    {"id": "off", "question": "What is your favourite colour?", "answerable": False},
    {"id": "plain", "question": "What did Kazakhstan say about security sector reform?"},
)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of one's own: one case that loses points, and two that need not."""
    path = tmp_path_factory.mktemp("own") / "three.jsonl"
    path.write_text("\n".join(map(json.dumps, CASES)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def held(
    council: Record, embedder: Embedder, cases: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Record]:
    """The bundled record in a folder of its own, where one earlier run is kept."""
    directory = tmp_path_factory.mktemp("evaluate") / "data"
    shutil.copytree(council.directory, directory, ignore=shutil.ignore_patterns("runs"))
    settings = Settings(_env_file=None)
    with Record.open(directory, embedder) as record:
        run(
            cases,
            directory / "runs" / EARLIER,
            build_assistant(settings, record),
            Options(settings),
        )
        yield record


@pytest.fixture(scope="module")
def address(window: BrowserContext, held: Record) -> Iterator[str]:
    """Where the page with the Evaluate tab is served."""
    settings = Settings(_env_file=None)
    blocks = serve(build_assistant(settings, held), "127.0.0.1", 0, tabs(settings))
    yield blocks.local_url
    blocks.close(verbose=False)


@pytest.fixture
def tab(opened: Opener, address: str) -> Watched:
    """The page with the Evaluate tab open."""
    watched = opened(address)
    watched.page.get_by_role("tab", name="Evaluate").click()
    return watched


def choose(page: Page, where: str, run: str) -> None:
    """Take a run from a list of runs."""
    page.locator(f"{where} input").click()
    page.get_by_role("option", name=run).click()


def downloaded(page: Page, where: str) -> str:
    """Return the file that a button gives."""
    with page.expect_download() as waiting:
        page.locator(where).click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


# What the tab says of a run stands there for half a second or less.
NOTE_STATES = """() => {
  const state = document.querySelector("#run-state");
  window.states = [];
  new MutationObserver(() => window.states.push(state.innerText)).observe(state, {
    childList: true, subtree: true, characterData: true,
  });
}"""


def test_a_set_is_uploaded_run_with_progress_read_asked_again_and_compared(
    tab: Watched, cases: Path
) -> None:
    page = tab.page
    page.locator("#evaluate input[type=file]").set_input_files(cases)
    expect(page.get_by_role("cell", name="three.jsonl")).to_be_visible()
    page.evaluate(NOTE_STATES)

    page.locator("#run-start").click()
    expect(page.locator("#run-figures")).to_contain_text(re.compile("[0-2] of 3 answered right"))
    expect(page.locator("#run-figures")).to_contain_text("By category")
    expect(page.locator("#run-state")).to_be_empty()
    states = " ".join(page.evaluate("window.states"))
    assert re.search(r"Questions: [0-3] of 3", states)

    report = downloaded(page, "#run-report")
    assert report.lower().startswith("<!doctype html>")
    assert report.count('<details class="case"') == 3

    choose(page, "#run-earlier", EARLIER)
    expect(page.locator("#run-against")).to_contain_text(f"Against {EARLIER}")
    expect(page.locator("#run-against")).to_contain_text("3 cases in both")
    expect(page.locator("#run-against")).to_contain_text("no difference shown")
    assert "no difference shown" in downloaded(page, "#run-pair")

    page.locator("#run-failing").get_by_role("button", name=UNSAID).click()
    expect(page.locator(".turn .asked")).to_contain_text(UNSAID)
    expect(page.locator(".turn")).to_have_attribute("aria-busy", "false")
    assert (tab.outside, tab.errors, tab.dialogs) == ([], [], [])


def test_a_set_that_is_wrong_is_one_line_on_the_page(tab: Watched, tmp_path: Path) -> None:
    page = tab.page
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text('{"id": "a"}', encoding="utf-8")
    page.locator("#evaluate input[type=file]").set_input_files(wrong)
    expect(page.get_by_role("cell", name="wrong.jsonl")).to_be_visible()

    page.locator("#run-start").click()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("wrong.jsonl line 1: question: is missing")
