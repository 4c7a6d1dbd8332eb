"""The Evaluate tab in headless Chromium: a set uploaded, run, read, compared, asked again."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.build import build_assistant
from assistant.settings import Settings
from assistant.ui.page import serve
from eval.run import Options, run
from eval.ui import tabs
from vectorstore.embed import Embedder
from vectorstore.record import Record

pytestmark = [
    pytest.mark.browser,
    # Gradio's own count of its queue uses what pandas is about to drop.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
PATIENCE = 120_000  # milliseconds; the machine may be busy
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
def window(held: Record) -> Iterator[tuple[Browser, str]]:
    """A browser, and where the page with the Evaluate tab is served."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the Evaluate tab was not tried")
    settings = Settings(_env_file=None)
    blocks = serve(build_assistant(settings, held), "127.0.0.1", 0, tabs(settings))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser, blocks.local_url
        browser.close()
    blocks.close(verbose=False)


@pytest.fixture
def tab(window: tuple[Browser, str]) -> Iterator[Page]:
    """The page with the Evaluate tab open."""
    browser, address = window
    expect.set_options(timeout=PATIENCE)
    with browser.new_page(viewport={"width": 1440, "height": 1000}) as page:
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        page.get_by_role("tab", name="Evaluate").click()
        yield page


def choose(page: Page, where: str, run: str) -> None:
    """Take a run from a list of runs."""
    page.locator(f"{where} input").click()
    page.get_by_role("option", name=run).click()


def downloaded(page: Page, where: str) -> str:
    """Return the file that a button gives."""
    with page.expect_download() as waiting:
        page.locator(where).click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def test_a_set_is_uploaded_run_with_progress_read_asked_again_and_compared(
    tab: Page, cases: Path
) -> None:
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.locator("#evaluate input[type=file]").set_input_files(cases)
    expect(tab.get_by_role("cell", name="three.jsonl")).to_be_visible()

    tab.locator("#run-start").click()
    expect(tab.locator("#run-state")).to_contain_text(re.compile(r"Questions: [0-3] of 3"))
    expect(tab.locator("#run-figures")).to_contain_text(re.compile("[0-2] of 3 answered right"))
    expect(tab.locator("#run-figures")).to_contain_text("By category")
    expect(tab.locator("#run-state")).to_be_empty()

    report = downloaded(tab, "#run-report")
    assert report.lower().startswith("<!doctype html>")
    assert report.count('<details class="case"') == 3

    choose(tab, "#run-earlier", EARLIER)
    expect(tab.locator("#run-against")).to_contain_text(f"Against {EARLIER}")
    expect(tab.locator("#run-against")).to_contain_text("3 cases in both")
    expect(tab.locator("#run-against")).to_contain_text("no difference shown")
    assert "no difference shown" in downloaded(tab, "#run-pair")

    tab.locator("#run-failing").get_by_role("button", name=UNSAID).click()
    expect(tab.locator(".turn .asked")).to_contain_text(UNSAID)
    expect(tab.locator(".turn")).to_have_attribute("aria-busy", "false")
    assert errors == []


def test_a_set_that_is_wrong_is_one_line_on_the_page(tab: Page, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text('{"id": "a"}', encoding="utf-8")
    tab.locator("#evaluate input[type=file]").set_input_files(wrong)
    expect(tab.get_by_role("cell", name="wrong.jsonl")).to_be_visible()

    tab.locator("#run-start").click()

    alert = tab.get_by_role("alert")
    expect(alert).to_contain_text("wrong.jsonl line 1: question: is missing")
