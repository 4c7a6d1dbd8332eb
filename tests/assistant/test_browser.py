"""The Ask tab in headless Chromium: a question, its evidence, hostile text, a phone.

`ONRECORD_SCREENSHOTS=docs pytest -m browser tests/assistant` also takes the pictures of the
documentation: page.png, page-dark.png and page-phone.png here, record*.png on the Record tab.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator

import pytest
from langchain_core.runnables import RunnableConfig
from playwright.sync_api import BrowserContext, expect

from assistant.build import build_assistant
from assistant.chain import Assistant, Event
from assistant.extractive import ExtractiveComposer
from assistant.schema import Question, Said
from assistant.settings import Settings
from assistant.ui.page import serve
from tests.browsing import PATIENCE, PHONE, Opener, Watched, empty_page
from vectorstore.embed import Embedder
from vectorstore.record import Record

pytestmark = [
    pytest.mark.browser,
    # Gradio's own count of its queue uses what pandas is about to drop.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

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


@pytest.fixture(scope="module")
def asked(window: BrowserContext, address: str) -> Iterator[Watched]:
    """A page on which the question has been asked."""
    watched = empty_page(window).goto(address)
    watched.ask(QUESTION)
    yield watched
    watched.page.close()


def test_an_answer_is_copied_as_plain_text_with_its_pinpoints(asked: Watched) -> None:
    asked.page.get_by_role("button", name="Copy the answer with its citations").first.click()
    expect(asked.page.get_by_text("Copied")).to_be_visible()

    pasted = asked.page.evaluate("navigator.clipboard.readText()")
    assert "[1] S/PV.7219, Mr. Churkin (Russian Federation), 18 July 2014" in pasted
    assert "<" not in pasted


def test_everything_can_be_reached_by_keyboard(asked: Watched) -> None:
    page = asked.page
    page.locator("button.cite").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".card.lit")).to_be_focused()
    page.locator(".card.lit .open").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".card.lit .open")).to_be_focused()


def test_a_limit_read_from_the_question_can_be_taken_off(asked: Watched) -> None:
    page = asked.page
    before = page.locator(".turn").count()

    page.locator(".turn").last.get_by_role("button", name="Ask again without country").click()
    asked.answered(before + 1)

    expect(page.locator(".turn").last.locator(".chip")).to_have_count(0)


def test_a_refusal_looks_like_one_and_a_new_conversation_is_empty(asked: Watched) -> None:
    asked.ask("What is your favourite colour?")

    refused = asked.page.locator(".refused .kind")
    expect(refused).to_have_text("Not a question about the record")
    asked.begin()
    assert asked.page.locator(".turn").count() == 0


def test_sentences_appear_one_after_another(asked: Watched) -> None:
    page = asked.page
    asked.begin()
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
    asked.answered(1)

    lengths = page.evaluate("window.lengths")
    assert lengths == sorted(lengths)
    assert lengths[-1] > 1


def test_a_country_set_in_the_filters_limits_the_answer(asked: Watched) -> None:
    page = asked.page
    asked.begin()
    page.get_by_role("button", name="Limit to countries").click()
    page.get_by_label("Countries").first.fill("Ukraine")
    page.get_by_role("option", name=re.compile("^Ukraine")).click()

    asked.ask("What was said about the separatists?")

    expect(page.locator(".turn .chip")).to_contain_text("Ukraine")
    assert set(page.locator(".card .country").all_inner_texts()) == {"Ukraine"}


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


class Slow(Assistant):
    """The assistant, which stops after its first sentence until it may go on."""

    go_on = threading.Event()

    def stream(self, question: Question, config: RunnableConfig | None = None) -> Iterator[Event]:
        for event in super().stream(question, config):
            yield event
            if isinstance(event, Said):
                self.go_on.wait(PATIENCE)


def test_an_answer_under_way_shows_that_it_is_and_can_be_stopped(
    opened: Opener, council: Record
) -> None:
    composer = ExtractiveComposer(council)
    blocks = serve(Slow(council, composer, composer), "127.0.0.1", 0)
    page = opened(blocks.local_url).page

    page.get_by_role("button", name=QUESTION).click()
    expect(page.locator(".turn .answer p").first).to_be_visible()
    expect(page.locator(".turn .doing")).to_be_visible()
    page.get_by_role("button", name="Stop").click()

    expect(page.locator(".turn .fault")).to_contain_text("Stopped")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    Slow.go_on.set()
    page.close()
    blocks.close(verbose=False)


@pytest.fixture(scope="module")
def hostile(
    window: BrowserContext, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder
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
def listed(window: BrowserContext, hostile: str) -> Iterator[Watched]:
    """The hostile statements, listed on the Record tab."""
    watched = empty_page(window).goto(hostile)
    watched.look_up("ceasefire")
    yield watched
    watched.page.close()


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
