"""The records of a run in, its figures out: each metric with its interval, in all and by category.

Every denominator is counted from the cases. What does not apply to a case says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from pydantic import Field

from eval.folder import GoldText
from eval.intervals import mean_interval
from eval.schema import EvalRecord, Figure
from eval.scoring import metrics
from eval.selective import Selective, selective
from vectorstore.schema import Frozen
from vectorstore.terms import terms

UNCATEGORISED = "uncategorised"
OVERLAP = "word_overlap"


class Latency(Frozen):
    """How long an answer took, in milliseconds, over the cases that were answered."""

    n: int
    p50: float | None = Field(None, description="None where no case was answered.")
    p95: float | None = None
    slowest: float | None = None
    stages: dict[str, float] = Field(default_factory=dict, description="Median of each stage.")


class Spent(Frozen):
    """What the model's server counted; None where none was asked or it does not tell."""

    requests: int = 0
    tokens_sent: int | None = None
    tokens_received: int | None = None
    cost: float | None = None
    currency: str = "USD"


class Confusion(Frozen):
    """Cases by what was due (answer, refusal) and what was done."""

    answered_due: int = Field(0, description="The record answers it, and so did the assistant.")
    refused_due: int = Field(0, description="False refusals.")
    failed_due: int = 0
    answered_undue: int = Field(0, description="The record does not answer it; answered all same.")
    refused_undue: int = 0
    failed_undue: int = 0
    unknown: int = Field(0, description="The case does not say whether it is answerable.")


class Group(Frozen):
    """The figures of one category."""

    category: str
    cases: int
    failed: int
    figures: tuple[Figure, ...]
    overlap: Figure


class Summary(Frozen):
    """All figures of a run."""

    schema_: int = Field(1, alias="schema")
    cases: int
    failed: int
    figures: tuple[Figure, ...]
    categories: tuple[Group, ...]
    overlap: Figure = Field(description="Share of a question's words in its gold paragraph.")
    confusion: Confusion
    selective: Selective | None = Field(None, description="None where no answer can be judged.")
    latency: Latency
    spent: Spent

    def figure(self, metric: str) -> Figure | None:
        """Return one metric's figure over all cases."""
        return next((each for each in self.figures if each.metric == metric), None)


def summarise(records: Sequence[EvalRecord], gold: Mapping[str, GoldText]) -> Summary:
    """Return the figures of a run; `gold` holds the gold paragraphs' words by key."""
    categories: dict[str, list[EvalRecord]] = {}
    for each in records:
        categories.setdefault(category(each), []).append(each)
    return Summary(
        cases=len(records),
        failed=sum(each.error is not None for each in records),
        figures=figures(records),
        categories=tuple(
            Group(
                category=name,
                cases=len(group),
                failed=sum(each.error is not None for each in group),
                figures=figures(group),
                overlap=overlap_figure(group, gold),
            )
            for name, group in categories.items()
        ),
        overlap=overlap_figure(records, gold),
        confusion=confusion(records),
        selective=selective(records),
        latency=latency(records),
        spent=spent(records),
    )


def category(record: EvalRecord) -> str:
    """Return the name that a case is grouped under."""
    return record.case.category or UNCATEGORISED


def figures(records: Sequence[EvalRecord]) -> tuple[Figure, ...]:
    """Return every metric over the records, in the order of a report."""
    return tuple(figure(name, records) for name in metrics())


def figure(metric: str, records: Sequence[EvalRecord]) -> Figure:
    """Return one metric over the records; why it has no value is counted by reason."""
    scores = [each.scores[metric] for each in records if metric in each.scores]
    values = [score.value for score in scores if score.value is not None]
    reasons = Counter(score.reason for score in scores if score.reason is not None)
    return Figure(
        metric=metric,
        interval=mean_interval(values),
        cases=len(records),
        without=dict(sorted(reasons.items(), key=lambda each: (-each[1], each[0]))),
    )


def values(metric: str, records: Iterable[EvalRecord]) -> dict[str, float]:
    """Return the metric's value by case id, for the cases that have one."""
    found = {each.case.id: each.scores[metric].value for each in records if metric in each.scores}
    return {case: value for case, value in found.items() if value is not None}


def overlap_figure(records: Sequence[EvalRecord], gold: Mapping[str, GoldText]) -> Figure:
    """Return the mean word overlap of questions with their gold paragraphs."""
    shares = [overlap(each, gold) for each in records]
    known = [share for share in shares if share is not None]
    lacking = len(shares) - len(known)
    return Figure(
        metric=OVERLAP,
        interval=mean_interval(known),
        cases=len(records),
        without={"the case names no paragraph": lacking} if lacking else {},
    )


def overlap(record: EvalRecord, gold: Mapping[str, GoldText]) -> float | None:
    """Return the share of the question's word stems that its nearest gold paragraph holds.

    Low where a question says the same in other words, so that search by words alone fails.
    """
    asked = frozenset(terms(record.case.question))
    held = [frozenset(terms(gold[each.key].text)) for each in record.gold if each.key in gold]
    if not asked or not held:
        return None
    return max(len(asked & words) for words in held) / len(asked)


def confusion(records: Sequence[EvalRecord]) -> Confusion:
    """Count the cases by what was due and what was done."""
    counted: Counter[str] = Counter()
    for each in records:
        due = each.case.expects_answer
        if due is None:
            counted["unknown"] += 1
            continue
        done = "failed"
        if each.answer is not None:
            done = "refused" if each.answer.refusal is not None else "answered"
        counted[f"{done}_{'due' if due else 'undue'}"] += 1
    return Confusion(**counted)


def latency(records: Sequence[EvalRecord]) -> Latency:
    """Return how long the answers took."""
    timings = [each.answer.timings_ms for each in records if each.answer is not None]
    totals = [float(each["total"]) for each in timings if "total" in each]
    if not totals:
        return Latency(n=0)
    stages = dict.fromkeys(stage for each in timings for stage in each if stage != "total")
    return Latency(
        n=len(totals),
        p50=float(np.percentile(totals, 50)),
        p95=float(np.percentile(totals, 95)),
        slowest=max(totals),
        stages={s: float(np.median([each.get(s, 0) for each in timings])) for s in stages},
    )


def spent(records: Sequence[EvalRecord]) -> Spent:
    """Add up what the model's server counted."""
    usages = [each.answer.usage for each in records if each.answer and each.answer.usage]
    sent = [each.tokens_sent for each in usages if each.tokens_sent is not None]
    received = [each.tokens_received for each in usages if each.tokens_received is not None]
    costs = [each.cost for each in usages if each.cost is not None]
    return Spent(
        requests=sum(each.requests for each in usages),
        tokens_sent=sum(sent) if sent else None,
        tokens_received=sum(received) if received else None,
        cost=sum(costs) if costs else None,
        currency=usages[0].currency if usages else "USD",
    )
