"""Yes or no, many times, in; the share with its interval, as a benchmark prints it, out."""

from __future__ import annotations

from collections.abc import Sequence

from eval.intervals import mean_interval


def rate(made: Sequence[bool]) -> str:
    """Return '.947 [.904, .982]' with the 95 % interval, or '–' where nothing was made."""
    found = mean_interval([float(each) for each in made])
    if found is None:
        return "–"
    ends = "" if found.low is None else f" [{found.low:.3f}, {found.high:.3f}]"
    return f"{found.value:.3f}{ends}"
