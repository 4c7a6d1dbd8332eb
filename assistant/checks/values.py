"""Numbers, dates, symbols and names in the composer's words: each must stand in the paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.checks.claim import Claim, Source
from assistant.checks.tokens import Token
from vectorstore import countries
from vectorstore.symbols import symbols

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s)?(?P<month>{'|'.join(_MONTHS)})\b"
    r"(?:\s(?P<second>\d{1,2})(?!\d))?,?(?:\s(?P<year>\d{4}))?",
    re.IGNORECASE,
)
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBERS = {
    **{word: str(value) for value, word in enumerate(_ONES)},
    **{word: str(value) for value, word in zip(range(20, 100, 10), _TENS, strict=True)},
    "hundred": "hundred", "hundreds": "hundred", "thousand": "thousand", "thousands": "thousand",
    "million": "million", "millions": "million", "billion": "billion", "billions": "billion",
    "dozen": "dozen", "dozens": "dozen", "half": "half", "third": "3rd", "quarter": "quarter",
    "second": "2nd", "twice": "twice", "double": "double", "percent": "percent",
}  # fmt: skip
_NOT_NUMBERS = frozenset({"one", "second"})  # far more often a pronoun, a "secondly"
NEAR = 4  # words between a number and what it counts


def values_fault(claim: Claim, source: Source) -> str | None:
    """Return the first number, date, symbol or name that the paragraph does not bear out."""
    return (
        _symbol_fault(claim, source)
        or _date_fault(claim, source)
        or _number_fault(claim, source)
        or _country_fault(claim, source)
        or _name_fault(claim, source)
    )


def number(token: Token) -> str | None:
    """Return the value of a number in digits or words as a string, None for other words."""
    if token.word[0].isdigit():
        return token.word.replace(",", "")
    return None if token.lower in _NOT_NUMBERS else _NUMBERS.get(token.lower)


def _number_fault(claim: Claim, source: Source) -> str | None:
    theirs: dict[str, list[int]] = {}
    for place, token in enumerate(source.tokens):
        if (value := number(token)) is not None:
            theirs.setdefault(value, []).append(place)
    elsewhere = _checked_already(claim.text)
    for place, token in enumerate(claim.tokens):
        value = number(token)
        if value is None or not claim.is_own(token) or token.start in elsewhere:
            continue
        if claim.frame and len(value) == 4 and value in source.day:
            continue
        if value not in theirs:
            return f"the number {token.word} is not in the paragraph"
        counted = next((t.stem for t in claim.tokens[place + 1 : place + 2] if t.stem), None)
        if counted and not any(_near(source.tokens, at, counted) for at in theirs[value]):
            return f"the paragraph does not say {token.word} of that"
    return None


def _checked_already(text: str) -> set[int]:
    """Return the places of the numbers in dates and symbols: those are judged as a whole."""
    spans = [match.span() for match in _DATE.finditer(text)]
    spans += [(mention.start, mention.end) for mention in symbols(text)]
    return {place for start, end in spans for place in range(start, end)}


def _near(theirs: list[Token], place: int, stem: str) -> bool:
    return any(token.stem == stem for token in theirs[max(0, place - NEAR) : place + NEAR + 1])


def _date_fault(claim: Claim, source: Source) -> str | None:
    # When it was said is the statement's own date; what was said may speak of others.
    theirs = list(_dates(source.day if claim.frame else f"{source.day}; {source.window}"))
    for ours in _dates(claim.own_text):
        fits = any(
            all(part is None or part == other for part, other in zip(ours, date, strict=True))
            for date in theirs
        )
        if not fits:
            return f"the date {' '.join(part for part in ours if part)} is not that of the record"
    return None


def _dates(text: str) -> Iterable[tuple[str | None, str, str | None]]:
    for match in _DATE.finditer(text):
        if match["month"].lower() in ("may", "march") and not match["month"][0].isupper():
            continue
        if match["month"].lower() == "may" and not (
            match["day"] or match["second"] or match["year"]
        ):
            continue
        day = match["day"] or match["second"]
        yield (day.lstrip("0") if day else None, match["month"].lower(), match["year"])


def _symbol_fault(claim: Claim, source: Source) -> str | None:
    theirs = {mention.symbol for mention in symbols(source.paragraph)} | {source.meeting}
    for mention in symbols(claim.own_text):
        if mention.symbol not in theirs:
            return f"the paragraph does not cite {mention.symbol}"
    return None


def _country_fault(claim: Claim, source: Source) -> str | None:
    """Countries must be in the window, and in its order: who does it and to whom it is done."""
    own = source.voice.country
    theirs = [mention.country for mention in countries.mentions(source.window)]
    everywhere = {mention.country for mention in countries.mentions(source.paragraph)}
    ours = [mention.country for mention in countries.mentions(claim.own_text)]
    for country in ours:
        if country not in everywhere and country != own:
            return f"the paragraph does not speak of {country}"
    left = iter(theirs)
    named = [c for c in ours if c in theirs and c != own]
    if any(country not in left for country in named):
        return f"the paragraph says otherwise of {' and '.join(dict.fromkeys(named))}"
    return None


def _name_fault(claim: Claim, source: Source) -> str | None:
    theirs = {word.lower() for word in re.findall(r"[^\W_]+", source.paragraph)}
    stems = {token.stem for token in source.tokens} | source.known
    mentioned = {
        place
        for mention in countries.mentions(claim.text)
        for place in range(mention.start, mention.end)
    }
    for token in claim.own[1:]:
        named = token.word[0].isupper() and token.stem and token.start not in mentioned
        if named and token.lower not in theirs and token.stem not in stems:
            return f"the paragraph does not name {token.word}"
    return None
