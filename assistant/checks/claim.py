"""A composer's own words beside the paragraph they cite: both as tokens, aligned.

The window is the sentence of the paragraph that says most of what is claimed, with those that a
quotation stands in and those that add to it. The region is the part of the window that is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from assistant.checks.tokens import Token, tokens
from assistant.checks.vocabulary import GLUE, NEUTRAL, neutral_stems
from assistant.citations import day
from assistant.schema import Evidence
from vectorstore import countries
from vectorstore.schema import Voice
from vectorstore.sentences import sentences

WINDOW = 3  # sentences
NEW = 2  # words that a further sentence must add
LEFT = 4  # words before the region that still govern it


class Claim:
    """What the speaker is said to have said: own words, with the quoted ones in their places."""

    def __init__(self, own: str, quotes: Sequence[str], *, frame: bool = False) -> None:
        """Take the composer's words, `…` where each of `quotes` stands.

        A frame says when and where the speaker spoke, not what was said.
        """
        self.frame = frame
        pieces = own.split("…")
        texts = list(quotes)[len(quotes) - (len(pieces) - 1) :] if len(pieces) > 1 else []
        text, quoted = pieces[0], list[tuple[int, int]]()
        for words, piece in zip(texts, pieces[1:], strict=True):
            quoted.append((len(text), len(text) + len(words)))
            text += words + piece
        self.text = text
        self.own_text = own.replace("…", " ")
        self.tokens = tokens(text)
        self._quoted = quoted

    def is_own(self, token: Token) -> bool:
        """Whether the word is the composer's and not quoted."""
        return not any(start <= token.start < end for start, end in self._quoted)

    @cached_property
    def own(self) -> list[Token]:
        """The composer's own words."""
        return [token for token in self.tokens if self.is_own(token)]

    @property
    def only_quotes(self) -> bool:
        """Whether the words around the quotations claim nothing."""
        return all(token.lower in GLUE | NEUTRAL for token in self.own)

    @cached_property
    def content(self) -> list[Token]:
        """Own words that need a counterpart: neither light nor neutral verbs of saying."""
        places = {token.start: place for place, token in enumerate(self.tokens)}
        return [
            token
            for token in self.own
            if token.stem and not self._introduces(places[token.start], token)
        ]

    def _introduces(self, place: int, token: Token) -> bool:
        """Whether a verb of saying only introduces: it is the first word, or "that" follows."""
        following = self.tokens[place + 1].lower if place + 1 < len(self.tokens) else "that"
        quote_follows = place + 1 < len(self.tokens) and not self.is_own(self.tokens[place + 1])
        begins = token is self.own[0] or following == "that" or quote_follows
        return begins and token.lower in NEUTRAL


class Source(NamedTuple):
    """The paragraph's side: the window and the region of it that is claimed."""

    paragraph: str
    window: str
    tokens: list[Token]
    region: tuple[int, int]  # indices into `tokens`
    known: frozenset[str]  # stems of what need not stand in it: the speaker, when, where
    voice: Voice
    day: str
    meeting: str

    @property
    def region_tokens(self) -> list[Token]:
        """The claimed part of the window, with what governs it."""
        return self.tokens[slice(*self.region)]

    @property
    def after(self) -> str:
        """What the window says after the region."""
        end = self.region_tokens[-1].end if self.region_tokens else 0
        return self.window[end:]


def source(claim: Claim, evidence: Evidence, spans: Sequence[tuple[int, int]]) -> Source:
    """Align `claim` with the paragraph; `spans` are where its quotations stand in it."""
    window = _window(claim, evidence.text, spans)
    found = tokens(window)
    statement = evidence.statement
    when = day(statement)
    known = f"{_names(evidence.voice)} the Council"
    if claim.frame:
        about = (statement.meeting, statement.body, statement.topic, when, "meeting debate")
        known = " ".join([known, *filter(None, about)])
    return Source(
        paragraph=evidence.text,
        window=window,
        tokens=found,
        region=_region(claim, found),
        known=frozenset(token.stem for token in tokens(known) if token.stem),
        voice=evidence.voice,
        day=when,
        meeting=statement.meeting or "",
    )


def _names(voice: Voice) -> str:
    country = voice.country or ""
    other = (*countries.aliases(country), *countries.demonyms(country)) if country else ()
    printed = (voice.speaker, voice.affiliation, voice.role, country)
    return " ".join([*filter(None, printed), *other, *voice.on_behalf_of])


def _window(claim: Claim, paragraph: str, spans: Sequence[tuple[int, int]]) -> str:
    bounds = sentences(paragraph)
    wanted = {token.stem for token in claim.tokens if token.stem}
    stems = [
        {token.stem for token in tokens(paragraph[start:end])} & wanted for start, end in bounds
    ]
    chosen = {
        place
        for place, (start, end) in enumerate(bounds)
        if any(start < stop and begin < end for begin, stop in spans)
    }
    covered = set().union(*(stems[place] for place in chosen)) if chosen else set[str]()
    while len(chosen) < WINDOW:
        rest = [place for place in range(len(bounds)) if place not in chosen]
        best = max(rest, key=lambda place: len(stems[place] - covered), default=None)
        if best is None or len(stems[best] - covered) < (NEW if chosen else 1):
            break
        chosen.add(best)
        covered |= stems[best]
    return " ".join(paragraph[slice(*bounds[place])] for place in sorted(chosen))


def _region(claim: Claim, found: list[Token]) -> tuple[int, int]:
    wanted = {token.stem for token in claim.tokens if token.stem} - neutral_stems()
    places = [place for place, token in enumerate(found) if token.stem in wanted]
    if not places:
        return 0, 0
    # The claim's last light words ("serves none of us") have their counterparts there too.
    light = next((n for n, token in enumerate(reversed(claim.tokens)) if token.stem), 0)
    return max(0, places[0] - LEFT), places[-1] + 1 + light
