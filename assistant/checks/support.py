"""How much of a claim its paragraph bears out: a score for paraphrase.

Coverage of content words, cosine, numbers and names. The limits are those of word overlap: it
tells what was added from what was said, not what follows from what was said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.checks.claim import Claim, Source
from assistant.checks.vocabulary import DANGLING, UNFINISHED, rungs

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

COVERED = 0.9  # share of content words; the offline entailment of the evaluation
RELATED = 0.3  # cosine under which words are shared by accident


def support_fault(claim: Claim, source: Source, embed: Embed | None = None) -> str | None:
    """Return the words of the claim that the paragraph does not have, if they are too many.

    At most one content word in ten may be the composer's own, and never two side by side: an
    invented clause is short beside the sentence it hangs on.
    """
    if claim.own and claim.tokens[-1] is claim.own[-1]:
        last, goes_on = claim.own[-1].lower, re.search(r"\w", source.after)
        if last in DANGLING or (last in UNFINISHED and goes_on):
            return "the sentence breaks off"
    theirs = {token.stem for token in source.tokens if token.stem} | source.known
    content = [token for token in claim.content if token.lower not in rungs()]
    added = [token.stem not in theirs for token in content]
    words = [token.word for token, new in zip(content, added, strict=True) if new]
    beside = any(first and second for first, second in pairwise(added))
    if beside or len(words) > (1 - COVERED) * len(content):
        return f"the paragraph does not say: {', '.join(words)}"
    if words and embed is not None and cosine(claim.text, source.window, embed) < RELATED:
        return "the paragraph is about something else"
    return None


def coverage(claim: Claim, source: Source) -> float:
    """Return the share of the claim's content words that the window has; 1.0 without any."""
    theirs = {token.stem for token in source.tokens if token.stem} | source.known
    content = [token.stem for token in claim.tokens if token.stem]
    return sum(stem in theirs for stem in content) / len(content) if content else 1.0


def cosine(first: str, second: str, embed: Embed) -> float:
    """Return the cosine of two texts' vectors, which are of length 1."""
    one, two = embed([first, second])
    return float(one @ two)
