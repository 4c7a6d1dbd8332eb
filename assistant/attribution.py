"""Evidence in; who is speaking and for whom, in the words that open a sentence of an answer.

A sentence of an answer never states what the record states: it says who said so. These openings
are what the composers write and what the support gate repairs a sentence with.
"""

from __future__ import annotations

import re

from assistant.checks.reported import inside_quotation
from assistant.schema import Evidence
from vectorstore.schema import Voice

# Short names that take an article inside a sentence: "the Sudan", "the Philippines".
_ARTICLE = re.compile(
    r"\b(?:United|Republic|Federation|Federated|Kingdom|States|Emirates|Islands|Union|Holy See|"
    r"League|Organization|Netherlands|Philippines|Sudan|Gambia|Bahamas|Comoros|Niger|Group|"
    r"Movement|Forum|Association|Community|Council|Commission|Committee|countries)\b"
)
_BARE = re.compile(r"^(?:South Sudan|Papua|Saint|(?i:the)\b)|'s\b")


def introduction(evidence: Evidence, span: tuple[int, int]) -> str:
    """Return what comes before the quotation of `span`: 'Kazakhstan (Mr. Rakhmetullin) said'.

    Votes and notes are printed, not spoken: 'The record of S/PV.7138 shows'. What the speaker
    quotes of another is not the speaker's own: 'Jordan (Prince Zeid) quoted these words'.
    """
    if evidence.paragraph.kind != "speech":
        return f"The record of {evidence.statement.meeting or evidence.statement.id} shows"
    quotes = inside_quotation(evidence.text, span)
    return f"{speaker(evidence.voice)} {'quoted these words' if quotes else 'said'}"


def again(evidence: Evidence, span: tuple[int, int]) -> str:
    """Return what comes before a further quotation of one voice: 'Kazakhstan also said'."""
    if evidence.paragraph.kind != "speech":
        return introduction(evidence, span).replace(" shows", " also shows")
    alone = evidence.voice.model_copy(update={"on_behalf_of": ()})
    name = re.sub(r" \([^()]*\)$", "", speaker(alone))
    quotes = inside_quotation(evidence.text, span)
    return f"{name} also {'quoted these words' if quotes else 'said'}"


def speaker(voice: Voice) -> str:
    """Return the subject of a sentence: 'Greece, on behalf of the European Union (Mr. X),'."""
    name = _national(voice) if _is_national(voice) else _official(voice)
    return name[0].upper() + name[1:]


def with_article(name: str) -> str:
    """Return a country's or group's name as it stands inside a sentence: 'the Sudan'."""
    return f"the {name}" if _ARTICLE.search(name) and not _BARE.search(name) else name


def listed(names: tuple[str, ...]) -> str:
    """Return 'a', 'a and b', 'a, b and c', each with its article."""
    each = [with_article(name) for name in names]
    return " and ".join([", ".join(each[:-1]), each[-1]] if len(each) > 1 else each)


def _is_national(voice: Voice) -> bool:
    presides = voice.capacity == "president" or voice.role == "President of the Security Council"
    return voice.country is not None and (voice.capacity == "national" or not presides)


def _national(voice: Voice) -> str:
    name = with_article(voice.country or "")
    if voice.on_behalf_of:
        name += f", on behalf of {listed(voice.on_behalf_of)}"
    if voice.speaker and voice.speaker.lower().startswith("the president"):
        name += " (the President of the Council, in national capacity)"
    elif voice.speaker:
        name += f" ({voice.speaker})"
    return name + ("," if voice.on_behalf_of else "")


def _official(voice: Voice) -> str:
    if voice.capacity == "president" or (voice.speaker or "").lower() == "the president":
        name = f"The {voice.role or 'President of the Security Council'}"
        beside = voice.country
    else:
        name = voice.speaker or "A speaker whom the record does not name"
        beside = _office(voice)
    if beside and beside.lower() not in name.lower():
        name += f" ({beside})"
    groups = tuple(group for group in voice.on_behalf_of if group != voice.affiliation)
    if groups:
        name += f", on behalf of {listed(groups)},"
    return name


def _office(voice: Voice) -> str | None:
    """Return the speaker's office or organization, whichever says more."""
    if voice.role and voice.affiliation and voice.affiliation not in voice.role:
        return f"{voice.role}, {voice.affiliation}"
    return voice.role or voice.affiliation
