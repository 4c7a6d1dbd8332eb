"""Ranked sentences in; what is quoted of them out, within a number of words.

The best sentence is always quoted. Each further step takes what promises most for its length: the
best sentence of another paragraph, or the sentence beside one that is quoted already, since an
answer often goes on in the next.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.antecedents import note, points_back
from assistant.attribution import again, introduction
from assistant.checks.cut import cut_fault
from assistant.checks.reported import inside_quotation, quotations, report_fault
from assistant.checks.segment import in_marks
from assistant.choosing import LONG, SHORT, Candidate, shares
from assistant.courtesies import announces
from assistant.gate import Gate
from assistant.schema import Evidence
from vectorstore.sentences import sentences
from vectorstore.terms import terms

PARAGRAPHS = 3
LEAST = 0.005  # of the best sentence's share that the best of another paragraph must have
BESIDE = 45  # words; a longer sentence is not added for its neighbour's sake
TOGETHER = 65  # words of a sentence that points back with those it points to
ALIKE = 0.6  # share of common stems above which two sentences say the same
# How likely the sentence after one that may answer answers itself, as a share of the other's;
# twice that where it plainly goes on. The sentence before seldom does.
AFTER, BEFORE = 0.5, 0.05
SOURCE = 40  # words of the sentence that says whose words are quoted
_GOES_ON = re.compile(
    r"^\W*(?:first(?:ly)?|the first|second(?:ly)?|third(?:ly)?|the second|the third|those|these|"
    r"one|it would|it will|this|namely|finally|lastly|for (?:one|example)|in particular)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!;:…][\"”’')\]]*(?:\s*\([^()]*\)\W*)?$")
# How the points of an enumeration begin, by their number.
_POINTS = [
    re.compile(rf"^\W*(?:the )?{name}(?:ly)?\b", re.IGNORECASE)
    for name in ("first", "second", "third", "fourth", "fifth", "sixth")
]
_POINTS_BACK = re.compile(
    r"\b(?:on the basis of the above|for (?:this|that|these|those|all these) reasons?|that is why)",
    re.IGNORECASE,
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

    @property
    def words(self) -> int:
        """How many words are quoted."""
        return len(self.text.split())


class Step(NamedTuple):
    """A sentence that may be quoted next: anew, or with the choice at `place`."""

    candidate: Candidate
    place: int | None
    value: float


def chosen(ranked: Sequence[Candidate], words: int) -> list[Choice]:
    """Return what to quote, the best paragraph first, in no more than `words` words.

    One quotation a paragraph; a best one that is longer by itself is quoted alone, and of an
    enumeration that is begun all points are quoted. Courtesies and procedure that are not asked for
    are quoted only where there is nothing else.
    """
    open_ = list(zip(ranked, shares(ranked), strict=True))
    open_ = [each for each in open_ if not each[0].idle] or open_
    likely = {_key(candidate): share for candidate, share in open_}
    choices, left = list[Choice](), words
    while step := _next(open_, choices, likely, left):
        open_ = [each for each in open_ if _key(each[0]) != _key(step.candidate)]
        if step.place is not None:
            choices[step.place] = _grown(choices[step.place], step.candidate)
        elif not any(_alike(step.candidate, choice) for choice in choices):
            choice = quotable(step.candidate)
            if choice is not None and (not choices or choice.words <= left):
                choices.append(choice)
        left = words - sum(choice.words for choice in choices)
    return [each for choice in choices for each in _with_source(_counted_out(choice))]


def _counted_out(choice: Choice) -> Choice:
    """Return a quotation with the points that follow those it has, however many words it has.

    Two of three proposals would pass for all.
    """
    text = choice.evidence.text
    bounds = sentences(text)
    has = [_point(text[a:b]) for a, b in bounds if choice.start <= a and b <= choice.end]
    last = max((number for number in has if number is not None), default=None)
    for start, end in bounds:
        if last is None or start < choice.end:
            continue
        long = len(text[start:end].split()) > BESIDE
        if long or _point(text[start:end]) != last + 1 or text[choice.end : start].strip():
            break
        grown = Choice(choice.evidence, choice.start, end)
        if not _sound(grown):
            break
        choice, last = grown, last + 1
    return choice


def _point(sentence: str) -> int | None:
    """Return which point of an enumeration a sentence is, from 0; None if it is none."""
    return next((n for n, begins in enumerate(_POINTS) if begins.match(sentence)), None)


def _key(candidate: Candidate) -> tuple[int, int]:
    return candidate.evidence.n, candidate.start


def _next(
    open_: Sequence[tuple[Candidate, float]],
    choices: Sequence[Choice],
    likely: Mapping[tuple[int, int], float],
    left: int,
) -> Step | None:
    """Return the step that promises most for its length; None where none fits."""
    if not choices:
        return Step(open_[0][0], None, 1.0) if open_ else None
    places = {choice.evidence.n: place for place, choice in enumerate(choices)}
    least = LEAST * max(likely.values())
    steps = list[Step]()
    for candidate, share in open_:
        length = len(candidate.text.split())
        place = places.get(candidate.evidence.n)
        if length > left or (place is None and len(choices) == PARAGRAPHS):
            continue
        if place is None and (share < least or not stands_alone(candidate)):
            continue
        value = share
        if place is not None:
            beside = _beside(choices[place], candidate, likely) if length <= BESIDE else 0.0
            value = max(share, beside) if beside else 0.0
        if value:
            steps.append(Step(candidate, place, value / length**0.5))
    return max(steps, key=lambda step: step.value, default=None)


def stands_alone(candidate: Candidate) -> bool:
    """Whether a sentence says something by itself, or with those before it that it points at.

    No "Why?", no line that breaks off, no "We would like to make three proposals".
    """
    words = candidate.text
    if len(words.split()) < SHORT or not _ENDS.search(words) or announces(words):
        return False
    text, start = candidate.evidence.text, _with_before(candidate)
    return points_back(text[start:]) is None or bool(note(text, start))


def _beside(choice: Choice, candidate: Candidate, likely: Mapping[tuple[int, int], float]) -> float:
    """Return how likely a neighbour of what is quoted answers for that; 0 if it is none."""
    text = choice.evidence.text
    if not _ENDS.search(candidate.text):
        return 0.0  # breaks off: "As the Secretary-General said on 17 March 2003,"
    if candidate.start >= choice.end and not text[choice.end : candidate.start].strip():
        said = text[choice.start : choice.end].rstrip()
        goes_on = said.endswith(("?", ":")) or announces(said[sentences(said)[-1][0] :])
        share = 2 * AFTER if goes_on or _GOES_ON.search(candidate.text) else AFTER
    elif candidate.end <= choice.start and not text[candidate.end : choice.start].strip():
        share = 1.0 if _POINTS_BACK.search(choice.text[:90]) else BEFORE
    else:
        return 0.0
    within = [
        value
        for (n, start), value in likely.items()
        if n == choice.evidence.n and choice.start <= start < choice.end
    ]
    return share * max(within, default=0.0)


def _grown(choice: Choice, candidate: Candidate) -> Choice:
    """Return a quotation with its neighbour; unchanged where that would not keep its sense."""
    start, end = min(choice.start, candidate.start), max(choice.end, candidate.end)
    new = Choice(choice.evidence, start, end)
    return new if _sound(new) else choice


def _alike(candidate: Candidate, choice: Choice) -> bool:
    """Whether a sentence is quoted already or says the same as one that is."""
    same = candidate.evidence.n == choice.evidence.n
    if same and choice.start <= candidate.start and candidate.end <= choice.end:
        return True
    ours, theirs = set(terms(candidate.text)), set(terms(choice.text))
    return len(ours & theirs) > ALIKE * max(1, min(len(ours), len(theirs)))


def quotable(candidate: Candidate) -> Choice | None:
    """Return what to quote of a sentence; None if no quotation of it would keep its sense."""
    evidence, start, end = candidate.evidence, candidate.start, candidate.end
    if len(candidate.text.split()) > LONG:
        start, end = _clause(candidate)
    else:
        start = _with_before(candidate)
    choice = Choice(evidence, start, end)
    return choice if _sound(choice) else None


def opening(choice: Choice, when: str = "", *, further: bool = False) -> str:
    """Return 'Kazakhstan (Mr. X) said', or 'quoted these words' where another's words begin.

    `when` is the day, where it is told; a `further` quotation is of the same voice.
    """
    start, end = choice.start, choice.end
    if choice.text[0] in '"“':
        start, end = start + 1, start + 2
    if further:
        return again(choice.evidence, (start, end))
    return introduction(choice.evidence, (start, end), when)


def sentence(choice: Choice, opens: str) -> str:
    """Return the sentence; a quotation that stops before its sentence does shows that."""
    quoted, text = in_marks(choice.text), choice.evidence.text
    whole = any(end == choice.end for _, end in sentences(text))
    meant = note(text, choice.start)
    after = f"{'' if whole else ' ...'}{' ' * bool(meant)}{meant}"
    return f"{opens}: {quoted}{after} [{choice.evidence.n}]."


def _sound(choice: Choice) -> bool:
    """Whether the quotation, written as the answer writes it, passes the gate."""
    checked = Gate([choice.evidence])
    passed = [*checked.feed(sentence(choice, opening(choice))), *checked.finish()]
    return len(passed) == 1 and passed[0].removed is None


def _with_source(choice: Choice) -> list[Choice]:
    """Put before the words of another the sentence of the paragraph that says whose they are."""
    evidence = choice.evidence
    if not inside_quotation(evidence.text, (choice.start, choice.end)):
        return [choice]
    opened = [a for a, b in quotations(evidence.text) if a < choice.start and choice.end <= b]
    bounds = sentences(evidence.text)
    first = max((start for start, _ in bounds if start <= opened[0]), default=0)
    told = Choice(evidence, first, min(end for _, end in bounds if end > opened[0]))
    if opened[0] - first < 3 or told.end > choice.start or told.words > SOURCE:
        return [choice]
    if not _sound(told):
        return [choice]
    if not evidence.text[told.end : choice.start].strip():
        whole = Choice(evidence, first, choice.end)
        return [whole] if _sound(whole) else [told, choice]
    return [told, choice]


def _with_before(candidate: Candidate) -> int:
    """Return where the sentences begin that a sentence points back at, if they are not too long."""
    text = candidate.evidence.text
    starts = [start for start, _ in sentences(text) if start <= candidate.start]
    while points_back(text[starts[-1] : candidate.end]) and len(starts) > 1:
        starts.pop()
        if len(text[starts[-1] : candidate.end].split()) > TOGETHER:
            return candidate.start
    return starts[-1]


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
