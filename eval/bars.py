"""What a run must reach, as written on a command line, and its summary in; what it misses, out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from eval.errors import EvalError
from eval.scoring import metrics
from eval.summary import Summary


class Bar(NamedTuple):
    """A metric's mean must not be under `value`, or not over it."""

    metric: str
    value: float
    over: bool = False


def bars(written: Iterable[str], *, over: bool = False) -> list[Bar]:
    """Return what `hit@5=0.90` and the like ask for.

    Raises:
        EvalError: there is no such metric, or no number.
    """
    found = []
    for each in written:
        name, _, number = each.partition("=")
        if name not in metrics():
            raise EvalError(f"{each!r}: no metric {name!r}; there are {', '.join(metrics())}")
        try:
            found.append(Bar(name, float(number), over))
        except ValueError:
            raise EvalError(f"{each!r}: write a number after '=', as in hit@5=0.90") from None
    return found


def missed(summary: Summary, wanted: Sequence[Bar]) -> list[str]:
    """Return one line for each bar not reached; a metric without value reaches none."""
    return [line for bar in wanted if (line := _missed(summary, bar))]


def _missed(summary: Summary, bar: Bar) -> str:
    figure = summary.figure(bar.metric)
    if figure is None or figure.interval is None:
        reasons = ", ".join(figure.without) if figure else "not measured"
        return f"{bar.metric} has no value ({reasons}), should be {bar.value:g}"
    value, n = figure.interval.value, figure.interval.n
    if bar.over and value > bar.value:
        return f"{bar.metric} is {value:.4f} over {n} cases, should be at most {bar.value:g}"
    if not bar.over and value < bar.value:
        return f"{bar.metric} is {value:.4f} over {n} cases, should be at least {bar.value:g}"
    return ""
