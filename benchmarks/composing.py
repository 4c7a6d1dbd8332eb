"""What is quoted: `python -m benchmarks.composing [--split dev] [--save FILE] [--against FILE]`.

Composes, without a model, the answer to every case of the split that is composed at all, from the
paragraphs that the chain finds, and prints how many of the key facts are quoted and where the gold
paragraphs are cited. With `--fit` the weights of `assistant.choosing` are fitted to the split, and
each case is answered with weights that were fitted without it; `--also CASES DIR` fits to other
cases, of the record in DIR, too.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
from langchain_core.runnables import RunnableConfig
from numpy.typing import NDArray
from scipy.optimize import minimize
from typing_extensions import override

from assistant.build import data_dir, quiet_dependencies
from assistant.chain import Assistant
from assistant.choosing import WEIGHTS, Asked, Candidate, judged, ranked
from assistant.extractive import ExtractiveComposer, written
from assistant.gate import Gate
from assistant.quotes import find_quote
from assistant.schema import Citation, Composition, Sentence
from assistant.settings import Settings
from eval.cases import ReadyCase, load, shipped
from eval.intervals import difference, mean_interval
from eval.metrics.answers import key_fact_recall
from eval.run import question
from eval.sources import Sources
from vectorstore.record import Record

FOLDS = 10
RIDGE = 0.02  # half the weight of the sum of squares beside the log likelihood of some 80 cases

Weights = Sequence[float] | NDArray[np.float64]
Figures = dict[str, dict[str, float]]  # by metric, by case


class Posed(NamedTuple):
    """A case with what its answer is composed of; `gold` are the sentences that answer it."""

    ready: ReadyCase
    composition: Composition
    found: list[Candidate]
    signs: NDArray[np.float64]  # shape (n, 8)
    gold: NDArray[np.bool_]  # shape (n,)


class Keeping(ExtractiveComposer):
    """Composes, and keeps what it was given last."""

    kept: Composition | None = None

    @override
    def stream(
        self,
        input: Composition,
        config: RunnableConfig | None = None,
        **kwargs: object | None,
    ) -> Iterator[str]:
        self.kept = input
        yield from super().stream(input, config)


def posed(record: Record, split: str, cases: Path) -> Iterator[Posed]:
    """Yield the cases of `split` whose answers are composed."""
    keeping = Keeping(record)
    assistant = Assistant(record, keeping, keeping)
    for ready in load(cases, Sources(record)):
        keeping.kept = None
        if split in ready.case.tags:
            assistant.ask(question(ready.case))
        if (composition := keeping.kept) is not None:
            understood = composition.understood
            found, signs = judged(Asked.of(understood), composition.evidence, record)
            gold = np.array([_is_gold(ready, each) for each in found])
            yield Posed(ready, composition, found, signs, gold)


def _is_gold(ready: ReadyCase, sentence: Candidate) -> bool:
    statement, paragraph = sentence.evidence.statement, sentence.evidence.paragraph
    key = (statement.id, paragraph.number)
    if key not in {(each.statement_id, each.paragraph) for each in ready.gold}:
        return False
    start, end = paragraph.start + sentence.start, paragraph.start + sentence.end
    spans = [find_quote(gold.quote, statement.text) for gold in ready.case.gold]
    return any(span and span[0] < end and start < span[1] for span in spans)


def fitted(cases: Sequence[Posed]) -> NDArray[np.float64]:
    """Return the weights of a conditional logit: which sentence of each case answers it."""

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, slope = RIDGE / 2 * float(weights @ weights), RIDGE * weights
        for each in cases:
            scores = each.signs @ weights
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            right = likely * each.gold
            value -= float(np.log(right.sum()))
            slope = slope - (right / right.sum() - likely) @ each.signs
        return value, slope

    found: NDArray[np.float64] = minimize(
        loss, np.zeros(len(WEIGHTS)), jac=True, method="L-BFGS-B"
    ).x
    return found


def without_each(cases: Sequence[Posed], others: Sequence[Posed]) -> list[NDArray[np.float64]]:
    """Return for each case weights that were fitted to the other folds, and to others."""
    folds = np.random.default_rng(0).permutation(len(cases)) % FOLDS
    by_fold = {
        fold: fitted(
            [
                *others,
                *(c for c, at in zip(cases, folds, strict=True) if at != fold and c.gold.any()),
            ]
        )
        for fold in range(FOLDS)
    }
    return [by_fold[int(fold)] for fold in folds]


def answer(case: Posed, weights: Weights) -> tuple[list[Sentence], list[Citation]]:
    """Return what is written and cited with these weights."""
    order = ranked(case.found, case.signs @ np.asarray(weights))
    gate = Gate(case.composition.evidence)
    checked = [
        each for chunk in written(order, case.composition.understood) for each in gate.feed(chunk)
    ]
    checked += gate.finish()
    sentences = [each.sentence for each in checked if each.sentence]
    return sentences, [citation for each in checked for citation in each.citations]


def figures(cases: Sequence[Posed], weights: Sequence[Weights]) -> Figures:
    """Return the figures of each case's answer, written with its own weights."""
    found: Figures = {"key facts": {}, "gold first two": {}, "gold cited": {}, "words": {}}
    for case, own in zip(cases, weights, strict=True):
        sentences, cited = answer(case, own)
        text, id_ = " ".join(each.text for each in sentences), case.ready.case.id
        gold = {(each.statement_id, each.paragraph) for each in case.ready.gold}
        places = [(each.statement_id, each.paragraph) for each in cited]
        found["words"][id_] = len(text.split())
        if facts := case.ready.case.key_facts:
            found["key facts"][id_] = key_fact_recall(text, facts)
        if gold:
            found["gold first two"][id_] = float(bool(gold.intersection(places[:2])))
            found["gold cited"][id_] = float(bool(gold.intersection(places)))
    return found


def _print(found: Figures, before: Figures | None) -> None:
    for name, values in found.items():
        if name == "words":
            print(f"median words: {median(values.values()):.0f}")
            continue
        whole = mean_interval(list(values.values()))
        if whole is None:
            continue
        line = f"{name}: {whole.value:.3f} [{whole.low:.3f}, {whole.high:.3f}] n = {whole.n}"
        if before and (change := difference(name, before[name], values).change):
            line += f"; {change.value:+.3f} [{change.low:+.3f}, {change.high:+.3f}]"
        print(line)


def main() -> None:
    """Compose, and print the figures."""
    quiet_dependencies()
    parser = argparse.ArgumentParser(description="What is quoted?")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--fit", action="store_true", help="fit the weights first")
    parser.add_argument(
        "--also", type=Path, nargs=2, metavar=("CASES", "DIR"), help="fit to these too"
    )
    parser.add_argument("--save", type=Path, help="write the figures of each case")
    parser.add_argument("--against", type=Path, help="compare with figures that were saved")
    arguments = parser.parse_args()
    settings = Settings(data=arguments.data_dir) if arguments.data_dir else Settings()
    with Record.open(data_dir(settings)) as record:
        cases = list(posed(record, arguments.split, shipped()))
    print(f"{len(cases)} answers composed")
    weights: list[Weights] = [WEIGHTS] * len(cases)
    if arguments.fit:
        others = list[Posed]()
        if arguments.also:
            with Record.open(arguments.also[1]) as record:
                every = posed(record, arguments.split, arguments.also[0])
                others = [case for case in every if case.gold.any()]
        whole = fitted([*others, *(case for case in cases if case.gold.any())])
        print("fitted to all:", " ".join(f"{weight:.2f}" for weight in whole))
        weights = list(without_each(cases, others))
    found = figures(cases, weights)
    before = json.loads(arguments.against.read_text("utf-8")) if arguments.against else None
    _print(found, before)
    if arguments.save:
        arguments.save.write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main()
