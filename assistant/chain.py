"""A question in, a cited answer out, sentence by sentence: understand, retrieve, compose, check.

The stages are LangChain Runnables, so that its callbacks see each; the same for both composers.
Every sentence of every composer passes the support gate before anyone sees it.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator, Sequence

from langchain_core.runnables import Runnable, RunnableConfig, RunnableGenerator, RunnableLambda
from vectorstore.record import Record

from assistant import about, survey, votes
from assistant.answerability import unanswered
from assistant.catalogue import Catalogue, catalogue
from assistant.computed import Computed
from assistant.criterion import criterion
from assistant.errors import ModelFault
from assistant.gate import Checked, Gate
from assistant.kinds import asks_number, counts_statements
from assistant.model import declines
from assistant.retrieval import Found, retrieve
from assistant.schema import (
    Answer,
    Citation,
    Composition,
    Question,
    Refusal,
    Removed,
    Restarted,
    Said,
    Sentence,
    Understood,
)
from assistant.understand import understand
from vectorstore.schema import Filters

logger = logging.getLogger(__name__)

Event = Understood | Said | Restarted | Answer
Composer = Runnable[Composition, str]

RETRIEVED = 20  # paragraphs in every answer, where the record has them
EXTRACTIVE = "extractive"


class Assistant:
    """Answers questions over one record.

    `composer` writes the answers; where it fails, `fallback` does. `mode` names the composer.
    """

    def __init__(
        self,
        record: Record,
        composer: Composer,
        fallback: Composer,
        *,
        mode: str = EXTRACTIVE,
        passages: int = 8,
    ) -> None:
        self.record = record
        self.mode = mode
        self._composer = composer
        self._fallback = fallback
        self._passages = passages
        self._catalogue: tuple[str, Catalogue] | None = None
        self._understand = RunnableLambda(self._understood, name="understand")
        self._retrieve = RunnableLambda(self._found, name="retrieve")

    def ask(self, question: Question, config: RunnableConfig | None = None) -> Answer:
        """Return the whole answer."""
        answer = None
        for event in self.stream(question, config):
            if isinstance(event, Answer):
                answer = event
        assert answer is not None  # the last event always is
        return answer

    def stream(self, question: Question, config: RunnableConfig | None = None) -> Iterator[Event]:
        """Yield the question as understood, each sentence that passes, and the whole answer.

        The answer is stored before it is yielded, and comes last.
        """
        clock = _Clock()
        understood = self._understand.invoke(question, config)
        clock.mark("understand")
        yield understood
        found = self._retrieve.invoke(understood, config)
        clock.mark("retrieve")
        draft = _Draft(question, understood, found, self.record.snapshot)
        refusal = understood.refusal or self._absent(found.filters)
        computed = None if refusal else self._computed(understood, found.filters)
        if computed:
            yield from draft.compute(computed)
        elif refusal := refusal or unanswered(self.record, understood, found):
            draft.refuse(refusal)
        else:
            yield from self._composed(draft, config)
        clock.mark("compose")
        answer = draft.answer(clock)
        self.record.save_answer(answer.id, answer.model_dump_json(by_alias=True))
        yield answer

    def _understood(self, question: Question) -> Understood:
        snapshot = self.record.snapshot
        if self._catalogue is None or self._catalogue[0] != snapshot:
            self._catalogue = (snapshot, catalogue(self.record))
        return understand(question, self._catalogue[1])

    def _found(self, understood: Understood) -> Found:
        return retrieve(self.record, understood, k=RETRIEVED, composed=self._passages)

    def _absent(self, filters: Filters) -> Refusal | None:
        """Return a refusal where the record has no statement that passes the filters."""
        scope = self.record.scope(filters)
        if scope.statements:
            return None
        detail = f"The record holds no statement{survey.scope_words(filters) or ' at all'}."
        if scope.excluded_undated:
            detail += f" {scope.excluded_undated} without a usable date were left out."
        return Refusal(reason="absent_source", detail=detail)

    def _computed(self, understood: Understood, filters: Filters) -> Computed | None:
        """Return the answer of a full pass, where the question asks for one."""
        whole = understood.standalone
        match understood.shape:
            case "record" | "about_us":
                return about.holdings(self.record)
            case "who_spoke":
                return about.who_spoke(self.record, filters)
            case "vote":
                return votes.vote(self.record, filters, whole)
            case "survey" | "count":
                wanted = criterion(understood.content)
                officials = "speaker" in whole.lower() or whole.lower().startswith("who ")
                if wanted:
                    return survey.survey(self.record, filters, wanted, officials=officials)
        if counts_statements(whole) and not asks_number(whole) and not filters.empty:
            return about.count_statements(self.record, filters)
        return None

    def _composed(self, draft: _Draft, config: RunnableConfig | None) -> Iterator[Event]:
        """Compose and check; where the composer fails, begin again with the fallback."""
        if self._composer is not self._fallback:
            try:
                yield from draft.compose(self._composer, self.record, config, self.mode)
            except ModelFault as fault:
                reason = f"{fault} The answer below quotes the record without a model."
            else:
                if draft.sentences or draft.refusal:
                    return
                reason = "Nothing that the model wrote was supported; the record is quoted instead."
            logger.warning("%s", reason)
            yield draft.restart(reason)
        yield from draft.compose(self._fallback, self.record, config, EXTRACTIVE)
        if not draft.sentences and not draft.refusal:
            draft.refuse(
                Refusal(
                    reason="not_said",
                    detail="No sentence of the record was found that answers this.",
                )
            )


class _Clock:
    """Milliseconds between marks."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._spent = {"understand": 0, "retrieve": 0, "compose": 0, "verify": 0}

    def mark(self, name: str) -> None:
        now = time.perf_counter()
        self._spent[name] += round((now - self._last) * 1000)
        self._last = now

    def timings(self, verify: float) -> dict[str, int]:
        """Return what was spent; the checking, done while composing, apart from it."""
        spent = dict(self._spent)
        spent["verify"] = round(verify * 1000)
        spent["compose"] = max(0, spent["compose"] - spent["verify"])
        return spent | {"total": round((time.perf_counter() - self._start) * 1000)}


class _Draft:
    """An answer while it grows."""

    def __init__(
        self, question: Question, understood: Understood, found: Found, snapshot: str
    ) -> None:
        self.sentences: list[Sentence] = []
        self.refusal: Refusal | None = None
        self._question = question
        self._understood = understood
        self._found = found
        self._snapshot = snapshot
        self._citations: list[Citation] = []
        self._removed: list[Removed] = []
        self._notes = [*understood.notes, *found.notes]
        self._computed: Computed | None = None
        self._mode = EXTRACTIVE
        self._prompt: str | None = None
        self._checking = 0.0  # seconds

    def refuse(self, refusal: Refusal) -> None:
        """End with a refusal."""
        self.sentences, self._citations = [], []
        self.refusal = refusal

    def compute(self, computed: Computed) -> Iterator[Said]:
        """Take over a computed answer."""
        self._computed = computed
        if computed.nothing:
            self.refuse(Refusal(reason="not_said", detail=computed.nothing))
            return
        self._citations = list(computed.citations)
        for sentence in computed.sentences:
            self.sentences.append(sentence)
            cited = [c for c in computed.citations if c.n in sentence.citations]
            yield Said(sentence=sentence, citations=tuple(cited))

    def compose(
        self, composer: Composer, record: Record, config: RunnableConfig | None, mode: str
    ) -> Iterator[Said]:
        """Yield the sentences of `composer` that pass the gate."""
        gate = Gate(self._found.evidence, record.embed)
        self._mode = mode
        self._prompt = getattr(composer, "prompt_ref", None)
        written: list[str] = []

        def check(chunks: Iterator[str]) -> Iterator[Checked]:
            for chunk in chunks:
                written.append(chunk)
                yield from self._timed(gate.feed(chunk))
            yield from self._timed(gate.finish())

        chain = composer | RunnableGenerator(check, name="support gate")
        composition = Composition(understood=self._understood, evidence=self._found.evidence)
        for checked in chain.stream(composition, config):
            if self._prompt and declines("".join(written)):
                break
            if checked.removed:
                self._removed.append(checked.removed)
            self._citations += checked.citations
            if checked.sentence:
                self.sentences.append(checked.sentence)
                yield Said(sentence=checked.sentence, citations=checked.citations)
        if self._prompt and declines("".join(written)):
            self.refuse(
                Refusal(reason="not_said", detail="The model found no answer in the passages.")
            )

    def restart(self, reason: str) -> Restarted:
        """Withdraw what was composed so far."""
        self.sentences, self._citations = [], []
        self._notes.append(reason)
        self._prompt = None
        return Restarted(reason=reason)

    def answer(self, clock: _Clock) -> Answer:
        """Return the answer as it stands."""
        computed = self._computed or Computed(sentences=())
        text = self.refusal.detail if self.refusal else " ".join(s.text for s in self.sentences)
        return Answer(
            id=_answer_id(self._question, self._snapshot, self._mode),
            question=self._question.question,
            standalone=self._understood.standalone,
            kind="refusal" if self.refusal else self._understood.kind,
            mode=self._mode,
            text=text,
            refusal=self.refusal,
            sentences=tuple(self.sentences),
            citations=tuple(self._citations),
            members=computed.members,
            count=computed.count,
            coverage=computed.coverage,
            retrieved=self._found.retrieved,
            filters=self._found.filters,
            snapshot=self._snapshot,
            timings_ms=clock.timings(self._checking),
            prompt=self._prompt,
            notes=tuple(self._notes),
            removed=tuple(self._removed),
        )

    def _timed(self, checked: Sequence[Checked]) -> Sequence[Checked]:
        return checked


def _answer_id(question: Question, snapshot: str, mode: str) -> str:
    """Return the same id for the same question to the same record: answers can be repeated."""
    text = "\n".join([question.model_dump_json(exclude={"id"}), snapshot, mode])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
