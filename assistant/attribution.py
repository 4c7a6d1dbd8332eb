"""Evidence in; who is speaking and for whom, in the words that open a sentence of an answer.

A sentence of an answer never states what the record states: it says who said so. These openings
are what the composers write and what the support gate repairs a sentence with.
"""

from __future__ import annotations

import re

from assistant.checks.reported import inside_quotation
from assistant.schema import Evidence
from vectorstore.schema import Statement, Voice

# Short names that take an article inside a sentence: "the Sudan", "the Philippines".
_ARTICLE = re.compile(
    r"\b(?:United|Republic|Federation|Federated|Kingdom|States|Emirates|Islands|Union|Holy See|"
    r"League|Organization|Netherlands|Philippines|Sudan|Gambia|Bahamas|Comoros|Niger|Group|"
    r"Movement|Forum|Association|Community|Council|Commission|Committee|countries)\b"
)
_MEETING = re.compile(r"/(?:[\w.]+/)?(?:PV|SR)\.")
# What cannot stand in a document's name: it would be taken for a quotation, a marker or a link.
_MARKS = re.compile(r"[\[\]<>\"“”|!\n]")
TITLE = 160  # characters; letters' titles go on and on
_BARE = re.compile(r"^(?:South Sudan|Papua|Saint|(?i:the)\b)|'s\b")


def introduction(evidence: Evidence, span: tuple[int, int], when: str = "") -> str:
    """Return what comes before the quotation of `span`: 'Kazakhstan (Mr. Rakhmetullin) said'.

    Votes and notes are printed, not spoken: 'The record of S/PV.7138 shows'. What the speaker
    quotes of another is not the speaker's own: 'Jordan (Prince Zeid) quoted these words'. What no
    one is named for is read: 'The document S/2025/117 reads'. `when` is the day, if it is told:
    'On 18 July 2014, Jordan said', 'The document S/2025/117 of 24 February 2025 reads'.
    """
    written = unsigned(evidence)
    if written is not None:
        dated = f"{written} of {when}" if when and when not in written else written
        return f"The {dated} {_reads(evidence, span)}"
    opens = f"The record of {evidence.statement.meeting or evidence.statement.id} shows"
    if evidence.paragraph.kind == "speech":
        opens = f"{speaker(evidence.voice)} {_said(evidence, span)}"
    return f"{'On' if ' ' in when else 'In'} {when}, {_inside(opens)}" if when else opens


def again(evidence: Evidence, span: tuple[int, int]) -> str:
    """Return what comes before a further quotation of one voice: 'Kazakhstan also said'."""
    written = unsigned(evidence)
    if written is not None:
        return f"The {written} also {_reads(evidence, span)}"
    if evidence.paragraph.kind != "speech":
        return introduction(evidence, span).replace(" shows", " also shows")
    alone = evidence.voice.model_copy(update={"on_behalf_of": ()})
    name = re.sub(r" \([^()]*\)$", "", speaker(alone))
    return f"{name} also {_said(evidence, span)}"


def unsigned(evidence: Evidence) -> str | None:
    """Return 'document S/2025/117' or 'record of S/PV.7219' where no one is named; else None.

    A document has its symbol, else its title, else the name of its file.
    """
    voice, statement = evidence.voice, evidence.statement
    if voice.speaker or voice.country or voice.affiliation or voice.role or voice.on_behalf_of:
        return None
    where = _symbol(statement) or " ".join(_MARKS.sub(" ", statement.id).split())
    if _MEETING.search(where):
        return None if evidence.paragraph.kind != "speech" else f"record of {where}"
    title = statement.extra.get("title")
    if _symbol(statement) is None and isinstance(title, str) and not _MARKS.search(title):
        where = " ".join(title[:TITLE].split()) or where
    return f"document {where}"


def _symbol(statement: Statement) -> str | None:
    """Return the symbol that a statement is found by."""
    symbol = statement.extra.get("symbol")
    own = symbol if isinstance(symbol, str) and not _MARKS.search(symbol) else None
    return own or statement.meeting


def _said(evidence: Evidence, span: tuple[int, int]) -> str:
    return "quoted these words" if inside_quotation(evidence.text, span) else "said"


def _reads(evidence: Evidence, span: tuple[int, int]) -> str:
    return "quotes these words" if inside_quotation(evidence.text, span) else "reads"


def _inside(opens: str) -> str:
    """Return the beginning of a sentence as it stands inside one."""
    word, rest = opens.split(" ", 1)
    return f"{word.lower()} {rest}" if word in ("The", "A") else opens


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
