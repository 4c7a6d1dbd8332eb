"""Good answers in; the same with one known fault each, and how many the metrics catch, out.

Five faults: a wrong speaker, a dropped "not", a quotation with one changed word, a citation to the
neighbouring paragraph, an invented number. An answer is caught if any metric of its citations is
below 1; a good answer that is caught is a false alarm.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args

from pydantic import Field

from assistant.attribution import speaker
from assistant.citations import citation
from assistant.schema import Answer, Citation, Sentence
from eval.citation_scores import citation_scores
from eval.schema import Case
from eval.sources import Sources
from vectorstore.schema import Frozen, Statement, Voice
from vectorstore.sentences import sentences

Fault = Literal[
    "wrong speaker", "dropped not", "changed word", "neighbouring paragraph", "invented number"
]
FAULTS: tuple[Fault, ...] = get_args(Fault)
WORDS = (12, 45)  # shortest and longest sentence of the record that an answer is made of
STRAY = ("always", "partial", "military", "former", "regional", "weekly", "civil", "joint")
_QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]")
_NOT = re.compile(r"\bnot\s|(?<=\bcan)not\b")


class Power(Frozen):
    """How the metrics did on one fault, or on the good answers."""

    answers: int = Field(ge=0, description="Answers in which the fault could be planted.")
    caught: int = Field(ge=0)
    by: dict[str, int] = Field(default_factory=dict, description="Answers caught, by metric.")

    @property
    def rate(self) -> float | None:
        """Share caught, None of none."""
        return self.caught / self.answers if self.answers else None


def measure(good: Sequence[Answer], sources: Sources, seed: int = 0) -> dict[str, Power]:
    """Return the power on each fault, and under 'good' the false alarms."""
    voices = [each.voices[0] for each in sources.everything()]
    national = [voice for voice in voices if voice.country and voice.speaker]
    found = {"good": _power(good, sources)}
    for fault in FAULTS:
        rng = random.Random(f"{seed} {fault}")  # noqa: S311 - chooses faults, keeps no secret
        faulty = [plant(fault, answer, sources, rng, national) for answer in good]
        found[fault] = _power([each for each in faulty if each is not None], sources)
    return found


def in_own_words(sources: Sources, count: int, seed: int = 0) -> Iterator[Answer]:
    """Yield good answers of two sentences: a quotation, and reported speech without marks.

    Reported without marks, a sentence must be borne out by its words, numbers and negations.
    """
    rng = random.Random(seed)  # noqa: S311 - as above
    places = [
        (statement, paragraph.number, span)
        for statement in sources.everything()
        for paragraph in statement.paragraphs
        if paragraph.kind == "speech" and statement.voices[paragraph.voice].speaker
        for span in _fit(statement.paragraph_text(paragraph.number))
    ]
    # Half of the sentences are negated, so that there is a "not" to drop.
    denied = [place for place in places if _NOT.search(_words(*place))]
    for n in range(count):
        first, second = rng.choice(places), rng.choice(denied)
        yield _answer(f"made-{n}", (first, second), quoted=(n % 2 == 0, n % 4 < 2))


def plant(
    fault: Fault, answer: Answer, sources: Sources, rng: random.Random, strangers: Sequence[Voice]
) -> Answer | None:
    """Return the answer with one fault in one of its sentences; None where it cannot have it."""
    places = [n for n, sentence in enumerate(answer.sentences) if sentence.citations]
    rng.shuffle(places)
    for place in places:
        sentence = answer.sentences[place]
        cited = next(c for c in answer.citations if c.n == sentence.citations[0])
        text, changed = _faulty(fault, sentence.text, cited, sources, rng, strangers)
        if (text, changed) != (sentence.text, cited):
            said = list(answer.sentences)
            said[place] = sentence.model_copy(update={"text": text})
            cites = tuple(changed if c.n == cited.n else c for c in answer.citations)
            new = {"sentences": tuple(said), "citations": cites}
            return answer.model_copy(update=new | {"text": " ".join(s.text for s in said)})
    return None


def _faulty(
    fault: Fault,
    text: str,
    cited: Citation,
    sources: Sources,
    rng: random.Random,
    strangers: Sequence[Voice],
) -> tuple[str, Citation]:
    if fault == "wrong speaker":
        return _wrong_speaker(text, cited, rng, strangers)
    if fault == "dropped not":
        return _NOT.sub("", text, count=1), cited
    if fault == "changed word":
        return _changed_word(text, rng), cited
    if fault == "invented number":
        return _invented_number(text, rng), cited
    return text, _neighbour(cited, sources)


def _wrong_speaker(
    text: str, cited: Citation, rng: random.Random, strangers: Sequence[Voice]
) -> tuple[str, Citation]:
    """Put the words into another's mouth: in the sentence, and every other time in both."""
    head, said, rest = text.partition(" said")
    other = rng.choice([v for v in strangers if v.country != cited.country])
    if not said or not head or other.speaker == cited.speaker:
        return text, cited
    lie = {"speaker": other.speaker, "country": other.country}
    return f"{speaker(other)}{said}{rest}", rng.choice([cited, cited.model_copy(update=lie)])


def _changed_word(text: str, rng: random.Random) -> str:
    """Change one word of a quotation into another."""
    quoted = _QUOTED.search(text)
    if quoted is None:
        return text
    words = list(re.finditer(r"\b[a-z]{4,}\b", quoted[1]))
    if not words:
        return text
    word = rng.choice(words)
    stray = rng.choice([each for each in STRAY if each != word[0]])
    start = quoted.start(1)
    return text[: start + word.start()] + stray + text[start + word.end() :]


def _invented_number(text: str, rng: random.Random) -> str:
    """Put a number before a word of what was said, or in place of one."""
    head, said, rest = text.partition(" said")
    words = list(re.finditer(r"\b(?:[a-z]{4,}|\d+)\b", rest.split("[")[0]))
    if not said or not words:
        return text
    word, number = rng.choice(words), str(rng.randint(211, 989))
    put = number if word[0].isdigit() else f"{number} {word[0]}"
    return f"{head}{said}{rest[: word.start()]}{put}{rest[word.end() :]}"


def _neighbour(cited: Citation, sources: Sources) -> Citation:
    """Cite the paragraph after, or before where it is the last, by its first sentence."""
    statement = sources.statement(cited.statement_id or "")
    if statement is None or cited.paragraph is None or len(statement.paragraphs) < 2:
        return cited
    last = cited.paragraph == len(statement.paragraphs)
    number = cited.paragraph + (-1 if last else 1)
    offset = statement.paragraphs[number - 1].start
    start, end = sentences(statement.paragraph_text(number))[0]
    return citation(cited.n, statement, number, offset + start, offset + end)


def _answer(
    name: str, places: Sequence[tuple[Statement, int, tuple[int, int]]], *, quoted: Sequence[bool]
) -> Answer:
    said, cites = [], []
    for n, (place, marks) in enumerate(zip(places, quoted, strict=True), 1):
        statement, number, (start, end) = place
        paragraph = statement.paragraphs[number - 1]
        intro = f"{speaker(statement.voice_of(number))} said"
        words = _words(*place)
        report = f'{intro}: "{words}" [{n}].' if marks else f"{intro} that {_inside(words)} [{n}]."
        support: Literal["verbatim", "supported"] = "verbatim" if marks else "supported"
        said.append(Sentence(text=report, citations=(n,), support=support))
        cites.append(citation(n, statement, number, paragraph.start + start, paragraph.start + end))
    text = " ".join(sentence.text for sentence in said)
    return Answer(
        id=name, question=name, standalone=name, kind="passage", mode="extractive", text=text,
        sentences=tuple(said), citations=tuple(cites),
    )  # fmt: skip


def _words(statement: Statement, number: int, span: tuple[int, int]) -> str:
    return statement.paragraph_text(number)[slice(*span)]


def _inside(words: str) -> str:
    """Return a sentence as it stands inside another: without its point, its first letter small."""
    bare = words.rstrip(". ")
    first = bare.split(maxsplit=1)[0]
    return bare if first == "I" or first[1:].isupper() else bare[0].lower() + bare[1:]


def _fit(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences that are plain prose of a fair length, free of marks."""
    shortest, longest = WORDS
    return [
        (start, end)
        for start, end in sentences(text)
        if shortest <= len(text[start:end].split()) <= longest
        if text[end - 1] == "." and not re.search(r"[\"“”\[\]:]", text[start:end])
    ]


def _power(answers: Sequence[Answer], sources: Sources) -> Power:
    by: dict[str, int] = {}
    caught = 0
    for answer in answers:
        below = [name for name, value in _values(answer, sources).items() if value < 1]
        caught += bool(below)
        for name in below:
            by[name] = by.get(name, 0) + 1
    return Power(answers=len(answers), caught=caught, by=by)


def _values(answer: Answer, sources: Sources) -> Mapping[str, float]:
    scores = citation_scores(Case(id=answer.id, question=answer.question), answer, sources)
    return {name: score.value for name, score in scores.items() if score.value is not None}
