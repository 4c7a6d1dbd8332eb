"""A run's answers and a chat model in; its verdict on each cited sentence, beside our own, out.

Off by default. The deterministic figures stay what they are: this is a second opinion on the same
sentences, with how often the two agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import Field

from assistant import fence, prompts
from assistant.errors import ModelFault
from assistant.model import to_chat
from assistant.schema import Answer, Evidence, Sentence
from assistant.server import OPENAI, Patience, PatientModel, Server
from assistant.settings import Settings
from eval.citation_scores import judged
from eval.errors import EvalError
from eval.folder import JUDGED, RunFolder
from eval.intervals import mean_interval
from eval.schema import EvalRecord, Interval
from eval.sources import Sources
from vectorstore.schema import Frozen

PROMPT = "judge"
_VERDICT = re.compile(r"VERDICT:\s*(NOT\s+)?SUPPORTED\b", re.IGNORECASE)
_REASON = re.compile(r"REASON:\s*(.+)", re.IGNORECASE)


class Verdict(Frozen):
    """What the model says of one sentence, and what the offline rule says."""

    case_id: str
    sentence: str
    supported: bool | None = Field(None, description="None where the model gave no verdict.")
    reason: str
    offline: bool


class CaseVerdicts(Frozen):
    """The verdicts on one case's sentences: one line of the file."""

    case_id: str
    verdicts: tuple[Verdict, ...]


class Judged(Frozen):
    """The figures of a judge over one run."""

    sentences: int
    unjudged: int = Field(description="Sentences without a verdict: a fault, or no such reply.")
    supported: Interval | None = Field(None, description="As the model sees it.")
    offline: Interval | None = Field(None, description="By the offline rule, the same sentences.")
    agreement: Interval | None = None
    kappa: float | None = Field(None, description="Cohen's; None where chance agrees fully.")
    disagreements: tuple[Verdict, ...] = ()


def judge_model(settings: Settings) -> PatientModel:
    """Return the model that judges: the one that is set.

    Raises:
        EvalError: no model is set.
    """
    if not settings.model:
        raise EvalError("--judge needs a model: set ONRECORD_MODEL and ONRECORD_API_KEY")
    server = Server(
        model=settings.model, base_url=settings.base_url or OPENAI, api_key=settings.api_key
    )
    return PatientModel(server, Patience(total=settings.deadline))


def judge_name(model: PatientModel) -> str:
    """Return how a manifest names the judge: 'judge@1 by model:name'."""
    return f"{prompts.load(PROMPT).ref} by {model.name}"


def judge_case(record: EvalRecord, sources: Sources, model: PatientModel) -> CaseVerdicts:
    """Return the model's verdict on each cited sentence of a case's answer."""
    answer = record.answer
    if answer is None or answer.refusal is not None:
        return CaseVerdicts(case_id=record.case.id, verdicts=())
    return CaseVerdicts(
        case_id=record.case.id,
        verdicts=tuple(
            _verdict(record.case.id, sentence, _passages(sentence, answer, sources), model).
            model_copy(update={"offline": bool(offline.recall)})
            for sentence, offline in judged(answer, sources)
            if sentence.citations
        ),
    )  # fmt: skip


def judged_of(folder: RunFolder, records: Sequence[EvalRecord]) -> Judged | None:
    """Return the figures of a run's judge; None where none was asked."""
    if not (folder.path / JUDGED).is_file():
        return None
    kept = {each.case.id for each in records}
    cases = folder.lines(JUDGED, CaseVerdicts)
    verdicts = [one for case in cases if case.case_id in kept for one in case.verdicts]
    told = [each for each in verdicts if each.supported is not None]
    agree = [float(each.supported == each.offline) for each in told]
    return Judged(
        sentences=len(verdicts),
        unjudged=len(verdicts) - len(told),
        supported=mean_interval([float(bool(each.supported)) for each in told]),
        offline=mean_interval([float(each.offline) for each in told]),
        agreement=mean_interval(agree),
        kappa=kappa([(bool(each.supported), each.offline) for each in told]),
        disagreements=tuple(each for each in told if each.supported != each.offline),
    )


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Return Cohen's kappa of two judges; None without pairs or where chance agrees fully."""
    if not pairs:
        return None
    n = len(pairs)
    first, second = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = first * second + (1 - first) * (1 - second)
    observed = sum(a == b for a, b in pairs) / n
    return None if chance == 1 else (observed - chance) / (1 - chance)


def _verdict(case_id: str, sentence: Sentence, passages: str, model: PatientModel) -> Verdict:
    messages = prompts.load(PROMPT).messages(
        sentence=fence.harmless(sentence.text), passages=passages
    )
    blank = Verdict(case_id=case_id, sentence=sentence.text, reason="", offline=False)
    try:
        reply = model.invoke(to_chat(messages))
    except ModelFault as fault:
        return blank.model_copy(update={"reason": str(fault)})
    verdict, reason = _VERDICT.search(reply), _REASON.search(reply)
    if verdict is None:
        return blank.model_copy(update={"reason": f"no verdict in {reply[:80]!r}"})
    why = reason[1].strip() if reason else ""
    return blank.model_copy(update={"supported": not verdict[1], "reason": why})


def _passages(sentence: Sentence, answer: Answer, sources: Sources) -> str:
    """Return the paragraphs that the sentence cites, fenced, under the numbers it cites them by."""
    fenced = []
    for cited in answer.citations:
        if cited.n not in sentence.citations or not cited.statement_id or not cited.paragraph:
            continue
        statement = sources.statement(cited.statement_id)
        if statement is not None:
            paragraph = statement.paragraphs[cited.paragraph - 1]
            evidence = Evidence(n=cited.n, statement=statement, paragraph=paragraph, score=0)
            fenced.append(fence.passage(evidence))
    return "\n\n".join(fenced)
