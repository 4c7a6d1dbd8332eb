"""An answer given before in, the same as it may be shown now out: without words that are gone.

A statement can be removed, and its text replaced by a new one, after an answer has cited it.
What the answer said on its strength is then not shown again; the marker stays and says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.citations import citation
from assistant.schema import Answer, Citation, Removed, Said, Sentence
from vectorstore.errors import RecordMissingError
from vectorstore.record import Record
from vectorstore.schema import Retrieved, Statement

REMOVED = "This statement has been removed from the record."
CHANGED = "The words cited are no longer in the record: the text of this statement has changed."
GONE = (REMOVED, CHANGED)  # pinpoints of citations whose words are gone
WITHDRAWN = "What stood here rests on words that are no longer in the record; ask again."


class Standing:
    """Looks up what is cited, each statement once."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._held: dict[str, Statement | None] = {}

    def statement(self, id_: str) -> Statement | None:
        """Return a statement, None where it is no longer in the record."""
        if id_ not in self._held:
            try:
                self._held[id_] = self._record.statement(id_)
            except RecordMissingError:
                self._held[id_] = None
        return self._held[id_]

    def citation(self, cited: Citation) -> Citation:
        """Return the citation as its statement is now, or without its words and with why."""
        number = cited.paragraph
        if cited.statement_id is None or number is None:
            return cited
        statement = self.statement(cited.statement_id)
        if statement is None:
            return _bare(cited, REMOVED)
        start = cited.start or 0
        if statement.text[start : cited.end] != cited.quote:
            same = number <= len(statement.paragraphs) and (
                statement.paragraph_text(number) == cited.paragraph_text
            )
            if not same:
                return _bare(cited, CHANGED)
            # Another paragraph has become longer or shorter, and this one has moved.
            start = statement.paragraphs[number - 1].start
            start += cited.paragraph_text.index(cited.quote)
        return citation(cited.n, statement, number, start, start + len(cited.quote))

    def answer(self, answer: Answer) -> Answer:
        """Return the answer without what is gone from the record, and with what was corrected."""
        retrieved = tuple(hit for hit in answer.retrieved if self._holds(hit))
        citations = tuple(map(self.citation, answer.citations))
        notes = (*answer.notes, *_corrected(answer.citations, citations))
        answer = answer.model_copy(
            update={"citations": citations, "retrieved": retrieved, "notes": notes}
        )
        gone = _gone(citations)
        if not gone:
            return answer
        sentences = tuple(_withdrawn(each, gone) for each in answer.sentences)
        refusal = answer.refusal
        text, detail = answer.text, refusal.detail if refusal else ""
        for before, after in zip(answer.sentences, sentences, strict=True):
            text = text.replace(before.text, after.text)
            detail = detail.replace(before.text, after.text)
        return answer.model_copy(
            update={
                "text": text,
                "refusal": refusal and refusal.model_copy(update={"detail": detail}),
                "sentences": sentences,
                # Which of these came from the words that are gone is not known.
                "removed": tuple(map(_withheld, answer.removed)),
            }
        )

    def said(self, said: Sequence[Said]) -> tuple[Said, ...]:
        """Return the sentences of an answer that was never finished, likewise."""
        now = [tuple(map(self.citation, each.citations)) for each in said]
        gone = _gone(one for citations in now for one in citations)
        return tuple(
            Said(sentence=_withdrawn(each.sentence, gone), citations=citations)
            for each, citations in zip(said, now, strict=True)
        )

    def _holds(self, hit: Retrieved) -> bool:
        statement = self.statement(hit.statement_id)
        return statement is not None and hit.text in statement.text


def _gone(citations: Iterable[Citation]) -> frozenset[int]:
    """Return the numbers of those that have no words any more."""
    return frozenset(each.n for each in citations if each.pinpoint in GONE)


def _corrected(before: Sequence[Citation], now: Sequence[Citation]) -> list[str]:
    """Return a line for each citation that is of another speaker, day or place than it was."""
    return [
        f"[{new.n}] has been corrected since this was answered. Now: {new.pinpoint}."
        for old, new in zip(before, now, strict=True)
        if new.pinpoint != old.pinpoint and new.pinpoint not in GONE
    ]


def _withdrawn(sentence: Sentence, gone: frozenset[int]) -> Sentence:
    """Return a sentence without its words where it cites what is gone."""
    if gone.isdisjoint(sentence.citations):
        return sentence
    markers = "".join(f"[{n}]" for n in sentence.citations)
    return sentence.model_copy(update={"text": f"{WITHDRAWN} {markers}", "support": "unsupported"})


def _withheld(removed: Removed) -> Removed:
    instead = removed.replaced_by and WITHDRAWN
    return removed.model_copy(update={"text": WITHDRAWN, "replaced_by": instead})


def _bare(citation: Citation, why: str) -> Citation:
    """Return a citation that points nowhere and says why; a statement still held stays named."""
    held = None if why == REMOVED else citation.statement_id
    return Citation(
        n=citation.n,
        statement_id=held,
        paragraph=None,
        quote="",
        start=None,
        end=None,
        pinpoint=why,
    )
