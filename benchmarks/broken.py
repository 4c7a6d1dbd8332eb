"""True sentences about real paragraphs, and the ten ways in which each can be made untrue.

Made by rule from statements, seeded, so that the support gate's power and its false alarms can be
counted. The true ones quote whole sentences, quote a part after the speaker's verb, or put the
speaker's first person into the third: what honest composers write.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from assistant.attribution import introduction, speaker
from assistant.checks.vocabulary import rungs, speech_verbs
from assistant.checks.vocabulary import words as words_of
from assistant.citations import day
from assistant.courtesies import courtesy, procedure
from assistant.schema import Evidence
from vectorstore import countries
from vectorstore.schema import Statement
from vectorstore.sentences import sentences

SHORTEST, LONGEST = 8, 45  # words of a sentence of the record
_FIRST = re.compile(r"^(?:We|I) (?P<verb>[a-z]+)\b(?P<rest>.*)$", re.DOTALL)
_SHIFT = (
    (r"\b(?:We|we|I) am\b", "it is"), (r"\b(?:We|we) are\b", "it is"),
    (r"\b(?:We|we|I) have\b", "it has"), (r"\b(?:We|we|I) do\b", "it does"),
    (r"\b(?:We|we|I) were\b", "it was"), (r"\b(?:We|we|I|[Mm]y delegation)\b", "it"),
    (r"\b[Oo]ur\b", "its"), (r"\b[Mm]y\b", "its"), (r"\bus\b", "it"), (r"\bme\b", "it"),
    (r"\bourselves\b", "itself"), (r"\bmyself\b", "itself"),
)  # fmt: skip
_MODAL = re.compile(r"\b(should|must|will|can|may|cannot|could|would)\b")
_OTHER_MODAL = {
    "should": "will", "must": "may", "will": "should", "can": "must", "may": "must",
    "cannot": "must not", "could": "will", "would": "must",
}  # fmt: skip
_MONTHS = "January February March April May June July August September October November December"
_NOT = re.compile(r"\b(?:not|never|no longer) ")
_BE = re.compile(r"\b(is|are|was|were|has|have|had|should|must|will|can|may|would|could)\b(?! not)")
_CUT = re.compile(r",? (?:but|unless|not|only if|except|provided that) ")


class True_(NamedTuple):  # noqa: N801 - True is taken
    """A true sentence: `before` + `said` + `after`, where `said` is what the record says."""

    form: str
    opening: str
    said: str
    closing: str
    about: Evidence
    evidence: tuple[Evidence, ...]

    @property
    def text(self) -> str:
        """The sentence."""
        return f"{self.opening}{self.said}{self.closing}"


def true_sentences(
    statements: Sequence[Statement], seed: int, most: int | None = None
) -> Iterator[True_]:
    """Yield true sentences about paragraphs in a seeded order, each with evidence beside it."""
    chance = random.Random(seed)
    places = [
        (statement, paragraph.number, span)
        for statement in statements
        for paragraph in statement.paragraphs
        if paragraph.kind == "speech"
        for span in sentences(statement.paragraph_text(paragraph.number))
    ]
    chance.shuffle(places)
    made = 0
    for statement, number, span in places:
        words = statement.paragraph_text(number)[slice(*span)]
        if not _fit(words) or statement.voice_of(number).speaker is None:
            continue
        evidence = _evidence(statement, number, chance.sample(list(statements), 2))
        yield _written(evidence, span, chance)
        made += 1
        if made == most:
            return


def _fit(words: str) -> bool:
    count = len(words.split())
    return (
        SHORTEST <= count <= LONGEST
        and not re.search(r"[\"“”:;]|\.\.\.|[^.!?]$", words)
        and words[0].isupper()
        and not courtesy(words)
        and not procedure(words)
    )


def _evidence(
    statement: Statement, number: int, others: Sequence[Statement]
) -> tuple[Evidence, ...]:
    """Return the paragraph, its neighbour, and paragraphs of others, numbered from 1."""
    neighbour = number + 1 if number < len(statement.paragraphs) else number - 1
    pairs = [(statement, number), *([(statement, neighbour)] if neighbour else [])]
    pairs += [(other, len(other.paragraphs)) for other in others if other.id != statement.id]
    return tuple(
        Evidence(n=n, statement=each, paragraph=each.paragraphs[place - 1], score=1.0 / n)
        for n, (each, place) in enumerate(pairs, 1)
    )


def _written(evidence: tuple[Evidence, ...], span: tuple[int, int], chance: random.Random) -> True_:
    about = evidence[0]
    words = about.text[slice(*span)]
    frame = ""
    when = day(about.statement)
    if when and chance.random() < 0.5:
        frame = f"{'On' if ' ' in when else 'In'} {when}, "
    form = chance.choice(("whole", "part", "part", "mixed", "indirect"))
    first = _FIRST.match(words)
    if form == "part" and first and first["verb"] in speech_verbs():
        name = speaker(about.voice)
        opening = f'{frame}{name} said that it {_third(first["verb"])} "'
        return True_("part", opening, first["rest"].strip(" ."), '" [1].', about, evidence)
    if form == "mixed":
        return _mixed(about, evidence, frame, chance, words)
    if form == "indirect":
        opening = f"{frame}{speaker(about.voice)} said that "
        return True_("indirect", opening, _shifted(words).rstrip(" .!?"), " [1].", about, evidence)
    return True_(
        "whole", f'{frame}{introduction(about, span)}: "', words, '" [1].', about, evidence
    )


def _mixed(
    about: Evidence, evidence: tuple[Evidence, ...], frame: str, chance: random.Random, words: str
) -> True_:
    """Put the beginning of a sentence into the composer's words and quote the rest of it."""
    each = words.rstrip(" .!?").split()
    place = chance.randrange(3, len(each) - 3)
    opening = f'{frame}{speaker(about.voice)} said that {_shifted(" ".join(each[:place]))} "'
    return True_("mixed", opening, " ".join(each[place:]), '" [1].', about, evidence)


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x")):
        return f"{verb}es"
    return verb if verb.endswith("ed") else f"{verb}s"


def _shifted(words: str) -> str:
    """Put a sentence into the third person, as reported speech does."""
    first = _FIRST.match(words)
    if first and first["verb"] in speech_verbs():
        words = f"it {_third(first['verb'])}{first['rest']}"
    for pattern, instead in _SHIFT:
        words = re.sub(pattern, instead, words)
    name = words.split(maxsplit=1)[0]
    return words if name[:1].islower() or not _common(name) else words[0].lower() + words[1:]


def _common(word: str) -> bool:
    """Whether a sentence's first word is a common one, whose capital is the sentence's."""
    return word.lower() in _COMMON


_COMMON = words_of(
    "the a an this that these those it in on at as if we i our my there such while when since for "
    "with by from all many some today one no both also however moreover indeed finally"
)


def country(true: True_, chance: random.Random) -> str | None:
    """Another country in the opening, or in what is said."""
    said = [m for m in countries.mentions(true.said) if m.kind == "alias"]
    if said and true.form == "indirect" and chance.random() < 0.5:
        mention = chance.choice(said)
        other = _other_country({m.country for m in said} | {true.about.voice.country or ""}, chance)
        said_now = true.said[: mention.start] + other + true.said[mention.end :]
        return f"{true.opening}{said_now}{true.closing}"
    own = true.about.voice.country
    if own is None or own not in true.opening:
        return None
    return f"{true.opening.replace(own, _other_country({own}, chance))}{true.said}{true.closing}"


def _other_country(known: set[str], chance: random.Random) -> str:
    names = [name for name in countries.all_countries()[:190] if name not in known]
    return chance.choice(names)


def person(true: True_, chance: random.Random) -> str | None:
    """Another speaker's name in the opening."""
    name = true.about.voice.speaker
    others = [e.voice.speaker for e in true.evidence if e.voice.speaker not in (None, name)]
    if name is None or name not in true.opening:
        return None
    other = chance.choice(others) if others else "Mr. Andersson"
    return f"{true.opening.replace(name, other or '')}{true.said}{true.closing}"


def number(true: True_, chance: random.Random) -> str | None:
    """Another number in what is said."""
    found = list(re.finditer(r"\b\d+(?:,\d{3})*\b", true.said))
    if not found:
        words = sorted(
            words_of("two three four five six seven eight nine ten hundreds thousands millions")
        )
        match = re.search(rf"\b(?:{'|'.join(words)})\b", true.said)
        if match is None:
            return None
        other = chance.choice([word for word in words if word != match[0]])
        return _replaced(true, match, other)
    match = chance.choice(found)
    value = int(match[0].replace(",", ""))
    return _replaced(true, match, str(value + chance.choice((1, 2, 10, -1))))


def date(true: True_, chance: random.Random) -> str | None:
    """Another day, month or year, in the opening or in what is said."""
    pattern = re.compile(rf"\b(?:{_MONTHS.replace(' ', '|')})\b(?! \d{{1,2}}\b)|\b(?:19|20)\d\d\b")
    for where in ("said", "opening"):
        found = list(pattern.finditer(getattr(true, where)))
        if found:
            match = chance.choice(found)
            other = (
                str(int(match[0]) + chance.choice((1, -1)))
                if match[0].isdigit()
                else chance.choice([month for month in _MONTHS.split() if month != match[0]])
            )
            text = getattr(true, where)
            changed = text[: match.start()] + other + text[match.end() :]
            return true._replace(**{where: changed}).text
    return None


def negation(true: True_, chance: random.Random) -> str | None:
    """A "not" left out or put in."""
    if (match := _NOT.search(true.said)) is not None:
        return _replaced(true, match, "")
    found = list(_BE.finditer(true.said))
    if not found:
        return None
    match = chance.choice(found)
    return _replaced(true, match, f"{match[0]} not")


def modality(true: True_, chance: random.Random) -> str | None:
    """Another modal: what should be is said to be going to be."""
    found = list(_MODAL.finditer(true.said))
    if not found:
        return None
    match = chance.choice(found)
    return _replaced(true, match, _OTHER_MODAL[match[0]])


def cut(true: True_, chance: random.Random) -> str | None:  # noqa: ARG001
    """What is said stops before "but", "not" or a condition."""
    match = _CUT.search(true.said, 20)
    if match is None:
        return None
    return f"{true.opening}{true.said[: match.start()]}{true.closing}"


def neighbour(true: True_, chance: random.Random) -> str | None:  # noqa: ARG001
    """The marker of the paragraph beside."""
    if len(true.evidence) < 2 or true.evidence[1].statement.id != true.about.statement.id:
        return None
    return true.text.replace("[1]", "[2]")


def clause(true: True_, chance: random.Random) -> str | None:
    """A clause that the paragraph does not have, before the marker or inside the quotation."""
    others = [each for each in true.evidence if each is not true.about]
    short = [
        words
        for other in others
        for start, end in sentences(other.text)
        if 4 <= len((words := other.text[start:end]).split()) <= 14 and words not in true.about.text
    ]
    if not short:
        return None
    invented = _shifted(chance.choice(short)).strip(" .,;:!?\"'“”[]")
    if true.form == "whole":
        return f"{true.opening}{true.said.rstrip(' .!?')}, and {invented}.{true.closing}"
    mark = '"' if true.form != "indirect" else ""
    return f"{true.opening}{true.said}{mark}, and that {invented} [1]."


def verb(true: True_, chance: random.Random) -> str | None:
    """An operative verb of another strength."""
    inside = true.form in ("part", "mixed")
    start = true.opening.find("said that") if inside else len(true.opening)
    text = f"{true.opening}{true.said}"
    found = [
        match
        for match in re.compile(r"\b[a-z]+\b").finditer(text, max(0, start))
        if match[0] in rungs() and match[0] in speech_verbs()
    ]
    if not found:
        return None
    match = found[0]
    ending = re.search(r"(?:ing|ed|s)?$", match[0])
    others = [
        word
        for word, rung in rungs().items()
        if rung != rungs()[match[0]]
        and word in speech_verbs()
        and re.search(r"(?:ing|ed|s)?$", word)[0] == (ending[0] if ending else "")  # type: ignore[index]
    ]
    changed = text[: match.start()] + chance.choice(others) + text[match.end() :]
    return f"{changed}{true.closing}"


def _replaced(true: True_, match: re.Match[str], other: str) -> str:
    said = true.said[: match.start()] + other + true.said[match.end() :]
    return f"{true.opening}{said}{true.closing}"


BREAKS: dict[str, Callable[[True_, random.Random], str | None]] = {
    "country": country,
    "speaker": person,
    "number": number,
    "date": date,
    "negation": negation,
    "modality": modality,
    "cut before not": cut,
    "neighbour": neighbour,
    "invented clause": clause,
    "verb strength": verb,
}
