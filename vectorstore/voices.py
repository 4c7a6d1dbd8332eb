"""Running text in, its paragraphs and who speaks in each of them out.

Most statements have one voice. The President of the Council has more: he takes the floor again
after a vote, and speaks for his own country between "I shall now make a statement in my capacity
as the representative of ..." and "I now resume my functions".
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from vectorstore import countries, groups
from vectorstore.address import Address, address, called_upon, switch_of_language
from vectorstore.schema import Paragraph, Provenance, Voice

PieceKind = Literal["speech", "vote", "note"]

_VOTE = re.compile(
    r"A (?:recorded )?vote was taken|In favour\s?:|Against\s?:|Abstain(?:ing|ed)\s?:"
    r"|Abstentions?\s?:"
)
_NOTE = re.compile(
    r"The meeting (?:rose|was (?:called|suspended|resumed|adjourned))\b"
    r"|The agenda was adopted\.?$|Adoption of the agenda$"
    r"|Expressions? of (?:thanks|welcome|sympathy)\b"
    r"|(?:Mr|Mrs|Ms|Sir|Dame|The)\b[^,;:]{2,80} (?:took the Chair|was escorted)\b"
    r"|The members of the (?:Security )?Council observed a minute of silence"
)
# At a paragraph's end, where the page ran on: "... authorized by The meeting rose at 4.10pm."
_MEETING_END = re.compile(r"\s(The meeting (?:rose|was \w+) (?:at|on) [^A-Z]{2,30}[.m]\s*$)")
# Looked for first: from each of a paragraph's characters the whole pattern costs a millisecond.
_ANNOUNCED = re.compile(r"\bstatement in my (?:national )?capacity\b", re.IGNORECASE)
_CAPACITY = re.compile(
    r"[^.\n]*\bstatement in my (?:national )?capacity\b(?P<as>[^.\n]*)\.?\s*", re.IGNORECASE
)
_RESUME = re.compile(
    r"\b(?:The President: )?I (?:shall |will )?(?:now )?(?:resume|revert to) my function"
)
# One who has spoken for a group goes on for his own country.
_NATIONAL = re.compile(
    r"\bin (?:my|our|its|a) national capacity\b|\b(?:speak|speaking|statement) (?:now )?"
    r"(?:on behalf of|as the representative of) (?:my own country|my country|(?P<own>[A-Z][\w ]+))"
)
# One of these stands in what `_NATIONAL` finds, and plain search is many times quicker.
_OF_NATIONAL = ("national capacity", "on behalf of", "as the representative of")
_SENTENCE_BEFORE = re.compile(r"[.?!][\"”’)]* (?=[^.?!]*$)")
# A heading has no stop, no first person and is short.
_HEADING = re.compile(r"[A-Z0-9][^.?!;:\"“”]{2,180}$")
_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|us|me)\b")
# How far into a turn "on behalf of" speaks for the whole of it.
OPENING = 1500  # characters


class Piece(NamedTuple):
    """A paragraph to be, and the index of its voice."""

    start: int
    end: int
    kind: PieceKind
    voice: int


class Floor(NamedTuple):
    """Who has the floor when, in which paragraphs, and by which words for groups."""

    voices: tuple[Voice, ...]
    paragraphs: tuple[Paragraph, ...]
    provenance: dict[str, Provenance]


def spans(text: str) -> list[tuple[int, int]]:
    """Return the stretches between blank lines."""
    found, position = [], 0
    while (end := text.find("\n\n", position)) != -1:
        found.append((position, end))
        position = end + 2
    return [*found, (position, len(text))]


def kind_of(words: str) -> PieceKind:
    """Return whether words were spoken, are part of a vote, or were only printed."""
    if _VOTE.match(words):
        return "vote"
    return "note" if _NOTE.match(words) else "speech"


def floor(text: str, opening: Address | None, main: Voice) -> Floor:
    """Return the voices and paragraphs of a statement whose first voice is `main`."""
    hearing = _Hearing(text, main, opening)
    for index, (start, end) in enumerate(spans(text)):
        hearing.paragraph(start, end, first=index == 0)
    return hearing.result()


class _Hearing:
    """Goes through a text from its start and notes who speaks."""

    def __init__(self, text: str, main: Voice, opening: Address | None) -> None:
        self.text = text
        self.opening = opening
        self.voices = [main]
        self.pieces: list[Piece] = []

    def paragraph(self, start: int, end: int, *, first: bool) -> None:
        if first and self.opening is not None:
            if self.opening.words is not None:
                self._add(*self.opening.words)
            start = self.opening.end
        elif not first and (again := self._turn(start)) is not None and again.end <= end:
            self._new_voice(start, _voice(again, self.voices[0]))
            start = again.end
        if (switch := switch_of_language(self.text, start)) is not None and switch[0] <= end:
            tongue = None if switch[1] == "English" else switch[1]
            self._new_voice(start, self.voices[-1].model_copy(update={"spoke_in": tongue}))
            start = switch[0]
        start = self._change_of_capacity(start, end)
        ends = self.text.find("The meeting ", start, end) != -1
        closing = _MEETING_END.search(self.text, start, end) if ends else None
        if closing is not None and closing.start(1) > start:
            self._add(start, closing.start())
            start = closing.start(1)
        self._add(start, end)

    def _turn(self, start: int) -> Address | None:
        """Return the form of address of a turn that begins at `start` inside the statement."""
        if (again := address(self.text, start)) is not None or not self.pieces:
            return again
        before = self.pieces[-1]
        return called_upon(self.text, start, self.text[before.start : before.end])

    def _change_of_capacity(self, start: int, end: int) -> int:
        """Let the President become a representative, or again the President; return the rest."""
        if self.voices[-1].capacity == "president":
            limit = min(end, start + 600)
            announced = None
            if _ANNOUNCED.search(self.text, start, limit):
                announced = _CAPACITY.search(self.text, start, limit)
            if announced is not None:
                self._add(start, announced.end())
                self._new_voice(announced.end(), self._national(announced["as"]))
                return announced.end()
        elif self.voices[-1].speaker == "The President":
            resumed = _RESUME.search(self.text, start, end)
            if resumed is not None:
                self._add(start, resumed.start())
                president = next(voice for voice in self.voices if voice.capacity == "president")
                self._new_voice(resumed.start(), president)
                return resumed.start()
        return start

    def _national(self, capacity: str) -> Voice:
        named = [mention for mention in countries.mentions(capacity) if mention.kind == "alias"]
        country = named[-1].country if named else None
        return self.voices[-1].model_copy(
            update={"country": country, "capacity": "national", "role": None}
        )

    def _new_voice(self, start: int, voice: Voice) -> None:
        while start < len(self.text) and self.text[start].isspace():
            start += 1
        self.voices[-1] = self.voices[-1].model_copy(update={"end": start})
        self.voices.append(voice.model_copy(update={"start": start, "end": len(self.text)}))

    def _add(self, start: int, end: int) -> None:
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        end -= len(words) - len(words.rstrip())
        if start < end:
            kind = kind_of(self.text[start:end])
            self.pieces.append(Piece(start, end, kind, len(self.voices) - 1))

    def result(self) -> Floor:
        """Return what was noted; voices that say nothing are left out, the main one excepted."""
        self._headings()
        self._own_capacity()
        speaking = {piece.voice for piece in self.pieces} | {0}
        kept = sorted(speaking)
        voices = [self.voices[index] for index in kept]
        for index in range(len(voices) - 1):
            voices[index] = voices[index].model_copy(update={"end": voices[index + 1].start})
        provenance: dict[str, Provenance] = {}
        voices = [_with_groups(self.text, voice, provenance) for voice in voices]
        paragraphs = tuple(
            Paragraph(
                number=number,
                start=piece.start,
                end=piece.end,
                kind=piece.kind,
                voice=kept.index(piece.voice),
            )
            for number, piece in enumerate(self.pieces, 1)
        )
        return Floor(tuple(voices), paragraphs, provenance)

    def _own_capacity(self) -> None:
        """Part a voice that speaks for a group from what it then says for its country."""
        if "n behalf of " not in self.text:  # it speaks for no group
            return
        for index, piece in enumerate(self.pieces):
            voice = self.voices[piece.voice]
            if voice.country is None or piece.kind != "speech":
                continue
            words = self.text[piece.start : piece.end]
            if not any(sign in words for sign in _OF_NATIONAL):
                continue
            own = _NATIONAL.search(self.text, piece.start, piece.end)
            if own is None or (own["own"] and countries.canonical(own["own"]) != voice.country):
                continue
            if groups.on_behalf_of(self.text, voice.start, own.start(), voice.country):
                self._part(index, own.start())
                return

    def _part(self, index: int, place: int) -> None:
        """Begin a new voice of the same speaker at the sentence around `place`."""
        piece = self.pieces[index]
        before = _SENTENCE_BEFORE.search(self.text, piece.start, place)
        start = before.end() if before is not None else piece.start
        old = piece.voice
        voice = self.voices[old].model_copy(update={"start": start, "on_behalf_of": ()})
        self.voices[old] = self.voices[old].model_copy(update={"end": start})
        self.voices.insert(old + 1, voice)
        later = [one._replace(voice=one.voice + 1) for one in self.pieces[index + 1 :]]
        parted = [piece._replace(start=start, voice=old + 1)]
        if before is not None:
            parted.insert(0, piece._replace(end=before.start() + len(before.group().rstrip())))
        self.pieces[index:] = [*parted, *later]

    def _headings(self) -> None:
        """Mark the section headings: short lines without a stop between spoken paragraphs."""
        for index, piece in enumerate(self.pieces):
            words = self.text[piece.start : piece.end]
            if piece.kind == "speech" and len(self.pieces) > 1 and _heading(words):
                following = self.pieces[index + 1 : index + 2]
                if not following or not self.text[following[0].start].islower():
                    self.pieces[index] = piece._replace(kind="note")


def _heading(words: str) -> bool:
    if len(words) > 180 or not _HEADING.match(words) or _PERSON.search(words):
        return False
    return len(words.split()) <= 25 and words[-1] not in ".,)'’"


def _voice(again: Address, main: Voice) -> Voice:
    """Return the voice of a turn inside the statement; the President's role stays his."""
    role = main.role if again.speaker == main.speaker else None
    return Voice(
        start=again.start,
        end=again.end,
        speaker=again.speaker,
        country=again.country,
        affiliation=None if again.country else again.affiliation,
        role=role,
        capacity=again.capacity,
        spoke_in=again.spoke_in,
    )


def _with_groups(text: str, voice: Voice, provenance: dict[str, Provenance]) -> Voice:
    if voice.capacity == "president":
        return voice
    behalf = [
        found
        for found in groups.on_behalf_of(text, voice.start, voice.end, voice.country)
        if found.start - voice.start <= OPENING
    ]
    aligned = groups.aligned_with(text, voice.start, voice.end)
    update: dict[str, object] = {}
    for field, found in (("on_behalf_of", behalf), ("aligned_with", aligned)):
        if found:
            before: tuple[str, ...] = getattr(voice, field)
            names = (*before, *(name for one in found for name in one.groups))
            update[field] = tuple(dict.fromkeys(names))
            words = text[found[0].start : found[0].end]
            provenance[field] = Provenance(
                kind="stated",
                rule="the speaker's own words",
                evidence=words,
                start=found[0].start,
                end=found[0].end,
            )
    return voice.model_copy(update=update) if update else voice
