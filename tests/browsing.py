"""A browser for tests: the page in headless Chromium, and what it must never do.

One window is shared by the pages of a module, so that what Gradio needs is fetched and compiled
once; each test opens a page of its own in it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Request, expect, sync_playwright

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

WHOLE = """turns => {
  const all = [...document.querySelectorAll(".turn")];
  return all.length === turns && all.at(-1).getAttribute("aria-busy") === "false";
}"""


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
        self.answered(before + 1)

    def answered(self, turns: int) -> None:
        """Wait until there are so many turns and the reply to the last is whole."""
        # Looked at more often than `expect` does: most answers take less than its pauses.
        self.page.wait_for_function(WHOLE, arg=turns, polling=30)

    def begin(self) -> None:
        """Begin a new conversation."""
        self.page.get_by_role("button", name="New conversation").click()
        self.page.locator(".example").first.wait_for()

    def picture(self, name: str) -> None:
        """Take a picture for the documentation, where that is asked for."""
        if SCREENSHOTS:
            self.page.mouse.move(0, 0)
            self.page.evaluate("document.activeElement.blur()")
            self.page.wait_for_timeout(700)  # until what was scrolled to has come to rest
            self.page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png")


Opener = Callable[..., Watched]


@contextmanager
def chromium() -> Iterator[BrowserContext]:
    """A window in which pages are opened; where there is no Chromium, the test is skipped."""
    if CHROMIUM is None:
        pytest.skip("no chromium or google-chrome on this machine: the page was not tried")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        browser.close()


def empty_page(
    window: BrowserContext, size: tuple[int, int] = DESKTOP, scheme: str = "light"
) -> Watched:
    """Return an empty page of that size, closed by who opened it."""
    page = window.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    return Watched(page)


@contextmanager
def opener(window: BrowserContext) -> Iterator[Opener]:
    """A function that opens an address in a page of its own; all are closed at the end."""
    with ExitStack() as pages:

        def at(url: str, size: tuple[int, int] = DESKTOP, scheme: str = "light") -> Watched:
            watched = empty_page(window, size, scheme)
            pages.callback(watched.page.close)
            return watched.goto(url)

        yield at
