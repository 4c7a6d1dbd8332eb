"""Answerable cases and a record in; questions that the record does not answer out.

The same cases over the same record give the same questions (`benchmarks.refusals` asks them).
Four ways:

* withdrawn: the paragraphs that answer are kept from the search and from whatever reads whole
  statements. Where another paragraph found has one of the key facts, nothing is concluded.
* absent country: another one is asked, which speaks nowhere in the record.
* absent year: another year is asked about, in which nothing in the record was said.
* flipped vote: why a country voted as it did not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from typing_extensions import override

from assistant import votes
from assistant.catalogue import Catalogue, catalogue
from assistant.parties import parties
from eval.cases import ReadyCase
from eval.metrics.folding import fold, stands_in
from eval.schema import Case, paragraph_key
from vectorstore.countries import mentions
from vectorstore.record import NO_FILTERS, Record
from vectorstore.schema import Filters, Retrieved, Statement

Way = Literal["withdrawn", "absent country", "absent year", "flipped vote"]

# Countries that a question about these debates might well name, in the order they are tried.
STRANGERS = (
    "Iceland", "Paraguay", "Bhutan", "Zambia", "Estonia", "Honduras", "Mongolia", "Malta",
    "Botswana", "Tonga",
)  # fmt: skip
YEARS = range(1961, 1990)
SUPPOSED = {"in favour": "against", "against": "in favour of", "abstaining": "against"}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
FILLER = "Withdrawn."
SHORTEST = 6  # letters of a key fact by which another paragraph is known to answer too


class Unanswerable(NamedTuple):
    """A question that the record does not answer, which refusal is right, and what is withdrawn."""

    case: Case
    way: Way
    withdrawn: frozenset[str] = frozenset()  # 'statement#3'


class Withholding(Record):
    """A record that keeps some of its paragraphs, and every answer, to itself."""

    withdrawn: frozenset[str] = frozenset()

    @override
    def search(
        self,
        query: str,
        filters: Filters = NO_FILTERS,
        k: int = 20,
        *,
        late: int = 0,
        read: int = 0,
    ) -> list[Retrieved]:
        found = super().search(query, filters, k + len(self.withdrawn), late=late, read=read)
        kept = [
            h for h in found if paragraph_key(h.statement_id, h.paragraph) not in self.withdrawn
        ]
        return [hit.model_copy(update={"rank": n}) for n, hit in enumerate(kept[:k], 1)]

    @override
    def statements(self, filters: Filters = NO_FILTERS) -> Iterator[Statement]:
        return map(self._blanked, super().statements(filters))

    @override
    def save_answer(self, id_: str, answer: str) -> None:
        """Keep nothing: these are answers to a record that does not exist."""

    def _blanked(self, statement: Statement) -> Statement:
        """Put a filler over what is withdrawn: places and numbers of paragraphs stay."""
        text = statement.text
        for each in statement.paragraphs:
            if paragraph_key(statement.id, each.number) in self.withdrawn:
                length = each.end - each.start
                text = text[: each.start] + FILLER.ljust(length)[:length] + text[each.end :]
        return statement.model_copy(update={"text": text})


def made(ready: Sequence[ReadyCase], record: Record) -> list[Unanswerable]:
    """Return every question that can be made, in order of the cases, the votes last."""
    answerable = [each for each in ready if each.case.expects_answer and not each.case.history]
    held = catalogue(record)
    swapped = chain.from_iterable(
        _swapped(each.case, number, held) for number, each in enumerate(answerable)
    )
    return [*_withdrawn(answerable), *swapped, *_flipped(record)]


def _withdrawn(ready: Sequence[ReadyCase]) -> Iterator[Unanswerable]:
    for case, gold in ready:
        if gold and case.count is None and not case.members:
            keys = frozenset(each.key for each in gold)
            yield Unanswerable(_unsaid(case, "withdrawn"), "withdrawn", keys)


def _unsaid(case: Case, way: str) -> Case:
    new = {"id": f"{case.id}:{way}", "answerable": False, "reason": "not_said"}
    return case.model_copy(update=new)


def _swapped(case: Case, number: int, held: Catalogue) -> Iterator[Unanswerable]:
    """Yield the case with the country asked, and with its year, exchanged for absent ones."""
    absent = [name for name in STRANGERS if name not in held.countries]
    asked = [each for each in parties(case.question, held) if each.standing == "explicit"]
    if absent and len(asked) == 1 and asked[0].country and asked[0].text == asked[0].country:
        who, new = asked[0], absent[number % len(absent)]
        text = case.question[: who.start] + new + case.question[who.end :]
        yield Unanswerable(_absent(case, text, "country"), "absent country")
    years = [y for y in YEARS if held.date_from is None or y < held.date_from.year]
    if years and len(set(_YEAR.findall(case.question))) == 1 and not _cites(case.question):
        text = _YEAR.sub(str(years[number % len(years)]), case.question)
        yield Unanswerable(_absent(case, text, "year"), "absent year")


def _absent(case: Case, text: str, way: str) -> Case:
    new = {"id": f"{case.id}:absent-{way}", "question": text, "answerable": False}
    return case.model_copy(update=new | {"reason": "absent_source"})


def _cites(text: str) -> bool:
    """Whether a year may be one of a resolution or document, which says nothing of when."""
    return bool(re.search(r"\((?:19|20)\d\d\)|[SA]/|\bresolution\b", text))


def _flipped(record: Record) -> Iterator[Unanswerable]:
    lists, _ = votes.all_lists(record, NO_FILTERS)
    sides = defaultdict[tuple[str, str], set[str]](set)
    for each in lists:
        for country in each.members:
            if each.statement.meeting:
                sides[country, each.statement.meeting].add(each.side)
    for (country, meeting), cast in sorted(sides.items()):
        spoke = record.scope(Filters(country=(country,), meeting=(meeting,))).statements
        if len(cast) == 1 and spoke:
            side = SUPPOSED[next(iter(cast))]
            text = f"Why did {country} vote {side} the draft resolution in {meeting}?"
            case = Case(id=f"{country}:{meeting}", question=text)
            yield Unanswerable(_unsaid(case, "flipped"), "flipped vote")


def answered_elsewhere(case: Case, retrieved: Sequence[Retrieved]) -> bool:
    """Whether a paragraph found beside those withdrawn has a key fact, and may well answer."""
    facts = [
        wording
        for fact in case.key_facts
        for wording in fact
        if len(wording) >= SHORTEST and not mentions(wording)
    ]
    texts = [fold(hit.text) for hit in retrieved]
    return any(stands_in(fact, text) for fact in facts for text in texts)
