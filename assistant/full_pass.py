"""A scope and tests in; which delegations' sentences meet each test out, every statement read."""

from __future__ import annotations

from assistant.criterion import Criterion, Verdict
from assistant.wanted import Wanted
from vectorstore.record import Record
from vectorstore.schema import Filters, Frozen, Paragraph, Statement, Voice
from vectorstore.sentences import sentences


class Match(Frozen):
    """A sentence that meets a criterion, or may."""

    statement: Statement
    paragraph: int
    span: tuple[int, int]


class Reading:
    """What a pass over the scope found, by delegation."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.read = 0
        self.spoke: dict[str, list[Match]] = {}  # each one's first sentence in each statement
        self.matched: dict[tuple[str, int], list[Match]] = {}  # by delegation and test
        self.borderline: dict[tuple[str, int], list[Match]] = {}

    def meets(self, who: str) -> bool:
        """Whether `who` meets the tests, and no borderline sentence could change that."""
        if self.wanted.absent:
            return not self._joined(who, sure=False)
        return self._joined(who, sure=True) and not self._left_out(who, sure=False)

    def may_meet(self, who: str) -> bool:
        """Whether `who` meets the tests if its borderline sentences are read in its favour."""
        if self.wanted.absent:
            return not self._joined(who, sure=True)
        return self._joined(who, sure=False) and not self._left_out(who, sure=True)

    def sentences(self, who: str) -> list[Match]:
        """Return what shows that `who` meets the tests; of one who does not say it, openings."""
        if self.wanted.absent:
            return self.spoke[who]
        return [m for part in self._parts() for m in self.matched.get((who, part), [])]

    def shown(self, who: str, most: int) -> list[Match]:
        """Return at most `most` of those, some of each part."""
        if self.wanted.absent:
            return self.spoke[who][:most]
        each = [found for part in self._parts() if (found := self.matched.get((who, part), []))]
        few = max(1, most // max(1, len(each)))
        chosen = [match for found in each for match in found[:few]]
        return list({(m.statement.id, m.paragraph, m.span): m for m in chosen}.values())

    def doubtful(self, who: str) -> list[Match]:
        """Return the borderline sentences of `who`."""
        return [m for (one, _), found in self.borderline.items() if one == who for m in found]

    def _parts(self) -> range:
        return range(len(self.wanted.parts))

    def _joined(self, who: str, *, sure: bool) -> bool:
        held = [self._held(who, part, sure=sure) for part in self._parts()]
        return any(held) if self.wanted.join == "any" else all(held)

    def _left_out(self, who: str, *, sure: bool) -> bool:
        return self.wanted.without is not None and self._held(who, len(self._parts()), sure=sure)

    def _held(self, who: str, test: int, *, sure: bool) -> bool:
        return (who, test) in self.matched or (not sure and (who, test) in self.borderline)


def read_all(
    record: Record,
    filters: Filters,
    wanted: Wanted,
    *,
    officials: bool,
    among: frozenset[str] | None = None,
) -> Reading:
    """Return what every spoken sentence in scope says of the tests.

    `officials`: those who speak for no country count too, by name. `among`: none but these.
    """
    reading = Reading(wanted)
    tests = [*wanted.parts, *([wanted.without] if wanted.without else [])]
    for statement in record.statements(filters):
        reading.read += 1
        begun: set[str] = set()
        for paragraph in statement.paragraphs:
            who = _delegation(statement, paragraph, filters, officials=officials)
            if who is None or paragraph.kind != "speech" or (among and who not in among):
                continue
            words = statement.text[paragraph.start : paragraph.end]
            if who not in begun:
                begun.add(who)
                opening = sentences(words)[0]
                reading.spoke.setdefault(who, []).append(
                    Match(statement=statement, paragraph=paragraph.number, span=opening)
                )
            for part, test in enumerate(tests):
                if test.possible(words):
                    _put_to(test, (who, part), statement, paragraph, reading)
    return reading


def _put_to(
    test: Criterion,
    key: tuple[str, int],
    statement: Statement,
    paragraph: Paragraph,
    reading: Reading,
) -> None:
    words = statement.text[paragraph.start : paragraph.end]
    voice = statement.voices[paragraph.voice]
    for start, end in sentences(words):
        verdict = test.verdict(words[start:end], voice)
        if verdict == "matched":
            verdict = _where(test, statement, words, voice)
        if verdict != "no":
            kept = reading.matched if verdict == "matched" else reading.borderline
            kept.setdefault(key, []).append(
                Match(statement=statement, paragraph=paragraph.number, span=(start, end))
            )


def _where(test: Criterion, statement: Statement, words: str, voice: Voice) -> Verdict:
    """Return whether a sentence of the paragraph `words` tells of the place asked about."""
    if test.beside:
        return test.holds_beside(f"{statement.topic or ''} {statement.text}")
    if test.there(statement.topic or "") or test.there(words, voice):
        return "matched"
    return "borderline" if test.there(statement.text) else "no"


def _delegation(
    statement: Statement, paragraph: Paragraph, filters: Filters, *, officials: bool
) -> str | None:
    voice = statement.voices[paragraph.voice]
    if filters.country and voice.country not in filters.country:
        return None
    if voice.country:
        return voice.country
    return (voice.speaker or None) if officials else None
