"""A run or a pair of runs in, one HTML page out that needs nothing beside it.

Words are escaped by the template engine. The same run gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from eval.compare import Pair
from eval.outcome import OUTCOMES, Outcome, outcome
from eval.report import words
from eval.report.contents import Contents
from eval.report.labels import HEADLINE, LOWER_IS_BETTER, label
from eval.report.plots import forest, latencies, outcomes, risk, row
from eval.report.views import LIMITS, CaseView, Limits, view
from eval.schema import Figure
from eval.summary import Group, category

LARGEST = 3_000_000  # bytes of a report
TILES = (
    "hit@5", "key_fact_recall", "citation_recall", "quote_fidelity", "attribution",
    "refusal_recall",
)  # fmt: skip
DRAWN = ("hit@5", "key_fact_recall", "citation_recall", "gold_recall")
IN_CATEGORY = (
    "hit@5", "hit@20", "key_fact_recall", "members_f1", "count_exact", "citation_recall",
    "attribution", "refusal_recall", "false_refusal",
)  # fmt: skip
STEPS = ("hit@1", "hit@5", "hit@20", "nDCG@10")


class Section(NamedTuple):
    """Metrics of one group."""

    title: str
    figures: Sequence[Figure]


def run_page(contents: Contents) -> str:
    """Return the report of a run, at most LARGEST bytes where its cases can be cut so short."""
    drawings = _drawings(contents)
    page = ""
    for limits in LIMITS:
        page = _render("template.html.j2", _shown(contents, limits), drawings)
        if len(page.encode()) <= LARGEST:
            break
    return page


def pair_page(pair: Pair) -> str:
    """Return the report of a comparison."""
    page = ""
    for limits in LIMITS:
        shown = [_both(pair, case, n, limits) for n, case in enumerate(_flipped(pair), 1)]
        page = _render("pair.html.j2", {"pair": pair.comparison, "flipped": shown}, {})
        if len(page.encode()) <= LARGEST:
            break
    return page


class Flipped(NamedTuple):
    """A case that crossed from right to wrong or back, as both runs have it."""

    before: CaseView
    after: CaseView
    moves: Sequence[str]


def _both(pair: Pair, case: str, n: int, limits: Limits) -> Flipped:
    moves = [
        f"{label(each.metric).name}: {words.share(each.metric, flip.before)} → "
        f"{words.share(each.metric, flip.after)}"
        for each in pair.comparison.differences
        for flip in each.flips
        if flip.case_id == case and each.metric in HEADLINE
    ]
    return Flipped(
        before=view(pair.before[case], pair.gold, 2 * n - 1, limits),
        after=view(pair.after[case], pair.gold, 2 * n, limits),
        moves=moves,
    )


def _flipped(pair: Pair) -> Sequence[str]:
    return pair.comparison.flipped


def _shown(contents: Contents, limits: Limits) -> dict[str, object]:
    cases = [view(record, contents.gold, n, limits) for n, record in enumerate(contents.records, 1)]
    counts = {each: sum(case.outcome == each for case in cases) for each in OUTCOMES}
    return {
        "run": contents,
        "manifest": contents.manifest,
        "summary": contents.summary,
        "tiles": [contents.summary.figure(name) for name in TILES],
        "sections": sections(contents.summary.figures),
        "in_category": IN_CATEGORY,
        "steps": STEPS,
        "cases": cases,
        "counts": counts,
    }


def sections(figures: Sequence[Figure]) -> list[Section]:
    """Return the figures by what they measure; what applies to no case goes without saying why."""
    ordered = sorted(figures, key=lambda each: _GROUPS.index(label(each.metric).group))
    grouped = groupby(ordered, key=lambda each: label(each.metric).group)
    return [Section(title, list(found)) for title, found in grouped]


_GROUPS = (
    "Finding the paragraph",
    "Saying what was asked",
    "Citing it",
    "Refusing",
    "Overall",
)


def in_group(group: Group, metric: str) -> Figure | None:
    """Return one metric of a category."""
    return next((each for each in group.figures if each.metric == metric), None)


def _drawings(contents: Contents) -> dict[str, Markup]:
    """Return the drawings by name; ours, with every name in them escaped by matplotlib."""
    groups = contents.summary.categories
    found: dict[Outcome, list[str]] = {each: [] for each in OUTCOMES}
    for record in contents.records:
        found[outcome(record)].append(category(record))
    drawings = {
        "outcomes": outcomes(
            [
                (each.category, [found[one].count(each.category) for one in OUTCOMES])
                for each in groups
            ],
            "outcomes",
        ),
        "categories": forest(
            [label(name).name for name in DRAWN],
            [row(each.category, [in_group(each, name) for name in DRAWN]) for each in groups],
            "categories",
        ),
        "overlap": forest(
            ["Words of the question that stand in its gold paragraph"],
            [row(each.category, [each.overlap]) for each in groups],
            "overlap",
        ),
    }
    timings = [each.answer.timings_ms for each in contents.records if each.answer]
    totals = [float(each["total"]) for each in timings if "total" in each]
    if totals:
        drawings["latency"] = latencies(totals, contents.summary.latency, "latency")
    if contents.summary.selective:
        drawings["risk"] = risk(contents.summary.selective, "risk")
    if contents.ablation:
        rows = [
            row(step.name, [next(f for f in step.figures if f.metric == name) for name in STEPS])
            for step in contents.ablation.steps
        ]
        drawings["ablation"] = forest([label(name).name for name in STEPS], rows, "ablation")
    return {name: Markup(svg) for name, svg in drawings.items()}  # noqa: S704 - drawn by us


def _render(template: str, shown: dict[str, object], drawings: dict[str, Markup]) -> str:
    environment = Environment(
        loader=PackageLoader("eval", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        label=label, words=words, in_group=in_group, lower=LOWER_IS_BETTER, headline=HEADLINE
    )
    folder = files("eval") / "report"
    ours = {name: (folder / name).read_text(encoding="utf-8") for name in ("report.css", "page.js")}
    return environment.get_template(template).render(
        css=Markup(ours["report.css"]),  # noqa: S704 - a file of ours
        js=Markup(ours["page.js"]),  # noqa: S704 - a file of ours
        drawings=drawings,
        **shown,
    )
