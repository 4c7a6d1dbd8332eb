"""A question about the whole record in, the test that each of its sentences is put to out.

"Which delegations mentioned the Geneva Conventions?" asks for sentences that hold these words;
"Which delegations condemned the attack?" for sentences that hold the verb too, not negated.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from vectorstore import countries
from vectorstore.schema import Frozen
from vectorstore.terms import stem, terms

_MENTIONING = (
    r"mention|refer|cite|invoke|raise|quote|name|bring|brought|speak|spoke|talk|discuss|allude|"
    r"use|touch|recall|address|say anything|said anything"
)
# The verbs of one stance; a sentence with any of them takes it. Stems, see terms.stem.
_STANCES: dict[str, tuple[str, ...]] = {
    "condemn": ("condemn", "denounce"),
    "deplore": ("deplore",),
    "regret": ("regret",),
    "support": ("support", "endorse", "back"),
    "oppose": ("oppose", "object", "reject"),
    "reject": ("reject",),
    "welcome": ("welcome",),
    "demand": ("demand",),
    "urge": ("urge",),
    "call": ("call",),
    "thank": ("thank", "gratitude", "grateful"),
    "praise": ("praise", "commend", "applaud"),
    "commend": ("commend", "praise", "applaud"),
    "criticize": ("criticize", "criticise", "deplore", "condemn"),
    "express": ("express",),
    "propose": ("propose", "suggest"),
    "align": ("align", "associate"),
}
_VERB = re.compile(
    rf"\b(?:(?P<mention>(?:{_MENTIONING})(?:s|es|ed|d|red|ring|ing)?)|"
    rf"(?P<stance>(?:{'|'.join(v.rstrip('e') for v in _STANCES)})(?:s|es|ed|e|ing)?))\b"
    r"(?:\s+(?:about|of|to|up|on|upon|for|with|out|against|the word|the term|the phrase|"
    r"the expression|the name))*",
    re.IGNORECASE,
)
_WHERE = (
    r"(?:meeting|debate|session|statements?|speech(?:es)?|sitting|interventions?|remarks|record)"
)
_TRAILING = re.compile(
    rf"\s*\b(?:(?:in|during|at|on|for) (?:the |its |their |this |that )?(?:[\w']+ ){{0,4}}?{_WHERE}"
    r"\b.*|by its date|by name|explicitly|directly|by (?:its |their )?(?:name|symbol|number)|"
    r"(?:in|at|on|during|of|and how many)\s*)(?=\s*(?:[?.,]|$))",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“'‘](?P<words>[^\"”“]{2,80}?)[\"”'’](?=\W|$)")
_NEGATION = re.compile(r"\b(?:not|never|no|neither|nor|cannot|without|n['’]t)\b", re.IGNORECASE)
PHRASE_TERMS = 4  # content words; those of a longer object may stand anywhere in one sentence

Verdict = Literal["matched", "borderline", "no"]


class Criterion(Frozen):
    """What a sentence must hold to count."""

    words: str = Field(description="As the question has them.")
    terms: tuple[str, ...] = Field(description="Their stems.")
    exact: bool = Field(False, description="The words were in quotation marks: no other form.")
    country: str | None = Field(None, description="Where the words name one, by all its names.")
    verb: str | None = Field(None, description="The question's verb of stance.")
    verbs: tuple[str, ...] = Field((), description="Stems of the verbs that take this stance.")

    @property
    def rule(self) -> str:
        """The test in words, for the certificate of coverage."""
        what = f"any name of {self.country}" if self.country else f"the words “{self.words}”"
        if self.verb:
            return f"a spoken sentence holds {what} and a form of “{self.verb}”, not negated"
        form = "exactly" if self.exact else "in any inflection"
        return f"a spoken sentence holds {what}, {form}"

    def verdict(self, sentence: str) -> Verdict:
        """Return whether `sentence` counts; borderline where a person should look."""
        if self.country:
            held = any(m.country == self.country for m in countries.mentions(sentence))
            verdict: Verdict = "matched" if held else "no"
        elif self.exact:
            pattern = rf"(?<!\w){re.escape(' '.join(self.words.split()))}(?!\w)"
            held = bool(re.search(pattern, " ".join(sentence.split()), re.IGNORECASE))
            verdict = "matched" if held else "no"
        else:
            verdict = _words_verdict(self.terms, terms(_dated(sentence)))
        if verdict == "matched" and self.verbs:
            return self._stance_verdict(sentence)
        return verdict

    def _stance_verdict(self, sentence: str) -> Verdict:
        for match in re.finditer(r"[A-Za-z]+", sentence):
            if stem(match[0]) in self.verbs:
                near = sentence[max(0, match.start() - 25) : match.start()]
                return "borderline" if _NEGATION.search(near) else "matched"
        return "no"


def criterion(content: str) -> Criterion | None:
    """Return the test that `content` (a question without its filters) asks for.

    None where no words are left to look for.
    """
    verb = _VERB.search(content)
    wanted = content[verb.end() :] if verb else _after_subject(content)
    quoted = _QUOTED.search(wanted)
    wanted = quoted["words"] if quoted else wanted
    previous = None
    while previous != wanted:
        previous, wanted = wanted, _TRAILING.sub("", wanted).strip(" ?.,;:")
    wanted = re.sub(r",?\s+and (?:which|who|what)\b.*$", "", wanted, flags=re.IGNORECASE)
    wanted = re.sub(r"^(?:the|a|an|any|some|that|how)\s+", "", wanted, flags=re.IGNORECASE)
    stems = tuple(terms(_dated(wanted)))
    if not stems:
        return None
    named = countries.mentions(wanted)
    whole = named[0] if named and len(named) == 1 else None
    only = whole and whole.start == 0 and whole.end == len(wanted)
    stance = verb["stance"].lower() if verb and verb["stance"] else None
    base = next((b for b in _STANCES if stance and stem(stance) == stem(b)), None)
    return Criterion(
        words=wanted,
        terms=stems,
        exact=quoted is not None,
        country=whole.country if whole and only else None,
        verb=base,
        verbs=tuple(stem(word) for word in _STANCES[base]) if base else (),
    )


def _after_subject(content: str) -> str:
    """Drop 'Which delegations' and what is like it from the front."""
    return re.sub(
        r"^\W*(?:which|what|who|how many|list|name)\b(?:\s+(?:all|of|the|other|delegations?|"
        r"countries|members?|states?|representatives?|speakers?|council|governments?))*",
        "",
        content,
        flags=re.IGNORECASE,
    )


def _words_verdict(wanted: tuple[str, ...], held: list[str]) -> Verdict:
    if not set(wanted) <= set(held):
        return "no"
    if len(wanted) > PHRASE_TERMS:
        return "matched"
    window = 2 * len(wanted) + 2
    near = any(set(wanted) <= set(held[i : i + window]) for i in range(len(held)))
    return "matched" if near else "borderline"


def _dated(text: str) -> str:
    """Keep the month of May from being read as the verb, which is a stop word."""
    return re.sub(r"(?<=\d )May\b|\bMay(?= \d)", "Mayday", text)
