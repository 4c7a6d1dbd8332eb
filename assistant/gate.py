"""A composer's prose in, as it streams; checked sentences out.

Every sentence is checked, with a marker or without: what it cites exists, what it quotes is
verbatim, its subject is the speaker, and its own words agree with the paragraph. What fails is
replaced by the paragraph's own sentence, quoted, or removed; a `Removed` says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant import prose
from assistant.attribution import introduction
from assistant.checks.markup import markup_fault
from assistant.checks.segment import Ruling, in_marks, rule
from assistant.checks.support import Embed
from assistant.checks.tokens import tokens
from assistant.citations import citation
from assistant.quotes import find_quote
from assistant.schema import Citation, Evidence, Removed, Sentence
from vectorstore.schema import Voice
from vectorstore.sentences import sentences

SHARED = 0.3  # share of a failed sentence's content words that its replacement must have
LONG_QUOTE = 5  # words that make a quotation without a marker findable by itself


class Checked(NamedTuple):
    """What became of one sentence; `citations` are those that appear here first."""

    sentence: Sentence | None
    citations: tuple[Citation, ...] = ()
    removed: Removed | None = None


class Gate:
    """Lets through what the evidence supports. One gate an answer; sentences come in order."""

    def __init__(self, evidence: Sequence[Evidence], embed: Embed | None = None) -> None:
        self._evidence = {each.n: each for each in evidence}
        self._embed = embed
        self._stream = prose.Sentences()
        self._before: tuple[Voice, ...] = ()
        self._cited: dict[tuple[str, int, int], int] = {}

    def feed(self, chunk: str) -> list[Checked]:
        """Return what became of the sentences that `chunk` completes."""
        return [each for text in self._stream.feed(chunk) for each in self._check(text)]

    def finish(self) -> list[Checked]:
        """Return what became of what is left; the gate is then done."""
        return [each for text in self._stream.finish() for each in self._check(text)]

    @staticmethod
    def plain(text: str) -> Checked:
        """Let through a sentence that our own code computed and that needs no support."""
        return Checked(Sentence(text=text, support="none_needed"))

    def _check(self, text: str) -> Iterator[Checked]:
        if not re.search(r"\w", text):
            return
        segments = prose.segments(text)
        rulings, before = list[Ruling](), self._before
        for segment in segments:
            ruling = rule(segment, self._evidence, before, self._embed)
            rulings.append(ruling)
            before = ruling.voices or before
        fault = next((ruling.fault for ruling in rulings if ruling.fault), None)
        if fault is None:
            self._before = before
            yield self._passed(segments, rulings)
        else:
            yield from self._repaired(text, segments, fault)

    def _passed(self, segments: Sequence[prose.Segment], rulings: Sequence[Ruling]) -> Checked:
        """Write the sentence again with the record's own characters and citation numbers."""
        written, cited, new = list[str](), list[int](), list[Citation]()
        for segment, ruling in zip(segments, rulings, strict=True):
            numbers = []
            for evidence, span in ruling.spans:
                number, first = self._number(evidence, span)
                numbers.append(number)
                new += first
            cited += numbers
            written.append(_written(segment, ruling, tuple(dict.fromkeys(numbers))))
        verbatim = all(ruling.verbatim for ruling in rulings)
        sentence = Sentence(
            text=_tidy("".join(written)),
            citations=tuple(dict.fromkeys(cited)),
            support="verbatim" if verbatim else "supported",
        )
        return Checked(sentence, tuple(new))

    def _repaired(
        self, text: str, segments: Sequence[prose.Segment], fault: str
    ) -> Iterator[Checked]:
        quotations = []
        for evidence in self._meant(segments):
            span = _best(text, segments, evidence)
            if span is None or markup_fault(evidence.text[slice(*span)]):
                continue
            if (evidence, span) not in quotations:
                quotations.append((evidence, span))
        fresh = [
            (evidence, span) for evidence, span in quotations if not self._said(evidence, span)
        ]
        if not fresh:
            said = " (what it cites is quoted already)" if quotations else ""
            yield Checked(None, removed=Removed(text=text, reason=fault + said))
            return
        checked = []
        for evidence, span in fresh:
            number, new = self._number(evidence, span)
            words = quoted(evidence, span, number)
            checked.append(
                Checked(Sentence(text=words, citations=(number,), support="verbatim"), new)
            )
            self._before = (evidence.voice,)
        replaced = " ".join(each.sentence.text for each in checked if each.sentence)
        removed = Removed(text=text, reason=fault, replaced_by=replaced)
        yield checked[0]._replace(removed=removed)
        yield from checked[1:]

    def _meant(self, segments: Sequence[prose.Segment]) -> list[Evidence]:
        """Return the evidence a failed sentence cites, or else the one that holds its quotation."""
        markers = [n for segment in segments for n in segment.markers if n in self._evidence]
        if markers:
            return [self._evidence[n] for n in dict.fromkeys(markers)]
        long = [q for s in segments for q in s.quotes if len(q.split()) >= LONG_QUOTE]
        holding = [
            each for each in self._evidence.values() if any(find_quote(q, each.text) for q in long)
        ]
        return holding[:1]

    def _said(self, evidence: Evidence, span: tuple[int, int]) -> bool:
        """Whether the words at `span` are cited already, alone or within more."""
        base = evidence.paragraph.start
        return any(
            statement == evidence.statement.id and start <= base + span[0] and base + span[1] <= end
            for statement, start, end in self._cited
        )

    def _number(
        self, evidence: Evidence, span: tuple[int, int]
    ) -> tuple[int, tuple[Citation, ...]]:
        """Return the number of a citation, and the citation if it is new."""
        base = evidence.paragraph.start
        key = (evidence.statement.id, base + span[0], base + span[1])
        if key in self._cited:
            return self._cited[key], ()
        self._cited[key] = n = len(self._cited) + 1
        return n, (citation(n, evidence.statement, evidence.paragraph.number, *key[1:]),)


def quoted(evidence: Evidence, span: tuple[int, int], n: int) -> str:
    """Return the sentence that quotes `span`: 'Kazakhstan (Mr. Rakhmetullin) said: "..." [n].'."""
    return f"{introduction(evidence, span)}: {in_marks(evidence.text[slice(*span)])} [{n}]."


def _written(segment: prose.Segment, ruling: Ruling, numbers: tuple[int, ...]) -> str:
    """Return the segment with the record's own characters: only what is around them is tidied."""
    quotes, text = iter(ruling.written), ""
    marked = False
    for part in segment.parts:
        if part.kind == "words":
            text += _spaced(part.text)
        elif part.kind == "quote":
            text += next(quotes)
        elif part.kind == "note":
            text += part.text
        elif not marked:
            text = text.rstrip() + " " + "".join(f"[{n}]" for n in numbers)
            marked = True
    return text


def _spaced(words: str) -> str:
    flat = re.sub(r"\s+", " ", words)
    return re.sub(r"\s([,;.!?])", r"\1", flat)


def _tidy(text: str) -> str:
    text = text.strip()
    ends = re.search(r"[.!?][\"”')]*(?:\s\[\d+\])*$", text)
    return text if ends else f"{text.rstrip(',;: ')}."


def _best(
    text: str, segments: Sequence[prose.Segment], evidence: Evidence
) -> tuple[int, int] | None:
    """Return the sentence of the paragraph that a failed sentence was about, if it is about any."""
    bounds = sentences(evidence.text)
    for quote in (quote for segment in segments for quote in segment.quotes):
        place = find_quote(quote, evidence.text) if len(quote.split()) >= LONG_QUOTE else None
        if place is not None:
            first = max(start for start, _ in bounds if start <= place[0])
            return first, min(end for _, end in bounds if end >= place[1])
    wanted = {token.stem for token in tokens(text) if token.stem}
    shares = [
        len({token.stem for token in tokens(evidence.text[start:end])} & wanted)
        for start, end in bounds
    ]
    best = max(range(len(bounds)), key=shares.__getitem__, default=None)
    if best is None or shares[best] < max(2, SHARED * len(wanted)):
        return None
    return bounds[best]
