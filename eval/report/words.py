"""Numbers and texts in, the way every report writes them out; what has no value is a dash."""

from __future__ import annotations

import datetime as dt

from eval.report.labels import SIGNED
from eval.schema import Figure, Interval

NOTHING = "–"
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def share(metric: str, value: float | None) -> str:
    """Return a mean: '94.7 %', or '+0.82' where the metric is no share."""
    if value is None:
        return NOTHING
    return f"{value:+.2f}" if metric in SIGNED else f"{100 * value:.1f} %"


def between(metric: str, interval: Interval | None) -> str:
    """Return the 95 % interval: '91.2 – 97.4', or a dash for too few values."""
    if interval is None or interval.low is None or interval.high is None:
        return NOTHING
    if metric in SIGNED:
        return f"{interval.low:+.2f} – {interval.high:+.2f}"
    return f"{100 * interval.low:.1f} – {100 * interval.high:.1f}"


def points(metric: str, value: float | None) -> str:
    """Return a difference of means: '+3.2' points of a hundred, or '+0.08'."""
    if value is None:
        return NOTHING
    return f"{value:+.2f}" if metric in SIGNED else f"{100 * value:+.1f}"


def points_between(metric: str, interval: Interval | None) -> str:
    """Return the 95 % interval of a difference: '-1.0 to +7.2'."""
    if interval is None or interval.low is None or interval.high is None:
        return NOTHING
    return f"{points(metric, interval.low)} to {points(metric, interval.high)}"


def reasons(figure: Figure | None) -> str:
    """Return why a metric has no value, or for how many cases it has none."""
    if figure is None:
        return "not measured"
    return "; ".join(f"{n} × {reason}" for reason, n in figure.without.items())


def milliseconds(value: float | None) -> str:
    """Return a time: '640 ms', '1.3 s'."""
    if value is None:
        return NOTHING
    return f"{value:.0f} ms" if value < 1000 else f"{value / 1000:.1f} s"


def duration(seconds: float) -> str:
    """Return how long something took: '48 s', '2 min 5 s'."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def moment(when: dt.datetime | None) -> str:
    """Return a time of day, in UTC: '24 November 2026, 09:12 UTC'."""
    if when is None:
        return "not finished"
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}, {when:%H:%M} UTC"


def mode(name: str) -> str:
    """Return who composes, for a reader."""
    if name.startswith("model:"):
        return f"composed by {name.removeprefix('model:')}"
    return "quotations, without a model"


def p_value(p: float | None) -> str:
    """Return a p-value: '.031', '< .001'."""
    if p is None:
        return NOTHING
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")
