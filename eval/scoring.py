"""A case, its answer or its failure, and the record in; the score of every metric out.

A failed case scores as wrong wherever a metric applies to the case; what is measured on citations
alone does not apply where there is no answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.schema import Answer
from eval import citation_scores
from eval.metrics import answers, refusal, retrieval
from eval.metrics.answers import Overlap
from eval.schema import (
    Case,
    EvalRecord,
    GoldParagraph,
    Score,
    inapplicable,
    paragraph_key,
    scored,
)
from eval.sources import Sources

UNANSWERED = "the record does not answer it"
MEMBERS = ("members_precision", "members_recall", "members_f1")
GOLD = ("gold_precision", "gold_recall", "gold_f1")
REFERENCE = ("reference_recall", "reference_f1")


def metrics() -> tuple[str, ...]:
    """Return the name of every metric, in the order of a report."""
    return (
        *retrieval.METRICS,
        "key_fact_recall",
        *MEMBERS,
        "count_exact",
        *REFERENCE,
        *citation_scores.METRICS,
        *GOLD,
        *refusal.METRICS,
        "premise_corrected",
        "crag",
    )


def score(
    case: Case, gold: Sequence[GoldParagraph], result: Answer | str, sources: Sources
) -> EvalRecord:
    """Return the record of a case; `result` is its answer, or the error in its place."""
    answer = result if isinstance(result, Answer) else None
    scores = {
        **_retrieval(case, gold, answer),
        **_facts(case, answer),
        **_members(case, answer),
        "count_exact": _count(case, answer),
        **_reference(case, answer),
        **citation_scores.citation_scores(case, answer, sources),
        **_gold(case, gold, answer),
        **refusal.refusal_scores(
            refused=None if answer is None else answer.refusal is not None,
            given=answer.refusal.reason if answer and answer.refusal else None,
            answerable=case.expects_answer,
            right=case.reason,
        ),
        "premise_corrected": _corrected(case, gold, answer),
    }
    scores["crag"] = _crag(case, answer, scores)
    return EvalRecord(
        case=case,
        gold=tuple(gold),
        answer=answer,
        error=None if answer else str(result),
        scores={name: scores[name] for name in metrics()},
    )


def _retrieval(
    case: Case, gold: Sequence[GoldParagraph], answer: Answer | None
) -> dict[str, Score]:
    if (no := _no_gold(case, gold)) is not None:
        return dict.fromkeys(retrieval.METRICS, no)
    found = answer.retrieved if answer else ()
    ranked = [paragraph_key(each.statement_id, each.paragraph) for each in found]
    measured = retrieval.retrieval(ranked, {each.key: each.grade for each in gold})
    ranks = [n for n, key in enumerate(ranked, 1) if key in {each.key for each in gold}]
    where = f"at rank {', '.join(map(str, ranks))}" if ranks else f"not among {len(ranked)}"
    return {name: scored(value, where) for name, value in measured.items()}


def _facts(case: Case, answer: Answer | None) -> dict[str, Score]:
    name = "key_fact_recall"
    if (no := _no(case, case.key_facts, "the case names no key facts")) is not None:
        return {name: no}
    text = _said(answer)
    missing = answers.missing_facts(text, case.key_facts)
    value = 1 - len(missing) / len(case.key_facts)
    return {name: scored(value, "missing: " + "; ".join(missing) if missing else "all said")}


def _members(case: Case, answer: Answer | None) -> dict[str, Score]:
    if (no := _no(case, case.members, "the case asks for no set")) is not None:
        return dict.fromkeys(MEMBERS, no)
    expected = answers.member_set(case.members)
    found, how = found_members(answer, expected)
    agreed = answers.overlap(found, expected)
    missing, extra = sorted(expected - found), sorted(found - expected)
    why = f"{how}; missing: {', '.join(missing) or 'none'}; extra: {', '.join(extra) or 'none'}"
    return dict(zip(MEMBERS, (scored(value, why) for value in agreed), strict=True))


def found_members(answer: Answer | None, expected: frozenset[str]) -> tuple[frozenset[str], str]:
    """Return the countries that an answer gives, and how they were read from it.

    Its members where it lists any. Prose lists none: it is taken for the countries that it cites or
    for those that it names, whichever agrees better with what is expected.
    """
    if answer is None or answer.refusal is not None:
        return frozenset(), "no answer"
    if answer.members:
        return answers.member_set(each.country for each in answer.members), "as listed"
    cited = answers.member_set(each.country for each in answer.citations)
    named = answers.named_countries(answer.text)
    best = max((cited, named), key=lambda found: answers.overlap(found, expected).f1)
    return best, "as cited" if best is cited else "as named in the text"


def _count(case: Case, answer: Answer | None) -> Score:
    if (no := _no(case, case.count is not None, "the case asks for no number")) is not None:
        return no
    given = answer.count if answer and answer.refusal is None else None
    return scored(given == case.count, f"gave {given}, should be {case.count}")


def _reference(case: Case, answer: Answer | None) -> dict[str, Score]:
    if (no := _no(case, case.answer, "the case has no reference answer")) is not None:
        return dict.fromkeys(REFERENCE, no)
    agreed = answers.reference_f1(_said(answer), case.answer or "")
    return {"reference_recall": scored(agreed.recall), "reference_f1": scored(agreed.f1)}


def _gold(case: Case, gold: Sequence[GoldParagraph], answer: Answer | None) -> dict[str, Score]:
    if (no := _no_gold(case, gold)) is not None:
        return dict.fromkeys(GOLD, no)
    agreed = Overlap(0.0, 0.0, 0.0)
    expected = frozenset(each.key for each in gold)
    if answer and answer.refusal is None:
        agreed = answers.overlap(cited_paragraphs(answer), expected)
    return dict(zip(GOLD, map(scored, agreed), strict=True))


def cited_paragraphs(answer: Answer) -> frozenset[str]:
    """Return the keys of the paragraphs that the answer's citations point at."""
    return frozenset(
        paragraph_key(each.statement_id, each.paragraph)
        for each in answer.citations
        if each.statement_id is not None and each.paragraph is not None
    )


def _corrected(case: Case, gold: Sequence[GoldParagraph], answer: Answer | None) -> Score:
    """Score a question on a false premise: refused, or answered by what was in fact said."""
    if case.expects_answer is not False:
        return inapplicable("the record answers it")
    if not gold:
        return inapplicable("the case names nothing that was said instead")
    if answer is None:
        return scored(0, "failed")
    cites = bool(cited_paragraphs(answer) & {each.key for each in gold})
    refused = answer.refusal is not None
    return scored(refused or cites, f"{'refused' if refused else 'answered'}, cites it: {cites}")


def _crag(case: Case, answer: Answer | None, scores: dict[str, Score]) -> Score:
    """Score 1 for right, -1 for wrong, 0 between or without answer; their mean is the figure.

    Right has every fact, member and number asked for (F1 for sets); wrong has less than half of
    them, or answers what the record does not, unless it quotes what was in fact said instead.
    """
    if case.expects_answer is None:
        return inapplicable(refusal.UNKNOWN)
    if answer is None:
        return scored(-1, "failed")
    if case.expects_answer is False:
        right = answer.refusal is not None or scores["premise_corrected"].value == 1
        return scored(1 if right else -1, "unanswerable")
    if answer.refusal is not None:
        return scored(0, "refused")
    asked = [scores[name].value for name in ("key_fact_recall", "members_f1", "count_exact")]
    values = [value for value in asked if value is not None]
    if not values:
        return inapplicable("the case names no fact, set or number to judge by")
    mean = sum(values) / len(values)
    return scored(1 if mean == 1 else -1 if mean < 0.5 else 0, f"{mean:.2f} of what is asked")


def _said(answer: Answer | None) -> str:
    """Return the words of an answer; a refusal and a failure say nothing."""
    return answer.text if answer and answer.refusal is None else ""


def _no(case: Case, known: object, reason: str) -> Score | None:
    """Return why a metric on the answer does not apply, or None."""
    if case.expects_answer is False:
        return inapplicable(UNANSWERED)
    return None if known else inapplicable(reason)


def _no_gold(case: Case, gold: Sequence[GoldParagraph]) -> Score | None:
    return _no(case, gold, "the case names no paragraph")
