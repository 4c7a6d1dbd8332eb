"""How sure is an answer? `python -m benchmarks.confidence [--split dev] [--fit] [--also FILE]`.

Every question of the split that is answered from passages is asked as it stands and, where it has
gold paragraphs, once more with those withdrawn. `assistant.choosing.likelihood` should tell those
whose gold paragraph was found from the others: prints the area under the curve of that and of each
of its signs, and the share of either kind that lies under some bounds. With `--fit` its logistic
is fitted first; what was kept of another run with `--save` is taken in by `--also`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import rankdata

from assistant.build import data_dir, quiet_dependencies
from assistant.catalogue import catalogue
from assistant.choosing import SURE, Asked, confidence_signs
from assistant.retrieval import Depth, retrieve
from assistant.settings import Settings
from assistant.understand import understand
from eval.cases import ReadyCase, load, shipped
from eval.run import question
from eval.schema import paragraph_key
from eval.sources import Sources
from eval.unanswerable import Withholding, answered_elsewhere

BOUNDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
RIDGE = 0.02
SIGNS = ("score", "cosine", "evidence", "relevance")


class Posed(NamedTuple):
    """A question's signs, whether a paragraph found answers it, and how it was made."""

    id: str
    way: str
    answers: bool
    signs: tuple[float, ...]


def posed(record: Withholding, ready: Sequence[ReadyCase]) -> Iterator[Posed]:
    """Yield each question as it stands, and with what answers it withdrawn."""
    held, depth = catalogue(record), Depth()
    for each in ready:
        case = each.case
        understood = understand(question(case), held)
        if understood.kind not in ("passage", "compare"):
            continue
        gold = frozenset(one.key for one in each.gold)
        for withdrawn in (frozenset[str](), gold) if gold else (frozenset[str](),):
            record.withdrawn = withdrawn
            found = retrieve(record, understood, depth)
            if withdrawn and answered_elsewhere(case, found.retrieved):
                continue
            signs = confidence_signs(Asked.of(understood), found.evidence, record)
            if signs is None:
                continue
            here = {paragraph_key(e.statement.id, e.paragraph.number) for e in found.evidence}
            way = "withdrawn" if withdrawn else "answerable" if gold else "unanswerable"
            yield Posed(case.id, way, bool(gold & here), tuple(map(float, signs)))
    record.withdrawn = frozenset()


def fitted(cases: Sequence[Posed]) -> tuple[float, ...]:
    """Return the weights of a logistic of the signs, the constant last."""
    signs, truth = _arrays(cases)
    middle, width = signs.mean(axis=0), signs.std(axis=0)
    rows = np.column_stack([(signs - middle) / width, np.ones(len(signs))])

    def loss(weights: NDArray[np.float64]) -> float:
        logits = rows @ weights
        told = np.logaddexp(0, np.where(truth, -logits, logits)).sum()
        return float(told + RIDGE / 2 * weights[:-1] @ weights[:-1])

    weights = minimize(loss, np.zeros(rows.shape[1]), method="L-BFGS-B").x
    plain = weights[:-1] / width
    return (*map(float, plain), float(weights[-1] - plain @ middle))


def area(scores: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """Return how often one that answers scores above one that does not; ties count half."""
    ranks, right = rankdata(scores), int(truth.sum())
    return float((ranks[truth].sum() - right * (right + 1) / 2) / (right * (len(truth) - right)))


def _arrays(cases: Sequence[Posed]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    signs = np.array([case.signs for case in cases])
    return signs, np.array([case.answers for case in cases])


def _print(cases: Sequence[Posed], weights: Sequence[float]) -> None:
    signs, truth = _arrays(cases)
    likely = 1 / (1 + np.exp(-(signs @ np.array(weights[:-1]) + weights[-1])))
    print("weights:", " ".join(f"{weight:.3f}" for weight in weights))
    for name, values in (*zip(SIGNS, signs.T, strict=True), ("likelihood", likely)):
        print(f"area under the curve, {name}: {area(values, truth):.3f} (n = {len(truth)})")
    for way in ("answerable", "withdrawn", "unanswerable"):
        own = np.array(
            [value for value, case in zip(likely, cases, strict=True) if case.way == way]
        )
        if len(own):
            under = "  ".join(f"<{bound:.1f}: {(own < bound).mean():.3f}" for bound in BOUNDS)
            print(f"{way:12} n = {len(own):3}  {under}")


def main() -> None:
    """Ask, fit if that is wanted, and print."""
    quiet_dependencies()
    parser = argparse.ArgumentParser(description="How sure is an answer?")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--cases", type=Path, default=shipped())
    parser.add_argument("--split", choices=("dev", "test"))
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--save", type=Path, help="keep the signs of each question")
    parser.add_argument("--also", type=Path, action="append", default=[], help="signs kept before")
    arguments = parser.parse_args()
    settings = Settings(data=arguments.data_dir) if arguments.data_dir else Settings()
    with Withholding.open(data_dir(settings)) as record:
        ready = [
            each
            for each in load(arguments.cases, Sources(record))
            if arguments.split in (None, *each.case.tags)
        ]
        cases = list(posed(record, ready))
    if arguments.save:
        arguments.save.write_text(json.dumps(cases), "utf-8")
    for file in arguments.also:
        cases += [Posed(*row) for row in json.loads(file.read_text("utf-8"))]
    _print(cases, fitted(cases) if arguments.fit else SURE)


if __name__ == "__main__":
    main()
