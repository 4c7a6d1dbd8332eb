"""Negation, modality, quantity, hedges and conditions: the claim has those of the paragraph."""

from __future__ import annotations

import re

from assistant.checks.claim import Claim, Source
from assistant.checks.cut import LATER, TURN
from assistant.checks.tokens import Token, modal
from assistant.checks.vocabulary import (
    BACKSHIFT,
    CONDITIONS,
    MODALS,
    POLAR,
    QUANTIFIERS,
    neutral_stems,
)


def sense_fault(claim: Claim, source: Source) -> str | None:
    """Return where the claim says more, less or the opposite of what the paragraph says."""
    return (
        _negation_fault(claim, source)
        or _modal_fault(claim, source)
        or _quantity_fault(claim, source)
        or _hedge_fault(claim, source)
        or _condition_fault(claim, source)
    )


def _negation_fault(claim: Claim, source: Source) -> str | None:
    ours = [token for token in claim.tokens if token.negates]
    theirs = [token for token in source.region_tokens if token.negates]
    if len(ours) == len(theirs):
        return None
    word = (ours or theirs)[0].word
    side = "the sentence" if len(ours) > len(theirs) else "the paragraph"
    return f'{side} has a negation ("{word}") that the other has not'


def _modal_fault(claim: Claim, source: Source) -> str | None:
    theirs = {MODALS[token.lower] for token in source.tokens if token.lower in MODALS}
    theirs |= {BACKSHIFT[one] for one in theirs if one in BACKSHIFT}
    for place, token in enumerate(claim.tokens):
        if not claim.is_own(token):
            continue
        bare = MODALS.get(token.lower)
        # "has" before a past form may report a plain past ("supported").
        if bare and bare != "has" and bare not in theirs:
            return f'the paragraph does not say "{token.word}"'
        if token.stem and token.stem not in neutral_stems():
            fault = _governed_fault(modal(claim.tokens, place), token, source)
            if fault is not None:
                return fault
    return None


def _governed_fault(ours: str, token: Token, source: Source) -> str | None:
    """Compare the modal that governs a word with those that govern it in the paragraph."""
    same = [place for place, other in enumerate(source.tokens) if other.stem == token.stem]
    theirs = {modal(source.tokens, place) for place in same}
    if not theirs or ours in theirs or ours in {BACKSHIFT.get(one) for one in theirs}:
        return None
    surfaces = {source.tokens[place].lower for place in same}
    past = "has" in (ours, *theirs) and token.lower in surfaces and "" in {ours, *theirs}
    if past:
        return None
    said, meant = ours or "no modal", " or ".join(sorted(one or "no modal" for one in theirs))
    return f'the paragraph says "{token.word}" with {meant}, the sentence with {said}'


def _quantity_fault(claim: Claim, source: Source) -> str | None:
    theirs = {token.lower for token in source.tokens}
    classes = {QUANTIFIERS[word] for word in theirs if word in QUANTIFIERS}
    for token in claim.own:
        quantity = QUANTIFIERS.get(token.lower)
        if (quantity and quantity not in classes) or (token.lower in POLAR - theirs):
            return f'the paragraph does not say "{token.word}"'
    return None


def _hedge_fault(claim: Claim, source: Source) -> str | None:
    ours = [token for token in claim.tokens if token.hedges]
    theirs = [token for token in source.region_tokens if token.hedges]
    if bool(ours) == bool(theirs):
        return None
    return f'"{(ours or theirs)[0].word}" is said by one of the sentence and the paragraph only'


def _condition_fault(claim: Claim, source: Source) -> str | None:
    condition = CONDITIONS.search(source.window)
    if condition is not None and not CONDITIONS.search(claim.text):
        return f'the sentence leaves out the condition ("{condition[0]}")'
    if condition is None and (added := CONDITIONS.search(claim.own_text)) is not None:
        return f'the paragraph makes no condition ("{added[0]}")'
    turn = TURN.search(source.after) or LATER.search(source.after)
    if turn is not None and not re.search(r"\b(?:but|unless|except|although)\b", claim.text):
        return f'the sentence stops before "{" ".join(turn[0].split()).strip(" ,;")}"'
    return None
