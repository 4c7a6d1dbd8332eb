"""Reports: whole in one file, escaped, the same twice, and readable in a browser."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from assistant.chain import Assistant
from eval.ablation import Ablation, Step
from eval.folder import ABLATION, RECORDS, RunFolder
from eval.report import write_reports
from eval.report.markdown import brief, steps
from eval.report.sheet import run_sheet
from eval.report.views import excerpt, pieces
from eval.run import Options, run
from eval.schema import Figure, Interval
from eval.scoring import metrics
from eval.summary import summarise

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
HOSTILE = '<script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">'


@pytest.fixture
def hostile_run(few_run: Path, tmp_path: Path) -> Path:
    """A run whose first case has markup wherever a person or a model can write."""
    target = tmp_path / "hostile"
    shutil.copytree(few_run, target)
    lines = (few_run / RECORDS).read_text(encoding="utf-8").split("\n")[:-1]
    record = json.loads(lines[0])
    record["case"] |= {"question": HOSTILE, "category": f"$x$ {HOSTILE}", "answer": HOSTILE}
    record["answer"]["text"] = HOSTILE
    record["answer"]["citations"][0]["quote"] = HOSTILE
    record["answer"]["citations"][0]["pinpoint"] = HOSTILE
    record["scores"]["key_fact_recall"] = {"value": 0, "reason": None, "explanation": HOSTILE}
    lines[0] = json.dumps(record)
    (target / RECORDS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return target


def measured(value: float) -> tuple[Figure, ...]:
    """Return every figure of a step of the search, all alike."""
    interval = Interval(value=value, low=value - 0.1, high=value + 0.1, n=6)
    names = ("hit@1", "hit@5", "hit@20", "recall@20", "nDCG@10", "MRR")
    return tuple(Figure(metric=name, interval=interval, cases=6) for name in names)


@pytest.fixture(scope="module")
def reported(few_run: Path) -> Path:
    """The folder of a run with its reports."""
    write_reports(few_run)
    return few_run


def test_a_report_is_one_file_that_fetches_nothing(reported: Path) -> None:
    page = (reported / "report.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "src=" not in page
    assert "@import" not in page
    assert "url(http" not in page
    assert "<link" not in page
    assert page.count("<svg role") == 5
    assert len(page.encode()) < 3_000_000


def test_the_same_run_gives_the_same_bytes(reported: Path, tmp_path: Path) -> None:
    shutil.copytree(reported, tmp_path / "copy")
    write_reports(tmp_path / "copy")
    for name in ("report.html", "report.md", "report.csv"):
        assert (reported / name).read_bytes() == (tmp_path / "copy" / name).read_bytes()


def test_no_report_shows_a_number_that_is_none(reported: Path) -> None:
    for name in ("report.html", "report.md", "report.csv"):
        text = (reported / name).read_text(encoding="utf-8").lower()
        assert "nan" not in text.replace("finan", "").replace("governan", "").split()
        assert ">nan<" not in text
        assert ",nan," not in text
        assert "none %" not in text


def test_why_cases_have_no_value_is_counted_by_reason(reported: Path) -> None:
    text = (reported / "report.md").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("| Reference F1 "))
    assert row.endswith("| 2 × the record does not answer it |")
    row = next(line for line in text.splitlines() if line.startswith("| Set F1 "))
    assert "5 × the case asks for no set; 2 × the record does not answer it" in row


def test_a_metric_that_applies_to_no_case_is_a_dash_with_its_reason(few_run: Path) -> None:
    facts = [each for each in RunFolder(few_run).records() if each.case.category == "fact"]
    refused = brief(summarise(facts, {})).splitlines()
    assert "Refusals made                –  (2 × the record answers it)" in refused


def test_every_case_shows_its_gold(reported: Path) -> None:
    folder = RunFolder(reported)
    page = (reported / "report.html").read_text(encoding="utf-8")
    assert page.count('<details class="case"') == len(folder.records()) == 8
    gold = next(iter(folder.gold().values()))
    assert gold.where.split(",")[0] in page


def test_a_case_that_lost_points_says_why(
    few_cases: Path, tmp_path: Path, assistant: Assistant, options: Options
) -> None:
    case = json.loads(few_cases.read_text(encoding="utf-8").splitlines()[0])
    case["key_facts"] = [["what nobody ever said"]]
    wanting = tmp_path / "wanting.jsonl"
    wanting.write_text(json.dumps(case) + "\n", encoding="utf-8")
    run(wanting, tmp_path / "run", assistant, options)

    page = write_reports(tmp_path / "run").read_text(encoding="utf-8")

    assert "Why it lost points" in page
    assert "missing: what nobody ever said" in page


def test_markup_in_a_run_is_shown_and_not_obeyed(hostile_run: Path) -> None:
    page = write_reports(hostile_run).read_text(encoding="utf-8")
    assert "&lt;script&gt;" in page
    assert HOSTILE not in page
    assert "<img" not in page
    text = (hostile_run / "report.md").read_text(encoding="utf-8")
    assert "\\<script>" in text
    assert "| <script>" not in text


def test_a_sheet_has_a_row_for_each_case_and_no_formula(reported: Path) -> None:
    with (reported / "report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    assert set(metrics()) <= rows[0].keys()
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_a_cell_that_a_spreadsheet_would_run_becomes_text(hostile_run: Path) -> None:
    from eval.report.contents import contents

    lines = (hostile_run / RECORDS).read_text(encoding="utf-8").split("\n")[:-1]
    record = json.loads(lines[0])
    record["case"]["question"] = '=HYPERLINK("http://example.org")'
    lines[0] = json.dumps(record)
    (hostile_run / RECORDS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "'=HYPERLINK" in run_sheet(contents(RunFolder(hostile_run)))


def test_an_ablation_beside_the_run_is_part_of_the_report(few_run: Path, tmp_path: Path) -> None:
    shutil.copytree(few_run, tmp_path / "run")
    found = Ablation(
        snapshot="sha256:0",
        cases=6,
        steps=(
            Step(name="dense", adds="Meaning alone.", figures=measured(0.5)),
            Step(name="+ header", adds="Who speaks.", figures=measured(0.75)),
        ),
    )
    RunFolder(tmp_path / "run").write(ABLATION, found)
    page = write_reports(tmp_path / "run").read_text(encoding="utf-8")
    assert "What each part of the search is worth" in page
    assert "75.0 %" in page
    assert "| + header | 75.0 % |" in steps(found)


def test_an_answer_is_cut_at_its_markers() -> None:
    assert [(each.text, each.n) for each in pieces('It said "no" [1][12].')] == [
        ('It said "no" ', None),
        ("[1]", 1),
        ("[12]", 12),
        (".", None),
    ]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("We condemn the attack.", "condemn", ("We ", "condemn", " the attack.")),
        ("We condemn the attack.", "deplore", ("", "deplore", "")),
        ("one two three four", "three", ("… two ", "three", " four")),
    ],
    ids=["whole", "not there", "cut between words"],
)
def test_quoted_words_stand_with_what_is_around_them(
    text: str, words: str, expected: tuple[str, str, str]
) -> None:
    assert tuple(excerpt(text, words, 6 if words == "three" else 40)) == expected


@pytest.fixture
def opened(hostile_run: Path) -> Iterator[Page]:
    """The report of a hostile run, open in headless Chromium."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the report was not opened in a browser")
    page_file = write_reports(hostile_run)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme="dark")
        page.goto(page_file.as_uri())
        yield page
        browser.close()


@pytest.mark.browser
def test_the_report_opens_filters_and_runs_nothing_of_a_case(opened: Page) -> None:
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    expect(opened.locator("details.case")).to_have_count(8)
    expect(opened).to_have_title("OnRecord evaluation: few.jsonl")
    assert opened.evaluate("document.documentElement.scrollWidth") == 390
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 28)"
    opened.locator("#theme").click()
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(18, 22, 28)"
    opened.locator("#category").select_option("unanswerable")
    expect(opened.locator("details.case:visible")).to_have_count(2)
    opened.locator("#category").select_option("")
    opened.locator("#words").fill("onerror")
    expect(opened.locator("details.case:visible")).to_have_count(1)
    opened.locator("#open-all").click()
    expect(opened.locator("details.case:visible .losses")).to_contain_text("Key facts said")
    opened.locator("#words").fill("")
    wrong = opened.locator("details.case[data-outcome=wrong]").count()
    opened.locator(".chip[data-outcome=wrong]").click()
    expect(opened.locator("details.case:visible")).to_have_count(wrong)
    expect(opened.locator("#shown")).to_have_text(f"{wrong} of 8 shown")
    assert said == []


@pytest.mark.browser
def test_on_paper_the_report_is_dark_on_light_and_shows_no_buttons(opened: Page) -> None:
    opened.emulate_media(media="print")
    assert (
        opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    )
    expect(opened.locator("nav")).to_be_hidden()
    expect(opened.locator("#theme")).to_be_hidden()
    expect(opened.locator("#filter")).to_be_hidden()
    expect(opened.locator("#refusals .drawing")).to_be_visible()
