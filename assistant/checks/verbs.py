"""The operative verb: condemning is not regretting, and each has its own object and subject."""

from __future__ import annotations

import re

from assistant.checks.claim import Claim, Source
from assistant.checks.tokens import Token
from assistant.checks.vocabulary import NEUTRAL, rungs
from vectorstore import countries

REACH = 9  # words between an operative verb and its object
SUBJECT_REACH = 14  # words between a first person and its verb
_FIRST_PERSON = frozenset({"i", "we", "my", "our", "us", "me", "let"})


def verb_fault(claim: Claim, source: Source) -> str | None:
    """Return the operative verb that the paragraph does not bear out at that strength."""
    own = claim.own
    for token in own:
        rung = rungs().get(token.lower)
        if rung is None or (token is own[0] and token.lower in NEUTRAL):
            continue
        places = [at for at, other in enumerate(source.tokens) if rungs().get(other.lower) == rung]
        if not places:
            return f'the paragraph does not say "{token.word}"'
        if not any(_same_object(claim, token, source, place) for place in places):
            return f'the paragraph says "{token.word}" of something else'
        if token is own[0] and not any(_of_the_speaker(source, place) for place in places):
            return f'"{token.word}" is not said by the speaker of himself'
    return None


def _same_object(claim: Claim, token: Token, source: Source, place: int) -> bool:
    """Whether the first word after the verb that both have stands near it in both."""
    theirs = {other.stem for other in source.tokens if other.stem}
    following = (t.stem for t in claim.tokens if t.start > token.start and t.stem in theirs)
    wanted = next((stem for stem in following if stem not in {token.stem}), None)
    if wanted is None:
        return True
    near = source.tokens[max(0, place - REACH) : place + REACH + 1]
    return any(other.stem == wanted for other in near)


def _of_the_speaker(source: Source, place: int) -> bool:
    before = source.tokens[max(0, place - SUBJECT_REACH) : place + 1]
    if any(token.lower in _FIRST_PERSON for token in before):
        return True
    words = source.window[before[0].start : before[-1].end]
    named = {mention.country for mention in countries.mentions(words)}
    return source.voice.country in named or bool(re.match(r"(?i)condemn|urg|call", words))
