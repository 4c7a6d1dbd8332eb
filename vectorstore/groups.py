"""Words of a statement in, the groups it speaks for or aligns itself with out.

"I have the honour to speak on behalf of the Non-Aligned Movement" speaks for a group;
"on behalf of my Government" and "on behalf of the people of Iraq" do not. Known groups are in
`tables/groups.csv`; others are taken as printed when they name themselves a group.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from vectorstore import countries
from vectorstore.gazetteer import Gazetteer, Name


class Alignment(NamedTuple):
    """Groups, and the words that say so: `text[start:end]`."""

    groups: tuple[str, ...]
    start: int
    end: int


_BEHALF = re.compile(r"[Oo](?<!\w.)n behalf of ")
# The speaker himself does it: "I have the honour to speak", "my statement", "The Sudan is
# honoured to deliver this statement"; not "the statement to be delivered by ... on behalf of".
_SPEAKING = re.compile(
    r"\b(?:speak|speaking|deliver|make|address|brief|take the floor|read out)\b[^.;]{0,90}$"
    r"|\bthis (?:statement|explanation of vote|joint statement)\b[^.;]{0,40}$"
    r"|\b(?:I|we)(?:'m| am| are) (?:delivering|making|speaking|taking)\b[^.;]{0,60}$"
)
_OTHERS = re.compile(
    r"\b(?:aligns?|associates?|subscribes?|supports?|endorses?|has (?:no|the) right|thanks?"
    r"|briefings?|statements? (?:to be |that (?:was|will be) )?(?:made|delivered))\b[^.;]{0,140}$"
)
_FIRST_PERSON = re.compile(
    r"\b(?:I|[Ww]e|my|our|us|me|honour(?:ed)?|pleas(?:ure|ed)|[Aa]llow|[Ll]et)\b"
)
_JOINS = re.compile(
    r"(?:align|associat)(?:s|es|e|ed|ing)? ?"
    r"(?:my delegation|my country|fully|itself|ourselves|myself|my statement)"
    r"|(?:subscribes? to|endorses?|supports?) the (?:\w+ )?statements?\b"
)
_JOINING_VERBS = ("align", "associat", "subscribe", "endorse", "support")
_STATEMENT = re.compile(r"\b(?:statements?|position|declaration|remarks|views?)\b")
_END = re.compile(r"(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bPV)(?<!\bDr)[.;](?=\s|$)|\n")
_CAPITALIZED = r"(?:[A-Z][\w'’-]*|of|the|and|on|for|in)"
_UNKNOWN_GROUP = re.compile(
    rf"(?:the )?(?P<name>(?:{_CAPITALIZED}|members?|States)(?: {_CAPITALIZED})*?"
    r"(?: ?(?:Group|Movement|Union|Community|Forum|Association|Organization|Network|Alliance"
    r"|League|Caucus|Coalition|Friends))"
    rf"(?: of(?: the)? [A-Z][\w'’-]*(?: {_CAPITALIZED})*)?)"
)
_NAMES_BETWEEN = re.compile(r"^[\s,]*(?:and|the|as well as|namely|members?|States|of|-|,|\s)*$")
# Longest way from "on behalf of" to the group's name: "the humanitarian co-penholders, namely,".
REACH = 110  # characters


@cache
def _gazetteer() -> Gazetteer:
    lines = (files("vectorstore") / "tables" / "groups.csv").read_text("utf-8").splitlines()
    names = []
    for row in csv.DictReader(lines):
        names.append(Name(row["name"], row["name"]))
        for alias in filter(None, row["aliases"].split("|")):
            names.append(Name(alias, row["name"], exact=alias.isupper() or len(alias) < 5))
    return Gazetteer(names)


def canonical_group(name: str) -> str | None:
    """Return the canonical name of a group of the table that `name` is, or None."""
    stripped = name.strip().removeprefix("the ")
    places = list(_gazetteer().find(stripped))
    if len(places) == 1 and places[0].end - places[0].start == len(stripped):
        return places[0].canonical
    return None


def groups_named(text: str) -> tuple[str, ...]:
    """Return the known groups that `text` names, each once, in order."""
    return tuple(dict.fromkeys(place.canonical for place in _gazetteer().find(text)))


def _sentence_end(text: str, start: int, limit: int) -> int:
    match = _END.search(text, start, limit)
    return match.start() if match else limit


def on_behalf_of(text: str, start: int, end: int, own: str | None) -> list[Alignment]:
    """Return the groups that the speaker of `text[start:end]` says to speak for.

    `own` is the speaker's country: speaking for it alone is no group.
    """
    found = []
    if text.find("n behalf of ", start, end) == -1:
        return []
    for match in _BEHALF.finditer(text, start, end):
        before = text[max(start, match.start() - 200) : match.start()]
        sentence = re.split(r"[.;]\s|\n", before)[-1]
        stop = _sentence_end(text, match.end(), min(end, match.end() + 220))
        after = text[match.end() : stop]
        opening = not sentence.strip() and re.search(r"\b(?:I|we|us|me|my)\b", after) is not None
        speaking = (
            _SPEAKING.search(sentence) is not None
            and _OTHERS.search(sentence) is None
            and _FIRST_PERSON.search(sentence + after[:40]) is not None
        )
        if not (opening or speaking or _this_statement(sentence)):
            continue
        names = _named(after, own)
        if names:
            begin = match.start() - len(sentence.lstrip())
            found.append(Alignment(names, begin, stop))
    return found


def _this_statement(sentence: str) -> bool:
    return re.search(r"\b(?:deliver|make|delivering) this\b[^.;]{0,80}$", sentence) is not None


def _named(after: str, own: str | None) -> tuple[str, ...]:
    known = next(iter(_gazetteer().find(after[:REACH])), None)
    if known is not None and not re.search(r"\b(?:I|we|my|to)\b", after[: known.start]):
        return (known.canonical,)
    listed = _listed(after)
    if listed and (len(listed) > 1 or listed[0] != own):
        return listed
    unknown = _UNKNOWN_GROUP.match(after)
    return (unknown["name"],) if unknown is not None and not listed else ()


def _listed(after: str) -> tuple[str, ...]:
    """Return the countries of a list that begins at once: "Germany and Belgium, the two ..."."""
    names: list[str] = []
    position = 0
    opener = re.match(
        r"(?:the )?(?:two |three |humanitarian )*co-penholders,?(?: namely,?)? ?", after
    )
    if opener:
        position = opener.end()
    for mention in countries.mentions(after):
        if mention.kind != "alias" or not _NAMES_BETWEEN.match(after[position : mention.start]):
            break
        names.append(mention.country)
        position = mention.end
    rest = after[position:].lstrip()
    # "on behalf of Belgium's Government" and "of the Syrian people" name no country as a party.
    return () if rest[:1] in {"'", "’"} else tuple(dict.fromkeys(names))


def aligned_with(text: str, start: int, end: int) -> list[Alignment]:
    """Return the groups whose statement the speaker of `text[start:end]` joins."""
    found = []
    for place in _places(text, _JOINING_VERBS, start, end):
        match = _JOINS.match(text, place, end)
        if match is None or text.endswith(("dis", "Dis"), 0, place):
            continue
        stop = _sentence_end(text, match.end(), min(end, match.end() + 420))
        after = text[match.start() : stop]
        names = groups_named(after) if _STATEMENT.search(after) else ()
        if names:
            found.append(Alignment(names, match.start(), stop))
    return found


def _places(text: str, words: tuple[str, ...], start: int, end: int) -> list[int]:
    """Return where any of `words` begins; plain search is many times quicker than a pattern."""
    places = []
    for word in words:
        place = text.find(word, start, end)
        while place != -1:
            places.append(place)
            place = text.find(word, place + len(word), end)
    return sorted(places)
