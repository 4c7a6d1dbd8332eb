"""A segment of a sentence and the evidence it cites in; a ruling out: its fault, or its citations.

A segment is what one group of markers stands for: "Kazakhstan said that "..." [2]".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.antecedents import note
from assistant.checks.claim import Claim, source
from assistant.checks.cut import cut_fault
from assistant.checks.markup import markup_fault
from assistant.checks.ordered import order_fault
from assistant.checks.reported import report_fault
from assistant.checks.sense import sense_fault
from assistant.checks.subject import read_subject
from assistant.checks.support import Embed, support_fault
from assistant.checks.tokens import tokens
from assistant.checks.values import values_fault
from assistant.checks.verbs import verb_fault
from assistant.prose import Segment
from assistant.quotes import find_quote
from assistant.schema import Evidence
from vectorstore.schema import Voice
from vectorstore.sentences import sentences

Span = tuple[int, int]
_ELLIPSIS = re.compile(r"\s*(?:\[\s*)?(?:\.\s?\.\s?\.(?:\s?\.)?|…)(?:\s*\])?\s*")
NEAR = 400  # characters that an ellipsis may leave out
CHECKS = (values_fault, sense_fault, verb_fault)


class Ruling(NamedTuple):
    """What is wrong with a segment, or what it cites and how its quotations are written."""

    fault: str | None
    spans: tuple[tuple[Evidence, Span], ...] = ()
    written: tuple[str, ...] = ()
    verbatim: bool = False
    voices: tuple[Voice, ...] = ()


class Quoted(NamedTuple):
    """A quotation found: where its pieces stand, and the punctuation that is not the record's."""

    evidence: Evidence
    spans: tuple[Span, ...]
    tail: str = ""

    @property
    def written(self) -> str:
        """The quotation in the record's own characters."""
        pieces = [in_marks(self.evidence.text[slice(*span)]) for span in self.spans]
        return " ... ".join(pieces) + self.tail


def rule(
    segment: Segment,
    evidence: Mapping[int, Evidence],
    before: Sequence[Voice] = (),
    embed: Embed | None = None,
) -> Ruling:
    """Check a segment against what it cites; `before` are the voices a pronoun may stand for."""
    absent = [n for n in segment.markers if n not in evidence]
    if absent or not segment.markers:
        lacking = f"[{absent[0]}], which does not exist" if absent else "nothing"
        return Ruling(f"it cites {lacking}")
    cited = [evidence[n] for n in segment.markers]
    quotes = list[Quoted]()
    for words in segment.quotes:
        found = _find(words, cited)
        if found is None:
            return Ruling(f'the words "{_short(words)}" are not in the paragraph cited')
        quotes.append(found)
    live = markup_fault(" ".join([segment.words, *map(_around, quotes)]))
    if wrong := live or _note_fault(segment, quotes):
        return Ruling(wrong)
    subject = read_subject(segment.words, cited, before)
    if subject.fault:
        return Ruling(subject.fault)
    claim, frame = Claim(subject.claim, segment.quotes), Claim(subject.frame, (), frame=True)
    fault = _quote_fault(claim, quotes) or _frame_fault(frame, cited)
    if fault is not None:
        return Ruling(fault)
    ruling = _by_quotes(claim, cited, quotes) or _by_words(claim, cited, quotes, embed)
    return ruling._replace(voices=tuple(each.voice for each in cited))


def _note_fault(segment: Segment, quotes: Sequence[Quoted]) -> str | None:
    """Return what is wrong with a note of what a pronoun stands for: it is ours, or it is none."""
    last: Quoted | None = None
    left = iter(quotes)
    for part in segment.parts:
        if part.kind == "quote":
            last = next(left)
        elif part.kind == "note":
            sure = last and note(last.evidence.text, last.spans[0][0])
            if part.text != sure:
                return f"it is not certain that {part.text.strip('[]').replace(':', ' means')}"
    return None


def _around(quote: Quoted) -> str:
    """Return the sentences that a quotation stands in: a cut must not hide their mark-up."""
    text = quote.evidence.text
    return " ".join(
        text[start:end]
        for start, end in sentences(text)
        if any(start < stop and begin < end for begin, stop in quote.spans)
    )


def _quote_fault(claim: Claim, quotes: Sequence[Quoted]) -> str | None:
    for quote in quotes:
        paragraph = quote.evidence.text
        for span in quote.spans:
            fault = (
                cut_fault(paragraph, span, claim.own_text)
                or report_fault(paragraph, span, quote.evidence.voice, claim.own_text)
                or order_fault(paragraph, span[0], claim.own_text, quote.evidence.voice.country)
            )
            if fault is not None:
                return fault
    return None


def _frame_fault(frame: Claim, cited: Sequence[Evidence]) -> str | None:
    """Check 'On 18 July 2014, in the debate on Ukraine,' against what is known of the statement."""
    for each in cited if frame.tokens else ():
        theirs = source(frame, each, ())
        fault = values_fault(frame, theirs) or support_fault(frame, theirs)
        if fault is not None:
            return fault
    return None


def _by_quotes(claim: Claim, cited: Sequence[Evidence], quotes: Sequence[Quoted]) -> Ruling | None:
    """Pass a segment that is nothing but attribution and quotations from all that it cites."""
    silent = [each for each in cited if not any(quote.evidence is each for quote in quotes)]
    if silent or not quotes or not claim.only_quotes:
        return None
    return _passed(quotes, (), verbatim=True)


def _by_words(
    claim: Claim, cited: Sequence[Evidence], quotes: Sequence[Quoted], embed: Embed | None
) -> Ruling:
    """Check the composer's own words against each paragraph cited."""
    if not claim.own and not quotes:
        return Ruling("it says nothing")
    others = list[tuple[Evidence, Span]]()
    for each in cited:
        spans = [span for quote in quotes if quote.evidence is each for span in quote.spans]
        theirs = source(claim, each, spans)
        faults = (check(claim, theirs) for check in CHECKS)
        fault = (
            next(filter(None, faults), None)
            or support_fault(claim, theirs, embed)
            or _voice_fault(claim, each)
        )
        if fault is not None:
            return Ruling(fault)
        if not spans:
            span = _said_at(theirs.window, each)
            if span is None:
                return Ruling("the paragraph does not say it")
            others.append((each, span))
    return _passed(quotes, others, verbatim=False)


def _passed(
    quotes: Sequence[Quoted], others: Sequence[tuple[Evidence, Span]], *, verbatim: bool
) -> Ruling:
    spans = [(quote.evidence, span) for quote in quotes for span in quote.spans]
    return Ruling(
        None, (*spans, *others), tuple(quote.written for quote in quotes), verbatim=verbatim
    )


def _voice_fault(claim: Claim, evidence: Evidence) -> str | None:
    """Return why the paragraph's speaker does not say himself what he is said to have said."""
    place = _begins(claim, evidence.text)
    if place is None:
        return None
    own, voice = claim.own_text, evidence.voice
    return report_fault(evidence.text, place, voice, own) or order_fault(
        evidence.text, place[0], own, voice.country
    )


def _begins(claim: Claim, paragraph: str) -> Span | None:
    """Return from where to where the paragraph says what is claimed in the composer's words."""
    said = [token.stem for token in claim.content]
    bounds = sentences(paragraph)
    shared = [
        len({token.stem for token in tokens(paragraph[slice(*span)])} & set(said))
        for span in bounds
    ]
    best = max(range(len(bounds)), key=shared.__getitem__, default=None)
    if best is None or not said:
        return None
    start, end = bounds[best]
    first = [token for token in tokens(paragraph[start:end]) if token.stem == said[0]]
    return start + (first[-1].start if first else 0), end


def _said_at(window: str, evidence: Evidence) -> Span | None:
    """Return where the window's sentences stand in the paragraph, from first to last."""
    chosen = [span for span in sentences(evidence.text) if evidence.text[slice(*span)] in window]
    return (chosen[0][0], chosen[-1][1]) if chosen and window else None


def _find(words: str, cited: Sequence[Evidence]) -> Quoted | None:
    """Return where `words` stand; a point or comma set inside the marks is put outside."""
    bare = words.rstrip(" .,;:!?")
    for tried, tail in ((words, ""), (bare, words[len(bare) :].strip().replace(".", ""))):
        for evidence in cited:
            if (span := find_quote(tried, evidence.text)) is not None:
                return Quoted(evidence, (span,), tail)
    pieces = [piece for piece in _ELLIPSIS.split(words) if re.search(r"\w", piece)]
    for evidence in cited if len(pieces) > 1 else ():
        if (spans := _in_order(pieces, evidence.text)) is not None:
            return Quoted(evidence, spans)
    return None


def _in_order(pieces: Sequence[str], text: str) -> tuple[Span, ...] | None:
    """Return where the pieces of a quotation stand, one near after the other."""
    spans, position = list[Span](), 0
    for piece in pieces:
        found = find_quote(piece, text[position:]) or find_quote(
            piece.rstrip(" .,;:!?"), text[position:]
        )
        if found is None or (spans and found[0] > NEAR):
            return None
        spans.append((position + found[0], position + found[1]))
        position = spans[-1][1]
    return tuple(spans)


def in_marks(words: str) -> str:
    """Return `words` in quotation marks that cannot be taken for marks inside them."""
    flat = " ".join(words.split())
    return f"“{flat}”" if '"' in flat or "“" in flat else f'"{flat}"'


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:57]}..."
