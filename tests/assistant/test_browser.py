"""The page in headless Chromium: a question, its evidence, hostile text, a phone.

`ONRECORD_SCREENSHOTS=docs pytest tests/assistant/test_browser.py` also takes the pictures of the
documentation: page.png, page-dark.png and page-phone.png.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import pytest
from langchain_core.runnables import RunnableConfig
from playwright.sync_api import Browser, Dialog, Page, Request, expect, sync_playwright

from assistant.build import build_assistant
from assistant.chain import Assistant, Event
from assistant.extractive import ExtractiveComposer
from assistant.schema import Question
from assistant.settings import Settings
from assistant.ui.page import serve
from tests.conftest import SAMPLE
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
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = os.environ.get("ONRECORD_SCREENSHOTS")
DESKTOP, PHONE = (1440, 900), (390, 844)
PATIENCE = 90_000  # milliseconds; the machine may be busy
QUESTION = "What did Russia say about the crash of flight MH17?"

# One of each family: a tag, an attribute, a handler without a click, a frame, a link, a form of
# template, a way out of a tag that takes no markup, and what would fetch from elsewhere.
PAYLOADS = (
    "<script>window.harmed=1;alert(1)</script>",
    '<img src=x onerror="window.harmed=1;alert(1)">',
    "<svg/onload=window.harmed=1;alert(1)>",
    "<iframe srcdoc='<script>parent.harmed=1;alert(1)</script>'></iframe>",
    '" autofocus onfocus="window.harmed=1;alert(1)" x="',
    "' onmouseover='window.harmed=1;alert(1)",
    "[read this](javascript:window.harmed=1;alert(1))",
    "![x](http://192.0.2.1/leak.png)",
    "<link rel=stylesheet href=//192.0.2.1/x.css><img src=//192.0.2.1/leak.png>",
    "${window.harmed=1}`+alert(1)+`{{constructor.constructor('window.harmed=1;alert(1)')()}}",
    "</textarea></title></style></dialog><details open ontoggle=window.harmed=1;alert(1)>",
    "<math><mtext></p><style><img src=x onerror=window.harmed=1></style></mtext></math>",
    "<meta http-equiv=refresh content='0;url=http://192.0.2.1/'><base href=//192.0.2.1/>",
)


class Watched:
    """A page of the browser, and what it must never do: leave this machine, run, open a dialog."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.outside: list[str] = []
        self.dialogs: list[str] = []
        self.errors: list[str] = []
        page.on("request", self._request)
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.set_default_timeout(PATIENCE)

    def _request(self, request: Request) -> None:
        place = urlsplit(request.url)
        if place.scheme in ("http", "https", "ws", "wss") and place.hostname != "127.0.0.1":
            self.outside.append(request.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def goto(self, url: str) -> Self:
        """Open the page at `url`."""
        self.page.goto(url)
        self.page.locator(".masthead").wait_for()
        return self

    def look_up(self, words: str) -> None:
        """Look for words on the Record tab."""
        self.page.get_by_role("tab", name="Record").click()
        self.page.get_by_label("Words").fill(words)
        self.page.get_by_label("Words").press("Enter")
        self.page.locator("#listing .found").first.wait_for()

    def ask(self, question: str) -> None:
        """Ask, and wait until the reply is whole."""
        before = self.page.locator(".turn").count()
        self.page.locator("#question textarea").fill(question)
        self.page.locator("#question textarea").press("Enter")
        expect(self.page.locator(".turn")).to_have_count(before + 1, timeout=PATIENCE)
        expect(self.page.locator(".turn").last).to_have_attribute(
            "aria-busy", "false", timeout=PATIENCE
        )

    def picture(self, name: str) -> None:
        """Take a picture for the documentation, where that is asked for."""
        if SCREENSHOTS:
            self.page.wait_for_timeout(700)  # until what was scrolled to has come to rest
            self.page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png")


Opener = Callable[..., Watched]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium or google-chrome on this machine: the page was not tried")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def address(browser: Browser, assistant: Assistant) -> Iterator[str]:
    """Where the page over the bundled record is served."""
    blocks = serve(assistant, "127.0.0.1", 0)
    yield blocks.local_url
    blocks.close(verbose=False)


def window(browser: Browser, size: tuple[int, int], scheme: str, windows: ExitStack) -> Watched:
    """Return an empty page in a window of its own, closed with `windows`."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        permissions=["clipboard-read", "clipboard-write"],
    )
    windows.callback(context.close)
    return Watched(context.new_page())


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opener]:
    """Return a function that opens an address in a window of its own."""
    with ExitStack() as windows:

        def at(url: str, size: tuple[int, int] = DESKTOP, scheme: str = "light") -> Watched:
            return window(browser, size, scheme, windows).goto(url)

        yield at


def test_a_question_leads_to_the_quoted_words_in_the_whole_statement(
    opened: Opener, address: str
) -> None:
    watched = opened(address)
    page = watched.page

    page.get_by_role("button", name=QUESTION).click()
    page.locator(".turn .foot").wait_for()
    page.locator("button.cite").first.click()

    lit = page.locator(".card.lit")
    expect(lit).to_be_visible()
    expect(lit).to_contain_text("Mr. Churkin")
    expect(lit).to_contain_text("(spoke in Russian)")
    words = lit.locator("mark").inner_text()
    assert words in page.locator(".turn .answer").inner_text()
    watched.picture("page")

    lit.get_by_role("button", name="Whole statement").click()
    drawer = page.get_by_role("dialog", name="Whole statement")
    expect(drawer.locator(".para.here mark")).to_have_text(words)
    expect(drawer.locator(".para.here mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    assert (watched.outside, watched.errors, watched.dialogs) == ([], [], [])


def test_sentences_appear_one_after_another(opened: Opener, address: str) -> None:
    page = opened(address).page
    page.evaluate(
        """() => {
          window.lengths = [];
          new MutationObserver(() => {
            const answer = document.querySelector('.turn .answer');
            const n = answer ? answer.querySelectorAll('p').length : 0;
            if (window.lengths.at(-1) !== n) window.lengths.push(n);
          }).observe(document.body, { childList: true, subtree: true });
        }"""
    )

    page.get_by_role("button", name=QUESTION).click()
    page.locator(".turn .foot").wait_for()

    lengths = page.evaluate("window.lengths")
    assert lengths == sorted(lengths)
    assert lengths[-1] > 1


def test_a_limit_read_from_the_question_can_be_taken_off(opened: Opener, address: str) -> None:
    watched = opened(address)
    watched.ask(QUESTION)
    page = watched.page

    page.locator(".turn").last.get_by_role("button", name="Ask again without country").click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").last).to_have_attribute("aria-busy", "false")

    expect(page.locator(".turn").last.locator(".chip")).to_have_count(0)


def test_a_country_set_in_the_filters_limits_the_answer(opened: Opener, address: str) -> None:
    watched = opened(address)
    page = watched.page
    page.get_by_role("button", name="Limit to countries").click()
    page.get_by_label("Countries").first.fill("Ukraine")
    page.get_by_role("option", name=re.compile("^Ukraine")).click()

    watched.ask("What was said about the separatists?")

    expect(page.locator(".turn .chip")).to_contain_text("Ukraine")
    assert set(page.locator(".card .country").all_inner_texts()) == {"Ukraine"}


def test_a_refusal_looks_like_one_and_a_new_conversation_is_empty(
    opened: Opener, address: str
) -> None:
    watched = opened(address)

    watched.ask("What is your favourite colour?")

    expect(watched.page.locator(".refused .kind")).to_have_text("Not a question about the record")
    watched.page.get_by_role("button", name="New conversation").click()
    expect(watched.page.locator(".turn")).to_have_count(0)
    expect(watched.page.locator(".example").first).to_be_visible()


def test_an_answer_is_copied_as_plain_text_with_its_pinpoints(opened: Opener, address: str) -> None:
    watched = opened(address)
    watched.ask(QUESTION)

    watched.page.get_by_role("button", name="Copy the answer with its citations").click()
    expect(watched.page.get_by_text("Copied")).to_be_visible()

    pasted = watched.page.evaluate("navigator.clipboard.readText()")
    assert "[1] S/PV.7219, Mr. Churkin (Russian Federation), 18 July 2014" in pasted
    assert "<" not in pasted


def test_everything_can_be_reached_by_keyboard(opened: Opener, address: str) -> None:
    watched = opened(address)
    watched.ask(QUESTION)
    page = watched.page

    page.locator("button.cite").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".card.lit")).to_be_focused()
    page.locator(".card.lit .open").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".card.lit .open")).to_be_focused()


def test_at_phone_width_the_evidence_is_below_and_nothing_runs_off_the_side(
    opened: Opener, address: str
) -> None:
    watched = opened(address, PHONE)
    watched.ask(QUESTION)
    page = watched.page
    watched.picture("page-phone")

    question = page.locator("#conversation").bounding_box()
    cards = page.locator("#right").bounding_box()
    assert question is not None
    assert cards is not None
    assert cards["y"] >= question["y"] + question["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]

    page.locator(".card .open").first.click()
    expect(page.get_by_role("dialog").locator("mark")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('.drawer-text').scrollWidth") <= PHONE[0]


def test_the_dark_page_is_dark(opened: Opener, address: str) -> None:
    watched = opened(address, scheme="dark")
    watched.ask(QUESTION)
    watched.page.locator("button.cite").nth(1).click()
    watched.picture("page-dark")

    shade = watched.page.evaluate(
        "getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"
    )
    light = [int(part) for part in re.findall(r"\d+", shade)[:3]]
    assert max(light) < 64


def test_the_record_tab_lists_statements_and_opens_them(opened: Opener, address: str) -> None:
    watched = opened(address)
    page = watched.page
    watched.look_up("security sector reform")

    page.locator("#listing .found").filter(has_text="Kazakhstan").first.click()

    expect(page.get_by_role("dialog").locator("h2")).to_contain_text("Mr. Rakhmetullin")


# From UNSC_2014_SPV.7219_spch012, Jordan; the form of address is taken off, as OCR loses it.
UNNAMED = (
    "Jordan reiterates the importance of preserving the political unity, sovereignty and\n"
    "territorial integrity of Ukraine.\n"
)


@pytest.fixture
def own(tmp_path: Path, embedder: Embedder) -> Iterator[tuple[Record, str]]:
    """A small record of this test's own, and where the page over it is served."""
    with Record.open(tmp_path / "own", embedder, create=True) as record:
        record.ingest([SAMPLE / "council" / "ukraine" / "UNSC_2014_SPV.7138"])
        blocks = serve(build_assistant(Settings(_env_file=None), record), "127.0.0.1", 0)
        yield record, blocks.local_url
        blocks.close(verbose=False)


def correct(page: Page, field: str, value: str, who: str = "A. Clerk") -> None:
    """Correct a field of the statement that is open in the drawer."""
    row = page.locator(".drawer-text tr").filter(has=page.get_by_role("rowheader", name=field))
    row.get_by_label(f"Correct: {field}").click()
    row.get_by_label("Right value").fill(value)
    row.get_by_label("Your name").fill(who)
    row.get_by_label("Right value").press("Enter")
    expect(row.locator(".badge")).to_have_text("corrected")


def test_an_upload_is_listed_corrected_taken_back_and_removed_and_then_never_found(
    opened: Opener, own: tuple[Record, str], tmp_path: Path
) -> None:
    record, url = own
    watched = opened(url)
    page = watched.page
    page.get_by_role("tab", name="Record").click()
    (tmp_path / "unnamed.txt").write_text(UNNAMED, encoding="utf-8")
    (tmp_path / "scan.tiff").write_bytes(b"II*")

    page.get_by_role("button", name="Add statements").click()
    page.locator("#files input[type=file]").set_input_files(
        [tmp_path / "unnamed.txt", tmp_path / "scan.tiff"]
    )
    report = page.locator("#upload-report")
    expect(report.locator(".done")).to_contain_text("1 added, 0 updated, 0 unchanged, 1 refused")
    expect(report.locator("tr").filter(has_text="scan.tiff")).to_contain_text("are not read")
    expect(page.locator(".masthead .facts")).to_contain_text("22 statements")

    unnamed = page.locator("#listing tr[data-statement='unnamed']")
    expect(unnamed.locator("[data-column=speaker]")).to_have_text("Speaker not named")
    unnamed.get_by_role("button").click()
    page.get_by_text("Details, and where they come from").click()
    correct(page, "Country", "Jordan")
    correct(page, "Speaker", "Mrs. Kassem")
    expect(page.get_by_role("dialog").locator("h2")).to_have_text("Mrs. Kassem Jordan")
    expect(page.get_by_role("dialog")).to_contain_text("by A. Clerk")
    watched.picture("correction")
    page.keyboard.press("Escape")
    expect(unnamed.locator("[data-column=country]")).to_have_text("Jordan")
    expect(unnamed.locator("[data-column=speaker]")).to_contain_text("corrected")

    page.get_by_role("tab", name="Ask").click()
    watched.ask("What did Jordan say about the territorial integrity of Ukraine?")
    expect(page.locator(".card").filter(has_text="Mrs. Kassem").first).to_be_visible()
    page.get_by_role("tab", name="Record").click()

    unnamed.get_by_role("button").click()
    page.get_by_text("Details, and where they come from").click()
    page.get_by_label("Correct: Speaker").click()
    page.get_by_role("button", name="Take the correction back").click()
    expect(page.get_by_role("dialog").locator("h2")).to_have_text("Speaker not named Jordan")

    page.get_by_text("Remove this statement").click()
    page.get_by_role("button", name="Remove it for good").click()
    expect(page.get_by_role("dialog")).to_contain_text("Removed unnamed.")
    page.keyboard.press("Escape")
    expect(page.locator(".masthead .facts")).to_contain_text("21 statements")
    expect(unnamed).to_have_count(0)
    watched.look_up("preserving the political unity, sovereignty and territorial integrity")
    expect(page.locator("#listing .found[data-statement='unnamed']")).to_have_count(0)
    assert record.search(UNNAMED, k=200, late=40)
    assert "unnamed" not in {hit.statement_id for hit in record.search(UNNAMED, k=200, late=40)}
    assert list((record.directory / "uploads").iterdir()) == []
    assert (watched.outside, watched.errors, watched.dialogs) == ([], [], [])


def test_a_correction_that_cannot_be_says_why_beside_the_field(
    opened: Opener, own: tuple[Record, str]
) -> None:
    page = opened(own[1]).page
    page.get_by_role("tab", name="Record").click()
    page.locator("#listing .open").nth(1).click()
    page.get_by_text("Details, and where they come from").click()
    page.get_by_label("Correct: Country").click()
    page.get_by_label("Right value").locator("visible=true").fill("Atlantis")
    page.get_by_label("Your name").locator("visible=true").fill("A. Clerk")
    page.get_by_role("button", name="Save").locator("visible=true").click()

    expect(page.get_by_role("alert").locator("visible=true")).to_contain_text("no country")
    assert own[0].corrections() == []


def test_the_list_is_turned_sorted_and_limited(opened: Opener, address: str) -> None:
    page = opened(address).page
    page.get_by_role("tab", name="Record").click()
    expect(page.locator(".pager").first).to_contain_text("1–50 of 376 statements")
    watched_first = page.locator("#listing tbody tr").first.get_attribute("data-statement")

    page.get_by_role("button", name="Next").first.click()
    expect(page.locator(".pager").first).to_contain_text("51–100 of 376")
    page.get_by_role("button", name="Date").click()
    expect(page.locator("th[data-column=date]")).to_have_attribute("aria-sort", "descending")
    expect(page.locator(".pager").first).to_contain_text("1–50 of 376")
    assert page.locator("#listing tbody tr").first.get_attribute("data-statement") != watched_first

    page.get_by_label("Year").click()
    page.get_by_role("option", name=re.compile("^2014")).click()
    expect(page.locator("#listing tbody tr").first.locator("td").first).to_contain_text("2014")
    expect(page.locator("th[data-column=date]")).to_have_attribute("aria-sort", "descending")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_at_phone_width_the_list_and_its_details_stay_within_the_page(
    scheme: str, opened: Opener, address: str
) -> None:
    page = opened(address, PHONE, scheme).page
    page.get_by_role("tab", name="Record").click()
    page.locator("#listing .open").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]

    page.locator("#listing .open").first.click()
    page.get_by_text("Details, and where they come from").click()
    page.get_by_label("Correct: Topic").click()
    assert page.evaluate("document.querySelector('.drawer-text').scrollWidth") <= PHONE[0]


class Slow(Assistant):
    """The assistant, as slow as a model on a small machine."""

    def stream(self, question: Question, config: RunnableConfig | None = None) -> Iterator[Event]:
        for event in super().stream(question, config):
            yield event
            time.sleep(1.5)


def test_an_answer_under_way_shows_that_it_is_and_can_be_stopped(
    opened: Opener, council: Record
) -> None:
    composer = ExtractiveComposer(council.embed)
    blocks = serve(Slow(council, composer, composer), "127.0.0.1", 0)
    page = opened(blocks.local_url).page

    page.get_by_role("button", name=QUESTION).click()
    expect(page.locator(".turn .answer p").first).to_be_visible()
    expect(page.locator(".turn .doing")).to_be_visible()
    page.get_by_role("button", name="Stop").click()

    expect(page.locator(".turn .fault")).to_contain_text("Stopped")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    blocks.close(verbose=False)


@pytest.fixture(scope="module")
def hostile(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder
) -> Iterator[str]:
    """The page over a record whose every field tries to be more than text."""
    directory = tmp_path_factory.mktemp("hostile")
    source = directory / "<img src=x onerror=alert(1)>.jsonl"
    statements = [
        {
            "id": f"hostile_{number}_{payload[:40]}",
            "speaker": f"Mr. Harm {payload}",
            "country": "Norway",
            "affiliation": payload,
            "meeting": payload,
            "topic": f"Ceasefire {payload}",
            "date": "2014-07-18",
            # The seed's own words around the payload, so that a search finds them.
            "text": f"Norway fully supports the ceasefire {payload}.\n\n"
            f"It calls on all sides to respect the ceasefire {payload} in every region.",
        }
        for number, payload in enumerate(PAYLOADS)
    ]
    source.write_text("\n".join(map(json.dumps, statements)), encoding="utf-8")
    with Record.open(directory / "data", embedder, create=True) as record:
        record.ingest([source])
        blocks = serve(build_assistant(Settings(_env_file=None), record), "127.0.0.1", 0)
        yield blocks.local_url
        blocks.close(verbose=False)


def unharmed(watched: Watched) -> None:
    """Assert that nothing ran, nothing was fetched from elsewhere and no markup came to life."""
    page = watched.page
    page.wait_for_timeout(150)
    assert (watched.outside, watched.dialogs) == ([], [])
    assert page.evaluate("window.harmed === undefined")
    assert (
        page.locator(
            "img[src*='x'], iframe, math, a[href^='javascript'], base[href*='192']"
        ).count()
        == 0
    )
    columns = "#conversation, #right, #listing, .drawer-text"
    assert (
        page.locator(columns).locator("a, img, svg, script, style, link, meta, form").count() == 0
    )


def test_hostile_statements_are_shown_as_the_text_they_are(opened: Opener, hostile: str) -> None:
    watched = opened(hostile)
    page = watched.page
    watched.ask("What did Norway say about the ceasefire?")
    watched.ask("Who spoke about the ceasefire?")
    unharmed(watched)

    page.locator(".also summary").last.click()
    page.locator(".turn .cite").first.click()
    page.get_by_role("tab", name="Record").click()
    unharmed(watched)
    watched.look_up("ceasefire")
    unharmed(watched)


@pytest.fixture(scope="module")
def listed(browser: Browser, hostile: str) -> Iterator[Watched]:
    """The hostile statements, listed on the Record tab."""
    with ExitStack() as windows:
        watched = window(browser, DESKTOP, "light", windows).goto(hostile)
        watched.look_up("ceasefire")
        yield watched


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_hostile_statement_opens_as_text(number: int, listed: Watched) -> None:
    page = listed.page

    page.locator(f"#listing .found[data-statement^='hostile_{number}_']").first.click()
    expect(page.locator(".drawer-text h2")).to_contain_text(PAYLOADS[number][:20])
    page.locator(".drawer-text summary").first.click()

    unharmed(listed)
    page.keyboard.press("Escape")


def test_hostile_questions_are_shown_as_the_text_they_are(opened: Opener, hostile: str) -> None:
    watched = opened(hostile)
    watched.ask(" ".join(PAYLOADS[:7]))
    watched.ask(" ".join(PAYLOADS[7:]))

    expect(watched.page.locator(".asked").first).to_contain_text("<script>window.harmed=1")
    unharmed(watched)
