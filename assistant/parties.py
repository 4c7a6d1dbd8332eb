"""A question in, the countries and speakers it names out: who is asked, and who is spoken about.

"What did Jordan say about Iraq?" asks Jordan; Iraq is spoken about. The signs are the words
around a name: 'according to', 'the representative of', a possessive before 'position', a verb
of saying after it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from assistant.catalogue import TITLES, Catalogue
from vectorstore import countries
from vectorstore.capitals import capitals
from vectorstore.groups import groups_named
from vectorstore.schema import Frozen

SAYING = (
    r"(?:say|said|says|saying|brief(?:ed|s)?|single[sd]?\s+out|argue[sd]?|state[sd]?|stating|call(?:ed|s|ing)?|tell|told|think|"
    r"thought|view(?:ed|s)?|describe[sd]?|explain(?:ed|s)?|express(?:ed|es)?|claim(?:ed|s)?|"
    r"condemn(?:ed|s)?|deplore[sd]?|regret(?:ted|s)?|demand(?:ed|s)?|propose[sd]?|urge[sd]?|"
    r"warn(?:ed|s)?|mention(?:ed|s)?|speak|spoke|vote[sd]?|veto(?:ed|es)?|respond(?:ed|s)?|react(?:ed|s)?|"
    r"raise[sd]?|suggest(?:ed|s)?|criticize[sd]?|criticise[sd]?|accuse[sd]?|justif(?:y|ied|ies)|"
    r"defend(?:ed|s)?|support(?:ed|s)?|oppose[sd]?|reject(?:ed|s)?|welcome[sd]?|ask(?:ed|s)?|"
    r"request(?:ed|s)?|appeal(?:ed|s)?|insist(?:ed|s)?|maintain(?:ed|s)?|hold|held|believe[sd]?|"
    r"want(?:ed|s)?|recommend(?:ed|s)?|report(?:ed|s)?|announce[sd]?|pledge[sd]?|promise[sd]?|"
    r"commit(?:ted|s)?|offer(?:ed|s)?|refer(?:red|s)?|cite[sd]?|quote[sd]?|stress(?:ed|es)?|"
    r"emphasi[sz]e[sd]?|underline[sd]?|note[sd]?|recall(?:ed|s)?|acknowledge[sd]?|admit(?:ted|s)?|"
    r"den(?:y|ied|ies)|blame[sd]?|praise[sd]?|thank(?:ed|s)?|assess(?:ed|es)?|evaluate[sd]?|"
    r"characteri[sz]e[sd]?|portray(?:ed|s)?|see|saw|give|gave|make|made|put|list(?:ed|s)?|"
    r"name[sd]?|identif(?:y|ied|ies)|estimate[sd]?|quantif(?:y|ied|ies)|share[sd]?|feel|felt|"
    r"consider(?:ed|s)?|expect(?:ed|s)?|hope[sd]?|fear(?:ed|s)?|advocate[sd]?|advise[sd]?|"
    r"question(?:ed|s)?|challenge[sd]?|dismiss(?:ed|es)?|compare[sd]?|conclude[sd]?|"
    r"address(?:ed|es)?|abstain(?:ed|s)?|object(?:ed|s)?|favou?r(?:ed|s)?|back(?:ed|s)?|"
    r"t(?:ake|ook)s? the floor|intervene[sd]?|deliver(?:ed|s)?|invoke[sd]?|rely|relied|"
    r"base[sd]?|point(?:ed|s)?|present(?:ed|s)?|"
    r"dismiss(?:ed|es)?|finish(?:ed|es)?|close[sd]?|answer(?:ed|s)?|repl(?:y|ied|ies))"
)
_OFFICE = (
    r"(?:representative|delegation|delegate|ambassador|envoy|government|minister|mission|observer|"
    r"foreign minister|permanent representative|head of state|leader|spokesman|side|presidency)"
)
_STANCE = (
    r"(?:position|view|views|stance|statement|speech|remarks|intervention|opinion|argument|"
    r"arguments|assessment|response|reaction|vote|explanation|attitude|concern|concerns|proposal|"
    r"proposals|account|case|justification|words|message|criticism)"
)
_BEFORE_EXPLICIT = re.compile(
    rf"(?:according to|(?:{_OFFICE})s? (?:of|for|from)|(?:{_STANCE}) (?:of|by|from)|"
    rf"(?:said|made|given|delivered|expressed|raised|put forward|voiced|argued|proposed|voted|"
    rf"recalled|cited|quoted|described|announced|pledged|claimed|read out|used|tabled|mentioned|"
    rf"named|referred to) by|"
    rf"on behalf of)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# "any statement on food by Cuba", but not "a statement on the invasion by Iraq".
_STATEMENT_BY = re.compile(
    r"\b(?:statements?|speech(?:es)?|remarks?|comments?|interventions?)\s(?:(?!\b(?:invasion|aggression|"
    r"attacks?|war|use|violence|acts?|actions?|abuses?|crimes?|violations?|exploitation|killings?|"
    r"bombing|annexation|occupation|veto|threats?)\b)[^?.,]){0,60}\bby\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_AFTER_EXPLICIT = re.compile(
    rf"^(?:['’]s?)?\s+(?:(?:[\w-]+)\s+)?(?:{_OFFICE}|{_STANCE})s?\b", re.IGNORECASE
)
_AFTER_SAYING = re.compile(
    rf"^(?:\s*\([^)]*\))?,?\s+(?:(?:also|then|later|itself|itself\s+\w+|[a-z]+ly|has|had|have)\s+)*"
    rf"{SAYING}\b",
    re.IGNORECASE,
)
_BEFORE_AUXILIARY = re.compile(
    r"\b(?:did|does|do|has|had|have|was|were|is|are|would|could|should|can|might)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# "Has Chad suffered ...", "is Chad poor": only a verb of saying makes it the one that is asked.
_BEFORE_STATE = re.compile(r"\b(?:has|had|have|was|were|is|are)\s+(?:the\s+)?$", re.IGNORECASE)
_COUNTED = re.compile(r"\bhow\s+many\s+$", re.IGNORECASE)
_WHO_IS = re.compile(r"^\W*who\s+(?:is|was)\s+(?:the\s+)?$", re.IGNORECASE)
_BE = re.compile(r"\b(?:was|were|is|are|been|being)\s+(?:the\s+)?$", re.IGNORECASE)
_PASSIVE = re.compile(
    r"^\s+(?:[a-z]+ly\s+|ever\s+|even\s+)?(?:mentioned|named|cited|raised|invoked|quoted|thanked|"
    r"condemned|criticized|accused|blamed|praised|referred\s+to)\s*"
    r"(?:by|of|for|in|at|on|during|anywhere|\?|$)",
    re.IGNORECASE,
)
_SAYING_LATER = re.compile(rf"^[^?.]{{0,80}}?\b{SAYING}\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|on|regarding|concerning|against|in|towards?|to|with|over|of|from|between|for|"
    r"into|within|inside|near|at|than|like|including|invading|by)\s+(?:the\s+)?"
    r"(?:(?:north|south|east|west|central)(?:ern)?[ -]|neighbou?ring )?$",
    re.IGNORECASE,
)
_BY_ANOTHER = re.compile(
    r"\b(?:according to|as (?:recalled|told|cited|reported) by)\b", re.IGNORECASE
)
_JOINED = re.compile(
    r"^\s*(?:,|and|or|&|versus|vs\.?|, and|, or|compared (?:to|with))\s+(?:the\s+)?$"
)
# The office under whose name the record prints them.
_SECRETARIES_GENERAL = re.compile(
    r"\b(?:Kofi )?Annan\b|\bBan Ki-moon\b|\b(?:Ant[oó]nio )?Guterres\b|\bBoutros-Ghali\b"
)
# What may be asked as one who speaks, and is none of the record's speakers.
_NO_NAMES = (
    r"(?:Resolution|Article|Chapter|Charter|Council|Assembly|President|Secretary|General|Members?|"
    r"States?|Delegations?|Countries|Security|United|International|European|Western|Eastern|African|"
    r"Arab|Asian|Latin|Non-Aligned|Permanent|Under-Secretary|Assistant|Special|High|Prime|Foreign|"
    r"Troop|Russians?|Americans?|British|French|Everyone|Anyone)\b"
)
_FULL_NAME = re.compile(
    r"\b(?:did|does|had|has|by|according to|where|when)\s+"
    rf"(?P<name>(?!{_NO_NAMES})[A-Z][\w'-]{{2,}}(?:[ -][A-Z][\w'-]+)*)"
    rf"(?=\s+{SAYING}\b)"
)
_OWNED = re.compile(r"['’]s?$")
# No general or president: "the General Assembly", "the President's Office".
_NO_PERSON = r"(?!(?:Assembly|Debate|Council|Secretary|Staff|Office|Committee|Conference)\b)"
_TITLED_STRANGER = re.compile(
    rf"\b(?:{TITLES})\.?\s+(?P<name>{_NO_PERSON}[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)*)"
)

Standing = Literal["explicit", "likely", "topic"]


class Party(Frozen):
    """A country or speaker named in a question."""

    start: int
    end: int
    text: str
    country: str | None = None
    speakers: tuple[str, ...] = ()
    sign: Literal["name", "demonym", "capital"] = "name"
    standing: Standing = "topic"


def parties(text: str, catalogue: Catalogue) -> list[Party]:
    """Return the parties named in `text`, in order, each with its standing."""
    either = [*_speakers(text, catalogue), *_countries(text)]
    named = sorted(either, key=lambda party: (party.start, -party.end))
    held = catalogue.countries.keys() | catalogue.groups.keys()
    found: list[Party] = []
    for party in named:
        if found and party.start < found[-1].end:
            continue
        before = found[-1] if found else None
        standing = _standing(text, party)
        if before and before.standing != "topic" and standing == "topic":
            # "What did Jordan and Egypt say": the second is asked as the first is.
            joined = _JOINED.match(text[before.end : party.start])
            standing = before.standing if joined else standing
        if before and before.standing == "topic" and standing != "topic":
            # "Did Jordan and Egypt say": the sign stands behind the last of them.
            joined = _JOINED.match(text[before.end : party.start])
            if joined and not _ABOUT.search(text[: before.start]):
                found[-1] = before.model_copy(update={"standing": standing})
        if standing == "likely" and party.country not in (None, *held):
            standing = "topic" if _BEFORE_STATE.search(text[: party.start]) else standing
        found.append(party.model_copy(update={"standing": standing}))
    if _BY_ANOTHER.search(text) and not any(
        _BEFORE_EXPLICIT.search(text[: party.start]) for party in found
    ):
        # "... according to the UN briefer": one whom no name here names is asked.
        found = [party.model_copy(update={"standing": "topic"}) for party in found]
    if any(party.standing == "explicit" for party in found):
        # One who is plainly asked leaves the merely likely ones spoken about.
        found = [
            party.model_copy(update={"standing": "topic"}) if party.standing == "likely" else party
            for party in found
        ]
    return found


def beside(text: str, asked: list[Party]) -> bool:
    """Whether two of those asked are set beside each other: 'Egypt and the United States'."""
    return any(_JOINED.match(text[one.end : other.start]) for one, other in pairwise(asked))


def strangers(text: str, catalogue: Catalogue) -> list[str]:
    """Return titled names in `text` that no speaker of the record bears."""
    known = {word for name in catalogue.surnames for word in name.split()}
    named = [*_TITLED_STRANGER.finditer(text), *_FULL_NAME.finditer(text)]
    return [
        _OWNED.sub("", match[0] if match.re is _TITLED_STRANGER else match["name"])
        for match in named
        if not any(word in known for word in _OWNED.sub("", match["name"]).split())
        and not countries.mentions(match["name"])
        and not capitals(match["name"])
        and not groups_named(match["name"])
        and not _SECRETARIES_GENERAL.search(match["name"])
    ]


def _countries(text: str) -> list[Party]:
    named = [
        Party(
            start=m.start,
            end=m.end,
            text=text[m.start : m.end],
            country=m.country,
            sign="demonym" if m.kind == "demonym" else "name",
        )
        for m in countries.mentions(text)
    ]
    seats = [
        Party(start=m.start, end=m.end, text=m.country, country=m.country, sign="capital")
        for m in capitals(text)
    ]
    # A city is named far more often than it stands for its government.
    return named + [seat for seat in seats if _standing(text, seat) == "explicit"]


def _speakers(text: str, catalogue: Catalogue) -> list[Party]:
    found = []
    for match in catalogue.speaker_pattern.finditer(text):
        # "What did Power say" is a name, "power" or "the Grant scheme" are words.
        if match["name"].islower():
            continue
        found.append(
            Party(
                start=match.start(),
                end=match.end(),
                text=match[0],
                speakers=catalogue.surnames[match["name"]],
            )
        )
    for office in ("The President", "The Secretary-General"):
        bare = office.removeprefix("The ")
        pattern = rf"\b[Tt]he {bare}\b(?!['’]s (?:report|special|personal|envoy))"
        if office == "The President":
            of_council = r"(?: of the (?:Security )?Council)?"
            pattern = rf"\b[Tt]he (?:Council )?President\b{of_council}(?! [A-Z])"
        if office in catalogue.speakers and office == "The Secretary-General":
            found += [
                Party(start=m.start(), end=m.end(), text=m[0], speakers=(office,))
                for m in _SECRETARIES_GENERAL.finditer(text)
            ]
        if office in catalogue.speakers:
            found += [
                Party(start=m.start(), end=m.end(), text=m[0], speakers=(office,))
                for m in re.finditer(pattern, text)
            ]
    return found


def _standing(text: str, party: Party) -> Standing:
    before, after = text[: party.start], text[party.end :]
    if party.sign == "demonym" or after.startswith("-"):
        # "the Russian ambassador" speaks, "Russian troops" are spoken about.
        asked = _AFTER_EXPLICIT.match(after) and not _COUNTED.search(before)
        return "explicit" if asked else "topic"
    passive = _BE.search(before) and _PASSIVE.match(after)
    said = _AFTER_SAYING.match(after) and not _ABOUT.search(before) and not passive
    if re.match(r"^(?:,? and [\w ]{3,30})?:\s", after) and len(before) < 40:
        return "explicit"
    by = _BEFORE_EXPLICIT.search(before) or _STATEMENT_BY.search(before)
    by = by or (_WHO_IS.search(before) if party.speakers else None)
    if said or by or _AFTER_EXPLICIT.match(after):
        return "explicit"
    # "Was Kosovo mentioned?" is about it.
    if _BEFORE_STATE.search(before):
        return "topic" if passive or _OWNED.match(after[:2]) else "likely"
    if _BEFORE_AUXILIARY.search(before) and not passive:
        return "explicit" if _SAYING_LATER.match(after) else "likely"
    return "likely" if party.speakers and not _ABOUT.search(before) else "topic"
