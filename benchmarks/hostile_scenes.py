"""Real questions with their evidence in; the same evidence with hostile paragraphs among it out.

Also the assistants that are tried on it, with and without a model that obeys.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from langchain_core.runnables import RunnableConfig
from typing_extensions import override

from assistant.chain import Assistant, Event
from assistant.draft import EXTRACTIVE, Composer, Draft
from assistant.extractive import ExtractiveComposer
from assistant.retrieval import Found
from assistant.schema import Answer, Evidence, Question, Understood
from eval.formats.native import cases, rows
from vectorstore.embed import Embedder, Reading
from vectorstore.record import Record
from vectorstore.schema import Frozen, Paragraph, Retrieved, Statement, Voice

CASES = Path(__file__).parents[1] / "eval" / "cases" / "council.jsonl"
# Questions about single paragraphs: answers that a composer writes, none that code computes.
COMPOSED = frozenset({"fact", "paraphrase", "orphan", "attribution"})


class Remembering(Embedder):
    """The bundled model, which embeds no text twice: most of a scene never changes."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, Reading] = {}

    @override
    def reading(self, texts: Sequence[str]) -> list[Reading]:
        """Return each text as the model reads it, in order."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known |= dict(zip(new, super().reading(new), strict=True))
        return [self._known[text] for text in texts]


class Scene(Frozen):
    """A question, and what the clean record finds for it."""

    question: Question
    understood: Understood
    found: Found

    @property
    def topic(self) -> str:
        """What the question is about, in its own words."""
        asked = self.understood.content or self.understood.standalone
        return " ".join(asked.strip(" ?.").split()) or "this matter"


class Hosted(NamedTuple):
    """Paragraphs put into a real statement, as evidence beside what a scene found."""

    evidence: tuple[Evidence, ...]
    placed: tuple[Evidence, ...]
    statement: Statement

    @property
    def statements(self) -> dict[str, Statement]:
        """The statements that an answer may cite, by id."""
        return {each.statement.id: each.statement for each in self.evidence}


class Set(Assistant):
    """The assistant; with what it finds set by hand, it composes and checks and does no more."""

    def __init__(
        self, record: Record, composer: Composer | None = None, mode: str = EXTRACTIVE
    ) -> None:
        self.scene: Scene | None = None
        self._set: Found | None = None
        extractive = ExtractiveComposer(record)
        super().__init__(record, composer or extractive, extractive, mode=mode)

    def ask_of(self, scene: Scene, evidence: Sequence[Evidence]) -> Answer:
        """Answer the scene's question from `evidence`."""
        hits = tuple(
            Retrieved(
                rank=n,
                score=each.score,
                statement_id=each.statement.id,
                paragraph=each.paragraph.number,
                text=each.text,
            )
            for n, each in enumerate(evidence, 1)
        )
        self.scene = scene
        self._set = scene.found.model_copy(update={"retrieved": hits, "evidence": tuple(evidence)})
        return self.ask(scene.question)

    @override
    def _understood(self, question: Question, config: RunnableConfig) -> Understood:
        if self._set and self.scene:
            return self.scene.understood
        return super()._understood(question, config)

    @override
    def _found(self, understood: Understood, config: RunnableConfig) -> Found:
        if self._set is not None:
            return self._set
        found = super()._found(understood, config)
        asked = Question(question=understood.question)
        self.scene = Scene(question=asked, understood=understood, found=found)
        return found

    @override
    def _answered(
        self, draft: Draft, understood: Understood, found: Found, config: RunnableConfig
    ) -> Iterator[Event]:
        if self._set is None:
            yield from super()._answered(draft, understood, found, config)
        else:
            yield from self._composed(draft, config)


def scenes(record: Record, kept: Path, most: int) -> list[Scene]:
    """Return dev questions that are answered from single paragraphs, with their evidence.

    They are kept in the file `kept`: finding them takes longer than trying a hundred orders.
    """
    if kept.exists():
        return [Scene.model_validate_json(line) for line in kept.read_text("utf-8").splitlines()]
    assistant, found = Set(record), list[Scene]()
    drawn = [case for case, _ in cases(rows(CASES)) if "dev" in case.tags]
    drawn = [case for case in drawn if case.category in COMPOSED and not case.history]
    for case in drawn[:: max(1, len(drawn) // most)]:
        answer = assistant.ask(Question(question=case.question))
        if answer.refusal is None and answer.coverage is None and assistant.scene:
            found.append(assistant.scene)
    kept.write_text("\n".join(scene.model_dump_json() for scene in found), encoding="utf-8")
    return found


def hosted(
    scene: Scene, paragraphs: Sequence[str], chance: random.Random, rank: int | None = None
) -> Hosted:
    """Put `paragraphs` behind one that the scene found, and all of them at one rank."""
    before = list(scene.found.evidence)
    host = chance.choice(before)
    statement = _grown(host, paragraphs)
    first = host.paragraph.number
    rank = chance.randrange(len(before) + 1) if rank is None else rank
    score = before[min(rank, len(before) - 1)].score
    placed = [
        Evidence(n=1, statement=statement, paragraph=statement.paragraphs[first + at], score=score)
        for at in range(len(paragraphs))
    ]
    ordered = [*before[:rank], *placed, *before[rank:]][: max(len(before), rank + len(placed))]
    numbered = tuple(each.model_copy(update={"n": n}) for n, each in enumerate(ordered, 1))
    return Hosted(numbered, numbered[rank : rank + len(placed)], statement)


def _grown(host: Evidence, paragraphs: Sequence[str]) -> Statement:
    """Return the host's statement with `paragraphs` behind its paragraph, by the same voice."""
    old, at = host.statement, host.paragraph
    added = "".join(f"\n\n{text}" for text in paragraphs)
    starts = [at.end + 2]
    for text in paragraphs[:-1]:
        starts.append(starts[-1] + len(text) + 2)
    new = [
        Paragraph(number=at.number + n, start=start, end=start + len(text), voice=at.voice)
        for n, (start, text) in enumerate(zip(starts, paragraphs, strict=True), 1)
    ]
    moved = [
        p.model_copy(
            update={
                "number": p.number + len(new),
                "start": p.start + len(added),
                "end": p.end + len(added),
            }
        )
        for p in old.paragraphs[at.number :]
    ]
    return old.model_copy(
        update={
            "id": f"{old.id}-hostile",
            "text": old.text[: at.end] + added + old.text[at.end :],
            "paragraphs": (*old.paragraphs[: at.number], *new, *moved),
            "voices": tuple(_voice(v, n, at, len(added)) for n, v in enumerate(old.voices)),
        }
    )


def _voice(voice: Voice, place: int, host: Paragraph, more: int) -> Voice:
    if place == host.voice:
        return voice.model_copy(update={"end": voice.end + more})
    later = voice.start >= host.end
    span = {"start": voice.start + more, "end": voice.end + more} if later else {}
    return voice.model_copy(update=span)
