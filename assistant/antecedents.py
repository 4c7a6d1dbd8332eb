"""A sentence that begins with "It", "They" or "This" in; what the word stands for, if certain, out.

Pronouns are quoted as they were spoken. Whom one means stands in the sentence before, which is
quoted with it; where that is too long, in brackets behind the quotation, and only where it can be
one thing alone: `"It has refused to comply." [It: Iraq]`.
"""

from __future__ import annotations

import re

from vectorstore import countries
from vectorstore.sentences import sentences

_CONNECTIVE = (
    r"^\W*(?:(?:and|but|yet|however|moreover|therefore|indeed|furthermore|thus|rather|instead|also|"
    r"similarly|nevertheless|nonetheless|unfortunately|finally|still|then|so|accordingly),?\s+)?"
)
_PRONOUN = re.compile(
    rf"{_CONNECTIVE}(?P<word>it|its|they|their|them|he|his|she|her|this|that|these|those|such)\b",
    re.IGNORECASE,
)
# "It is clear that", "It was not easy to": the word stands for nothing before it.
_EXPLETIVE = re.compile(
    rf"{_CONNECTIVE}it (?:is|was|has been|has become|became|would be|will be|should be|must be|"
    r"may be|remains|seems|appears|goes without|turns out)\b(?: (?:also|therefore|then|thus|not|"
    r"now|no|only|indeed|very|most|more|so|all|quite|particularly|equally|likewise|just|an?|the|"
    r"well|long|absolutely|\w+ly))*"
    r" (?:\w*(?:able|ible|ant|ent|ate|ary|ial|ical|ful|ous|ive|tic)|clear|true|common|known|time|"
    r"our|my|hard|easy|high|sad|safe|tragic|worth|urgent|incumbent|deplorable|regrettable|"
    r"understood|recognized|agreed|hoped|said|fact|duty|matter|secret|surprise|longer|up to|"
    r"hope|view|belief|conviction|understanding|honour|week|pity|shame|crucial|in|with|for|from|on|"
    r"against|through|by|here|there|because|precisely|when|whether|how|who)\b",
    re.IGNORECASE,
)
# "Those who mourn", "That is why" reads on; "this war", "this resolution": what all have in mind.
_SITUATION = re.compile(
    rf"{_CONNECTIVE}(?:(?:those|that) (?:who|which|whose|of|in|is why|is because)\b|"
    r"th(?:is|at|ese) (?:very |same |open |important |emergency |\w+ful )?(?:war|resolution|"
    r"meeting|debate|council|body|organization|morning|afternoon|evening|day|week|month|year|century|"
    r"time|text|draft|house|chamber|tragedy|crisis|conflict|topic|item|aggression|are (?:difficult|"
    r"days|times))\b)",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:the )?(?:Security Council|General Assembly|European Union|African Union|Arab League|"
    r"League of Arab States|Non-Aligned Movement|United Nations|Council|"
    r"(?:[A-Z][a-z]+ )?Government(?: of (?:the )?[A-Z]\w+)?|[A-Z]{4,})\b",
)
_PERSON = re.compile(
    r"(?:the )?(?:(?:acting |former |late )?(?:Prime Minister|(?:Foreign |Defence )?Minister|"
    r"President|Chancellor|Ambassador|Archbishop|Special Representative|Secretary of State|"
    r"Vice-President|Secretary-General|High Commissioner)|(?P<title>Mr|Mrs|Ms|Sir)\.?)"
    r"(?:,? (?:[A-Z][\w'’-]+|of the [A-Z]\w+))*",
)
_ADVERBIAL = re.compile(
    r"^(?:In|On|At|For|As|Since|After|Before|During|Today|Yesterday|Now|Last|Previously)\b"
    r"[^,;:.]{0,60},\s"
)
# What only the doer of things can do: "it has refused", not "it is", which may be the thing done.
_DOES = re.compile(
    rf"{_CONNECTIVE}it (?:(?:also|now|then|never|still|has|had|must|should|would|will|can|cannot|"
    r"could|did|does|not|to|again|even|strongly|firmly|fully|further|always) )*"
    r"(?:refus|fail|agree|violat|invad|den(?:y|i)|call|urg|demand|decid|believ|support|welcom|"
    r"condemn|insist|intend|hop|want|ask|reject|cooperat|compl(?:y|ie)|declar|propos|pledg|vot|"
    r"abstain|deplor|regret|oppos|appeal|express|reaffirm|reiterat|expect|commit|attack|accept)",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\s(?:\([^)]{1,60}\)\s)?(?:(?:also|then|never|now|therefore|still|again|consistently)\s)?"
    r"(?:has|had|is|was|will|would|must|should|can|cannot|could|may|did|does|"
    r"(?!(?:also|as|this|was|its|whose|perhaps|always)\b)[a-z]{2,}(?:s|ed))\b"
)


def points_back(words: str) -> str | None:
    """Return the word with which `words` begin and point at what was said before; None if none."""
    match = _PRONOUN.match(words)
    if match is None or _EXPLETIVE.match(words) or _SITUATION.match(words):
        return None
    return match["word"]


def note(paragraph: str, start: int) -> str:
    """Return '[It: Iraq]' for the quotation that begins at `start`; '' where nothing is certain."""
    word = points_back(paragraph[start:])
    who = _antecedent(paragraph, start, word) if word else None
    return f"[{word}: {who}]" if word and who else ""


def _antecedent(paragraph: str, start: int, word: str) -> str | None:
    """Return the subject of the sentence before, if `word` can stand for nothing else in it."""
    before = [span for span in sentences(paragraph) if span[1] <= start]
    if not before:
        return None
    told = " ".join(paragraph[slice(*before[-1])].split())
    opens = _ADVERBIAL.match(told)
    told = told[opens.end() :] if opens else told
    if word.lower() == "it":
        return _body(told) if _DOES.match(" ".join(paragraph[start:].split())) else None
    # "Its purpose" may be that of the thing done, "their" of either side.
    return _person(told, word.lower()) if word.lower() in ("he", "she") else None


def _body(told: str) -> str | None:
    """Return the country or body that a sentence has as its subject, and no other beside."""
    named = [(m.start, m.end, m.country) for m in countries.mentions(told)]
    bodies = [(m.start(), m.end(), m[0]) for m in _BODY.finditer(told)]
    found = [*named, *(b for b in bodies if not any(s < b[1] and b[0] < e for s, e, _ in named))]
    if not found or len({name for *_, name in found}) > 1:
        return None
    start, end, _ = min(found)
    article = told[:start].lower() in ("", "the ")
    return told[start:end] if article and _VERB.match(told, end) else None


def _person(told: str, word: str) -> str | None:
    """Return the person that a sentence has as its subject, and no other beside."""
    found = list(_PERSON.finditer(told))
    if len(found) != 1 or found[0].start() > 0 or not _VERB.match(told, found[0].end()):
        return None
    title = found[0]["title"]
    fits = title is None or (title in ("Mr", "Sir")) == (word == "he")
    return found[0][0] if fits else None
