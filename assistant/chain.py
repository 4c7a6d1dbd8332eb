"""A question in, a cited answer out, sentence by sentence: understand, retrieve, compose, check.

The stages are LangChain Runnables, so that its callbacks see each; the same for both composers.
Every sentence of every composer passes the support gate before anyone sees it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from langchain_core.runnables import RunnableConfig, RunnableLambda
from langchain_core.runnables.config import merge_configs

from assistant.adoptions import adopting_meeting, voting_meeting
from assistant.answerability import unanswered
from assistant.catalogue import Catalogue, catalogue
from assistant.draft import EXTRACTIVE, Clock, Composer, Draft
from assistant.errors import ModelFault
from assistant.kinds import unapplied
from assistant.meter import Meter, Prices
from assistant.never_cited import never_cited
from assistant.never_dated import never_dated, of_events
from assistant.retrieval import Depth, Found, retrieve
from assistant.rewrite import Rewriter
from assistant.schema import Answer, Question, Refusal, Restarted, Said, Understood
from assistant.summary import summed_up
from assistant.survey import scope_words
from assistant.understand import understand
from assistant.whole_record import computed, dated
from vectorstore.errors import RecordBusyError, StorageError
from vectorstore.record import Record
from vectorstore.schema import Filters

logger = logging.getLogger(__name__)

# Where a question asks for all, and what it asks for cannot be told from the words alone.
UNCOUNTED = "Not counted over the whole record: these are paragraphs that were found, not all."
UNAPPLIED = "“{}” is not told by the record: every delegation that spoke was looked at."

Event = Understood | Said | Restarted | Answer


class Assistant:
    """Answers questions over one record.

    `composer` writes the answers; where it fails, `fallback` does. `mode` names the composer.
    `rewriter`, if there is one, proposes how a follow-up reads and what else to search for.
    """

    def __init__(  # noqa: PLR0913 - what an assistant is made of; nobody else makes one
        self,
        record: Record,
        composer: Composer,
        fallback: Composer,
        *,
        mode: str = EXTRACTIVE,
        depth: Depth | None = None,
        prices: Prices | None = None,
        rewriter: Rewriter | None = None,
    ) -> None:
        self.record = record
        self.mode = mode
        self._composer = composer
        self._fallback = fallback
        self._depth = depth or Depth()
        self._prices = prices
        self._rewriter = rewriter
        self._catalogue: tuple[str, Catalogue] | None = None
        self._understand = RunnableLambda(self._understood, name="understand")
        self._retrieve = RunnableLambda(self._found, name="retrieve")

    def ask(self, question: Question, config: RunnableConfig | None = None) -> Answer:
        """Return the whole answer."""
        *_, answer = self.stream(question, config)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: Question, config: RunnableConfig | None = None) -> Iterator[Event]:
        """Yield the question as understood, each sentence that passes, and the whole answer.

        The answer is stored before it is yielded, and comes last. Where it cannot be stored, a
        note of it says so.
        """
        clock, meter = Clock(), Meter(self._prices)
        config = merge_configs(config, {"callbacks": [meter]})
        understood = self._understand.invoke(question, config)
        clock.mark("understand")
        yield understood
        found = self._retrieve.invoke(understood, config)
        clock.mark("retrieve")
        draft = Draft(question, understood, found, self.record.snapshot)
        yield from self._answered(draft, understood, found, config)
        clock.mark("compose")
        answer = draft.answer(clock, meter.usage())
        yield self._stored(answer)

    def _stored(self, answer: Answer) -> Answer:
        try:
            self.record.save_answer(answer.id, answer.model_dump_json(by_alias=True))
        except (RecordBusyError, StorageError) as error:
            logger.warning("answer %s is not kept: %s", answer.id, error)
            note = f"This answer could not be kept for later ({error})."
            return answer.model_copy(update={"notes": (*answer.notes, note)})
        return answer

    def _understood(self, question: Question, config: RunnableConfig) -> Understood:
        asked = self._rewriter.whole(question, config) if self._rewriter else question
        understood = self._read(asked)
        notes = understood.notes
        if question.history and understood.standalone != " ".join(question.question.split()):
            notes = (f"Read with what was asked before as: “{understood.standalone}”", *notes)
        return understood.model_copy(update={"question": question.question, "notes": notes})

    def _read(self, question: Question) -> Understood:
        snapshot = self.record.snapshot
        if self._catalogue is None or self._catalogue[0] != snapshot:
            self._catalogue = (snapshot, catalogue(self.record))
        understood = understand(question, self._catalogue[1])
        if not (question.without.date_from or question.without.date_to):
            understood = of_events(self.record, dated(self.record, understood))
        if not understood.filters.meeting and (meeting := self._told(understood)):
            return _limited(understood, (meeting,), f"Read from the question: meeting {meeting}.")
        return self._resumed(understood, self._catalogue[1])

    def _told(self, understood: Understood) -> str | None:
        """Return the meeting that the question tells by what was done there."""
        question = understood.standalone
        return adopting_meeting(self.record, question) or voting_meeting(
            self.record, question, understood.filters
        )

    def _resumed(self, understood: Understood, held: Catalogue) -> Understood:
        """Look into a meeting's resumptions where its own record has nothing in scope."""
        asked = understood.filters.meeting
        resumed = [m for m in held.meetings if m.startswith(tuple(f"{a} (" for a in asked))]
        if not resumed or self.record.scope(understood.filters).statements:
            return understood
        note = f"Nothing in scope in {' or '.join(asked)} itself: {' and '.join(resumed)} read too."
        return _limited(understood, (*asked, *resumed), note)

    def _found(self, understood: Understood, config: RunnableConfig) -> Found:
        if understood.shape == "summary" and not understood.refusal:
            return summed_up(self.record, understood, self._depth)
        beside = None
        if self._rewriter and understood.kind == "passage" and not understood.refusal:
            beside = self._rewriter.paragraph(understood.standalone, config)
        depth = self._depth
        if understood.refusal:  # what is near is shown, but no answer is made of it
            depth = depth.model_copy(update={"read": 0})
        return retrieve(self.record, understood, depth, beside)

    def _answered(
        self, draft: Draft, understood: Understood, found: Found, config: RunnableConfig
    ) -> Iterator[Event]:
        """Refuse, compute or compose, whichever the question and the record call for."""
        refusal = (
            understood.refusal
            or self._absent(found.filters)
            or never_dated(self.record, understood, found.filters)
            or never_cited(self.record, understood)
        )
        if refusal is None and (whole := computed(self.record, understood, found.filters)):
            yield from draft.compute(whole)
            if word := unapplied(understood.standalone):
                draft.note(UNAPPLIED.format(word))
            return
        if not refusal and not found.gist:
            refusal = unanswered(self.record, understood, found)
        if refusal:
            draft.refuse(refusal)
            return
        if understood.kind in ("survey", "count"):
            draft.note(UNCOUNTED)
        yield from self._composed(draft, config)

    def _absent(self, filters: Filters) -> Refusal | None:
        """Return a refusal where the record has no statement that passes the filters."""
        scope = self.record.scope(filters)
        if scope.statements:
            return None
        detail = f"The record holds no statement{scope_words(filters) or ' at all'}."
        if scope.excluded_undated:
            detail += f" {scope.excluded_undated} without a usable date were left out."
        return Refusal(reason="absent_source", detail=detail)

    def _composed(self, draft: Draft, config: RunnableConfig) -> Iterator[Event]:
        """Compose and check; where the composer fails, begin again with the fallback."""
        if self._composer is not self._fallback:
            try:
                yield from draft.compose(self._composer, self.record, config, self.mode)
            except ModelFault as fault:
                reason = f"No answer from the model ({fault}); the record is quoted without it."
            else:
                if draft.sentences or draft.refusal:
                    yield from draft.note_missing_sides()
                    return
                reason = "Nothing that the model wrote was supported; the record is quoted instead."
            logger.warning("%s", reason)
            yield draft.restart(reason)
        yield from draft.compose(self._fallback, self.record, config, EXTRACTIVE)
        yield from draft.note_missing_sides()
        if not draft.sentences and not draft.refusal:
            detail = "No sentence of the record was found that answers this."
            draft.refuse(Refusal(reason="not_said", detail=detail))


def _limited(understood: Understood, meeting: tuple[str, ...], note: str) -> Understood:
    """Return the question limited to `meeting`, and a note that says so."""
    filters = understood.filters.model_copy(update={"meeting": meeting})
    notes = (*understood.notes, note)
    return understood.model_copy(update={"filters": filters, "notes": notes})
