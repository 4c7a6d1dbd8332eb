"""Real statements for tests that need no index, and the answers made of them."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.citations import citation
from assistant.schema import Answer, Citation, Sentence
from eval.sources import Sources
from tests.assistant.spoken import KAZAKHSTAN, RUSSIA, kazakhstan, russia
from vectorstore.errors import RecordMissingError
from vectorstore.schema import Statement, Voice

SEED, CHURKIN = "000_4221a76e69d2ea31", "UNSC_2014_SPV.7138_spch002"
SUPPORTS = "Kazakhstan fully supports all efforts to enhance peace and security"
GOES_ALONG = "We cannot go along with its basic assumption"

__all__ = ["CHURKIN", "KAZAKHSTAN", "RUSSIA", "SEED", "Held", "answer", "cite", "sources", "voice"]


class Held:
    """A record of a few statements."""

    def __init__(self, *statements: Statement) -> None:
        self._statements = {each.id: each for each in statements}

    def statement(self, id_: str, /) -> Statement:
        """Return the statement."""
        if id_ not in self._statements:
            raise RecordMissingError(id_)
        return self._statements[id_]

    def statements(self) -> Iterable[Statement]:
        """Return all of them."""
        return self._statements.values()


def sources() -> Sources:
    """The seed statement and the Russian Federation's of 15 March 2014."""
    return Sources(Held(kazakhstan(), russia()))


def cite(n: int, statement: Statement, paragraph: int, words: str) -> Citation:
    """Return citation `n` of `words`, which stand in the paragraph."""
    start = statement.text.index(words)
    return citation(n, statement, paragraph, start, start + len(words))


def answer(*said: Sentence, citations: Iterable[Citation] = (), kind: str = "passage") -> Answer:
    """Return an answer of these sentences."""
    return Answer.model_validate(
        {
            "id": "a",
            "question": "q",
            "standalone": "q",
            "kind": kind,
            "mode": "extractive",
            "text": " ".join(each.text for each in said),
            "sentences": said,
            "citations": tuple(citations),
        }
    )


def voice(speaker: str | None, country: str | None, role: str | None = None) -> Voice:
    """Return a voice."""
    return Voice(start=0, end=10, speaker=speaker, country=country, role=role)
