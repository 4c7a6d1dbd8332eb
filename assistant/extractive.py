"""A composition in, an answer's prose out, a sentence a chunk: the record's own sentences, quoted.

No model: the sentences that answer are chosen (`assistant.choosing`) and each is written as
`Kazakhstan (Mr. Rakhmetullin) said: "..." [1].`, grouped by speaker. What it writes passes the
support gate like any other composer's prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from langchain_core.runnables import Runnable, RunnableConfig
from typing_extensions import override

from assistant.attribution import again, introduction
from assistant.checks.cut import cut_fault
from assistant.checks.reported import report_fault
from assistant.checks.segment import in_marks
from assistant.checks.support import Embed
from assistant.choosing import LONG, Candidate, candidates
from assistant.citations import day
from assistant.gate import Gate
from assistant.schema import Composition, Evidence, Understood
from vectorstore.sentences import sentences
from vectorstore.terms import terms

SENTENCES = 6
WORDS = 90  # quoted words after which no further sentence is begun
MOST = 140  # quoted words of the whole answer
TOGETHER = 50  # words of a sentence that points back with the one it points to
ENOUGH = 0.72  # share of the best sentence's score that a further one must have
ALIKE = 0.6  # share of common stems above which two sentences say the same
ANAPHORA = frozenset(
    {"it", "that", "this", "these", "those", "they", "such", "he", "she", "its", "their", "them"}
)


class Choice(NamedTuple):
    """What is quoted: `evidence.text[start:end]`, whole sentences or whole clauses."""

    evidence: Evidence
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words quoted."""
        return self.evidence.text[self.start : self.end]


class ExtractiveComposer(Runnable[Composition, str]):
    """Composes from the record's own sentences; needs no model and no network."""

    mode = "extractive"

    def __init__(self, embed: Embed | None = None) -> None:
        self._embed = embed

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
        understood = input.understood
        asked = understood.content or understood.standalone or understood.question
        ranked = candidates(asked, input.evidence, self._embed)
        chosen = _chosen(ranked, understood)
        yield from _written(_grouped(chosen))


def _chosen(ranked: Sequence[Candidate], understood: Understood) -> list[Choice]:
    """Choose two to six sentences: of each party of a comparison, else of the best paragraphs."""
    parties = understood.filters.country if understood.kind == "compare" else ()
    if len(parties) < 2:
        return _answering(ranked, SENTENCES, WORDS)
    each = max(1, SENTENCES // len(parties))
    return [
        choice
        for party in parties
        for choice in _answering(
            [c for c in ranked if c.evidence.voice.country == party], each, WORDS // len(parties)
        )
    ]


def _answering(ranked: Sequence[Candidate], most: int, words: int) -> list[Choice]:
    chosen = list[Choice]()
    least = min(2, most)
    for candidate in ranked:
        enough = len(chosen) >= least and candidate.score < ENOUGH * ranked[0].score
        length = sum(len(choice.text.split()) for choice in chosen)
        full = len(chosen) >= least and length + len(candidate.text.split()) > words
        if len(chosen) == most or enough:
            break
        if full or any(_alike(candidate, choice) for choice in chosen):
            continue
        choice = _quotable(candidate)
        if choice is not None and (not chosen or length + len(choice.text.split()) <= MOST):
            chosen = _joined(chosen, choice)
    return chosen


def _joined(chosen: Sequence[Choice], new: Choice) -> list[Choice]:
    """Add a choice; with one that it overlaps or directly follows it becomes one quotation."""
    for place, choice in enumerate(chosen):
        start, end = min(choice.start, new.start), max(choice.end, new.end)
        between = new.evidence.text[min(choice.end, new.end) : max(choice.start, new.start)]
        if choice.evidence.n == new.evidence.n and not between.strip():
            whole = Choice(new.evidence, start, end)
            return [*chosen[:place], whole, *chosen[place + 1 :]]
    return [*chosen, new]


def _alike(candidate: Candidate, choice: Choice) -> bool:
    """Whether a sentence is quoted already or says the same as one that is."""
    same = candidate.evidence.n == choice.evidence.n
    if same and choice.start <= candidate.start and candidate.end <= choice.end:
        return True
    ours, theirs = set(terms(candidate.text)), set(terms(choice.text))
    return len(ours & theirs) > ALIKE * max(1, min(len(ours), len(theirs)))


def _quotable(candidate: Candidate) -> Choice | None:
    """Return what to quote of a sentence; None if no quotation of it would keep its sense."""
    evidence, start, end = candidate.evidence, candidate.start, candidate.end
    if len(candidate.text.split()) > LONG:
        start, end = _clause(candidate)
    elif candidate.text.split(maxsplit=1)[0].lower().strip("\"',") in ANAPHORA:
        start = _with_before(candidate)
    choice = Choice(evidence, start, end)
    checked = Gate([evidence])
    passed = [
        *checked.feed(_sentence(choice, introduction(evidence, (start, end)))),
        *checked.finish(),
    ]
    sound = len(passed) == 1 and passed[0].removed is None
    return choice if sound else None


def _with_before(candidate: Candidate) -> int:
    """Return where the sentence before begins, for one that points back with its first word."""
    bounds = sentences(candidate.evidence.text)
    place = next(at for at, (start, _) in enumerate(bounds) if start == candidate.start)
    if place == 0:
        return candidate.start
    before = bounds[place - 1][0]
    short = len(candidate.evidence.text[before : candidate.end].split()) <= TOGETHER
    return before if short else candidate.start


def _clause(candidate: Candidate) -> tuple[int, int]:
    """Return the first part of a long sentence up to a semicolon, if its sense allows the cut."""
    evidence = candidate.evidence
    place = evidence.text.find(";", candidate.start + 100, candidate.end - 60)
    while place >= 0:
        span = (candidate.start, place)
        if len(evidence.text[slice(*span)].split()) > LONG:
            break
        cut = cut_fault(evidence.text, span, "") or report_fault(
            evidence.text, span, evidence.voice, ""
        )
        if cut is None and len(evidence.text[slice(*span)].split()) > LONG // 3:
            return span
        place = evidence.text.find(";", place + 1, candidate.end - 60)
    return candidate.start, candidate.end


def _grouped(chosen: Sequence[Choice]) -> list[Choice]:
    """Order by speaker, the speaker of the best first, each in the order of speaking."""
    voices = list(dict.fromkeys(_who(choice) for choice in chosen))
    first = {voice: at for at, voice in enumerate(voices)}
    return sorted(
        chosen,
        key=lambda c: (first[_who(c)], c.evidence.paragraph.start + c.start),
    )


def _who(choice: Choice) -> tuple[str, int]:
    return choice.evidence.statement.id, choice.evidence.paragraph.voice


def _written(chosen: Sequence[Choice]) -> Iterator[str]:
    dated, before = "", None
    for choice in chosen:
        same = before is not None and _who(before) == _who(choice)
        span = (choice.start, choice.end)
        opening = again(choice.evidence, span) if same else introduction(choice.evidence, span)
        when = day(choice.evidence.statement)
        if not same and when and when != dated:
            opening = f"{'On' if ' ' in when else 'In'} {when}, {_lower_the(opening)}"
            dated = when
        yield _sentence(choice, opening) + " "
        before = choice


def _sentence(choice: Choice, opening: str) -> str:
    """Return the sentence; a quotation that stops before its sentence does shows that."""
    quoted = in_marks(choice.text)
    whole = any(end == choice.end for _, end in sentences(choice.evidence.text))
    return f"{opening}: {quoted}{'' if whole else ' ...'} [{choice.evidence.n}]."


def _lower_the(opening: str) -> str:
    return f"the {opening[4:]}" if opening.startswith("The ") else opening
