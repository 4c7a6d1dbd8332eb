"""Cases and a record in; how well each part of the search finds the gold paragraphs, out.

Every step has all that the step before it has, and one thing more. All steps are asked the same:
the question made whole by its history.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from assistant.catalogue import catalogue
from assistant.retrieval import Depth, retrieve
from assistant.schema import Understood
from assistant.understand import understand
from eval.cases import ReadyCase, load
from eval.errors import EvalError
from eval.folder import ABLATION, RunFolder
from eval.intervals import difference, mean_interval
from eval.manifest import select
from eval.metrics import retrieval
from eval.run import Progress, question
from eval.schema import Difference, Figure, paragraph_key
from eval.sources import Sources
from vectorstore.dense import DenseIndex
from vectorstore.embed import Embedder
from vectorstore.exact import ExactVectors
from vectorstore.lexical import LexicalIndex
from vectorstore.passages import embedded_text, passages
from vectorstore.record import Record
from vectorstore.schema import Filters, Frozen, Passage, Retrieved
from vectorstore.search import Found, HybridSearch, best_of_each

K = 20  # paragraphs that each step finds
CANDIDATES = 100  # passages of dense search alone, as many as hybrid search takes from it
DEPTH = Depth(k=K, composed=1)
LATE = DEPTH.late  # paragraphs that late interaction orders anew
BATCH = 256  # passages embedded between two reports of progress

Finder = Callable[[Understood], Sequence[str]]


class Step(Frozen):
    """One way to search, measured."""

    name: str
    adds: str = Field(description="What it has beyond the step before.")
    figures: tuple[Figure, ...]
    change: tuple[Difference, ...] = Field((), description="Against the step before, paired.")


class Ablation(Frozen):
    """All steps over the same cases."""

    snapshot: str
    cases: int = Field(description="Cases that name a paragraph.")
    steps: tuple[Step, ...]


class Measured(NamedTuple):
    """A step's measures by metric and case."""

    name: str
    adds: str
    by_metric: Mapping[str, Mapping[str, float]]


def ablate(
    cases: Path,
    out: Path,
    record: Record,
    part: tuple[str | None, int | None] = (None, None),
    progress: Progress | None = None,
) -> Ablation:
    """Measure every step over the cases of `part` (tag, limit), and write it to the run's folder.

    Raises:
        EvalError: no case names a paragraph.
    """
    report = progress or (lambda _stage, _done, _total: None)
    ready, _ = select(load(cases, Sources(record)), cases, *part)
    asked = [each for each in ready if each.gold and each.case.expects_answer is not False]
    if not asked:
        raise EvalError(f"{cases}: no case names a paragraph: there is nothing to search for")
    held = catalogue(record)
    understood = [(each, understand(question(each.case), held)) for each in asked]
    with finders(record, report) as named:
        measured = [
            Measured(name, adds, _measure(find, understood, partial(report, name)))
            for name, adds, find in named
        ]
    found = Ablation(snapshot=record.snapshot, cases=len(asked), steps=tuple(_steps(measured)))
    folder = RunFolder(out)
    folder.path.mkdir(parents=True, exist_ok=True)
    folder.write(ABLATION, found)
    return found


@contextmanager
def finders(record: Record, report: Progress) -> Iterator[list[tuple[str, str, Finder]]]:
    """Yield each step's name, what it adds, and the function that searches so."""
    shelf = Shelf(record)
    embedder = record.embedder
    bare = _embedded(embedder, [each.text for each in shelf.all], "embed paragraphs", report)
    headed = _embedded(
        embedder, [embedded_text(each) for each in shelf.all], "embed with header", report
    )
    with tempfile.TemporaryDirectory() as directory:
        lexical = LexicalIndex.open(Path(directory))
        lexical.add(enumerate(shelf.all, 1))
        lexical.commit()
        both = HybridSearch(
            lexical, _dense(shelf, headed), embedder, shelf, record.wordpieces, record.reader
        )
        everything = Filters()
        yield [
            (
                "dense",
                "Paragraphs as they stand, by meaning alone.",
                _nearest(shelf, bare, embedder),
            ),
            (
                "+ header",
                "Who speaks, where, when and about what is embedded with each paragraph.",
                _nearest(shelf, headed, embedder),
            ),
            (
                "+ BM25",
                "Words count beside meaning; both scores are averaged.",
                lambda asked: _keys(both.search(asked.standalone, everything, K)),
            ),
            (
                "+ filters",
                "Country, speaker, meeting and dates read from the question limit the search.",
                lambda asked: _keys(both.search(asked.standalone, asked.filters, K)),
            ),
            (
                "+ late interaction",
                f"The first {LATE} are ordered anew, word piece by word piece.",
                lambda asked: _keys(both.search(asked.standalone, asked.filters, K, late=LATE)),
            ),
            (
                "+ cross-encoder",
                f"The first {DEPTH.read} of those are read together with the question.",
                lambda asked: _keys(
                    both.search(asked.standalone, asked.filters, K, late=LATE, read=DEPTH.read)
                ),
            ),
            (
                "as it ships",
                "What the assistant really searches with, weak signs included.",
                lambda asked: _keys(retrieve(record, asked, DEPTH).retrieved),
            ),
        ]


class Shelf:
    """All passages of a record under rows from 1, for a search made for the moment."""

    def __init__(self, record: Record) -> None:
        self.all: list[Passage] = []
        self._texts: dict[tuple[str, int], str] = {}
        for statement in record.statements():
            self.all += passages(statement)
            for paragraph in statement.paragraphs:
                key = statement.id, paragraph.number
                self._texts[key] = statement.paragraph_text(paragraph.number)

    @property
    def rows(self) -> NDArray[np.int64]:
        """The row of every passage, in order."""
        return np.arange(1, len(self.all) + 1, dtype=np.int64)

    def passages(self, rows: Sequence[int]) -> Mapping[int, Passage]:
        """Return the passages of the rows."""
        return {row: self.all[row - 1] for row in rows}

    def paragraphs(self, places: Sequence[tuple[str, int]]) -> Sequence[str]:
        """Return the text of each (statement id, paragraph number)."""
        return [self._texts[place] for place in places]


def _embedded(
    embedder: Embedder, texts: Sequence[str], stage: str, report: Progress
) -> NDArray[np.float32]:
    parts = []
    for start in range(0, len(texts), BATCH):
        report(stage, start, len(texts))
        parts.append(embedder.embed(texts[start : start + BATCH]))
    report(stage, len(texts), len(texts))
    return np.concatenate(parts)


def _dense(shelf: Shelf, matrix: NDArray[np.float32]) -> DenseIndex:
    return DenseIndex(ExactVectors(shelf.rows, matrix), None)


def _nearest(shelf: Shelf, matrix: NDArray[np.float32], embedder: Embedder) -> Finder:
    index = _dense(shelf, matrix)

    def find(asked: Understood) -> Sequence[str]:
        vector = embedder.embed([asked.standalone])[0]
        hits = index.search(vector, CANDIDATES, None)
        best = best_of_each([Found(h.row, shelf.all[h.row - 1], h.score) for h in hits])
        return [paragraph_key(b.passage.statement_id, b.passage.paragraph) for b in best[:K]]

    return find


def _keys(found: Sequence[Retrieved]) -> list[str]:
    return [paragraph_key(each.statement_id, each.paragraph) for each in found]


def _measure(
    find: Finder,
    understood: Sequence[tuple[ReadyCase, Understood]],
    report: Callable[[int, int], None],
) -> dict[str, dict[str, float]]:
    by_metric: dict[str, dict[str, float]] = {name: {} for name in retrieval.METRICS}
    for number, (ready, asked) in enumerate(understood, 1):
        gold = {each.key: each.grade for each in ready.gold}
        for name, value in retrieval.retrieval(find(asked), gold).items():
            by_metric[name][ready.case.id] = value
        report(number, len(understood))
    return by_metric


def _steps(measured: Sequence[Measured]) -> Iterator[Step]:
    before: Measured | None = None
    for each in measured:
        change: tuple[Difference, ...] = ()
        if before is not None:
            change = tuple(
                difference(name, before.by_metric[name], each.by_metric[name])
                for name in retrieval.METRICS
            )
        yield Step(
            name=each.name,
            adds=each.adds,
            figures=tuple(
                Figure(
                    metric=name,
                    interval=mean_interval(list(each.by_metric[name].values())),
                    cases=len(each.by_metric[name]),
                )
                for name in retrieval.METRICS
            ),
            change=change,
        )
        before = each
