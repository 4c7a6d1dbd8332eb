"""A run or a pair in, Markdown out, for a pull request or a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.ablation import Ablation
from eval.compare import Pair
from eval.outcome import OUTCOMES, losses, outcome
from eval.report import words
from eval.report.contents import Contents
from eval.report.labels import HEADLINE, LOWER_IS_BETTER, label
from eval.schema import Difference, Figure
from eval.summary import Group, Summary

STEPS = ("hit@1", "hit@5", "hit@20", "recall@20", "nDCG@10", "MRR")


def brief(summary: Summary) -> str:
    """Return the headline figures, one a line, for a terminal."""
    lines = [f"{summary.cases} cases, {summary.failed} failed"]
    for name in HEADLINE:
        figure = summary.figure(name)
        if figure is None or figure.interval is None:
            lines.append(f"{label(name).name:<28} –  ({words.reasons(figure)})")
            continue
        mean, ends = words.share(name, figure.interval.value), words.between(name, figure.interval)
        lines.append(f"{label(name).name:<28} {mean:>8}  [{ends}]  n = {figure.interval.n}")
    latency = summary.latency
    lines.append(
        f"time an answer: median {words.milliseconds(latency.p50)}, "
        f"95th percentile {words.milliseconds(latency.p95)}"
    )
    return "\n".join(lines)


def run_text(contents: Contents) -> str:
    """Return the report of a run."""
    manifest, summary = contents.manifest, contents.summary
    selection = manifest.selection
    part = f", {selection.split} split" if selection.split else ""
    counts = [outcome(each) for each in contents.records]
    parts = [
        "# OnRecord: evaluation",
        f"{selection.cases}{part}: {summary.cases} questions, {words.mode(manifest.mode)}. "
        + ", ".join(f"{counts.count(each)} {each}" for each in OUTCOMES)
        + ".",
    ]
    if contents.unfinished:
        parts.append(f"**{contents.unfinished} questions are not run yet.**")
    parts += [
        "## Figures",
        _table(("Metric", "Mean", "95 % interval", "n", "No value"), _figures(summary.figures)),
        "## By category",
        _categories(summary.categories),
        "## Refusals",
        _confusion(summary),
        *_selective(summary),
        "## Time",
        f"Median {words.milliseconds(summary.latency.p50)}, 95th percentile "
        f"{words.milliseconds(summary.latency.p95)}, slowest "
        f"{words.milliseconds(summary.latency.slowest)}, over {summary.latency.n} answers.",
    ]
    if contents.ablation:
        parts += ["## What each part of the search is worth", steps(contents.ablation)]
    if contents.judged and contents.judged.agreement:
        agreement = contents.judged.agreement
        parts += [
            "## Judge",
            f"{manifest.judge}: agrees with the offline rule on "
            f"{words.share('', agreement.value)} [{words.between('', agreement)}] of "
            f"{agreement.n} sentences; {contents.judged.unjudged} without verdict.",
        ]
    parts += ["## What lost points", _lost(contents)]
    parts += ["## Made with", _made(contents)]
    return "\n\n".join(parts) + "\n"


def pair_text(pair: Pair) -> str:
    """Return the report of a comparison."""
    found = pair.comparison
    notes = [
        f"{found.paired} cases in both runs, {found.only_before} only before, "
        f"{found.only_after} only after. A difference is called one only where its 95 % interval "
        "excludes 0 and p < .05 (paired, permutation of signs)."
    ]
    if found.changed:
        notes.append(f"The runs differ in: {', '.join(found.changed)}.")
    flipped = "\n".join(f"- {_cell(case)}" for case in found.flipped) or "None."
    parts = ["# OnRecord: two runs compared", *notes, differences(pair), "## Flipped", flipped]
    return "\n\n".join(parts) + "\n"


def differences(pair: Pair) -> str:
    """Return the differences as a table."""
    header = ("Metric", "Before", "After", "Change", "95 % interval", "p", "Called", "n")
    rows = (_difference(each) for each in pair.comparison.differences if each.change is not None)
    return _table(header, rows)


def steps(ablation: Ablation) -> str:
    """Return the steps of the search as a table."""
    rows = (
        [step.name, *(_mean(_of(step.figures, name)) for name in STEPS), step.adds]
        for step in ablation.steps
    )
    return _table(("Step", *STEPS, "Adds"), rows) + f"\n\nOver {ablation.cases} questions."


def verdict(difference: Difference) -> str:
    """Return what may be said of a difference: 'better', 'worse', 'no difference shown'."""
    if not difference.differs or difference.change is None:
        return "no difference shown"
    up = difference.change.value > 0
    return "better" if up != (difference.metric in LOWER_IS_BETTER) else "worse"


def _difference(each: Difference) -> list[str]:
    assert each.change is not None
    metric = each.metric
    return [
        label(metric).name,
        words.share(metric, each.before.value if each.before else None),
        words.share(metric, each.after.value if each.after else None),
        words.points(metric, each.change.value),
        words.points_between(metric, each.change),
        words.p_value(each.p),
        verdict(each),
        str(each.change.n),
    ]


def _figures(figures: Iterable[Figure]) -> Iterable[list[str]]:
    for each in figures:
        interval = each.interval
        yield [
            label(each.metric).name,
            words.share(each.metric, interval.value if interval else None),
            words.between(each.metric, interval),
            str(interval.n if interval else 0),
            words.reasons(each),
        ]


def _categories(groups: Sequence[Group]) -> str:
    header = ("Category", "n", "Failed", *(label(name).name for name in HEADLINE), "Word overlap")
    rows = (
        [
            each.category,
            str(each.cases),
            str(each.failed),
            *(_mean(_of(each.figures, name)) for name in HEADLINE),
            _mean(each.overlap),
        ]
        for each in groups
    )
    return _table(header, rows)


def _confusion(summary: Summary) -> str:
    found = summary.confusion
    rows = [
        ["yes", *map(str, (found.answered_due, found.refused_due, found.failed_due))],
        ["no", *map(str, (found.answered_undue, found.refused_undue, found.failed_undue))],
    ]
    return _table(("The record answers it", "Answered", "Refused", "Failed"), rows)


def _selective(summary: Summary) -> list[str]:
    found = summary.selective
    if found is None:
        return []
    rows = (
        [
            curve.name,
            words.share("", curve.all_given.value),
            words.between("", curve.all_given),
            words.share("", curve.at.value),
            words.between("", curve.at),
            str(curve.at.n),
        ]
        for curve in found.curves
    )
    header = ("Answers", "All given", "95 % interval", "Surest 80 %", "95 % interval", "n")
    return ["## If the least sure were withheld", _table(header, rows)]


def _lost(contents: Contents) -> str:
    rows = []
    for each in contents.records:
        lost = losses(each)
        if each.error:
            rows.append([each.case.id, "failed", each.error])
        elif lost:
            why = "; ".join(f"{label(one.metric).name}: {one.why or one.value}" for one in lost)
            rows.append([each.case.id, outcome(each), why])
    return _table(("Case", "Outcome", "Why"), rows) if rows else "Nothing."


def _made(contents: Contents) -> str:
    manifest = contents.manifest
    rows = [
        ["Commit", manifest.commit or "not a checkout"],
        ["Code", manifest.code],
        ["Record", manifest.snapshot],
        ["Cases", f"{manifest.selection.count}, sha256 {manifest.selection.sha256}"],
        ["Embedding", manifest.embedder],
        ["Prompts", ", ".join(manifest.prompts)],
        ["Seed", str(manifest.seed)],
        ["Python", manifest.python],
        ["Packages", ", ".join(f"{name} {v}" for name, v in manifest.packages.items())],
        ["Settings", ", ".join(f"{name}={v}" for name, v in manifest.settings.items())],
        ["Started", words.moment(manifest.times.started)],
    ]
    return _table(("What", "Value"), rows)


def _of(figures: Sequence[Figure], name: str) -> Figure | None:
    return next((each for each in figures if each.metric == name), None)


def _mean(figure: Figure | None) -> str:
    if figure is None or figure.interval is None:
        return words.NOTHING
    return words.share(figure.metric, figure.interval.value)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    """Return a text as one cell that is shown as it stands."""
    flat = " ".join(text.split())
    for mark in ("\\", "|", "<", "*", "_", "`", "["):
        flat = flat.replace(mark, "\\" + mark)
    return flat
