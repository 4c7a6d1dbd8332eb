"""One answer while it grows: what is said, cited, removed and noted, and how long it took."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator

from langchain_core.runnables import Runnable, RunnableConfig, RunnableGenerator

from assistant.choosing import Asked, likelihood
from assistant.computed import Computed
from assistant.gate import Checked, Gate
from assistant.model import declines
from assistant.retrieval import Found
from assistant.schema import (
    MAY_NOT_ANSWER,
    Answer,
    Citation,
    Composition,
    Member,
    Question,
    Refusal,
    Removed,
    Restarted,
    Said,
    Sentence,
    Understood,
    Usage,
)
from vectorstore.record import Record
from vectorstore.schema import Retrieved

Composer = Runnable[Composition, str]

EXTRACTIVE = "extractive"
# Under this confidence quotations are given as unsure: of the answerable questions of both splits
# of eval/cases 8 of 17 are answered from the right paragraph below it, and 153 of 181 above it.
UNSURE = 0.2


class Clock:
    """Milliseconds between marks."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._spent = {"understand": 0, "retrieve": 0, "compose": 0, "verify": 0}

    def mark(self, name: str) -> None:
        """Book the time since the last mark under `name`."""
        now = time.perf_counter()
        self._spent[name] += round((now - self._last) * 1000)
        self._last = now

    def timings(self, verify: float) -> dict[str, int]:
        """Return what was spent; the checking, done while composing, apart from it."""
        spent = dict(self._spent)
        spent["verify"] = round(verify * 1000)
        spent["compose"] = max(0, spent["compose"] - spent["verify"])
        return spent | {"total": round((time.perf_counter() - self._start) * 1000)}


class Draft:
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
        self._confidence: float | None = None
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
        if not self._found.gist:
            self._confidence = self._likely(record)
            if mode == EXTRACTIVE and self._confidence < UNSURE:
                self.note(MAY_NOT_ANSWER)
        written: list[str] = []

        def check(chunks: Iterator[str]) -> Iterator[Checked]:
            for chunk in chunks:
                written.append(chunk)
                yield from self._check(gate, chunk)
            yield from self._check(gate, None)

        chain = composer | RunnableGenerator(check, name="support gate")
        composition = Composition(
            understood=self._understood, evidence=self._found.evidence, gist=self._found.gist
        )
        for checked in chain.stream(composition, config):
            if self._prompt and declines("".join(written)):
                break
            if checked.removed:
                self._removed.append(checked.removed)
            self._citations += checked.citations
            if checked.sentence:
                yield from self._said(checked.sentence, checked.citations)
        if self._prompt and declines("".join(written)):
            self.refuse(
                Refusal(reason="not_said", detail="The model found no answer in the passages.")
            )

    def _said(self, sentence: Sentence, citations: tuple[Citation, ...]) -> Iterator[Said]:
        """Say a sentence; before the first, how much there is that it is taken from."""
        if self._found.opening and not self.sentences:
            yield from self.plain(self._found.opening)
        self.sentences.append(sentence)
        yield Said(sentence=sentence, citations=citations)

    def _likely(self, record: Record) -> float:
        return round(likelihood(Asked.of(self._understood), self._found.evidence, record), 4)

    def plain(self, words: str) -> Iterator[Said]:
        """Say something of the record itself, which nothing is cited for."""
        sentence = Gate.plain(words).sentence
        assert sentence is not None
        self.sentences.append(sentence)
        yield Said(sentence=sentence)

    def note_missing_sides(self) -> Iterator[Said]:
        """Say of each side of a comparison that nothing is quoted from, that nothing was found."""
        if self._understood.kind != "compare" or not self.sentences:
            return
        quoted = {citation.country for citation in self._citations}
        for country in self._found.filters.country:
            if country not in quoted:
                yield from self.plain(f"Nothing by {country} was found on this.")

    def note(self, words: str) -> None:
        """Keep a note that is shown with the answer."""
        self._notes.append(words)

    def restart(self, reason: str) -> Restarted:
        """Withdraw what was composed so far."""
        self.sentences, self._citations = [], []
        self._notes.append(reason)
        self._prompt = None
        return Restarted(reason=reason)

    def answer(self, clock: Clock, usage: Usage) -> Answer:
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
            members=computed.members or self._compared(),
            count=computed.count,
            coverage=computed.coverage,
            retrieved=self._retrieved(),
            filters=self._found.filters,
            snapshot=self._snapshot,
            timings_ms=clock.timings(self._checking),
            prompt=self._prompt,
            notes=(*self._notes, *usage.notes),
            removed=tuple(self._removed),
            usage=usage if usage.requests else None,
            confidence=None if self.refusal else self._confidence,
        )

    def _retrieved(self) -> tuple[Retrieved, ...]:
        """Return the paragraphs found: those a full pass cites come before those of the search."""
        if self._computed is None:
            return self._found.retrieved
        places = dict.fromkeys((c.statement_id, c.paragraph) for c in self._citations)
        text = {(c.statement_id, c.paragraph): c.paragraph_text for c in self._citations}
        cited = [
            Retrieved(
                rank=1, score=1.0, statement_id=place[0], paragraph=place[1], text=text[place]
            )
            for place in places
            if place[0] is not None and place[1] is not None
        ]
        rest = [h for h in self._found.retrieved if (h.statement_id, h.paragraph) not in places]
        ordered = [*cited, *(h.model_copy(update={"score": min(h.score, 1.0)}) for h in rest)]
        return tuple(h.model_copy(update={"rank": n}) for n, h in enumerate(ordered, 1))

    def _compared(self) -> tuple[Member, ...]:
        """Return each side of a comparison with what it is cited by."""
        if self._understood.kind != "compare" or self.refusal:
            return ()
        return tuple(
            Member(country=country, citations=tuple(c.n for c in cited))
            for country in self._found.filters.country
            if (cited := [c for c in self._citations if c.country == country])
        )

    def _check(self, gate: Gate, chunk: str | None) -> list[Checked]:
        """Put a chunk through the gate, None for the end, and keep the time that it took."""
        began = time.perf_counter()
        checked = gate.finish() if chunk is None else gate.feed(chunk)
        self._checking += time.perf_counter() - began
        return checked


def _answer_id(question: Question, snapshot: str, mode: str) -> str:
    """Return the same id for the same question to the same record: answers can be repeated."""
    text = "\n".join([question.model_dump_json(exclude={"id"}), snapshot, mode])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
