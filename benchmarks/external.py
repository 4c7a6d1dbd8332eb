"""Retrieval on other people's questions, against two baselines in the same run.

    python -m benchmarks.external qmsum  QMSum/data/Committee/jsonl/val.jsonl
    python -m benchmarks.external clapnq clapnq/annotated_data/dev
    python -m benchmarks.external sotu   chunking_evaluation/.../general_evaluation_data

Three systems over the same texts with the same embedding model: ours (context header, BM25 and
dense, late interaction), BM25 alone over the paragraphs' own words, and a plain LangChain chain's
retriever (RecursiveCharacterTextSplitter 1000/200, Chroma). Their units differ in length, so beside
hits stand the share of gold characters found and the overlap with gold (IoU), as chunking_eval has
them, and the share found in the first 2000 characters that a reader is given. With `--refusals` our
assistant is asked the questions that no text answers (CLAP NQ). With `--limit` so many questions
are drawn, by `--seed`; the texts searched stay whole.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assistant.build import build_assistant, quiet_dependencies
from assistant.schema import Question
from assistant.settings import Settings
from benchmarks.external_sets import SETS, Collection, Span, drawn
from benchmarks.external_systems import bm25, chain, ingest, ours
from benchmarks.rates import rate
from eval.intervals import difference, mean_interval
from vectorstore.embed import Embedder

OURS, BM25, CHAIN = "ours", "BM25 alone", "LangChain chain"
BUDGET = 2000  # characters, read from the top of a ranking: the same for long and short units
FIXED = f"recall@{BUDGET}c"
MEASURES = ("hit@1", "hit@5", "hit@20", "recall@5", "IoU@5", FIXED, "characters@5")


def measures(found: Sequence[Span], gold: Sequence[Span]) -> dict[str, float]:
    """Return every measure of MEASURES for one question.

    A unit hits if it holds a tenth of a gold span, or a gold span holds a tenth of it, as a unit
    that only touches one says nothing of it. Recall and IoU count characters, each once.
    """
    hits = [any(_touches(unit, span) for span in gold) for unit in found]
    wanted, taken = _characters(gold), _characters(found[:5])
    shared = len(wanted & taken)
    read = _characters(_first(found, BUDGET))
    return {
        FIXED: len(wanted & read) / len(wanted),
        **{f"hit@{k}": float(any(hits[:k])) for k in (1, 5, 20)},
        "recall@5": shared / len(wanted),
        "IoU@5": shared / len(wanted | taken),
        "characters@5": float(len(taken)),
    }


def _first(found: Sequence[Span], characters: int) -> Iterator[Span]:
    """Yield the units from the top until so many characters are read, the last one cut."""
    left = characters
    for unit in found:
        if left <= 0:
            return
        yield unit._replace(end=min(unit.end, unit.start + left))
        left -= unit.end - unit.start


def _touches(unit: Span, span: Span) -> bool:
    shared = min(unit.end, span.end) - max(unit.start, span.start)
    least = min(unit.end - unit.start, span.end - span.start)
    return unit.text == span.text and shared > 0 and shared >= 0.1 * least


def _characters(spans: Iterable[Span]) -> set[tuple[str, int]]:
    return {(each.text, at) for each in spans for at in range(each.start, each.end)}


def retrieval(name: str, collections: Sequence[Collection]) -> None:
    """Print the measures of the three systems over all collections."""
    embedder = Embedder()
    values: dict[str, dict[str, dict[str, float]]] = {
        system: {measure: {} for measure in MEASURES} for system in (OURS, BM25, CHAIN)
    }
    for collection in collections:
        asked = [each for each in collection.asked if each.gold]
        if not asked:
            continue
        with tempfile.TemporaryDirectory() as directory:
            record = ingest(collection, Path(directory), embedder)
            systems = {
                OURS: ours(collection, record),
                BM25: bm25(collection, record, Path(directory)),
                CHAIN: chain(collection, embedder),
            }
            for system, find in systems.items():
                for each in asked:
                    for measure, value in measures(find(each.question), each.gold).items():
                        values[system][measure][each.id] = value
            record.close()
    _print(name, values)


def _print(name: str, values: dict[str, dict[str, dict[str, float]]]) -> None:
    print(f"\n| {name} | n | " + " | ".join(MEASURES) + " |")
    print("| --- " * (len(MEASURES) + 2) + "|")
    for system, by_measure in values.items():
        cells = []
        for measure in MEASURES:
            found = mean_interval(list(by_measure[measure].values()))
            if found is None:
                cells.append("–")
            elif measure.startswith("characters"):
                cells.append(f"{found.value:,.0f}")
            else:
                ends = f" [{found.low:.3f}, {found.high:.3f}]" if found.low is not None else ""
                cells.append(f"{found.value:.3f}{ends}")
        print(f"| {system} | {len(by_measure['hit@5'])} | " + " | ".join(cells) + " |")
    for other in (BM25, CHAIN):
        for measure in ("hit@5", "recall@5", FIXED):
            moved = difference(measure, values[other][measure], values[OURS][measure])
            change = moved.change
            if change is None or change.low is None or change.high is None:
                continue
            called = "differs" if moved.differs else "no difference shown"
            print(
                f"ours less {other}, {measure}: {change.value:+.3f} "
                f"[{change.low:+.3f}, {change.high:+.3f}], p = {moved.p:.4f}: {called}"
            )


def refusals(collections: Sequence[Collection]) -> None:
    """Print how the assistant without a model refuses what no text answers, and what one does."""
    for collection in collections:
        due = [each for each in collection.asked if each.gold]
        undue = [each for each in collection.asked if not each.gold]
        if not undue:
            continue
        with tempfile.TemporaryDirectory() as directory:
            record = ingest(collection, Path(directory), Embedder())
            assistant = build_assistant(Settings(_env_file=None), record)
            refused = [
                [assistant.ask(Question(question=each.question)).refusal is not None for each in of]
                for of in (due, undue)
            ]
            record.close()
        false, right = sum(refused[0]), sum(refused[1])
        precision = f"{right / (right + false):.3f}" if right + false else "–"
        print(
            f"refusals over {len(due)} answerable and {len(undue)} unanswerable questions: "
            f"precision {precision}, recall {rate(refused[1])}, false refusals {rate(refused[0])}"
        )


def main() -> None:
    """Run one set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("set", choices=sorted(SETS))
    parser.add_argument("path", type=Path)
    parser.add_argument("--limit", type=int, help="Questions of each kind; else all.")
    parser.add_argument("--seed", type=int, default=1, help="Of the draw that --limit makes.")
    parser.add_argument("--refusals", action="store_true", help="Ask the assistant as well.")
    given = parser.parse_args()
    collections = drawn(list(SETS[given.set](given.path)), given.limit, given.seed)
    started = time.perf_counter()
    retrieval(given.set, collections)
    if given.refusals:
        refusals(collections)
    print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    quiet_dependencies()
    main()
