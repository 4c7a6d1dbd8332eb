"""Figures in, drawings out: SVG that stands inside the page and takes the page's colours.

The same figures give the same bytes. A colour below is a placeholder that becomes a CSS variable,
so that one drawing serves light, dark and print.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eval.outcome import OUTCOMES
from eval.schema import Figure, Interval
from eval.selective import COVERAGE, Selective
from eval.summary import Latency

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

INK, SOFT, LINE, MAIN = "#010203", "#040506", "#070809", "#0a0b0c"
GOOD, FAIR, BAD, NONE = "#101112", "#131415", "#161718", "#191a1b"
VARIABLES = {
    INK: "--ink", SOFT: "--soft", LINE: "--line", MAIN: "--navy",
    GOOD: "--good", FAIR: "--warn", BAD: "--bad", NONE: "--none",
}  # fmt: skip
OF_OUTCOME = dict(zip(OUTCOMES, (GOOD, FAIR, BAD, NONE), strict=True))
ROW = 0.3  # inches a row of a drawing takes
WIDE = 10.0  # inches
LONGEST_NAME = 28  # characters of a category's name


class Row(NamedTuple):
    """A name and the figures drawn beside it, one a panel; None leaves a gap."""

    name: str
    intervals: tuple[Interval | None, ...]


def forest(titles: Sequence[str], rows: Sequence[Row], salt: str) -> str:
    """Return means as dots with their 95 % intervals: rows of names, a panel for each title."""
    with canvas(salt, WIDE, 0.9 + ROW * len(rows), len(titles)) as (figure, panels):
        for place, (panel, title) in enumerate(zip(panels, titles, strict=True)):
            for height, row in enumerate(reversed(rows)):
                _dot(panel, height, row.intervals[place])
            panel.set_title(title, loc="left", color=INK, fontsize=9, pad=8)
            panel.set_xlim(-0.04, 1.04)
            panel.set_ylim(-0.6, len(rows) - 0.4)
            panel.set_xticks([0, 0.5, 1], ["0", ".5", "1"])
            panel.set_yticks([])
        _names(panels[0], [row.name for row in rows])
        return drawn(figure, salt)


def outcomes(rows: Sequence[tuple[str, Sequence[int]]], salt: str) -> str:
    """Return how many cases of each category went right, partly right, wrong, or failed."""
    with canvas(salt, WIDE, 0.7 + ROW * len(rows), 1) as (figure, (panel,)):
        for height, (_, counts) in enumerate(reversed(rows)):
            start, total = 0.0, max(1, sum(counts))
            for count, colour in zip(counts, OF_OUTCOME.values(), strict=True):
                if not count:
                    continue
                share = count / total
                panel.barh(height, share, left=start, height=0.62, color=colour, linewidth=0)
                where = start + share / 2
                panel.text(where, height, str(count), ha="center", va="center", color="#fffffe")
                start += share
        panel.set_xlim(0, 1)
        panel.set_ylim(-0.6, len(rows) - 0.4)
        panel.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
        _names(panel, [f"{name} ({sum(counts)})" for name, counts in rows])
        return drawn(figure, salt)


def latencies(totals: Sequence[float], latency: Latency, salt: str) -> str:
    """Return the answers' times as a histogram, median and 95th percentile marked."""
    with canvas(salt, WIDE, 2.1, 1) as (figure, (panel,)):
        seconds = np.asarray(totals) / 1000
        top = max(0.01, float(seconds.max()))
        panel.hist(seconds, bins=40, range=(0, top * 1.02), color=MAIN, alpha=0.75, linewidth=0)
        height = panel.get_ylim()[1]
        for value, name in ((latency.p50, "median"), (latency.p95, "95th percentile")):
            if value is not None:
                panel.axvline(value / 1000, color=BAD, linewidth=1)
                words = f" {name} {value / 1000:.2f} s"
                panel.text(value / 1000, height * 0.97, words, va="top", color=INK)
        panel.set_xlim(0, top * 1.02)
        panel.locator_params(axis="y", integer=True, nbins=4)
        panel.set_xlabel("seconds an answer", color=SOFT)
        panel.set_ylabel("answers", color=SOFT)
        return drawn(figure, salt)


def risk(selective: Selective, salt: str) -> str:
    """Return the precision of the answers as ever more of them are given, the surest first."""
    with canvas(salt, WIDE, 2.6, 1) as (figure, (panel,)):
        for curve, colour in zip(selective.curves, (MAIN, GOOD), strict=False):
            coverage = [point[0] for point in curve.points]
            precision = [point[1] for point in curve.points]
            panel.step([0, *coverage], [precision[0], *precision], color=colour, where="pre")
            panel.text(1.01, precision[-1], curve.name, color=colour, va="center")
        panel.axvline(COVERAGE, color=SOFT, linewidth=0.8, linestyle=":")
        panel.set_xlim(0, 1.14)
        panel.set_ylim(0, 1.04)
        panel.grid(axis="y", color=LINE, linewidth=0.5)
        panel.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
        panel.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
        panel.set_xlabel("share of the answers given, the surest first", color=SOFT)
        panel.set_ylabel("of these", color=SOFT)
        return drawn(figure, salt)


def row(name: str, figures: Sequence[Figure | None]) -> Row:
    """Return a row of a forest drawing."""
    return Row(name, tuple(each.interval if each else None for each in figures))


@contextmanager
def canvas(
    salt: str, width: float, height: float, panels: int
) -> Iterator[tuple[Canvas, list[Axes]]]:
    """Yield an empty drawing in our style, apart from any that the process has open."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Canvas

    style = mpl.rc_context(
        {
            "svg.hashsalt": salt,
            "svg.fonttype": "none",  # words stay words: searchable, and small
            "text.parse_math": False,  # a category's name may hold a dollar sign
            "font.size": 8.5,
            "axes.linewidth": 0.6,
        }
    )
    with style:
        figure = Canvas(figsize=(width, height), layout="constrained")
        FigureCanvasSVG(figure)
        axes = [figure.add_subplot(1, panels, n + 1) for n in range(panels)]
        for each in axes:
            each.patch.set_visible(False)
            each.spines[["top", "right", "left"]].set_visible(False)
            each.spines["bottom"].set_color(LINE)
            each.tick_params(colors=SOFT, length=0)
            each.grid(axis="x", color=LINE, linewidth=0.5)
            each.set_axisbelow(True)
        figure.patch.set_visible(False)
        yield figure, axes


def drawn(figure: Canvas, salt: str) -> str:
    """Return the drawing as an element of a page."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    # Several drawings stand in one page, where an id may stand once.
    svg = re.sub(r'<g id="[^"]*"', "<g", svg)
    svg = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font: \1 var(--sans)", svg)
    svg = re.sub(r"\n\s*", "\n", svg)
    for colour, variable in VARIABLES.items():
        svg = svg.replace(colour, f"var({variable})")
    opening = f'<svg role="img" class="drawing {salt}"'
    svg = re.sub(r' (?:width|height)="[\d.]+pt"', "", svg, count=2)
    return svg.replace("<svg", opening, 1).replace("#fffffe", "var(--sheet)")


def _dot(panel: Axes, height: int, interval: Interval | None) -> None:
    if interval is None:
        panel.text(0.5, height, "–", color=SOFT, ha="center", va="center")
        return
    if interval.low is not None and interval.high is not None:
        panel.plot([interval.low, interval.high], [height, height], color=MAIN, linewidth=1.4)
    panel.plot([interval.value], [height], "o", color=MAIN, markersize=4.5)


def _names(panel: Axes, names: Sequence[str]) -> None:
    shown = [n if len(n) <= LONGEST_NAME else n[: LONGEST_NAME - 1] + "…" for n in names]
    panel.set_yticks(range(len(names)), shown[::-1])
    panel.tick_params(axis="y", labelcolor=INK, labelsize=9)
