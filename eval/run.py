"""Cases and an assistant in, a folder with every answer, its scores and the figures out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

from assistant.chain import Assistant
from assistant.draft import EXTRACTIVE
from assistant.schema import Answer, Question
from assistant.server import PatientModel
from assistant.settings import Settings
from eval.cases import ReadyCase, load
from eval.errors import EvalError
from eval.folder import JUDGED, SUMMARY, RunFolder, gold_texts
from eval.judge import CaseVerdicts, judge_case, judge_name
from eval.manifest import Manifest, manifest, now, select
from eval.schema import Case, EvalRecord
from eval.scoring import score
from eval.sources import Sources
from eval.summary import Summary, summarise
from vectorstore.errors import OnRecordError

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]

# Questions asked at once. Embedding already uses every core, so that two hide little but the
# reading of the ledger; a model's server is waited for.
AT_ONCE_EXTRACTIVE = 2
AT_ONCE_MODEL = 4


class Options(NamedTuple):
    """By which settings the assistant was built, and what part of the set is run."""

    settings: Settings
    split: str | None = None
    limit: int | None = None
    judge: PatientModel | None = None


def run(
    cases: Path,
    out: Path,
    assistant: Assistant,
    options: Options,
    progress: Progress | None = None,
) -> Summary:
    """Run the cases that are not run yet, write `out`, and return its figures.

    Raises:
        CaseError: a case is malformed or does not agree with the record.
        EvalError: `out` holds another run, or no case is left.
    """
    sources = Sources(assistant.record)
    ready, selection = select(load(cases, sources), cases, options.split, options.limit)
    folder = RunFolder(out)
    judge = judge_name(options.judge) if options.judge else None
    fresh = manifest(assistant, options.settings, selection, judge)
    begun = _begin(folder, fresh, ready, sources)
    done = {each.case.id: each for each in folder.records()}
    started = time.monotonic()
    report = progress or (lambda _stage, _done, _total: None)
    report("questions", len(done), len(ready))
    for result in _answers(assistant, [each for each in ready if each.case.id not in done]):
        record = score(result.ready.case, result.ready.gold, result.answer, sources)
        folder.append(record)
        done[record.case.id] = record
        report("questions", len(done), len(ready))
    records = [done[each.case.id] for each in ready]
    if options.judge:
        _judge(folder, records, sources, options.judge, report)
    _close(folder, begun, records, time.monotonic() - started)
    summary = summarise(records, folder.gold())
    folder.write(SUMMARY, summary)
    return summary


class Answered(NamedTuple):
    """A case and its answer, or the error in its place."""

    ready: ReadyCase
    answer: Answer | str


def question(case: Case) -> Question:
    """Return what is asked of the assistant."""
    return Question(question=case.question, id=case.id, history=case.history, filters=case.filters)


def _answers(assistant: Assistant, ready: Sequence[ReadyCase]) -> Iterator[Answered]:
    """Yield the answers as they come."""
    at_once = AT_ONCE_EXTRACTIVE if assistant.mode == EXTRACTIVE else AT_ONCE_MODEL
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="case")
    try:
        asked: list[Future[Answered]] = [pool.submit(_answer, assistant, each) for each in ready]
        for answered in as_completed(asked):
            yield answered.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _answer(assistant: Assistant, ready: ReadyCase) -> Answered:
    try:
        return Answered(ready, assistant.ask(question(ready.case)))
    except OnRecordError as error:
        return Answered(ready, str(error))
    except Exception as error:
        # A fault of the program in one case must neither end the run nor be lost: it is a record.
        logger.exception("case %s failed", ready.case.id)
        return Answered(ready, f"{type(error).__name__}: {error}")


def _judge(
    folder: RunFolder,
    records: Sequence[EvalRecord],
    sources: Sources,
    model: PatientModel,
    report: Progress,
) -> None:
    """Let the model judge the cases that it has not judged yet."""
    folder.mend(JUDGED)
    known = {each.case_id for each in folder.lines(JUDGED, CaseVerdicts)}
    report("judge", len(known), len(records))
    left = [each for each in records if each.case.id not in known]
    for number, record in enumerate(left, len(known) + 1):
        folder.append(judge_case(record, sources, model), JUDGED)
        report("judge", number, len(records))


def _begin(
    folder: RunFolder, fresh: Manifest, ready: Sequence[ReadyCase], sources: Sources
) -> Manifest:
    """Begin a run, or take up the one that was begun here if it is the same."""
    if folder.holds_run:
        begun = folder.manifest()
        if changed := begun.changed(fresh):
            raise EvalError(
                f"{folder.path}: holds a run with another {', '.join(changed)}: "
                "name another --out, or delete the folder"
            )
        folder.mend()
        return begun
    keys = [(gold.statement_id, gold.paragraph) for each in ready for gold in each.gold]
    folder.begin(fresh, gold_texts(keys, sources))
    return fresh


def _close(
    folder: RunFolder, begun: Manifest, records: Sequence[EvalRecord], seconds: float
) -> None:
    """Order the records; a run that was whole already keeps its times."""
    if begun.times.finished is not None and folder.records() == list(records):
        return
    times = begun.times.model_copy(update={"finished": now(), "seconds": round(seconds, 1)})
    folder.finish(begun.model_copy(update={"times": times}), records)
