"""Runs and comparisons in, what the Evaluate tab shows of them out, every word escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.ui.markup import escape
from eval.compare import Pair
from eval.outcome import OUTCOMES, losses, outcome
from eval.report import words
from eval.report.contents import Contents
from eval.report.labels import HEADLINE, label
from eval.report.markdown import verdict
from eval.schema import EvalRecord, Figure
from eval.summary import category

MOST = 200  # failing cases listed

STYLE = """<style>
#run-figures h2, #run-figures h3, #run-against h3, #run-failing h3 {
  font: 600 1.4rem/1.3 var(--serif); margin: 14px 0 4px; }
#run-figures h3, #run-against h3, #run-failing h3 { font-size: 1.15rem; }
.gradio-container .scores tbody th { color: var(--ink); }
.scores { border-collapse: collapse; width: 100%; font-size: .95rem; margin: 6px 0 18px; }
.scores th, .scores td { text-align: left; font-weight: 400; padding: 5px 12px 5px 0;
  border-bottom: 1px solid var(--line); }
.scores td.num, .scores th.num { text-align: right; font-variant-numeric: tabular-nums; }
.scores thead th, .scores .soft { color: var(--soft); font-size: .88rem; }
.scores .up, .went.right { color: var(--good); } .scores .down, .went.wrong { color: var(--bad); }
.went { font-weight: 600; font-size: .85rem; } .went.partly { color: var(--warn); }
.scroll { overflow-x: auto; } .bar-run { background: var(--tint); border-radius: 99px; height: 8px;
  margin: 6px 0; overflow: hidden; } .bar-run i { display: block; height: 100%;
  background: var(--link); } .lostcase { border-bottom: 1px solid var(--line); padding: 8px 0; }
.lostcase p { margin: 3px 0; }
</style>"""


def progress(told: tuple[str, int, int]) -> str:
    """Return how far a run is."""
    stage, done, total = told
    share = 100 * done / total if total else 0
    count = f": {done} of {total}" if total else " …"
    return (
        f'{STYLE}<div role="status"><span class="hint">{escape(stage.capitalize())}{count}</span>'
        f'<div class="bar-run"><i style="width:{share:.1f}%"></i></div></div>'
    )


def trouble(error: Exception) -> str:
    """Return one line that says what went wrong."""
    return f'<p class="hint" role="alert">{escape(error)}</p>'


def figures(made: Contents) -> str:
    """Return a run's headline figures, in all and by category."""
    went = [outcome(each) for each in made.records]
    counts = ", ".join(f"{went.count(each)} {each}" for each in OUTCOMES)
    unfinished = f" {made.unfinished} are not run yet." if made.unfinished else ""
    selection = made.manifest.selection
    part = f", {selection.split} split" if selection.split else ""
    summary = made.summary
    return (
        f"{STYLE}<h2>{went.count('right')} of {summary.cases} answered right in every respect</h2>"
        f'<p class="hint">{escape(selection.cases)}{escape(part)}: {counts}.{unfinished} Median '
        f"{words.milliseconds(summary.latency.p50)} an answer, 95th percentile "
        f"{words.milliseconds(summary.latency.p95)}.</p>"
        + table(("Figure", "Mean", "95 % interval", "n", ""), map(_row, _of(summary.figures)))
        + "<h3>By category</h3>"
        + _categories(made)
    )


def failing(made: Contents) -> str:
    """Return the cases that lost points, worst first, each with a button that asks it."""
    order = ("failed", "wrong", "partly")
    lost = [each for each in made.records if outcome(each) != "right"]
    lost.sort(key=lambda each: order.index(outcome(each)))
    if not lost:
        return "<h3>Cases that lost points</h3><p class='hint'>None.</p>"
    more = f"<p class='hint'>{len(lost) - MOST} more are in the report.</p>"
    return (
        f"<h3>Cases that lost points ({len(lost)})</h3>"
        '<p class="hint">A click on a question asks it in the chat; where earlier questions stand '
        "before it, ask those first, in a new conversation.</p>"
        + "".join(map(_case, lost[:MOST]))
        + (more if len(lost) > MOST else "")
    )


def against(pair: Pair, before: str) -> str:
    """Return how a run differs from an earlier one."""
    found = pair.comparison
    rows = (
        [
            escape(label(each.metric).name),
            words.share(each.metric, each.before.value if each.before else None),
            words.share(each.metric, each.after.value if each.after else None),
            words.points(each.metric, each.change.value),
            words.points_between(each.metric, each.change),
            words.p_value(each.p),
            verdict(each),
        ]
        for each in found.differences
        if each.change is not None and each.metric in HEADLINE
    )
    flipped = ", ".join(map(escape, found.flipped)) or "none"
    header = ("Figure", "Before", "Now", "Change", "95 % interval", "p", "")
    return (
        f"<h3>Against {escape(before)}</h3>"
        f'<p class="hint">{found.paired} cases in both. A difference is called one only where its '
        "interval excludes 0.</p>" + table(header, rows) + f'<p class="hint">Flipped: {flipped}</p>'
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its cells are HTML already, the first column names, the others numbers."""
    head = "".join(f'<th class="{"num" if n else ""}">{cell}</th>' for n, cell in enumerate(header))
    body = "".join(
        "<tr>"
        + "".join(
            f"<{tag}>{cell}</{tag[:2]}>"
            for cell, tag in zip(row, ["th", *['td class="num"'] * (len(row) - 1)], strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll"><table class="scores"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _of(found: Sequence[Figure]) -> list[Figure]:
    return [each for each in found if each.metric in HEADLINE]


def _row(figure: Figure) -> list[str]:
    interval = figure.interval
    return [
        f'<span title="{escape(label(figure.metric).says)}">{escape(label(figure.metric).name)}'
        "</span>",
        words.share(figure.metric, interval.value if interval else None),
        words.between(figure.metric, interval),
        str(interval.n if interval else 0),
        f'<span class="soft">{escape(words.reasons(figure)) if interval is None else ""}</span>',
    ]


def _categories(made: Contents) -> str:
    shown = ("hit@5", "key_fact_recall", "citation_recall", "attribution", "refusal_recall")
    went: dict[str, list[str]] = {}
    for record in made.records:
        went.setdefault(category(record), []).append(outcome(record))
    rows = []
    for group in made.summary.categories:
        means = {each.metric: each.interval for each in group.figures}
        rows.append(
            [
                escape(group.category),
                str(group.cases),
                str(went[group.category].count("right")),
                *(
                    words.share(name, found.value if (found := means[name]) else None)
                    for name in shown
                ),
            ]
        )
    return table(("Category", "n", "Right", *(escape(label(n).name) for n in shown)), rows)


def _case(record: EvalRecord) -> str:
    went = outcome(record)
    lost = "; ".join(
        f"{label(each.metric).name}: {each.why or words.share(each.metric, each.value)}"
        for each in losses(record)
    )
    asked = "".join(map(_button, (*record.case.history, record.case.question)))
    return (
        f'<div class="lostcase"><p><span class="went {went}">{went}</span> '
        f'<span class="hint">{escape(category(record))}, {escape(record.case.id)}</span></p>{asked}'
        f'<p class="hint">{escape(record.error or lost)}</p></div>'
    )


def _button(question: str) -> str:
    shown = escape(question)
    return f'<button type="button" class="example" data-question="{shown}">{shown}</button>'
