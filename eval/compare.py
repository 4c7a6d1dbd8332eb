"""Two runs in, how they differ case by case out: paired, with interval and permutation p."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import Field

from eval.errors import EvalError
from eval.folder import GoldText, RunFolder
from eval.intervals import difference
from eval.manifest import Manifest
from eval.report.labels import HEADLINE
from eval.schema import Difference, EvalRecord
from eval.scoring import metrics
from eval.summary import category, values
from vectorstore.schema import Frozen


class CategoryChange(Frozen):
    """How the headline metrics moved in one category."""

    category: str
    cases: int
    differences: tuple[Difference, ...]


class Comparison(Frozen):
    """Two runs of the same cases."""

    before: Manifest
    after: Manifest
    paired: int = Field(description="Cases that are in both runs.")
    only_before: int
    only_after: int
    changed: tuple[str, ...] = Field(description="Fields of the manifests that differ.")
    differences: tuple[Difference, ...]
    categories: tuple[CategoryChange, ...]

    @property
    def flipped(self) -> tuple[str, ...]:
        """Ids of the cases that crossed from right to wrong or back in any headline metric."""
        found = (each for each in self.differences if each.metric in HEADLINE)
        return tuple(sorted({flip.case_id for each in found for flip in each.flips}))


class Pair(NamedTuple):
    """A comparison with the records it was made from, by case id."""

    comparison: Comparison
    before: Mapping[str, EvalRecord]
    after: Mapping[str, EvalRecord]
    gold: Mapping[str, GoldText]


def compared(first: RunFolder, second: RunFolder) -> Pair:
    """Return how the second run differs from the first.

    Raises:
        EvalError: a folder holds no run, or they share no case.
    """
    before = {each.case.id: each for each in first.records()}
    after = {each.case.id: each for each in second.records()}
    manifests = first.manifest(), second.manifest()
    shared = [case for case in after if case in before]
    if not shared:
        raise EvalError(f"{first.path} and {second.path} share no case: compare runs of one set")
    groups: dict[str, list[str]] = {}
    for case in shared:
        groups.setdefault(category(after[case]), []).append(case)
    comparison = Comparison(
        before=manifests[0],
        after=manifests[1],
        paired=len(shared),
        only_before=len(before.keys() - after.keys()),
        only_after=len(after.keys() - before.keys()),
        changed=tuple(manifests[0].changed(manifests[1])),
        differences=tuple(_difference(name, before, after) for name in metrics()),
        categories=tuple(
            CategoryChange(
                category=name,
                cases=len(cases),
                differences=tuple(
                    _difference(
                        metric,
                        {case: before[case] for case in cases},
                        {case: after[case] for case in cases},
                    )
                    for metric in HEADLINE
                ),
            )
            for name, cases in groups.items()
        ),
    )
    return Pair(comparison, before, after, {**first.gold(), **second.gold()})


def _difference(
    metric: str, before: Mapping[str, EvalRecord], after: Mapping[str, EvalRecord]
) -> Difference:
    return difference(metric, values(metric, before.values()), values(metric, after.values()))
