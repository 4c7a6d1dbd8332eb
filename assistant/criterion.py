"""A question about the whole record in, the test that each of its sentences is put to out.

"Which delegations mentioned the Geneva Conventions?" asks for sentences that hold these words, or
what the record calls the same; "Which delegations condemned the attack?" for sentences in which
the speaker does so.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from assistant import stance
from vectorstore import countries
from vectorstore.groups import canonical_group, groups_named
from vectorstore.schema import Frozen, Voice
from vectorstore.synonyms import synonyms
from vectorstore.terms import terms

_MENTIONING = (
    r"mention|refer|cit|invok|rais|quot|nam|br[io]ng|brought|speak|sp[ok]{2}e|talk|discuss|allud|"
    r"us|touch|recall|address|say anything|said anything|sa(?:y|id)|draw attention|point"
)
_BE = r"(?:were|was|are|is|been)"
# Other ways to ask for a stance than its own verb.
_PHRASES = {
    "support": rf"{_BE}\s+(?:in\s+favou?r\s+of|supportive\s+of)|spoke\s+in\s+favou?r\s+of|"
    r"(?:express|voic|reaffirm|reiterat|declar|pledg)\w*\s+(?:\w+\s+)?support\s+(?:for|to|of)",
    "oppose": rf"{_BE}\s+(?:opposed\s+to|against)|spoke\s+(?:out\s+)?against|"
    r"(?:express|voic)\w*\s+(?:\w+\s+)?opposition\s+to",
    "thank": rf"{_BE}\s+grateful\s+(?:to|for)|(?:express|convey)\w*\s+(?:\w+\s+)?"
    r"(?:gratitude|thanks|appreciation)\s+(?:to|for)",
    "regret": r"(?:express|voic)\w*\s+(?:\w+\s+)?regrets?\s+(?:over|about|at|for|that)",
    "concern": rf"{_BE}\s+(?:\w+\s+)?(?:concerned|worried|alarmed)\s+(?:about|by|at|over|that)|"
    r"(?:express|voic|rais)\w*\s+(?:\w+\s+)?(?:concerns?|alarm|worr(?:y|ies))\s+"
    r"(?:about|over|at|that|regarding)",
    "condolence": r"(?:express|offer|convey|extend)\w*\s+(?:\w+\s+)?(?:condolences|sympathy)"
    r"(?:\s+(?:to|for|over))?",
    "condemn": r"(?:express|voic)\w*\s+(?:\w+\s+)?condemnation\s+of",
}
_STANCE_WORDS = "|".join(
    sorted((v.rstrip("ey") for v in stance.STANCES if v not in ("concern", "condolence")),
           key=len, reverse=True)
)  # fmt: skip
_VERB = re.compile(
    r"\b(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _PHRASES.items())
    + rf"|(?P<mention>(?:{_MENTIONING})(?:s|es|ed|e|d|red|ring|ing)?)"
    rf"|(?P<stance>(?:{_STANCE_WORDS})(?:s|es|ies|ed|ied|e|y|ing|ting|ted)?)"
    r"(?:\s+(?:itself|themselves))?)\b"
    r"(?:\s+(?:about|of|to|up|on|upon|for|with|out|against|attention|the\s+(?:word|words|term|"
    r"terms|phrase|expression|name|issue|question|matter|subject|topic|idea|concept|notion|case|"
    r"fact)s?\b(?:\s+(?:of|that))?))*",
    re.IGNORECASE,
)
_WHERE = (
    r"(?:meeting|debate|session|statements?|speech(?:es)?|sitting|interventions?|remarks|record|"
    r"deliberations|discussion)"
)
_TRAILING = re.compile(
    rf"\s*\b(?:(?:in|during|at|on|for|from) (?:the |its |their |this |that )?"
    rf"(?:(?!(?:in|during|at|on|for|from)\b)[\w'-]+ ){{0,4}}?{_WHERE}\b.*|"
    r"by its date|by name|explicitly|directly|by (?:its |their )?(?:name|symbol|number)|at all|"
    r"(?:in|at|on|during|of|and how many)\s*)(?=\s*(?:[?.,]|$))",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“'‘](?P<words>[^\"”“]{2,80}?)[\"”'’](?=\W|$)")
_SUBJECT = re.compile(
    r"(?:\b(?:which|what|who|how\s+many)|^\W*(?:list|name|did|do|does|has|have|was|were|is|are))\b"
    r"(?:\s+(?:all|of|the|other|else|each|every|any|one|anyone|anybody|everyone|everybody|"
    r"delegations?|delegates?|countries|country|members?|states?|representatives?|speakers?|"
    r"council['’]?s?|security|permanent|elected|governments?|nations?|ambassadors?|envoys?|did|do|"
    r"that|which|who|have|has|had|also)(?:['’]s?)?(?!\S))*",
    re.IGNORECASE,
)
_TITLES = r"Mr|Mrs|Ms|Miss|Dr|Sir|Ambassador|President|Minister|Secretary|General|Chancellor"
_SAID_THAT = re.compile(
    r"^\W*(?:also\s+)?(?:said|stated|declared)\s+(?:that\s+)?(?:they|it)\s+", re.I
)
# "Hans Blix" is "Mr. Blix" too; no harm is done where the words are no one's name.
_NAME = re.compile(
    r"^(?:[A-Z][\w'’-]+\s+){1,2}(?!(?:Memorandum|Treaty|Agreement|Accord|Convention|Charter|Council|"
    r"Committee|Commission|Conference|Union|League|Mission|Programme|Fund|Court|Plan|Process|Pact|"
    r"Act|War|Protocol|Declaration|Resolution|Group|Nation)s?$)(?P<last>[A-Z][\w'’-]+)$"
)
_FURTHER = re.compile(
    r"\s+(?:into|of|on|over|about|after|against|by|from|to|for|during|in|at|regarding|concerning|"
    r"with respect to)\s+(?:the\s+|an?\s+)?",
    re.IGNORECASE,
)
_HOME = re.compile(r"\b(?:my|our)\s+(?:own\s+)?(?:country|land|soil|territory)\b", re.IGNORECASE)
_IN = re.compile(r"\s+(?:in|inside|within)\s+(?:the\s+)?$", re.IGNORECASE)
OBJECT = 30  # content words behind a verb of stance in which its object stands
PHRASE_TERMS = 4  # content words; those of a longer object may stand anywhere in one sentence

Verdict = Literal["matched", "borderline", "no"]


class Criterion(Frozen):
    """What a sentence must hold to count."""

    words: str = Field(description="As the question has them.")
    terms: tuple[str, ...] = Field(description="Their stems.")
    also: tuple[str, ...] = Field((), description="Other names of the same: 'OSCE'.")
    exact: bool = Field(False, description="The words were in quotation marks: no other form.")
    country: str | None = Field(None, description="Where the words name one, by all its names.")
    person: str | None = Field(None, description="The last name, where the words may be one's.")
    group: str | None = Field(None, description="Where the words name one, by all its names.")
    place: str | None = Field(None, description="The country in which it is, where one is named.")
    beside: str | None = Field(None, description="Words that its statement must hold somewhere.")
    verb: str | None = Field(None, description="The question's verb of stance, see stance.py.")

    @property
    def rule(self) -> str:
        """The test in words, for the certificate of coverage."""
        named = self.country or self.group
        what = f"any name of {named}" if named else f"the words “{self.words}”"
        what += "".join(f" or “{name}”" for name in self.also)
        if self.person and not self.verb:
            what += f" or a title with “{self.person}”"
        where = f", in a paragraph or under an item that names {self.place}" if self.place else ""
        where += f", in a statement that holds the words “{self.beside}”" if self.beside else ""
        if self.verb:
            return (
                f"a spoken sentence holds {what} behind a form of {stance.shown(self.verb)} that "
                f"the speaker says of himself or his country, not negated{where}"
            )
        form = "exactly" if self.exact else "in any inflection"
        return f"a spoken sentence holds {what}, {form}{where}"

    @property
    def asked(self) -> str:
        """The test as briefly as the question: 'mention “Basra”'."""
        return f"{self.verb or 'mention'} {self.called}"

    @property
    def called(self) -> str:
        """The words in quotation marks, with the place: '“ceasefire” in Iraq'."""
        where = f" in {self.place}" if self.place else ""
        where += f" in a statement that holds “{self.beside}”" if self.beside else ""
        return f"“{self.words}”{where}"

    def there(self, words: str, voice: Voice | None = None) -> bool:
        """Whether `words`, said by `voice`, tell of the place; True where there is none.

        Of its own delegation, which names itself as the one that speaks, more is wanted.
        """
        named = [m for m in countries.mentions(words) if m.country == self.place]
        if voice is None or voice.country != self.place:
            return bool(named) or not self.place
        return any(_IN.search(words[: m.start]) for m in named) or bool(_HOME.search(words))

    @property
    def apart(self) -> Criterion | None:
        """The same with "into the crash of MH17" looked for in the whole statement.

        None where it is no such phrase, or would leave a single word.
        """
        if self.exact or self.country or self.group or self.person or self.beside:
            return None
        for cut in _FURTHER.finditer(self.words):
            words, beside = self.words[: cut.start()], self.words[cut.end() :]
            stems = tuple(terms(words))
            if len(stems) > 1 and terms(beside):
                new = {"words": words, "terms": stems, "also": (), "beside": beside}
                return self.model_copy(update=new)
        return None

    def holds_beside(self, statement: str) -> Verdict:
        """Return whether the words looked for in the whole statement are there."""
        wanted = set(terms(self.beside or ""))
        missing = wanted - set(terms(statement))
        if not missing:
            return "matched"
        return "borderline" if missing < wanted else "no"

    def verdict(self, sentence: str, voice: Voice | None = None) -> Verdict:
        """Return whether `sentence`, said by `voice`, counts; borderline: a person should look."""
        held = self._held(sentence)
        if held == "no" or not self.verb:
            return held
        verdict: Verdict = "no"
        for taking in stance.takings(sentence, self.verb, voice):
            if taking.whose == "other":
                continue
            follows = self._held(sentence[taking.end :], OBJECT)
            if taking.whose == "own" and not taking.negated and follows == "matched":
                return "matched"
            verdict = "borderline"
        return verdict

    def possible(self, words: str) -> bool:
        """Whether a sentence of `words` can count at all; quick, and never wrongly False."""
        if (
            self.also
            or self.country
            or self.group
            or self.exact
            or self.person
            or not words.isascii()
        ):
            return True
        lower = words.lower()
        return all(_root(term) in lower for term in self.terms)

    def _held(self, words: str, within: int = 0) -> Verdict:
        """Return whether `words` hold what is asked for, near together or `within` so many."""
        if self.person and re.search(rf"\b(?:{_TITLES})\.?\s+{re.escape(self.person)}\b", words):
            return "matched"
        if any(re.search(rf"\b{re.escape(name)}s?\b", words) for name in self.also):
            return "matched"
        if self.country:
            named = any(m.country == self.country for m in countries.mentions(words))
            return "matched" if named else "no"
        if self.group:
            return "matched" if self.group in groups_named(words) else "no"
        if self.exact:
            pattern = rf"(?<!\w){re.escape(' '.join(self.words.split()))}(?!\w)"
            found = re.search(pattern, " ".join(words.split()), re.IGNORECASE)
            return "matched" if found else "no"
        return _words_verdict(self.terms, terms(_dated(words)), within)


def criterion(content: str) -> Criterion | None:
    """Return the test that `content` (a question without its filters) asks for.

    None where no words are left to look for.
    """
    verb, wanted = object_of(content)
    return about(wanted, verb)


def object_of(content: str) -> tuple[str | None, str]:
    """Return the verb of stance that a question has, and the words behind its verb."""
    subject = _SUBJECT.search(content)
    predicate = _SAID_THAT.sub("", content[subject.end() :] if subject else content)
    verb = _VERB.search(predicate)
    wanted = predicate[verb.end() :] if verb else predicate
    previous = None
    while previous != wanted:
        previous, wanted = wanted, _TRAILING.sub("", wanted).strip(" ?.,;:")
    return _stance(verb) if verb else None, wanted


def has_verb(content: str) -> bool:
    """Whether a part of a question holds a verb of mentioning or of stance behind its subject."""
    subject = _SUBJECT.search(content)
    return bool(_VERB.search(content[subject.end() :] if subject else content))


def about(wanted: str, verb: str | None = None) -> Criterion | None:
    """Return the test for the object `wanted` of a question; None where it holds no words."""
    quoted = _QUOTED.search(wanted)
    wanted = quoted["words"] if quoted else wanted
    previous = None
    while previous != wanted:
        previous, wanted = wanted, _TRAILING.sub("", wanted).strip(" ?.,;:")
    wanted = re.sub(r",?\s+and (?:which|who|what)\b.*$", "", wanted, flags=re.IGNORECASE)
    wanted = re.sub(r"^(?:the|a|an|any|some|that|how)\s+", "", wanted, flags=re.IGNORECASE)
    wanted, place = (wanted, None) if quoted else _placed(wanted)
    stems = tuple(terms(_dated(wanted)))
    if not stems:
        return None
    named = countries.mentions(wanted)
    whole = named[0] if named and len(named) == 1 else None
    only = whole and whole.start == 0 and whole.end == len(wanted)
    return Criterion(
        words=wanted,
        terms=stems,
        also=() if quoted else _also(wanted),
        exact=quoted is not None,
        country=whole.country if whole and only else None,
        person=name["last"] if not quoted and not named and (name := _NAME.match(wanted)) else None,
        group=None if only or quoted else canonical_group(wanted),
        place=place,
        verb=verb,
    )


def _placed(wanted: str) -> tuple[str, str | None]:
    """Return 'a ceasefire in Iraq' as its words and its country.

    In a debate on Iraq nobody says each time where.
    """
    last = next(reversed(countries.mentions(wanted)), None)
    if last is None or last.end != len(wanted) or not (cut := _IN.search(wanted[: last.start])):
        return wanted, None
    words = wanted[: cut.start()]
    return (words, last.country) if terms(words) else (wanted, None)


def _stance(verb: re.Match[str]) -> str | None:
    """Return the base of the verb of stance that the question has; None for one of mentioning."""
    phrase = next((name for name in _PHRASES if verb[name]), None)
    if phrase or not verb["stance"]:
        return phrase
    said = verb["stance"].lower()
    held = [base for base in stance.STANCES if said.startswith(base.rstrip("ey"))]
    return max(held, key=len)


def _also(wanted: str) -> tuple[str, ...]:
    """Return the other names of what `wanted` names: an abbreviation or what it stands for."""
    names = [
        name
        for row in synonyms()
        if wanted == row.short or wanted.lower() == row.long.lower()
        for name in (row.short, row.long)
    ]
    return tuple(name for name in dict.fromkeys(names) if name.lower() != wanted.lower())


def _root(term: str) -> str:
    """Return letters that every word with the stem `term` begins with."""
    if term == "mayday":
        return "may"
    return term[:1] if len(term) < 4 else term[:4].rstrip("i")  # "dying" has the stem "die"


def _words_verdict(wanted: tuple[str, ...], held: list[str], within: int) -> Verdict:
    if not set(wanted) <= set(held):
        return "no"
    if len(wanted) > PHRASE_TERMS:
        return "matched"
    window = max(within, 2 * len(wanted) + 2)
    near = any(set(wanted) <= set(held[i : i + window]) for i in range(len(held)))
    return "matched" if near else "borderline"


def _dated(text: str) -> str:
    """Keep the month of May from being read as the verb, which is a stop word."""
    return re.sub(r"(?<=\d )May\b|\bMay(?= \d)", "Mayday", text)
