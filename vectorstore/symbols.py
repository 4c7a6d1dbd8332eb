"""Document symbols: found in texts, brought to one spelling, read from the names of files."""

from __future__ import annotations

import re
from typing import NamedTuple

from vectorstore.schema import SymbolMention

# The first part after the organ is a session or year (S/2013/..), a series (PV.7219, RES, AC.37)
# or a special session (S-20, ES-10); "A/H1N1" is none of these.
_SYMBOL = re.compile(
    r"(?:S|A|E|ST|CEDAW|CCPR|CERD|CAT|CRC)/"
    r"(?:\d[\dl]*|[A-Z]{2,5}(?:\.\s?\d+)?|[AC]+\.\d+|ES-\d+|S-\d+|INF)"
    r"(?:/[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*)*(?:\s?\+\s?Corr\.\d)?"
    r"(?![\w/])(?:\s?\((?:Resumption\s?\d+|(?:19|20)\d\d|[IVXL]+)\))?"
)
_ORGAN = re.compile(r"(?<![\w/])[A-Z]{1,5}$")
_RESOLUTION_YEAR = re.compile(r" \(((?:19|20)\d\d)\)")
_RESOLUTION_NUMBER = re.compile(r"(?<![\w/.])\d{1,4}$")
_ASSEMBLY_RESOLUTION = re.compile(
    r"resolutions?\s(?:[0-9/ ,and]{0,40}?\s)?(\d{1,2}/\d{1,3}(?:\s?[A-Z]\b)?)(?![/\d])"
)
# Characters before a number in which the word "resolution" must stand, for lists of them.
RESOLUTION_REACH = 160

_NAME = re.compile(
    r"^UNSC_(?P<year>(?:19|20)\d\d)_"
    r"(?:SPV\.(?P<meeting>\d+)(?:Resumption(?P<resumption>\d+))?"
    r"|S[._-]?(?P<letter_year>20\d\d)[._-](?P<letter>\d+))"
    r"(?:_sp(?:ee)?ch(?P<speech>\d+))?",
    re.IGNORECASE,
)
_DEBATE_NAME = re.compile(r"^(?P<country>[A-Z]{2,3})_(?P<session>\d{2})_(?P<year>(?:19|20)\d\d)$")


class NameFacts(NamedTuple):
    """What a file's name says of the statement in it."""

    symbol: str | None
    year: int
    speech_number: int | None = None
    country_code: str | None = None
    session: int | None = None


def parse_name(stem: str) -> NameFacts | None:
    """Return what a file name without suffix says, or None where it follows no known pattern.

    Known are the Security Council Debates corpus (`UNSC_2003_SPV.4726Resumption1_spch004`) and
    the General Debate corpus (`ARG_01_1946`).
    """
    if (debate := _DEBATE_NAME.match(stem)) is not None:
        return NameFacts(None, int(debate["year"]), None, debate["country"], int(debate["session"]))
    match = _NAME.match(stem)
    if match is None:
        return None
    symbol = f"S/PV.{match['meeting']}" if match["meeting"] else None
    if symbol and match["resumption"]:
        symbol += f" (Resumption {match['resumption']})"
    if match["letter"]:
        symbol = f"S/{match['letter_year']}/{match['letter']}"
    speech = int(match["speech"]) if match["speech"] else None
    return NameFacts(symbol, int(match["year"]), speech)


_PV = r"^s\s?/?\s?pv[.\s]*(\d+)"
_LOOSE = tuple(
    (re.compile(pattern, re.IGNORECASE), spelling)
    for pattern, spelling in (
        (
            _PV + r"\s*\(?\s*(?:resumption|resumed|res\.?)\s*(\d+)\s*\)?$",
            r"S/PV.\1 (Resumption \2)",
        ),
        (_PV + r"\s?\+\s?corr\.?\s?(\d+)$", r"S/PV.\1+Corr.\2"),
        (_PV + "$", r"S/PV.\1"),
        (r"^a/(\d+)/pv[.\s]*(\d+)$", r"A/\1/PV.\2"),
        (r"^s/res/(\d+) ?\((\d{4})\)$", r"S/RES/\1 (\2)"),
        (r"^(?:security council )?res(?:olution|\.)? (\d+) ?\((\d{4})\)$", r"S/RES/\1 (\2)"),
        (r"^(?:a/res/|(?:general assembly )?resolution )(\d+/\d+)$", r"A/RES/\1"),
    )
)


def normalise(symbol: str) -> str:
    """Return a symbol in its usual spelling: 's/pv 7219' -> 'S/PV.7219'; others as they stand."""
    collapsed = " ".join(symbol.split())
    for pattern, spelling in _LOOSE:
        if pattern.match(collapsed):
            return pattern.sub(spelling, collapsed)
    return collapsed


def meeting_of(symbol: str) -> str:
    """Return the symbol of a meeting without its corrigendum: 'S/PV.4644+Corr.1' -> 'S/PV.4644'."""
    return re.sub(r"\s?\+\s?Corr\.?\s?\d+$", "", normalise(symbol), flags=re.IGNORECASE)


def symbols(text: str) -> list[SymbolMention]:
    """Return the documents that `text` cites, in order, with resolutions named in words.

    "resolution 1441 (2002)" is S/RES/1441 (2002). What OCR has spoilt (S/2014/l89) is kept.
    """
    found = []
    slash = text.find("/")
    while slash != -1:
        organ = _ORGAN.search(text, max(0, slash - 6), slash)
        match = _SYMBOL.match(text, organ.start()) if organ is not None else None
        if match is not None and any(character.isdigit() for character in match.group()):
            found.append((match.start(), match.end(), normalise(match.group())))
        slash = text.find("/", slash + 1 if match is None else max(slash + 1, match.end()))
    if "/" in text and "esolution" in text:
        for match in _ASSEMBLY_RESOLUTION.finditer(text):
            found.append((match.start(1), match.end(1), f"A/RES/{match[1]}"))
    found += _council_resolutions(text)
    if not found:
        return []
    found.sort()
    mentions, position = [], 0
    for start, end, symbol in found:
        if start >= position:
            mentions.append(SymbolMention(symbol=symbol, start=start, end=end))
            position = end
    return mentions


def _council_resolutions(text: str) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    if " (19" not in text and " (20" not in text:
        return found
    near = -RESOLUTION_REACH
    for match in _RESOLUTION_YEAR.finditer(text):
        number = _RESOLUTION_NUMBER.search(text, max(0, match.start() - 5), match.start())
        if number is None:
            continue
        before = text[max(0, number.start() - RESOLUTION_REACH) : number.start()]
        # In a list each number stands near the one before: 1325 (2000), 1820 (2008) and ...
        if "esolution" in before or number.start() - near < 12:
            near = match.end()
            symbol = f"S/RES/{number.group()} ({match[1]})"
            found.append((number.start(), match.end(), symbol))
    return found
