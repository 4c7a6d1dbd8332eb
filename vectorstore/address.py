"""The form of address that opens a turn in, who speaks, for which country and in what tongue out.

`Mr. Al-Jaafari (Iraq) (spoke in Arabic):`, `The President (spoke in French):`, `Mr. Vrailas:`.
None is not a failure: about one speech in twenty continues an earlier one and has no form of
address, and cutting one off would delete words that were spoken.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from vectorstore import countries

Capacity = Literal["national", "president", "official", "guest", "unknown"]

_OFFICE = (
    r"The (?:(?:Acting|Temporary|Deputy|Vice|Interim)[ -])?"
    r"(?:PRESIDENT|President|Secretary-General|Chair(?:man|person|woman)?|Rapporteur)"
)
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baron(?:ess)?|Count(?:ess)?|Sheikha?|Shaikha?"
    r"|Prince(?:ss)?|King|Queen|Crown|Grand|Archbishop|Bishop|Monsignor|Msgr|Cardinal|Father"
    r"|Sister|Reverend|Rev|Rabbi|Imam|Ayatollah|Ambassador|General|Lieutenant|Major|Brigadier"
    r"|Admiral|Colonel|Captain|Judge|Justice|Professor|Prof|President|Vice-President|Prime"
    r"|Minister|Chief|Dato['’]?|Datuk|Tan|Tun|Nana|Begum|Her|His|Mme|Madame|Madam|Messrs|U|Daw"
    r"|Emir|Chancellor|Commissioner|Senator)"
)
_NAME = r"[^\W\d_][\w.'’`-]*"
_PERSON = rf"{_TITLE}\.?(?: {_NAME},?){{1,8}}"
_PARENTHESES = r"(?: ?\((?P<{0}>[^():]{{2,90}}(?:\([^():]*\)[^():]*)?)\))"
_ADDRESS = re.compile(
    rf"(?P<speaker>{_OFFICE}|{_PERSON}){_PARENTHESES.format('first')}?"
    rf"{_PARENTHESES.format('second')}?{_PARENTHESES.format('third')}? ?:(?=\s|$|[A-Z])\s*"
)
# Whoever the record only names is still known by the language he spoke: "Hadiza (spoke in ...".
_BARE = re.compile(
    rf"(?P<speaker>{_NAME}(?: {_NAME}){{0,3}}) ?"
    r"\((?P<first>(?:spoke|interpretation) [^():]{5,40})\) ?:\s*"
)
# A form of address without its colon.
_UNPOINTED = re.compile(
    rf"(?P<speaker>{_PERSON}) ?\((?P<first>[^():]{{2,90}})\)"
    r"(?: ?\(spoke in (?P<tongue>[A-Z][a-z]+)\))? (?=[A-Z\"“])"
)
# Two columns read across: "The President (spoke I thank him for it. in French):".
_INTERLEAVED = re.compile(
    r"(?P<speaker>The President) \(spoke (?P<words>[^()]{4,160}?) ?"
    r"in (?P<tongue>[A-Z][a-z]+)\) ?:\s*"
)
_BEFORE_COLON = re.compile(
    r"(?P<speaker>The President) \(spoke in (?P<tongue>[A-Z][a-z]+)\) "
    r"(?P<words>[A-Z].{4,160}?[.]) ?:\s*"
)
_TONGUE = re.compile(
    r"(?:spoke|speaking|interpretation|continued|delivered|made|English text)\b.*?"
    r"\b(?:in|from|by) ?(?:the )?(?P<tongue>[A-Z][a-z]+)"
)
# "Mr. President: I thank you" speaks to the President; it is no form of address.
_SPOKEN_TO = re.compile(
    r"(?:Mr|Mrs|Ms|Madame?|Madam)\.? (?:Acting )?(?:Vice-)?(?:President|Chair\w*|Secretary-General"
    r"|Speaker|Prime Minister|Minister|Ambassador)$"
)
# A form of address never takes more; longer texts before a colon are sentences.
LONGEST = 400  # characters


class Address(NamedTuple):
    """A form of address at `text[start:end]`; `words` is speech that stands inside it."""

    start: int
    end: int
    speaker: str
    country: str | None
    affiliation: str | None
    spoke_in: str | None
    words: tuple[int, int] | None = None

    @property
    def capacity(self) -> Capacity:
        """In what capacity one so addressed speaks."""
        return capacity_of(self.speaker, self.country)


def capacity_of(speaker: str | None, country: str | None) -> Capacity:
    """Return in what capacity a speaker so printed speaks."""
    if speaker is None:
        return "unknown" if country is None else "national"
    if re.match(r"The (?:\w+[ -])?President$", speaker, re.IGNORECASE):
        return "president"
    if country is not None:
        return "national"
    return "official" if speaker.startswith("The ") else "guest"


def address(text: str, start: int = 0) -> Address | None:
    """Return the form of address that stands at `start`, or None where the words begin at once."""
    limit = min(len(text), start + LONGEST)
    if (interleaved := _interleaved(text, start, limit)) is not None:
        return interleaved
    match = _ADDRESS.match(text, start, limit)
    if match is None:
        return _bare(text, start, limit)
    speaker = " ".join(match["speaker"].split())
    if _SPOKEN_TO.match(speaker):
        return None
    spoke_in = affiliation = country = None
    for inside in (match["first"], match["second"], match["third"]):
        if inside is None:
            continue
        tongue = _TONGUE.match(inside)
        if tongue is not None:
            spoke_in = tongue["tongue"]
        elif affiliation is None:
            affiliation = " ".join(inside.split())
            country = countries.canonical(affiliation)
    return Address(start, match.end(), speaker, country, affiliation, spoke_in)


def called_upon(text: str, start: int, before: str) -> Address | None:
    """Return the form of address at `start` whose colon the source lost.

    "Mr. De Aguiar Patriota (Brazil) Let me congratulate": a turn begins there only where the
    words before give the floor to that country.
    """
    match = _UNPOINTED.match(text, start, min(len(text), start + LONGEST))
    if match is None or "floor" not in before:
        return None
    country = countries.canonical(match["first"])
    if country is None or country not in {each.country for each in countries.mentions(before)}:
        return None
    speaker = " ".join(match["speaker"].split())
    return Address(start, match.end(), speaker, country, match["first"], match["tongue"])


def _bare(text: str, start: int, limit: int) -> Address | None:
    match = _BARE.match(text, start, limit)
    if match is None:
        return None
    tongue = _TONGUE.match(match["first"])
    spoke_in = tongue["tongue"] if tongue else None
    return Address(start, match.end(), match["speaker"], None, None, spoke_in)


def _interleaved(text: str, start: int, limit: int) -> Address | None:
    if not text.startswith("The President (", start):
        return None
    match = _INTERLEAVED.match(text, start, limit) or _BEFORE_COLON.match(text, start, limit)
    if match is None:
        return None
    words = match.span("words")
    return Address(start, match.end(), match["speaker"], None, None, match["tongue"], words)


_SWITCH = re.compile(r"\((?:spoke|continued|resumed) (?:speaking )?in ?(?P<tongue>[A-Z][a-z]+)\) *")


def switch_of_language(text: str, start: int = 0) -> tuple[int, str] | None:
    """Return the end of a "(spoke in English)" that stands at `start`, and the language."""
    match = _SWITCH.match(text, start)
    return None if match is None else (match.end(), match["tongue"])
