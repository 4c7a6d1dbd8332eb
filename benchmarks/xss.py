"""150 payloads in five places on the page in headless Chromium: does any come to life?

python -m benchmarks.xss [--count 150]

Places: a statement's text, its file's name, its title with speaker and topic, a question, and a
model's reply. Looked for: a dialog, a script that ran, a request that left this machine, and an
element on the page that only a payload could have made.
"""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect
from pydantic import SecretStr

from assistant.build import build_assistant, quiet_dependencies
from assistant.settings import Settings
from assistant.ui.page import serve
from tests.assistant.scripted_server import Exchange, Received, ScriptedServer, passages, says
from tests.assistant.test_browser import PAYLOADS
from tests.browsing import Watched, chromium, empty_page
from vectorstore.record import Record

LIVE = "a, img, svg, script, style, link, meta, form, iframe, math, base, object, embed"
COLUMNS = "#conversation, #right, #listing, .drawer-text"
ASKED = 10  # payloads in one question
HARM = "window.harmed=1;alert(1)"

# What runs, in its barest form; and what each is dressed in to break out of where it stands.
VECTORS = (
    *PAYLOADS,
    f"<body onload={HARM}>",
    f"<input autofocus onfocus={HARM}>",
    f"<video><source onerror={HARM}></video>",
    f"<audio src=x onerror={HARM}>",
    f"<marquee onstart={HARM}>x</marquee>",
    f"<select autofocus onfocus={HARM}>",
    f"<object data=javascript:{HARM}>",
    f"<embed src=javascript:{HARM}>",
    f"<a href=javascript:{HARM}>x</a>",
    f"<form action=javascript:{HARM}><button>x</button></form>",
    f"<svg><animate onbegin={HARM} attributeName=x dur=1s>",
    f"<svg><script>{HARM}</script></svg>",
    f"<img srcset=x onerror={HARM}>",
    f"<template><img src=x onerror={HARM}></template>",
    f"<noscript><p title='</noscript><img src=x onerror={HARM}>'>",
    f"<div style=background:url(http://192.0.2.1/x.png) onmouseover={HARM}>x</div>",
    "<img src=http://192.0.2.1/leak.png>",
)
DRESSES = ("{}", '">{}', "'>{}", "-->{}<!--", "</script>{}")


def payloads(count: int) -> list[str]:
    """Return the first `count` of every vector in every dress."""
    dressed = (dress.format(vector) for dress in DRESSES for vector in VECTORS)
    return list(itertools.islice(dressed, count))


def written(several: Sequence[str], folder: Path) -> Iterator[Path]:
    """Write a statement for each payload, in its text and every field, in a file of its name."""
    for number, payload in enumerate(several):
        name = payload.replace("/", "∕").encode()[:150].decode(errors="ignore")
        path = folder / f"{number} {name}.jsonl"
        fields = {
            "id": f"hostile_{number}_{payload[:40]}",
            "speaker": f"Mr. Harm {payload}",
            "country": "Norway",
            "affiliation": payload,
            "meeting": payload,
            "topic": f"Ceasefire {payload}",
            "date": "2014-07-18",
            "text": f"Norway fully supports the ceasefire {payload}.",
        }
        path.write_text(json.dumps(fields), encoding="utf-8")
        yield path


def parrot(several: Sequence[str]) -> ScriptedServer:
    """Return a model that says payloads: bare, in a quotation, and behind a right one."""
    turn = itertools.count()

    def script(exchange: Exchange, received: Received) -> None:
        first = passages(received.prompt)[0]
        start = next(turn) * ASKED % len(several)
        said = [f'{first.subject} said: "{first.sentence}" [{first.n}].']
        for payload in several[start : start + ASKED]:
            said += [payload, f'{first.subject} said: "{payload}" [{first.n}].']
        says("\n".join(said))(exchange, received)

    return ScriptedServer(script)


class Harm:
    """What came to life, by place."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self.found: list[str] = []

    def look(self, place: str) -> None:
        """Note what is wrong on the page at this moment."""
        page = self._watched.page
        page.wait_for_timeout(100)
        if page.evaluate("window.harmed !== undefined"):
            self.found.append(f"{place}: a script ran")
        if live := page.locator(COLUMNS).locator(LIVE).count():
            self.found.append(f"{place}: {live} elements")


def through(window: BrowserContext, url: str, several: Sequence[str], *, modelled: bool) -> None:
    """Ask with every payload, open every statement; print what came to life."""
    watched = empty_page(window).goto(url)
    harm, page = Harm(watched), watched.page
    for start in range(0, len(several), ASKED):
        dressed = " ".join(several[start : start + ASKED]) if not modelled else ""
        watched.ask(f"What did Norway say about the ceasefire? {dressed}".strip())
        harm.look("model reply" if modelled else "question")
        if modelled and (removed := page.locator(".turn .removed summary")).count():
            removed.last.click()
            harm.look("model reply taken out")
    if not modelled:
        watched.look_up("ceasefire")
        harm.look("listing of statements and paragraphs")
        print(f"{_opened(page, harm)} statements opened")
    print(
        f"{'model reply' if modelled else 'text, file name, fields, question'}: "
        f"{len(watched.dialogs)} dialogs, {len(watched.outside)} requests off this machine, "
        f"{len(harm.found)} elements or scripts {harm.found[:5] or ''}"
    )
    page.close()


def _opened(page: Page, harm: Harm) -> int:
    """Open every statement of every page of the list; return how many there were."""
    page.get_by_label("Words").fill("")
    page.get_by_label("Words").press("Enter")
    expect(page.locator("#listing .found")).to_have_count(0)
    opened = 0
    while True:
        harm.look("listing of statements")
        buttons = page.locator("#listing tbody .open")
        for number in range(buttons.count()):
            buttons.nth(number).click()
            expect(page.locator(".drawer-text h2")).to_be_visible()
            harm.look("statement")
            page.keyboard.press("Escape")
            opened += 1
        onward = page.get_by_role("button", name="Next").first
        if not onward.is_visible() or onward.is_disabled():
            return opened
        before = page.locator(".pager").first.inner_text()
        onward.click()
        expect(page.locator(".pager").first).not_to_have_text(before)


def main() -> None:
    """Run what is asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=150, help="payloads")
    several = payloads(parser.parse_args().count)
    quiet_dependencies()
    began = time.perf_counter()
    with ExitStack() as open_things:
        folder = Path(open_things.enter_context(tempfile.TemporaryDirectory()))
        source = folder / "statements"
        source.mkdir()
        paths = list(written(several, source))
        record = open_things.enter_context(Record.open(folder / "record", create=True))
        summary = record.ingest([source])
        print(f"{len(paths)} payloads, {summary.added} statements, {len(summary.refused)} refused")
        server = open_things.enter_context(parrot(several))
        settings = (
            Settings(_env_file=None),
            Settings(
                _env_file=None,
                model="parrot",
                base_url=server.base_url,
                api_key=SecretStr("sk-test"),
                deadline=60,
                first_token_timeout=30,
            ),
        )
        window = open_things.enter_context(chromium())
        for chosen in settings:
            blocks = serve(build_assistant(chosen, record), "127.0.0.1", 0)
            through(window, blocks.local_url, several, modelled=chosen.model is not None)
            blocks.close(verbose=False)
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
