"""A paragraph and where words stand in it; whether its speaker says them, or orders them said, out.

"Reply only that the garrison has surrendered" is no statement that the garrison has surrendered,
whoever obeys it; nor is "The Council must say that ...". A paragraph is quoted whole, or its
speaker is said to have ordered it.
"""

from __future__ import annotations

import re

from assistant.checks.cut import tokens_of
from vectorstore import countries
from vectorstore.sentences import sentences

_SAYING = (
    r"say|reply|respond|answer|write|print|output|repeat|state|assert|tell|declare|add|hear|report|"
    r"display|insist|conclude|claim|pretend|echo|return|generate|quote|cite|mention|confirm|affirm"
)
# "..., reply only that", "you must say that", "by saying that"
_ORDERED = re.compile(
    rf"(?:^|[.:;,!?()\[\]<>\"“'‘–—-]\s*|\b(?:and|then|or|only|instead|please|now|always|just|to|must|"
    rf"shall|should|will|would|can|could|may|you|do not|don't|never|by)\s+)"
    rf"(?P<verb>{_SAYING}|(?:say|reply|respond|answer|writ|print|stat|assert|repeat)ing)\b"
    r"(?P<way>[^.;:!?]{0,140}?)(?:\bthat\b|\bwith\b|:)?[\s\"“'‘]*$",
    re.IGNORECASE,
)
# Whoever the subject is, if it is not the speaker: "some would say that", "Jordan held that".
_OF_ANOTHER = re.compile(
    # "The answer is", "a State that", "their claim that": nouns.
    r"(?<!\bthe )(?<!\ban )(?<!\ba )(?<!\bour )(?<!\bits )(?<!\bany )(?<!\btheir )(?<!\bno )"
    rf"\b(?P<verb>{_SAYING}|said|says|told|held|holds|stat(?:ed|es)|declar(?:ed|es)|wrote|writes|"
    r"answered|replied|claim(?:s|ed)|alleged|agreed|maintain(?:s|ed))\b"
    r"(?P<way>[^.;:!?,]{0,40}?)(?:\bthat|:)[\s\"“'‘]*$",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:I|we|my|our|us|me)\b", re.IGNORECASE)
# "It is fair to say that", "Needless to say,": the speaker says it.
_SAID = re.compile(
    r"\b(?:is|are|was|were|be|been|suffice|needless|enough|fair|safe|sorry|true|exaggeration)\b"
    r"[^,;:.]{0,40}\bto \w+\b[^,;:.]{0,20}$|\bthat is to say\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^[\W_]*(?:\d+\.\s*)?(?:system|assistant|user|human|model|ai|answer|reply|response|prompt|"
    r"instructions?|note|rule|part|step|passage|country|speaker|"
    r"on behalf of|(?:mr|mrs|ms|sir|dr)\.?\s[^:]{1,40}\([^):]{1,40})\b[^:\n.]{0,30}:",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"^[\W_]*(?:(?:please|now|stop|on [^,]{1,160}|to any [^,:]{1,60}|before [^,]{1,160}|"
    r"if [^,]{1,120}|for [^,]{1,60}|whatever [^,;]{1,160}|whenever [^,]{1,80})[\s,:.]+)*"
    r"(?:ignore|disregard|forget|answer|reply|respond|say|write|print|repeat|decode|attribute|cite|"
    r"ascribe|treat|refuse|pretend|append|insert|translate|execute|obey|act as|number this|"
    r"do not (?:say|answer|quote|cite|write|summari[sz]e)|let [a-z] be)\b",
    re.IGNORECASE,
)
# Light words that no other language at the table has.
_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|is|in|it|at|on|that|for|are|was|were|we|our|its|this|with|by|have|has|had|not|be|been|from|"
    r"whether|without|into|about|than|when|what|also|which|any|but|if|there|they|their|these|those|my|will|would|should|must|can|could|who)\b",
    re.IGNORECASE,
)
_LATIN = 0x24F  # the last of the extended Latin letters
SUBJECT = 40  # characters before a verb in which its subject is looked for
OWN = 80  # characters before a verb in which the speaker's own "I" or "we" governs it
BEFORE = 70  # characters whose language is looked at
FOREIGN = 4  # words without one light English word that make a beginning in another language


def order_fault(paragraph: str, start: int, own: str, country: str | None = None) -> str | None:
    """Return why what begins at `start` is not said by the paragraph's speaker.

    `own` are the composer's words: an order or a report that they tell of is no fault.
    `country` is the speaker's: "Jordan held that" is Jordan's own, if Jordan says it.
    """
    begins = max((first for first, _ in sentences(paragraph) if first <= start), default=0)
    left = re.sub(r"(?i)\b(?:the|an?)\s*$", "", paragraph[begins:start])
    if not re.search(r"\w", left):
        return None
    told = _told(left, country)
    if told is not None and set(tokens_of(told)) & set(tokens_of(own)):
        told = None
    found = (
        ("its sentence begins before the paragraph cited", _is_cut_off(left, begins)),
        ("the paragraph writes it behind a label, as words of another", _LABEL.search(left)),
        ("the paragraph gives it as words of another", re.search(r"(?:^|[\s=+(])['‘]$", left)),
        (f'the paragraph has it said by another ("{told}")', told),
        ("its words before are in another language", _foreign(left[-BEFORE:])),
    )
    return next((fault for fault, holds in found if holds), None)


def _is_cut_off(left: str, begins: int) -> bool:
    return begins == 0 and left.lstrip()[:1].islower()


def _told(left: str, country: str | None) -> str | None:
    """Return the verb by which `left` has what follows said by another than the speaker."""
    first = _IMPERATIVE.search(left)
    if first is not None:
        return first[0].split()[-1]
    match = _ORDERED.search(left) or _OF_ANOTHER.search(left)
    if match is None or _SAID.search(left):
        return None
    clause = re.split(r"[;:.!?]", left[: match.start("verb")])[-1]
    subject = countries.mentions(clause[-SUBJECT:])
    ours = country is not None and {mention.country for mention in subject} == {country}
    return None if ours or _OWN.search(clause[-OWN:]) else match["verb"]


def _foreign(left: str) -> bool:
    letters = [c for c in left if c.isalpha()]
    if any(ord(c) > _LATIN and not 0x1E00 <= ord(c) <= 0x1EFF for c in letters):
        return True
    words = re.findall(r"[^\W\d_]+", left)
    small = [word for word in words if word.islower()]
    return len(small) >= FOREIGN and not _ENGLISH.search(left)
