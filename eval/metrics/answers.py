"""What an answer says and what it should say in; recalls, precisions and exact counts out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from eval.metrics.folding import fold, prose, stands_in
from vectorstore import countries
from vectorstore.terms import terms


class Overlap(NamedTuple):
    """How a set found agrees with the set expected, each in [0, 1]."""

    precision: float
    recall: float
    f1: float


def key_fact_recall(text: str, facts: Sequence[Sequence[str]]) -> float:
    """Return the share of facts of which an accepted wording stands in the answer."""
    return 1 - len(missing_facts(text, facts)) / len(facts)


def missing_facts(text: str, facts: Sequence[Sequence[str]]) -> list[str]:
    """Return the first wording of each fact that the answer does not hold."""
    said = fold(prose(text))
    return [fact[0] for fact in facts if not any(stands_in(wording, said) for wording in fact)]


def overlap(found: AbstractSet[str], expected: AbstractSet[str]) -> Overlap:
    """Return precision, recall and F1 of `found`; nothing found has precision 0."""
    shared = len(found & expected)
    precision = shared / len(found) if found else 0.0
    recall = shared / len(expected) if expected else 0.0
    f1 = 2 * shared / (len(found) + len(expected)) if found or expected else 0.0
    return Overlap(precision, recall, f1)


def member_set(names: Iterable[str | None]) -> frozenset[str]:
    """Return the countries meant, by their canonical names; what is no country stays, folded."""
    return frozenset(countries.canonical(name) or fold(name) for name in names if name)


def named_countries(text: str) -> frozenset[str]:
    """Return the countries that a text names by a name of theirs (not by their people's)."""
    found = countries.mentions(prose(text))
    return frozenset(mention.country for mention in found if mention.kind == "alias")


def reference_f1(text: str, reference: str) -> Overlap:
    """Return the overlap of content words, by their stems and with repeats, as SQuAD's F1 has it.

    A rough figure, for cases of which nothing but a reference answer is known.
    """
    said, known = Counter(terms(prose(text))), Counter(terms(reference))
    shared = (said & known).total()
    precision = shared / said.total() if said else 0.0
    recall = shared / known.total() if known else 0.0
    f1 = 2 * precision * recall / (precision + recall) if shared else 0.0
    return Overlap(precision, recall, f1)
