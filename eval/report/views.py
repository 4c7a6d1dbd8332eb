"""A scored case in, what a report shows of it out, cut to a length that hundreds of cases allow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from assistant.schema import Answer, Citation
from eval.folder import GoldText
from eval.outcome import Loss, Outcome, losses, outcome
from eval.report.labels import label
from eval.report.words import share
from eval.schema import EvalRecord
from eval.scoring import cited_paragraphs
from eval.summary import category
from vectorstore.schema import Filters

_MARKER = re.compile(r"\[(\d+)\]")


class Limits(NamedTuple):
    """How much of each case is shown: characters of a paragraph, and how many of them."""

    around: int = 220  # characters left and right of the words quoted
    citations: int = 12
    gold: int = 6
    paragraph: int = 900  # characters of a gold paragraph
    right_cases: bool = True  # whether cases that lost nothing are shown in full


# Tried in order until a report is small enough.
LIMITS = (
    Limits(),
    Limits(around=120, citations=6, gold=4, paragraph=600),
    Limits(around=60, citations=4, gold=2, paragraph=300),
    Limits(around=60, citations=4, gold=2, paragraph=300, right_cases=False),
    Limits(around=0, citations=1, gold=1, paragraph=120, right_cases=False),
)


class Piece(NamedTuple):
    """Words of an answer, or a marker in it."""

    text: str
    n: int | None = None


class Excerpt(NamedTuple):
    """Words with what stands around them."""

    before: str
    words: str
    after: str


class CitationView(NamedTuple):
    """A citation as it is shown."""

    n: int
    pinpoint: str
    excerpt: Excerpt
    gold: bool
    broken: bool


class GoldView(NamedTuple):
    """A gold paragraph as it is shown, and what became of it."""

    who: str
    where: str
    text: str
    cited: bool
    rank: int | None


class LossView(NamedTuple):
    """Why a case lost points on a metric."""

    name: str
    value: str
    why: str


class CaseView(NamedTuple):
    """One case as a report shows it."""

    anchor: str
    id: str
    category: str
    outcome: Outcome
    question: str
    history: Sequence[str]
    filters: str
    answerable: bool | None
    reference: str
    facts: Sequence[str]
    members: Sequence[str]
    number: int | None
    answer: Sequence[Piece]
    refusal: str
    error: str
    kind: str
    citations: Sequence[CitationView]
    citations_left: int
    gold: Sequence[GoldView]
    gold_left: int
    losses: Sequence[LossView]
    removed: Sequence[str]
    milliseconds: int | None
    full: bool


def view(record: EvalRecord, gold: Mapping[str, GoldText], place: int, limits: Limits) -> CaseView:
    """Return what is shown of the case in the `place`-th row."""
    case, answer, anchor = record.case, record.answer, f"case-{place}"
    found, lost = outcome(record), losses(record)
    keys = {each.key for each in record.gold}
    citations = list(answer.citations) if answer else []
    facts = [" / ".join(fact) for fact in case.key_facts]
    return CaseView(
        anchor=anchor,
        id=case.id,
        category=category(record),
        outcome=found,
        question=case.question,
        history=case.history,
        filters=told(case.filters),
        answerable=case.expects_answer,
        reference=case.answer or "",
        facts=facts,
        members=case.members,
        number=case.count,
        answer=list(pieces(answer.text)) if answer else [],
        refusal=answer.refusal.reason if answer and answer.refusal else "",
        error=record.error or "",
        kind=answer.kind if answer else "",
        citations=[_citation(each, keys, limits) for each in citations[: limits.citations]],
        citations_left=max(0, len(citations) - limits.citations),
        gold=list(_gold(record, gold, limits)),
        gold_left=max(0, len(record.gold) - limits.gold),
        losses=[_loss(each) for each in lost],
        removed=[f"{each.text} ({each.reason})" for each in answer.removed] if answer else [],
        milliseconds=answer.timings_ms.get("total") if answer else None,
        full=limits.right_cases or bool(lost) or found in ("wrong", "failed"),
    )


def pieces(text: str) -> Iterator[Piece]:
    """Yield the words of an answer and its markers, in order."""
    end = 0
    for marker in _MARKER.finditer(text):
        if marker.start() > end:
            yield Piece(text[end : marker.start()])
        yield Piece(marker[0], int(marker[1]))
        end = marker.end()
    if end < len(text):
        yield Piece(text[end:])


def excerpt(text: str, words: str, around: int) -> Excerpt:
    """Return `words` with at most `around` characters of `text` on either side."""
    place = text.find(words) if words else -1
    if place < 0:
        return Excerpt("", words or shortened(text, 2 * around), "")
    before, after = text[:place], text[place + len(words) :]
    if len(before) > around:
        before = "… " + before[-around:].split(" ", 1)[-1] if around else "… "
    if len(after) > around:
        after = after[:around].rsplit(" ", 1)[0] + " …" if around else " …"
    return Excerpt(before, words, after)


def shortened(text: str, limit: int) -> str:
    """Return the beginning of `text`, cut between words, with an ellipsis."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"


def told(filters: Filters) -> str:
    """Return the filters of a case, for a reader."""
    set_ = filters.model_dump(mode="json", exclude_defaults=True)
    words = (
        f"{name}: {', '.join(value) if isinstance(value, list) else value}"
        for name, value in set_.items()
    )
    return "; ".join(words)


def _citation(cited: Citation, gold: set[str], limits: Limits) -> CitationView:
    return CitationView(
        n=cited.n,
        pinpoint=cited.pinpoint or "points at nothing in the record",
        excerpt=excerpt(cited.paragraph_text, cited.quote, limits.around),
        gold=f"{cited.statement_id}#{cited.paragraph}" in gold,
        broken=cited.paragraph is None,
    )


def _gold(record: EvalRecord, texts: Mapping[str, GoldText], limits: Limits) -> Iterator[GoldView]:
    cited = cited_paragraphs(record.answer) if record.answer else frozenset()
    ranks = _ranks(record.answer)
    for each in record.gold[: limits.gold]:
        known = texts.get(each.key)
        yield GoldView(
            who=known.who if known else each.statement_id,
            where=known.where if known else f"para. {each.paragraph}",
            text=shortened(known.text, limits.paragraph) if known else "",
            cited=each.key in cited,
            rank=ranks.get(each.key),
        )


def _ranks(answer: Answer | None) -> dict[str, int]:
    found = answer.retrieved if answer else ()
    return {f"{hit.statement_id}#{hit.paragraph}": hit.rank for hit in found}


def _loss(loss: Loss) -> LossView:
    return LossView(label(loss.metric).name, share(loss.metric, loss.value), loss.why)
