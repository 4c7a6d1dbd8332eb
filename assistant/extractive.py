"""A composition in, an answer's prose out, a sentence a chunk: the record's own sentences, quoted.

No model: the sentences that answer are chosen (`assistant.choosing`,
`assistant.quoting`) and each is written as
`Kazakhstan (Mr. Rakhmetullin) said: "..." [1].`, the best first. What it writes passes the
support gate like any other composer's prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from langchain_core.runnables import Runnable, RunnableConfig
from typing_extensions import override

from assistant.choosing import Asked, Candidate, Judging, candidates
from assistant.citations import day
from assistant.quoting import Choice, chosen, opening, sentence
from assistant.schema import Composition, Gist, Understood

WORDS = 72  # quoted words of an answer; about 90 with who, where and when
SIDES = 1.4  # times as many where two sides are quoted


class ExtractiveComposer(Runnable[Composition, str]):
    """Composes from the record's own sentences; needs no model and no network."""

    mode = "extractive"

    def __init__(self, judging: Judging | None = None) -> None:
        """Compare sentences with the question by `judging`, the record."""
        self._judging = judging

    @override
    def invoke(
        self,
        input: Composition,
        config: RunnableConfig | None = None,
        **kwargs: object,
    ) -> str:
        """Return the whole answer; '' where there is nothing to quote."""
        return "".join(self.stream(input, config)).strip()

    @override
    def stream(
        self,
        input: Composition,
        config: RunnableConfig | None = None,
        **kwargs: object | None,
    ) -> Iterator[str]:
        """Yield the answer, a sentence at a time."""
        if input.gist:
            evidence = {one.n: one for one in input.evidence}
            yield from _sentences([Choice(evidence[n], a, b) for n, a, b in map(_span, input.gist)])
            return
        understood = input.understood
        order = candidates(Asked.of(understood), input.evidence, self._judging)
        yield from written(order, understood)


def written(ranked: Sequence[Candidate], understood: Understood) -> Iterator[str]:
    """Yield the answer that the sentences, ranked, make; a sentence a chunk."""
    yield from _sentences(_chosen(ranked, understood))


def _chosen(ranked: Sequence[Candidate], understood: Understood) -> list[Choice]:
    """Choose what is quoted: of each party of a comparison, else of the best paragraphs."""
    parties = understood.filters.country if understood.kind == "compare" else ()
    if len(parties) < 2:
        return chosen(ranked, WORDS)
    return [
        choice
        for party in parties
        for choice in chosen(
            [c for c in ranked if c.evidence.voice.country == party],
            round(SIDES * WORDS / len(parties)),
        )
    ]


def _span(gist: Gist) -> tuple[int, int, int]:
    return gist.n, gist.start, gist.end


def _who(choice: Choice) -> tuple[str, int]:
    return choice.evidence.statement.id, choice.evidence.paragraph.voice


def _sentences(chosen: Sequence[Choice]) -> Iterator[str]:
    dated, before = "", None
    for choice in chosen:
        same = before is not None and _who(before) == _who(choice)
        when = day(choice.evidence.statement)
        told = "" if when == dated else when
        yield sentence(choice, opening(choice, told, further=same)) + " "
        dated, before = dated if same else when or dated, choice
