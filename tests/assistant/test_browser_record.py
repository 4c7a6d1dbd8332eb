"""The Record tab in headless Chromium: listed, read, added, corrected, removed, or read-only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from assistant.build import build_assistant
from assistant.settings import Settings
from assistant.ui.page import serve
from tests.browsing import PHONE, Opener
from vectorstore.record import Record

pytestmark = [
    pytest.mark.browser,
    # Gradio's own count of its queue uses what pandas is about to drop.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

# From UNSC_2014_SPV.7219_spch012, Jordan; the form of address is taken off, as OCR loses it.
UNNAMED = (
    "Jordan reiterates the importance of preserving the political unity, sovereignty and\n"
    "territorial integrity of Ukraine.\n"
)
Own = tuple[Record, str]


@pytest.fixture
def own(meeting: Record) -> Iterator[Own]:
    """A small record of this test's own, and where the page over it is served."""
    blocks = serve(build_assistant(Settings(_env_file=None), meeting), "127.0.0.1", 0)
    yield meeting, blocks.local_url
    blocks.close(verbose=False)


def test_the_record_tab_lists_statements_and_opens_them(opened: Opener, address: str) -> None:
    watched = opened(address)
    page = watched.page
    watched.look_up("security sector reform")

    page.locator("#listing .found").filter(has_text="Kazakhstan").first.click()

    expect(page.get_by_role("dialog").locator("h2")).to_contain_text("Mr. Rakhmetullin")


def test_the_list_is_turned_sorted_and_limited(opened: Opener, address: str) -> None:
    watched = opened(address)
    page = watched.page
    page.get_by_role("tab", name="Record").click()
    expect(page.locator(".pager").first).to_contain_text("1–50 of 376 statements")
    rows = page.locator("#listing tbody tr")
    first = rows.first.get_attribute("data-statement")

    page.get_by_role("button", name="Next").first.click()
    expect(page.locator(".pager").first).to_contain_text("51–100 of 376")
    page.get_by_role("button", name="Date").click()
    expect(page.locator("th[data-column=date]")).to_have_attribute("aria-sort", "descending")
    expect(page.locator(".pager").first).to_contain_text("1–50 of 376")
    assert rows.first.get_attribute("data-statement") != first

    page.locator("#lookup").get_by_label("Countries").fill("Russian")
    page.get_by_role("option", name=re.compile("^Russian Federation")).click()
    expect(rows.first.locator("[data-column=country]")).to_have_text("Russian Federation")
    expect(page.locator("th[data-column=date]")).to_have_attribute("aria-sort", "descending")
    lands = rows.locator("[data-column=country]").all_inner_texts()
    assert set(lands) == {"Russian Federation"}
    watched.picture("record")

    page.get_by_label("Year").click()
    page.get_by_role("option", name=re.compile("^2014")).click()
    expect(rows.last.locator("td").first).to_contain_text("2014")
    assert rows.count() < len(lands)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_at_phone_width_the_list_and_its_details_stay_within_the_page(
    scheme: str, opened: Opener, address: str
) -> None:
    watched = opened(address, PHONE, scheme)
    page = watched.page
    page.get_by_role("tab", name="Record").click()
    page.locator("#listing .open").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]

    page.get_by_role("button", name="Sir Jeremy Greenstock").first.click()
    page.get_by_text("Details, and where they come from").click()
    if scheme == "dark":
        watched.picture("record-phone")
    page.get_by_label("Correct: Topic").click()
    assert page.evaluate("document.querySelector('.drawer-text').scrollWidth") <= PHONE[0]


def correct(page: Page, field: str, value: str, who: str = "A. Clerk") -> None:
    """Correct a field of the statement that is open in the drawer."""
    row = page.locator(".drawer-text tr").filter(has=page.get_by_role("rowheader", name=field))
    row.get_by_label(f"Correct: {field}").click()
    row.get_by_label("Right value").fill(value)
    row.get_by_label("Your name").fill(who)
    row.get_by_label("Right value").press("Enter")
    expect(row.locator(".badge")).to_have_text("corrected")


def test_an_upload_is_listed_corrected_taken_back_and_removed_and_then_never_found(
    opened: Opener, own: Own, tmp_path: Path
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
    opened: Opener, address: str, council: Record
) -> None:
    page = opened(address).page
    page.get_by_role("tab", name="Record").click()
    page.locator("#listing .open").nth(1).click()
    page.get_by_text("Details, and where they come from").click()
    page.get_by_label("Correct: Country").click()
    page.get_by_label("Right value").locator("visible=true").fill("Atlantis")
    page.get_by_label("Your name").locator("visible=true").fill("A. Clerk")
    page.get_by_role("button", name="Save").locator("visible=true").click()

    expect(page.get_by_role("alert").locator("visible=true")).to_contain_text("no country")
    assert council.corrections() == []


def upload(page: Page, *files: Path) -> None:
    """Put files into the field of the Record tab, and wait until they are read."""
    done = page.locator("#upload-report .done")
    before = done.inner_text() if done.count() else ""
    page.locator("#files input[type=file]").set_input_files(files)
    expect(done).not_to_have_text(before)


def test_two_files_of_one_name_are_both_kept_and_the_same_again_changes_nothing(
    opened: Opener, own: Own, tmp_path: Path
) -> None:
    record, url = own
    page = opened(url).page
    page.get_by_role("tab", name="Record").click()
    page.get_by_role("button", name="Add statements").click()
    first, second, third = (tmp_path / folder / "note.txt" for folder in ("a", "b", "c"))
    for file, place in ((first, "Ukraine"), (second, "Iraq"), (third, "Mali")):
        file.parent.mkdir()
        file.write_text(UNNAMED.replace("Ukraine", place), encoding="utf-8")
    report = page.locator("#upload-report")

    upload(page, first, second)
    expect(report.locator(".done")).to_contain_text("2 added, 0 updated, 0 unchanged, 0 refused")
    expect(report.locator("tr").nth(2)).to_contain_text("kept beside it")
    upload(page, third, second)
    expect(report.locator(".done")).to_contain_text("1 added, 0 updated, 1 unchanged, 0 refused")
    expect(page.locator(".masthead .facts")).to_contain_text("24 statements")

    held = {one.text.rsplit(maxsplit=1)[-1] for one in record.statements() if "note" in one.id}
    assert held == {"Ukraine.", "Iraq.", "Mali."}


RESTRAINT = "What did China say about restraint?"
CHINA = "UNSC_2014_SPV.7138_spch009"
REMOVED = "This statement has been removed from the record."


def test_what_cites_a_removed_statement_says_so_and_shows_none_of_its_words(
    opened: Opener, own: Own
) -> None:
    elsewhere = opened(own[1])
    watched = opened(own[1])  # the last opened is in front: a click behind it takes two seconds
    page = watched.page
    for each in (watched, elsewhere):
        each.ask(RESTRAINT)
    words = page.locator(".card mark").first.inner_text()
    page.locator(".card .open").first.click()
    page.get_by_text("Remove this statement").click()
    page.get_by_role("button", name="Remove it for good").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"Removed {CHINA}.")
    page.keyboard.press("Escape")

    expect(page.locator(".card").first).to_contain_text(REMOVED)
    expect(page.locator(".turn .answer")).to_contain_text("words that are no longer in the record")
    assert words not in page.content()

    elsewhere.page.bring_to_front()
    elsewhere.page.locator(".card .open").first.click()
    expect(elsewhere.page.get_by_role("dialog")).to_contain_text(REMOVED)
    elsewhere.page.keyboard.press("Escape")
    elsewhere.ask("What did Jordan say?")
    assert words not in elsewhere.page.content()
    elsewhere.page.locator("#turn-1 button.cite").first.click()
    expect(elsewhere.page.locator(".card.lit")).to_contain_text(REMOVED)
    assert [(one.errors, one.dialogs) for one in (watched, elsewhere)] == [([], [])] * 2


def called(url: str, name: str, given: dict[str, str]) -> str:
    """Return what a function of the page answers to whoever calls it without the page."""
    parts = httpx.get(f"{url}config").json()["components"]
    drawer = next(part for part in parts if part["props"].get("elem_id") == "drawer")
    body = {"session_hash": "x", "component_id": drawer["id"], "fn_name": name, "data": given}
    return httpx.post(f"{url}gradio_api/component_server", json=body).text


@pytest.fixture
def fixed(meeting: Record) -> Iterator[Own]:
    """A small record, and where it is served read-only."""
    assistant = build_assistant(Settings(_env_file=None), meeting)
    blocks = serve(assistant, "127.0.0.1", 0, read_only=True)
    yield meeting, blocks.local_url
    blocks.close(verbose=False)


def test_on_a_read_only_page_nothing_can_be_added_corrected_or_removed(
    opened: Opener, fixed: Own
) -> None:
    record, url = fixed
    before = record.snapshot
    page = opened(url).page
    expect(page.locator(".masthead")).to_contain_text("Read-only")
    page.get_by_role("tab", name="Record").click()
    page.locator("#listing .open").first.click()
    page.get_by_text("Details, and where they come from").click()

    expect(page.get_by_role("dialog")).to_contain_text("stated in the source")
    for offer in ("Correct", "Remove this statement", "Add statements"):
        expect(page.get_by_text(offer)).to_have_count(0)
    assert page.locator("input[type=file]").count() == 0
    assert "read-only" in called(url, "remove_statement", {"statement": CHINA})
    fix = {"statement": CHINA, "field": "country", "value": "Norway", "who": "A. Clerk"}
    assert "read-only" in called(url, "correct_statement", fix)
    files = {"files": ("note.txt", UNNAMED.encode())}
    sent = httpx.post(f"{url}gradio_api/upload", files=files)
    assert (sent.status_code, "read-only" in sent.text) == (403, True)
    assert (record.snapshot, record.corrections()) == (before, [])
