"""Is the subject of the sentence the speaker? The words before the verb of saying are read.

"Kazakhstan (Mr. Rakhmetullin) said", "The representative of Jordan", "Mr. Churkin", "Greece,
speaking on behalf of the European Union," are speakers; whatever else stands there, another
country, another name, the bare claim, is a fault. A pronoun stands for the speaker before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.attribution import unsigned
from assistant.checks import vocabulary
from assistant.checks.tokens import Token, tokens
from assistant.citations import day
from assistant.schema import Evidence
from vectorstore import countries
from vectorstore.schema import Voice

_CONNECTIVE = re.compile(
    r"^[\s,;:–—-]*(?:(?:and|but|while|whereas|however|moreover|furthermore|additionally|also|then|"
    r"similarly|likewise|meanwhile|finally|conversely|separately|specifically|later|earlier|"
    r"in (?:addition|contrast|turn|particular|response|reply)|by (?:contrast|comparison)|"
    r"on the other hand|for (?:its|his|her|their) part)\b[\s,]*)*",
    re.IGNORECASE,
)
_DATE = r"(?:on|in)\s(?:\d{1,2}\s)?(?:[A-Z][a-z]+\s)?\d{4}"
_FRAME = re.compile(
    rf"^(?:{_DATE}\s(?=[A-Z])|(?:in|on(?!\sbehalf)|at|during|before|after|within|"
    r"speaking\s(?:in|at|on(?!\sbehalf)|before|during|about))\s[^,…]{1,140}?,\s*)",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"^(?:according to|in the words of|as)\s", re.IGNORECASE)
# What may stand between the subject and its verb; it belongs to what is claimed.
_AUXILIARY = re.compile(
    r"(?:(?:^|(?<=[\s,)]))(?:has|had|have|did|does|do|was|is|would|will|could|should|must|may|might|"
    r"can|cannot|also|then|further|not|never|again|once|more|like|to|went|on|both|[a-z]+ly|"
    r"[a-z]+n['’]t)\s+)+$"
)
_GLUE = vocabulary.words(
    "the of for a an its his her their on behalf speaking and both as well representative "
    "representatives delegation delegations delegate ambassador permanent mission government "
    "in capacity national also who s"
)
_PRONOUNS = frozenset({"it", "he", "she", "they", "that", "this", "same", "speaker", "country"})
_TITLE = re.compile(
    r"^(?:Mr|Mrs|Ms|Mn|Miss|Dr|Sir|Dame|Lord|Sheikh|Prince|Princess|Archbishop|Ambassador)\.?\s"
)


class Subject(NamedTuple):
    """How a segment begins: its frame ('On 18 July 2014,'), then what the speaker is said to do."""

    frame: str
    claim: str
    fault: str | None = None


def read_subject(words: str, cited: Sequence[Evidence], before: Sequence[Voice] = ()) -> Subject:
    """Take the subject off `words`; a quotation in them is written as `…`.

    `before` are the voices of the segment before, for which a pronoun may stand.
    """
    inverted = words.startswith("…")
    text, frame = _CONNECTIVE.sub("", words.lstrip("… ,")), ""
    while (match := _FRAME.match(text)) is not None:
        frame += match[0]
        text = _CONNECTIVE.sub("", text[match.end() :])
    source = _SOURCE.match(text)
    if source is not None and "," in text:
        head, _, claim = text[source.end() :].partition(",")
        return Subject(frame, claim, _named(head, cited, before))
    verb = _verb(text, cited)
    if verb is None:
        fault = _named(text, cited, before) if inverted or not text.strip(" .,;:") else ""
        return Subject(frame, "", "it does not say who said so" if fault == "" else fault)
    head, claim = text[: verb.start], text[verb.start :]
    if not head.strip() and inverted:  # "...", said Kazakhstan
        return Subject(frame, "", _named(text[verb.end :], cited, before))
    auxiliary = _AUXILIARY.search(head)
    if auxiliary is not None:
        head, claim = head[: auxiliary.start()], auxiliary[0] + claim
    return Subject(frame, claim, _named(head, cited, before))


def _verb(text: str, cited: Sequence[Evidence]) -> Token | None:
    """Return the first verb of saying outside parentheses and outside the speakers' names."""
    masked = re.sub(r"\([^)]*\)", lambda match: "(" * len(match[0]), text)
    for evidence in cited:
        for form in _forms(evidence):
            masked = re.sub(
                rf"(?i)\b{re.escape(form)}(?!\w)", lambda match: "(" * len(match[0]), masked
            )
    return next(
        (token for token in tokens(masked) if token.lower in vocabulary.speech_verbs()), None
    )


def _named(head: str, cited: Sequence[Evidence], before: Sequence[Voice]) -> str | None:
    """Return what is wrong with `head` as the subject of what is cited."""
    rest, missing = head, list[Evidence]()
    for evidence in cited:
        taken = False
        for form in _forms(evidence):
            shorter = re.sub(rf"(?i)(?<!\w){re.escape(form)}(?!\w)", " ", rest)
            taken = (
                taken or shorter != rest or bool(re.search(rf"(?i)\b{re.escape(form)}(?!\w)", head))
            )
            rest = shorter
        if not taken:
            missing.append(evidence)
    others = [token for token in tokens(rest) if token.lower not in _GLUE]
    strangers = [token.word for token in others if token.lower not in _PRONOUNS]
    if strangers:
        return f"its subject is not the speaker of the paragraph cited: {' '.join(head.split())}"
    if missing and not _carried(missing, before):
        return "it does not name the speaker of the paragraph cited"
    return _unsaid_groups(head, [each for each in cited if each.voice not in before])


def _carried(missing: Sequence[Evidence], before: Sequence[Voice]) -> bool:
    return bool(before) and all(evidence.voice in before for evidence in missing)


def _unsaid_groups(head: str, cited: Sequence[Evidence]) -> str | None:
    """Return the fault of naming a speaker for a group as if speaking for itself alone."""
    for evidence in cited:
        for group in evidence.voice.on_behalf_of:
            if group != evidence.voice.affiliation and not any(
                re.search(rf"(?i)\b{re.escape(name)}(?!\w)", head) for name in _group(group)
            ):
                return f"it does not say that the speaker spoke on behalf of {group}"
    return None


def _group(name: str) -> tuple[str, ...]:
    return (name, *countries.aliases(name))


@lru_cache(maxsize=4096)
def _voice_forms(voice: Voice) -> tuple[str, ...]:
    """Return how the speaker may be named, longest first."""
    forms: set[str] = set()
    if voice.country:
        forms |= {
            voice.country,
            *countries.aliases(voice.country),
            *countries.demonyms(voice.country),
        }
    for printed in (voice.speaker, voice.affiliation, voice.role):
        if printed:
            forms |= {printed, re.sub(r"^The\s", "", printed)}
    if voice.speaker and _TITLE.match(voice.speaker):
        bare = _TITLE.sub("", voice.speaker)
        forms |= {bare, *(bare.split()[-1:])}
        forms |= {f"{voice.speaker.split()[0]} {bare.split()[-1]}"} if bare else set()
    if voice.capacity == "president" or (voice.speaker or "").lower() == "the president":
        forms |= {"President of the Security Council", "President of the Council", "President"}
    for group in voice.on_behalf_of:
        forms |= set(_group(group))
    if not (voice.country or voice.speaker):
        forms.add("a speaker whom the record does not name")
    return tuple(sorted(forms, key=len, reverse=True))


def _forms(evidence: Evidence) -> tuple[str, ...]:
    written = unsigned(evidence)
    if written is not None:
        kind, name = written.split(" ", 1)
        return (f"{written} of {day(evidence.statement)}", written, f"{kind} of {name}", kind, name)
    if evidence.paragraph.kind == "speech":
        return _voice_forms(evidence.voice)
    meeting = evidence.statement.meeting or evidence.statement.id
    return (f"record of {meeting}", f"record of meeting {meeting}", "record")
