"""Values of one metric, case by case, in; means, 95 % intervals and paired differences out.

Everything is seeded: the same values give the same figures. Where all values are alike a bootstrap
would claim certainty, so a share of successes then gets its exact (Clopper-Pearson) interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from eval.schema import Difference, Flip, Interval

CONFIDENCE = 0.95
RESAMPLES = 5000  # the interval's ends move by about .001 with another seed at n = 200
SEED = 20260101
ALPHA = 1 - CONFIDENCE
PASSES = 0.5  # a case's score from which it counts as right, for the list of flipped cases


def mean_interval(values: Sequence[float], seed: int = SEED) -> Interval | None:
    """Return the mean with its percentile bootstrap interval over cases; None without values."""
    if not values:
        return None
    sample = np.asarray(values, dtype=np.float64)
    mean = float(sample.mean())
    if np.all(sample == sample[0]):
        low, high = _exact(sample)
    else:
        low, high = _bootstrap(sample, seed)
    return Interval(value=mean, low=low, high=high, n=len(values))


def difference(
    metric: str,
    before: Mapping[str, float],
    after: Mapping[str, float],
    seed: int = SEED,
) -> Difference:
    """Return how a metric moved over the cases that have a value in both runs, by case id."""
    shared = sorted(before.keys() & after.keys())
    unpaired = len(before.keys() ^ after.keys())
    if not shared:
        return Difference(metric=metric, differs=False, unpaired=unpaired)
    first = np.array([before[case] for case in shared])
    second = np.array([after[case] for case in shared])
    change = _change(second - first, seed)
    p = permutation_p(second - first, seed)
    excludes = change.low is not None and change.high is not None
    excludes = excludes and not (change.low or 0.0) <= 0 <= (change.high or 0.0)
    return Difference(
        metric=metric,
        before=mean_interval(first.tolist(), seed),
        after=mean_interval(second.tolist(), seed),
        change=change,
        p=p,
        differs=excludes and p < ALPHA,
        unpaired=unpaired,
        flips=flips(before, after),
    )


def permutation_p(differences: NDArray[np.float64], seed: int = SEED) -> float:
    """Return the two-sided p-value of the mean difference under random signs.

    Exact where all sign patterns are few enough to try (up to 12 cases that differ).
    """
    moved = differences[differences != 0]
    if len(moved) <= 1:
        return 1.0  # of one value both signs are as extreme
    from scipy import stats

    tested = stats.permutation_test(
        (moved,),
        lambda sample, axis: sample.mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        alternative="two-sided",
        rng=np.random.default_rng(seed),
    )
    return float(tested.pvalue)


def flips(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[Flip, ...]:
    """Return the cases that crossed from right to wrong or back, in order of id."""
    return tuple(
        Flip(case_id=case, before=before[case], after=after[case])
        for case in sorted(before.keys() & after.keys())
        if (before[case] >= PASSES) != (after[case] >= PASSES)
    )


def _change(differences: NDArray[np.float64], seed: int) -> Interval:
    """Return the mean difference with its interval; a lone or constant one has its own width."""
    n, mean = len(differences), float(differences.mean())
    if n == 1:
        return Interval(value=mean, low=None, high=None, n=1)
    if np.all(differences == differences[0]):
        return Interval(value=mean, low=mean, high=mean, n=n)
    low, high = _bootstrap(differences, seed)
    return Interval(value=mean, low=low, high=high, n=n)


def _bootstrap(sample: NDArray[np.float64], seed: int) -> tuple[float, float]:
    from scipy import stats

    found = stats.bootstrap(
        (sample,),
        np.mean,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return float(found.low), float(found.high)


def _exact(sample: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Return the exact interval of all failures or all successes; None for other constants."""
    if sample[0] not in (0.0, 1.0):
        return None, None
    from scipy import stats

    tested = stats.binomtest(int(sample.sum()), len(sample))
    found = tested.proportion_ci(confidence_level=CONFIDENCE, method="exact")
    return float(found.low), float(found.high)
