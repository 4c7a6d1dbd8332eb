"""A run's folder in, everything that its reports show out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from eval.ablation import Ablation
from eval.errors import EvalError
from eval.folder import ABLATION, GoldText, RunFolder
from eval.judge import Judged, judged_of
from eval.manifest import Manifest
from eval.schema import EvalRecord
from eval.summary import Summary, summarise


class Contents(NamedTuple):
    """What the reports of one run are made from."""

    manifest: Manifest
    summary: Summary
    records: Sequence[EvalRecord]
    gold: Mapping[str, GoldText]
    ablation: Ablation | None
    judged: Judged | None

    @property
    def unfinished(self) -> int:
        """Cases that are not run yet."""
        return self.manifest.selection.count - len(self.records)


def contents(folder: RunFolder) -> Contents:
    """Return what is in a run's folder.

    Raises:
        EvalError: there is no run, or none of its cases is finished.
    """
    manifest, records, gold = folder.manifest(), folder.records(), folder.gold()
    if not records:
        raise EvalError(f"{folder.path}: no case is finished yet: run the set again")
    found = (folder.path / ABLATION).is_file()
    return Contents(
        manifest=manifest,
        summary=summarise(records, gold),
        records=records,
        gold=gold,
        ablation=folder.read(ABLATION, Ablation) if found else None,
        judged=judged_of(folder, records),
    )
