"""A run or a pair in, CSV out: one row a case, a column a metric, empty for no value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from eval.compare import Pair
from eval.outcome import losses, outcome
from eval.report.contents import Contents
from eval.report.labels import label
from eval.schema import EvalRecord, Interval
from eval.scoring import metrics
from eval.summary import category

# A cell that begins so is a formula to a spreadsheet; an apostrophe in front makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def run_sheet(contents: Contents) -> str:
    """Return the run's cases, one a row."""
    names = metrics()
    fields = ("id", "category", "outcome", "question", "answer", "refusal", "error", "lost", "ms")
    return _csv([*fields, *names], (_case(record, names) for record in contents.records))


def pair_sheet(pair: Pair) -> str:
    """Return the differences, one metric a row."""
    header = [
        *("metric", "name", "n", "before", "after", "change", "low", "high", "p", "differs"),
        *("unpaired", "flipped"),
    ]
    rows = (
        [
            each.metric,
            label(each.metric).name,
            str(each.change.n if each.change else 0),
            _mean(each.before),
            _mean(each.after),
            _mean(each.change),
            _number(each.change.low if each.change else None),
            _number(each.change.high if each.change else None),
            _number(each.p),
            str(each.differs).lower(),
            str(each.unpaired),
            " ".join(flip.case_id for flip in each.flips),
        ]
        for each in pair.comparison.differences
    )
    return _csv(header, rows)


def _case(record: EvalRecord, names: Sequence[str]) -> list[str]:
    answer = record.answer
    scores = [record.scores[name].value if name in record.scores else None for name in names]
    return [
        record.case.id,
        category(record),
        outcome(record),
        record.case.question,
        answer.text if answer else "",
        answer.refusal.reason if answer and answer.refusal else "",
        record.error or "",
        " ".join(each.metric for each in losses(record)),
        str(answer.timings_ms.get("total", "")) if answer else "",
        *map(_number, scores),
    ]


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue()


def _plain(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    try:
        float(cell)
    except ValueError:
        return f"'{cell}" if cell.startswith(FORMULA) else cell
    return cell


def _mean(interval: Interval | None) -> str:
    return _number(interval.value if interval else None)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
