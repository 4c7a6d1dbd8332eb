"""An answer and the record in; the scores of its citations out, each checked against the record.

Nothing that the answer says of its own citations is taken on trust.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from assistant.schema import Answer, Citation, Sentence
from eval.metrics import attribution, citations
from eval.metrics.citations import Alce, Cited
from eval.metrics.computed import KINDS, Heard, adds_up, was_computed
from eval.metrics.entailment import taken_apart
from eval.metrics.premises import premise
from eval.schema import Case, Score, inapplicable, scored
from eval.sources import Sources
from vectorstore.schema import Statement, Voice

OF_SENTENCES = ("citation_recall", "citation_precision")
OF_CITATIONS = ("citation_validity", "quote_fidelity", "attribution")
METRICS = (*OF_CITATIONS, *OF_SENTENCES)
SHOWN = 4  # faults told of one answer


class Pointed(NamedTuple):
    """A citation, or None for a marker without one, and the statement it points at, if any."""

    citation: Citation | None
    statement: Statement | None

    @property
    def valid(self) -> bool:
        """Whether it points at a span inside a paragraph of the record."""
        return self.citation is not None and citations.points_somewhere(
            self.citation, self.statement
        )

    @property
    def place(self) -> tuple[Statement, int] | None:
        """The statement and the paragraph it points at, if there is one."""
        found = self.citation.paragraph if self.citation else None
        if self.statement is None or found is None:
            return None
        return (self.statement, found) if 1 <= found <= len(self.statement.paragraphs) else None


def citation_scores(case: Case, answer: Answer | None, sources: Sources) -> dict[str, Score]:
    """Return the scores of METRICS for one answer.

    A failed case has citation recall and precision 0 where an answer was due; a refusal and an
    answer from the ledger alone have none to give.
    """
    if answer is None:
        due = case.expects_answer is not False
        failed = scored(0, "failed") if due else inapplicable("the record does not answer it")
        none = inapplicable("failed: there is no citation")
        return {**dict.fromkeys(OF_CITATIONS, none), **dict.fromkeys(OF_SENTENCES, failed)}
    pointed = _pointed(answer, sources)
    return {
        "citation_validity": _validity(pointed),
        "quote_fidelity": _fidelity(answer, pointed),
        "attribution": _attribution(answer, pointed),
        **_alce(answer, pointed),
    }


def judged(answer: Answer, sources: Sources) -> list[tuple[Sentence, Alce]]:
    """Return ALCE's verdict on each sentence that needs support, in order."""
    pointed = _pointed(answer, sources)
    return [(each, _judge(each, answer, pointed)) for each in needing_support(answer)]


def needing_support(answer: Answer) -> tuple[Sentence, ...]:
    """Return the sentences that must be cited.

    In a computed answer what it says of itself, quoting and citing nothing, is left out
    ("Borderline, not counted: ..."); a composed answer has no such sentences.
    """
    if answer.kind not in KINDS:
        return answer.sentences
    return tuple(
        each
        for each in answer.sentences
        if each.support != "none_needed" or each.citations or taken_apart(each.text).quotes
    )


def _pointed(answer: Answer, sources: Sources) -> dict[int, Pointed]:
    """Return what each number points at: that of a citation, or of a marker without one."""
    found = {
        each.n: Pointed(each, sources.statement(each.statement_id) if each.statement_id else None)
        for each in answer.citations
    }
    for sentence in answer.sentences:
        for n in sentence.citations:
            found.setdefault(n, Pointed(None, None))
    return found


def _validity(pointed: Mapping[int, Pointed]) -> Score:
    if not pointed:
        return inapplicable("cites nothing")
    wrong = [f"[{n}] points at no paragraph" for n, each in pointed.items() if not each.valid]
    return _share(len(pointed), wrong)


def _fidelity(answer: Answer, pointed: Mapping[int, Pointed]) -> Score:
    """Score every citation's quote and every quotation in the text."""
    units, wrong = len(pointed), []
    for n, each in pointed.items():
        if each.citation is None or not citations.quotes_exactly(each.citation, each.statement):
            wrong.append(f"[{n}] is not verbatim")
    for sentence in answer.sentences:
        quoted = taken_apart(sentence.text).quotes
        if answer.kind in KINDS and not sentence.citations:
            continue  # what a computed answer puts in marks there is the question's words
        false = citations.false_quotations(sentence.text, _texts(sentence, pointed))
        if false and _adds_up(sentence, answer, pointed) is not None:
            continue
        units += len(quoted)
        wrong += [f'"{words}" is not in what it cites' for words in false]
    return _share(units, wrong) if units else inapplicable("quotes nothing")


def _attribution(answer: Answer, pointed: Mapping[int, Pointed]) -> Score:
    """Score every citation's metadata, and every sentence's subject for each of its voices."""
    units, wrong, before = len(pointed), [], ""
    for n, each in pointed.items():
        if each.citation is None or not attribution.metadata_right(each.citation, each.statement):
            wrong.append(f"[{n}] is not by {each.citation.speaker if each.citation else 'anyone'}")
    for sentence in answer.sentences:
        voices = list(_voices(sentence, pointed))
        if not voices or _adds_up(sentence, answer, pointed) is not None:
            continue
        before = attribution.subject(sentence.text, before)
        named = attribution.names_all(before, voices)
        units += len(named)
        wrong += [
            f"{before.strip() or 'nobody'!r} is not {voice.speaker or voice.country}"
            for (voice, _), right in zip(voices, named, strict=True)
            if not right
        ]
    return _share(units, wrong) if units else inapplicable("cites nothing")


def _alce(answer: Answer, pointed: Mapping[int, Pointed]) -> dict[str, Score]:
    if answer.refusal is not None:
        return dict.fromkeys(OF_SENTENCES, inapplicable("refused"))
    needing = needing_support(answer)
    if not needing:
        reason = "answered from the ledger" if answer.kind in KINDS else "says nothing"
        return dict.fromkeys(OF_SENTENCES, inapplicable(reason))
    verdicts = [_judge(each, answer, pointed) for each in needing]
    wrong = [
        f"{sentence.text[:80]!r}: {verdict.reason}"
        for sentence, verdict in zip(needing, verdicts, strict=True)
        if not verdict.recall
    ]
    why = "; ".join(wrong[:SHOWN]) or "every sentence is borne out"
    precise = citations.precision(verdicts, [len(each.citations) for each in needing])
    return {
        "citation_recall": scored(citations.recall(verdicts), why),
        "citation_precision": scored(precise, why)
        if precise is not None
        else inapplicable("cites nothing"),
    }


def _judge(sentence: Sentence, answer: Answer, pointed: Mapping[int, Pointed]) -> Alce:
    places = [pointed[n].place for n in sentence.citations]
    premises = tuple(premise(*place) if place else None for place in places)
    verdict = citations.alce(Cited(sentence.text, premises))
    computed = None if verdict.recall else _adds_up(sentence, answer, pointed)
    return Alce(1, computed, "adds up") if computed is not None else verdict


def _adds_up(sentence: Sentence, answer: Answer, pointed: Mapping[int, Pointed]) -> int | None:
    """Return how many citations of a computed sentence count; None if it is none, or wrong."""
    if not was_computed(answer) or not all(pointed[n].valid for n in sentence.citations):
        return None
    texts, voices = _texts(sentence, pointed), _voices(sentence, pointed)
    heard = [Heard(text, *voice) for text, voice in zip(texts, voices, strict=True)]
    found = adds_up(sentence.text, heard, answer)
    return found.counted if found.right else None


def _places(sentence: Sentence, pointed: Mapping[int, Pointed]) -> Iterator[tuple[Statement, int]]:
    for n in sentence.citations:
        if (place := pointed[n].place) is not None:
            yield place


def _texts(sentence: Sentence, pointed: Mapping[int, Pointed]) -> list[str]:
    return [held.paragraph_text(number) for held, number in _places(sentence, pointed)]


def _voices(sentence: Sentence, pointed: Mapping[int, Pointed]) -> Iterator[tuple[Voice, bool]]:
    """Yield who speaks in each paragraph cited, and whether it was spoken at all."""
    for statement, number in _places(sentence, pointed):
        spoken = statement.paragraphs[number - 1].kind == "speech"
        yield statement.voice_of(number), spoken


def _share(units: int, wrong: Sequence[str]) -> Score:
    """Return the share of units that are right, with what is wrong."""
    return scored(1 - len(wrong) / units, "; ".join(wrong[:SHOWN]) or "all right")
