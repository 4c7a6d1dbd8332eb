"""A set of cases in any format and a record in; the cases with their gold paragraphs out.

Every quotation is looked up in its statement. What is wrong is told by file, line and field.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from eval.errors import CaseError, EvalError
from eval.formats import Placed, read
from eval.schema import Case, Gold, GoldParagraph
from eval.sources import Sources

SHOWN = 60  # characters of a quotation in a message


class ReadyCase(NamedTuple):
    """A case and where the record answers it."""

    case: Case
    gold: tuple[GoldParagraph, ...]


def load(path: Path, sources: Sources) -> list[ReadyCase]:
    """Return the cases of `path`, checked against the record, in order.

    Raises:
        CaseError: a case is malformed, its id stands twice, or its words are not in the record.
    """
    placed = read(path)
    if not placed:
        raise EvalError(f"{path}: holds no case")
    wrong = list(problems(placed, sources))
    if wrong:
        more = f" (and {len(wrong) - 1} more such)" if len(wrong) > 1 else ""
        raise CaseError(wrong[0].place, wrong[0].field, wrong[0].reason + more)
    return [ReadyCase(each.case, gold_paragraphs(each.case, sources)) for each in placed]


def problems(placed: Sequence[Placed], sources: Sources) -> Iterator[CaseError]:
    """Yield what is wrong with the cases: ids that stand twice, words that stand nowhere."""
    first: dict[str, str] = {}
    for case, place in placed:
        if case.id in first:
            yield CaseError(place, "id", f"{case.id!r} stands in {first[case.id]} already")
        first.setdefault(case.id, place)
        for index, gold in enumerate(case.gold):
            if not sources.locate(gold):
                yield _missing(place, index, gold, sources)


def gold_paragraphs(case: Case, sources: Sources) -> tuple[GoldParagraph, ...]:
    """Return the case's gold paragraphs, each once, with the highest grade it is given."""
    found: dict[str, GoldParagraph] = {}
    for gold in case.gold:
        for paragraph in sources.locate(gold):
            known = found.get(paragraph.key)
            if known is None or known.grade < paragraph.grade:
                found[paragraph.key] = paragraph
    return tuple(found.values())


def shipped() -> Path:
    """Return the cases that come with the bundled record."""
    return Path(str(files("eval") / "cases" / "council.jsonl"))


def _missing(place: str, index: int, gold: Gold, sources: Sources) -> CaseError:
    words = gold.quote if len(gold.quote) <= SHOWN else gold.quote[:SHOWN] + "..."
    if gold.statement_id is None:
        return CaseError(place, f"gold[{index}].quote", f'"{words}" is in no statement held')
    if sources.statement(gold.statement_id) is None:
        where = f"gold[{index}].statement_id"
        return CaseError(place, where, f"the record holds no statement {gold.statement_id!r}")
    reason = f'"{words}" is not in {gold.statement_id}, word for word'
    return CaseError(place, f"gold[{index}].quote", reason)
