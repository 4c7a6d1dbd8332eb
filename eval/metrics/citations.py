"""An answer's sentences and citations in; validity, fidelity, ALCE recall and precision out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.schema import Citation
from eval.metrics.entailment import entails, misquoted, taken_apart
from eval.metrics.premises import Premise
from vectorstore.schema import Statement


class Cited(NamedTuple):
    """A sentence with the premise of each of its markers, None for one that points nowhere."""

    text: str
    premises: tuple[Premise | None, ...]


class Alce(NamedTuple):
    """One sentence: recall 0 or 1, and how many of its citations count."""

    recall: int
    counted: int
    reason: str


def points_somewhere(citation: Citation, statement: Statement | None) -> bool:
    """Whether the statement and paragraph exist and the span lies inside that paragraph."""
    if statement is None or citation.paragraph is None:
        return False
    if not 1 <= citation.paragraph <= len(statement.paragraphs):
        return False
    if citation.start is None or citation.end is None:
        return False
    paragraph = statement.paragraphs[citation.paragraph - 1]
    return paragraph.start <= citation.start < citation.end <= paragraph.end


def quotes_exactly(citation: Citation, statement: Statement | None) -> bool:
    """Whether `quote == statement.text[start:end]`, to the letter, and is not empty."""
    if statement is None or citation.start is None or citation.end is None:
        return False
    return bool(citation.quote) and citation.quote == statement.text[citation.start : citation.end]


def false_quotations(sentence: str, paragraphs: Sequence[str]) -> list[str]:
    """Return the words in quotation marks that stand verbatim in no paragraph cited there."""
    return misquoted(taken_apart(sentence).quotes, paragraphs)


def alce(sentence: Cited) -> Alce:
    """Return ALCE's recall of a sentence, and which of its citations count for precision.

    Recall is 1 if all cited passages together entail the sentence; 0 without citation or with an
    id out of range. In a sentence with recall 1 a citation counts unless it alone does not entail
    the sentence and the others still do without it. (Gao et al. 2023, arXiv 2305.14627)
    """
    held = [each for each in sentence.premises if each is not None]
    if not held or len(held) < len(sentence.premises):
        reason = "a marker points nowhere" if sentence.premises else "cites nothing"
        return Alce(0, 0, reason)
    verdict = entails(sentence.text, held)
    if not verdict.entailed:
        return Alce(0, 0, verdict.reason)
    if len(held) == 1:
        return Alce(1, 1, verdict.reason)
    counted = sum(_counts(sentence.text, held, n) for n in range(len(held)))
    return Alce(1, counted, verdict.reason)


def recall(judged: Sequence[Alce]) -> float:
    """Return an answer's citation recall: the mean over its sentences."""
    return sum(each.recall for each in judged) / len(judged)


def precision(judged: Sequence[Alce], cited: Sequence[int]) -> float | None:
    """Return an answer's citation precision: the mean over its sentences that cite.

    `cited` are the citations of each sentence; None if no sentence has any.
    """
    shares = [each.counted / n for each, n in zip(judged, cited, strict=True) if n]
    return sum(shares) / len(shares) if shares else None


def _counts(text: str, premises: Sequence[Premise], n: int) -> bool:
    if entails(text, [premises[n]]).entailed:
        return True
    others = [each for m, each in enumerate(premises) if m != n]
    return not entails(text, others).entailed
