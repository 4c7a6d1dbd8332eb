"""An answer given before in, the same as it may be shown now out: without words that are gone.

A statement can be removed, and its text replaced by a new one, after an answer has cited it.
What the answer said on its strength is then not shown again; the marker stays and says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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

    def citation(self, citation: Citation) -> Citation:
        """Return the citation; without its words, and with why, where they are gone."""
        number = citation.paragraph
        if citation.statement_id is None or number is None:
            return citation
        statement = self.statement(citation.statement_id)
        if statement is None:
            return _bare(citation, REMOVED)
        if statement.text[citation.start : citation.end] == citation.quote:
            return citation
        if number > len(statement.paragraphs) or (
            statement.paragraph_text(number) != citation.paragraph_text
        ):
            return _bare(citation, CHANGED)
        # Another paragraph has become longer or shorter, and this one has moved.
        start = statement.paragraphs[number - 1].start
        start += citation.paragraph_text.index(citation.quote)
        moved = {"start": start, "end": start + len(citation.quote)}
        return citation.model_copy(update=moved)

    def answer(self, answer: Answer) -> Answer:
        """Return the answer without what is gone from the record."""
        retrieved = tuple(hit for hit in answer.retrieved if self._holds(hit))
        citations = tuple(map(self.citation, answer.citations))
        gone = _gone(citations)
        if not gone:
            return answer.model_copy(update={"retrieved": retrieved, "citations": citations})
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
                "citations": citations,
                "retrieved": retrieved,
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
