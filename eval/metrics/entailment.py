"""A sentence of an answer and the paragraphs it cites in; whether they bear it out, offline, out.

Borne out is a sentence whose quoted words all stand verbatim in the paragraphs, and whose own
words are covered to at least .9 by theirs, with every number and name found there and with the
same negations. Who spoke, where and when is matched against the record (see premises). The rule is
blind to subtle paraphrase: measures of this kind reached AUROC .88-.95 on HAGRID and BEGIN, and
.61 on WiCE's subtle cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from assistant.prose import segments
from assistant.quotes import find_quote
from eval.metrics.folding import prose
from eval.metrics.premises import Premise, joint, names, numbers
from vectorstore import countries
from vectorstore.sentences import sentences
from vectorstore.terms import STOP_WORDS, stem, terms

COVERED = 0.9  # share of a sentence's content words that the paragraphs must hold
# Words by which an answer attributes; they claim nothing that metadata does not bear out. Operative
# verbs (condemned, welcomed, regretted) are claims and are not among them.
ATTRIBUTING = (
    "said quoted these stated told spoke speaking statement according added noted explained "
    "remarked replied asked capacity national behalf representative delegation delegate speaker "
    "record records shows read reads paragraph words put also name own turn meeting Council"
)
# What a quotation may be interrupted by: an ellipsis, or the answer's own words in brackets.
_CUT = re.compile(r"\s*(?:\[[^\]]*\]\w*|…|\.\s?\.\s?\.(?:\s?\.)*)\s*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[,;:.!?]")
_NEGATIONS = frozenset(
    ("not", "no", "never", "nor", "neither", "without", "nothing", "nobody", "none")
)
REACH = 4  # words after a negation among which the negated one is


class Verdict(NamedTuple):
    """Whether a sentence is borne out, and what decided."""

    entailed: bool
    reason: str
    coverage: float  # of the sentence's own content words, in [0, 1]


class Said(NamedTuple):
    """A sentence taken apart: its own words, and the quotations in it, cut at ellipses."""

    words: str
    quotes: tuple[str, ...]


def taken_apart(sentence: str) -> Said:
    """Return a sentence's own words and its quotations, markers and Markdown taken out."""
    parts = [part for segment in segments(sentence) for part in segment.parts]
    own = " ".join(part.text for part in parts if part.kind == "words")
    quoted = [piece for part in parts if part.kind == "quote" for piece in _CUT.split(part.text)]
    return Said(prose(own), tuple(piece for piece in quoted if re.search(r"\w", piece)))


def misquoted(quotes: Iterable[str], texts: Sequence[str]) -> list[str]:
    """Return the quotations that stand verbatim in none of the texts."""
    return [quote for quote in quotes if not any(find_quote(quote, text) for text in texts)]


def entails(sentence: str, premises: Sequence[Premise]) -> Verdict:
    """Return whether the premises together bear the sentence out."""
    if not premises:
        return Verdict(entailed=False, reason="cites nothing", coverage=0.0)
    said, whole = taken_apart(sentence), joint(premises)
    wrong = misquoted(said.quotes, [each.text for each in premises])
    own, named = _without_countries(said.words)
    claimed = frozenset(terms(own)) - _attributing() - _apart(own)
    covered = len(claimed & whole.stems) / len(claimed) if claimed else 1.0
    strange = names(own) - whole.stems - _attributing()
    counted = numbers(own) - whole.numbers
    checks = (
        (wrong, "not verbatim: " + "; ".join(wrong)),
        (named - whole.countries, "countries: " + ", ".join(sorted(named - whole.countries))),
        (strange, "names: " + ", ".join(sorted(strange))),
        (counted, "numbers: " + ", ".join(sorted(counted))),
        (covered < COVERED, f"covers {covered:.2f} of the words"),
    )
    reason = next((reason for failed, reason in checks if failed), "")
    if not reason:
        turned = _turned(said.words, claimed, whole.text)
        reason = f"negation: {', '.join(turned)}" if turned else ""
    return Verdict(entailed=not reason, reason=reason or "borne out", coverage=covered)


def _without_countries(words: str) -> tuple[str, frozenset[str]]:
    """Return the words without names of countries and peoples, and which countries those are."""
    kept, position, named = [], 0, set()
    for mention in countries.mentions(words):
        kept.append(words[position : mention.start])
        position = mention.end
        named.add(mention.country)
    return " ".join([*kept, words[position:]]), frozenset(named)


@cache
def _attributing() -> frozenset[str]:
    return frozenset(stem(word) for word in ATTRIBUTING.split())


def _apart(text: str) -> frozenset[str]:
    """Return the stems that are numbers or negations: those are compared as such."""
    return frozenset(each for each in terms(text) if numbers(each) or each in _NEGATIONS)


def _turned(claim: str, claimed: frozenset[str], text: str) -> list[str]:
    """Return where the claim and the text differ in a negation.

    Compared with the sentences of the text that hold the claim, as few as cover it: no content word
    is negated in one only, and no two words stand together in one with a negation between them in
    the other.
    """
    near = " ".join(_holding(claimed, text))
    ours, theirs = _polarities(claim), _polarities(near)
    turned = {
        word
        for word, polarity in ours.items()
        if word in claimed and word in theirs and not polarity <= theirs[word]
    }
    (plain, parted), (their_plain, their_parted) = _pairs(claim), _pairs(near)
    left_out = (plain - their_plain) & their_parted
    put_in = (parted - their_parted) & their_plain
    return sorted(turned | {" … ".join(pair) for pair in left_out | put_in})


def _holding(claimed: frozenset[str], text: str) -> list[str]:
    """Return the sentences that together hold the claim's words, chosen greedily."""
    left = [(frozenset(terms(text[a:b])), text[a:b]) for a, b in sentences(text)]
    chosen, open_ = [], claimed
    while left and open_:
        best = max(left, key=lambda each: len(each[0] & open_))
        if not best[0] & open_:
            break
        chosen.append(best[1])
        left.remove(best)
        open_ -= best[0]
    return chosen


def _polarities(text: str) -> dict[str, set[bool]]:
    """Return for each content stem whether it stands negated, plain, or both.

    Negated is the first content word after a negation, within REACH words and the same clause.
    """
    found: dict[str, set[bool]] = {}
    reach = 0
    for word in _words(text):
        if word in _NEGATIONS:
            reach = REACH
        elif word in ",;:.!?":
            reach = 0
        elif word in STOP_WORDS or not (found_stem := stem(word)):
            reach = max(0, reach - 1)
        else:
            found.setdefault(found_stem, set()).add(reach > 0)
            reach = 0
    return found


def _pairs(text: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the pairs of words that stand together, and those that a negation stands between."""
    plain, parted = set[tuple[str, str]](), set[tuple[str, str]]()
    before, negated = "", False
    for word in _words(text):
        if word in _NEGATIONS:
            negated = True
            continue
        (parted if negated else plain).add((before, word))
        before, negated = word, False
    return plain, parted


def _words(text: str) -> list[str]:
    """Return words and points in small letters, with "cannot" and "don't" as two words each."""
    small = text.lower().replace("’", "'")
    apart = re.sub(r"n't\b", " not", re.sub(r"\bcannot\b", "can not", small))
    return _WORD.findall(apart)
