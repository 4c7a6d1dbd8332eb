"""Does the cut of a quotation change its sense? The words of its sentence left out are read.

"We will support the draft" is no quotation of "We will support the draft only if ...", nor of "We
cannot say that we will support the draft". Words quoted in the midst of a sentence must keep its
negation, its condition and its modal, in the quotation or in the words around it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.checks.tokens import Token, modal, tokens
from assistant.checks.vocabulary import BACKSHIFT, CONDITIONS
from vectorstore.sentences import sentences

TURN = re.compile(
    r"^[\s,;:–—-]*(?:and\s+|or\s+)?(?:but|unless|if|except|provided|providing|not|nor|never|only|"
    r"without|until|although|though|however|yet|albeit|rather|subject to|on condition|lest|"
    r"as long as|so long as|whether|save)\b",
    re.IGNORECASE,
)
# A turn later in the sentence still belongs to what was quoted.
LATER = re.compile(
    r"\b(?:unless|only if|provided that|on condition|except|as long as|so long as)\b|"
    r"[,;–—-]\s*(?:but|if|though|although|not|yet)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"^\W*(?:\w+\W+){0,2}?(?:not|never|no|cannot|neither|\w+n['’]t)\b", re.IGNORECASE
)
# A quotation that ends in one of these breaks off before what it was about to say.
BREAKS_OFF = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|shall|should|can|could|may|"
    r"might|must|the|a|an|of|to|for|with|and|or|that|by|at|as|no|not|than|from|into|which|who|our|"
    r"its|their|his|her|my|if|but|because|cannot|neither|nor)\W*$",
    re.IGNORECASE,
)
_FALSE = re.compile(
    r"\b(?:false|untrue|wrong|incorrect|mistaken|myth|allegations?|claims?|pretext|so-called|"
    r"suggestions?|notion|lies?|accusations?|illusion|inconceivable|unthinkable|impossible|"
    r"unacceptable|no (?:one|reason|evidence|doubt|question|longer))\b[^,;:.]{0,60}$",
    re.IGNORECASE,
)
REACH = 8  # words before a quotation in which a negation still governs it


class Surroundings(NamedTuple):
    """The words of the sentences that a span was cut from, before it and after it."""

    left: str
    right: str


def surroundings(paragraph: str, span: tuple[int, int]) -> Surroundings:
    """Return what stands beside `span` in the sentences of `paragraph` it begins and ends in."""
    start, end = span
    bounds = sentences(paragraph)
    first = max((begin for begin, _ in bounds if begin <= start), default=0)
    last = min((stop for _, stop in bounds if stop >= end), default=len(paragraph))
    return Surroundings(paragraph[first:start], paragraph[end:last])


def cut_fault(paragraph: str, span: tuple[int, int], own: str) -> str | None:
    """Return how leaving out the words beside `span` changes its sense; `own` are those around it.

    Whole sentences are never at fault. `own` are the answer's words outside its quotations.
    """
    left, right = surroundings(paragraph, span)
    quoted = paragraph[slice(*span)]
    return _after(quoted, right, own) or _before(left, quoted, own)


def _after(quoted: str, right: str, own: str) -> str | None:
    if not re.search(r"\w", right):
        return None
    if len(quoted.split()) < 3:
        return None  # a name or a term, not a statement
    if BREAKS_OFF.search(quoted):
        return "the quotation breaks off before what it was about to say"
    turn = TURN.search(right) or LATER.search(right)
    if turn is not None or (len(quoted.split()) > 4 and _NEGATED.search(right)):
        words = " ".join(right.split()[:4]).strip(" ,;.")
        if not _says(own, words):
            return f'the quotation is cut before "{words}"'
    return None


def _before(left: str, quoted: str, own: str) -> str | None:
    before = tokens(left)
    if not before:
        return None
    said = tokens(own)
    negated = [token for token in before[-REACH:] if token.negates and _reaches(left, token)]
    if negated and not any(token.negates for token in said):
        return f'the quotation leaves out the "{negated[-1].word}" before it'
    if (condition := CONDITIONS.search(left)) and not CONDITIONS.search(own):
        return f'the quotation leaves out its condition ("{condition[0]}")'
    if (false := _FALSE.search(left)) and not set(tokens_of(false[0])) & set(tokens_of(own)):
        return f'the quotation leaves out the "{false[0].split()[0]}" before it'
    return _modal_fault(before, quoted, said)


def _reaches(left: str, token: Token) -> bool:
    """Whether nothing between a negation and the quotation ends what it governs."""
    return not re.search(r"[;:]|,\s*(?:but|and)\b|\bbut\b", left[token.end :])


def _modal_fault(before: list[Token], quoted: str, said: list[Token]) -> str | None:
    """Return the fault of dropping the modal before a quotation that begins with its verb."""
    first = tokens(quoted)[:1]
    governs = modal([*before, *first], len(before)) if first else ""
    if not governs or governs == "has":
        return None
    kept = {modal([*said[:place], *first], place) for place in range(1, len(said) + 1)}
    if governs in kept or BACKSHIFT.get(governs) in kept:
        return None
    return f'the quotation leaves out the "{before[-1].word}" before it'


def tokens_of(text: str) -> list[str]:
    """Return the stems of `text` that say something."""
    return [token.stem for token in tokens(text) if token.stem]


def _says(own: str, words: str) -> bool:
    return bool(re.search(rf"\b{re.escape(words.split(maxsplit=1)[0])}\b", own)) if words else False
