"""A sentence and its speaker in; whether the speaker takes a stance in it out.

"We condemn the attack" condemns; "The Council should condemn the attack", "condemned by the
Assembly" and "Russia rejected the draft" are about others, and "we do not condemn" is none.
The verb's own form tells which subject it can have: "condemn" is said by "we", "condemns" by
"Chad" or "my Government".
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from vectorstore import countries
from vectorstore.schema import Voice

Whose = Literal["own", "other", "unclear"]

# What the record says where a question says the verb on the left; a sentence with any takes it.
STANCES: dict[str, str] = {
    "condemn": r"condemn\w*|denounc\w*|denunciations?",
    "denounce": r"condemn\w*|denounc\w*|denunciations?",
    "deplore": r"deplor\w*",
    "regret": r"regret(?:s|ted|ting)?",
    "support": r"support(?:s|ed|ing|ive)?|endors\w*|back(?:s|ed|ing)|favour(?:s|ed|ing)?",
    "endorse": r"endors\w*|support(?:s|ed|ing)?",
    "back": r"support(?:s|ed|ing)?|endors\w*|back(?:s|ed|ing)",
    "oppose": r"oppos\w*|object(?:s|ed|ing|ions?)?\s+to|reject\w*",
    "reject": r"reject\w*",
    "welcome": r"welcom\w*",
    "demand": r"demand(?:s|ed|ing)?",
    "urge": r"urg(?:e|es|ed|ing)|call(?:s|ed|ing)?\s+(?:up)?on|appeal(?:s|ed|ing)?",
    "call": r"call(?:s|ed|ing)?|appeal(?:s|ed|ing)?|urg(?:e|es|ed|ing)|demand(?:s|ed|ing)?",
    "appeal": r"call(?:s|ed|ing)?|appeal(?:s|ed|ing)?|urg(?:e|es|ed|ing)",
    "thank": r"thank(?:s|ed|ing|ful)?|gratitude|grateful|appreciation",
    "praise": r"prais\w*|commend(?:s|ed|ing)?|applaud\w*|tribute|salut(?:e|es|ed|ing)",
    "commend": r"commend(?:s|ed|ing)?|prais\w*|applaud\w*",
    "criticize": r"critici[sz]\w*|condemn\w*|deplor\w*|denounc\w*",
    "criticise": r"critici[sz]\w*|condemn\w*|deplor\w*|denounc\w*",
    "propose": r"propos\w*|suggest(?:s|ed|ing)?",
    "suggest": r"suggest(?:s|ed|ing)?|propos\w*",
    "align": r"align\w*|associat(?:e|es|ed|ing)",
    "concern": r"concern(?:s|ed)?|worr(?:y|ied|ies)|alarm(?:ed)?",
    "condolence": r"condolences?|sympath(?:y|ies)",
    "warn": r"warn(?:s|ed|ing|ings)?",
    "stress": r"stress(?:es|ed|ing)?|emphasi[sz]\w*|underlin\w*|underscor\w*",
    "emphasize": r"stress(?:es|ed|ing)?|emphasi[sz]\w*|underlin\w*|underscor\w*",
    "underline": r"stress(?:es|ed|ing)?|emphasi[sz]\w*|underlin\w*|underscor\w*",
    "accuse": r"accus\w*",
    "blame": r"blam\w*",
    "defend": r"defend(?:s|ed|ing)?",
    "question": r"question(?:s|ed|ing)?",
    "request": r"request(?:s|ed|ing)?|ask(?:s|ed|ing)?",
    "recognize": r"recogni[sz]\w*|acknowledg\w*",
    "reaffirm": r"reaffirm\w*|reiterat\w*",
    "reiterate": r"reaffirm\w*|reiterat\w*",
}
_OWN_PRONOUN = r"I|[Ww]e|[Ll]et\s+us|[Ll]et\s+me|[Aa]llow\s+me"
_OTHERS = (
    r"he|she|it|they|you|who|which|those|others|some|many|Council|Assembly|Secretary-General|"
    r"President|Union|Movement|League|Committee|Commission|community|resolutions?|draft|text|"
    r"States|members?|countries|nations|delegations?|Governments?|peoples?|authorities|regime|"
    r"forces|groups?|leaders?|parties|sides?|representatives?|inspectors|measures|conscience|"
    r"interest|commitment|statement|law|Charter|world|organizations?|Minister"
)
_BODIES = (
    r"people|nation|Government|delegation|authorities|side|President|Minister|Parliament|Mission"
)
_OWN_NOUN = re.compile(
    r"\b(?:my|our|this)\s+(?:own\s+)?(?:delegation|Government|country|people|nation|Mission|"
    r"President|Minister|side|voice)\b",
    re.IGNORECASE,
)
_BEFORE_OBJECT = re.compile(
    r"\b(?:of|by|for|with|to|from|in|against|between|on|upon|at|among|about|towards?|like|"
    r"including)\s+(?:(?:the|all|other|its|their|these|those|our|my|those\s+of)\s+)*$",
    re.IGNORECASE,
)
_NOUN_BEFORE = re.compile(
    r"\b(?:the|a|an|this|that|these|any|no|its|his|her|their|whose|of|with|without|for|in|"
    r"(?P<own>our|my)|full|strong|firm|deep|profound|sincere|heartfelt|unwavering|unequivocal|"
    r"continued|international|unanimous|overwhelming|political|\w+['’]s)\s+$",
    re.IGNORECASE,
)
_EXPRESSING = re.compile(
    r"\b(?:express\w*|reiterat\w*|reaffirm\w*|voic\w*|convey\w*|extend\w*|pledg\w*|offer\w*|"
    r"declar\w*|add\w*|pay\w*|mak\w*|renew\w*|with|state)\b(?:\W+[\w'’-]+){0,6}?\W+$",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"\b(?:must|should|could|would|will|can|cannot|may|might|shall|did|does|do|to|not|never)\s+"
    r"(?:(?:also|once|again|further|[a-z]+ly)\s+)*$",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:not|never|no|neither|nor|cannot|without|n['’]t)\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|be|is|are)\s+(?:[a-z]+ly\s+)?$", re.IGNORECASE)
_STATES = re.compile(r"^(?:oppos|concern|grateful|thankful|supportive|alarm|worr|align)", re.I)
NEAR = 25  # characters before a verb in which a negation is its own


class Taking(NamedTuple):
    """A form of the verb in a sentence: `sentence[start:end]`, whose it is, and if negated."""

    start: int
    end: int
    whose: Whose
    negated: bool


def pattern(verb: str) -> str:
    """Return the regular expression of the words that take the stance `verb`."""
    return STANCES.get(verb, rf"{re.escape(verb.rstrip('ey'))}\w*")


def shown(verb: str) -> str:
    """Return the stance's words for a reader: '“call”, “appeal”, “urge” or “demand”'."""
    names = [re.split(r"[^a-z]", alternative)[0] for alternative in _alternatives(pattern(verb))]
    whole = [next((v for v in STANCES if v.startswith(name)), name) for name in names]
    stems = list(dict.fromkeys([verb, *(name for name in whole if not verb.startswith(name))]))
    quoted = [f"“{name}”" for name in stems]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def takings(sentence: str, verb: str, voice: Voice | None) -> list[Taking]:
    """Return where `sentence`, said by `voice`, has a form of `verb`, in order."""
    return [
        Taking(
            match.start(),
            match.end(),
            _whose(sentence, match.start(), match[0], voice),
            bool(_NEGATION.search(sentence[max(0, match.start() - NEAR) : match.start()])),
        )
        for match in re.finditer(
            rf"\b(?:{pattern(verb)})\b|(?<=\bI)(?:{pattern(verb)})\b", sentence, re.I
        )
    ]


def _alternatives(words: str) -> list[str]:
    """Split at the bars that stand outside parentheses."""
    parts, depth = [""], 0
    for letter in words:
        depth += (letter == "(") - (letter == ")")
        parts = [*parts, ""] if letter == "|" and not depth else [*parts[:-1], parts[-1] + letter]
    return parts


def _whose(sentence: str, start: int, form: str, voice: Voice | None) -> Whose:
    before = sentence[:start]
    if re.match(r"\s+by\b", sentence[start + len(form) :]) and form.endswith("ed"):
        return "other"
    if _PASSIVE.search(before) and form.endswith("ed") and not _STATES.match(form):
        return "other"
    noun = None if form.endswith("ing") else _NOUN_BEFORE.search(before)
    modal = _MODAL.search(before)
    if noun and not modal:
        if noun["own"]:
            return "own"
        expressed = _EXPRESSING.search(before)
        if not expressed:
            return "own" if voice and _possessed_by(before, voice) else "other"
        before = before[: expressed.start()]
        return _nearest(before, None, voice)
    number: bool | None = None
    if not modal and not form.endswith(("ed", "ing", "ful", "tude", "tion")):
        number = form.endswith("s") and not form.endswith("ss")
    return _nearest(before, number, voice)


def _possessed_by(before: str, voice: Voice) -> bool:
    """Whether the noun is the speaker's country's: "Bulgaria's full support"."""
    return any(
        m.country == voice.country and re.match(r"['’]s?\s", before[m.end :])
        for m in countries.mentions(before[-60:])
    )


def _nearest(before: str, singular: bool | None, voice: Voice | None) -> Whose:
    """Return whose the nearest possible subject of a verb is; it stands in `before`."""
    subjects: list[tuple[int, bool | None, Whose]] = []  # place, singular, whose
    for match in re.finditer(rf"\b(?:{_OWN_PRONOUN})\b", before):
        subjects.append((match.start(), False, "own"))
    own_nouns = [m.span() for m in _OWN_NOUN.finditer(before)] + _ours(before, voice)
    subjects += [(start, None, "own") for start, _ in own_nouns]
    names = [(m.start, m.end) for m in _named(before)]
    for match in re.finditer(rf"\b(?:{_OTHERS})\b", before):
        inside = any(start <= match.start() < end for start, end in [*own_nouns, *names])
        if not inside and not _BEFORE_OBJECT.search(before[: match.start()]):
            subjects.append((match.start(), _singular(match[0]), "other"))
    for named in _named(before):
        if named.kind != "alias" or _BEFORE_OBJECT.search(before[: named.start]):
            continue
        own = voice is not None and named.country == voice.country
        subjects.append((named.start, True, "own" if own else "other"))
    fitting = [s for s in subjects if singular is None or s[1] is None or s[1] == singular]
    if not before.strip(' ,"“'):
        return "own"  # "Thank you, Mr. President"
    return max(fitting, key=lambda subject: subject[0], default=(0, None, "unclear"))[2]


def _ours(before: str, voice: Voice | None) -> list[tuple[int, int]]:
    """Return where `before` has "the Belarusian people" or "the Government of Indonesia"."""
    found = []
    for named in _named(before):
        if voice is None or named.country != voice.country:
            continue
        behind = re.match(rf"\s+(?:{_BODIES})\b", before[named.end :])
        ahead = re.search(rf"\b(?:{_BODIES})\s+of\s+(?:the\s+)?$", before[: named.start])
        if named.kind == "demonym" and behind:
            found.append((named.start, named.end + behind.end()))
        elif ahead:
            found.append((ahead.start(), named.end))
    return found


@cache
def _named(text: str) -> tuple[countries.Mention, ...]:
    return tuple(countries.mentions(text))


def _singular(word: str) -> bool | None:
    """Return whether a noun takes "condemns"; None where it may take either."""
    lower = word.lower()
    if lower in ("who", "which"):
        return None
    if lower in ("they", "you", "those", "others", "some", "many", "people", "peoples"):
        return False
    return not (lower.endswith("s") or lower in ("authorities", "countries", "parties"))
