"""Does a question asked as a follow-up fare as the same question asked whole?

python -m benchmarks.followups [--data-dir DIR] [--split dev] [--show]

Of each case that plainly asks one country by its name two follow-ups are made, each behind a turn
that completes it: "And China?" after the same question to another country, and the question with
"they" or "their" for China after "What did China say?". The cases that are follow-ups themselves
are not used: they are written in one form only. Printed are the figures of both forms and their
paired difference.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from assistant.build import build_assistant, data_dir, quiet_dependencies
from assistant.catalogue import Catalogue, catalogue
from assistant.chain import Assistant
from assistant.parties import parties
from assistant.schema import Answer, Question
from assistant.settings import Settings
from eval.cases import ReadyCase, load, shipped
from eval.intervals import difference
from eval.metrics.answers import key_fact_recall
from eval.schema import paragraph_key
from eval.sources import Sources
from vectorstore.record import Record

IN_FIRST = 5


class Turn(NamedTuple):
    """A way to ask a case's question behind another."""

    way: str
    history: tuple[str, ...]
    question: str


def turns(text: str, held: Catalogue) -> Iterator[Turn]:
    """Yield the follow-ups that mean `text`, where it plainly asks one country by its name."""
    asked = [each for each in parties(text, held) if each.standing == "explicit"]
    if len(asked) != 1 or not asked[0].country or asked[0].text != asked[0].country:
        return
    who = asked[0]
    before, after = text[: who.start], text[who.end :]
    other = next(name for name in held.countries if name not in text)
    yield Turn("another country", (f"{before}{other}{after}",), f"And {who.country}?")
    owns = after.startswith(("'s", "’s"))
    rest = after[2:] if owns else after
    if before.endswith(("did ", "does ", "has ", "had ")) or owns:
        pronoun = f"{before}{'their' if owns else 'they'}{rest}"
        yield Turn("a pronoun", (f"What did {who.country} say?",), pronoun)


def main() -> None:
    """Ask both ways, and print."""
    quiet_dependencies()
    parser = argparse.ArgumentParser(description="Follow-ups beside the same questions whole.")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--show", action="store_true", help="what is read otherwise")
    arguments = parser.parse_args()
    settings = Settings(data=arguments.data_dir) if arguments.data_dir else Settings()
    with Record.open(data_dir(settings)) as record:
        assistant = build_assistant(settings, record)
        held = catalogue(record)
        whole = defaultdict[tuple[str, str], dict[str, float]](dict)
        further = defaultdict[tuple[str, str], dict[str, float]](dict)
        for ready in load(shipped(), Sources(record)):
            case = ready.case
            if arguments.split not in case.tags or not case.expects_answer or case.history:
                continue
            for turn in turns(case.question, held):
                first = assistant.ask(Question(question=case.question, filters=case.filters))
                then = _followed(assistant, turn, ready)
                if arguments.show and then.standalone != first.standalone:
                    print(f"{turn.way}: {first.standalone}\n  read as: {then.standalone}")
                for name, (one, other) in _scores(ready, first, then).items():
                    whole[turn.way, name][case.id] = one
                    further[turn.way, name][case.id] = other
    print("| follow-up by | figure | n | whole | as a follow-up | difference |")
    print("|---|---|---|---|---|---|")
    for (way, name), before in whole.items():
        moved = difference(name, before, further[way, name])
        if moved.before and moved.after and moved.change:
            print(
                f"| {way} | {name} | {len(before)} | {moved.before.value:.3f} | "
                f"{moved.after.value:.3f} | {moved.change.value:+.3f} "
                f"[{moved.change.low or 0:+.3f}, {moved.change.high or 0:+.3f}] |"
            )


def _followed(assistant: Assistant, turn: Turn, ready: ReadyCase) -> Answer:
    return assistant.ask(
        Question(question=turn.question, history=turn.history, filters=ready.case.filters)
    )


def _scores(ready: ReadyCase, first: Answer, then: Answer) -> dict[str, tuple[float, float]]:
    gold = {each.key for each in ready.gold}
    found: dict[str, tuple[float, float]] = {}
    if gold:
        found[f"found in the first {IN_FIRST}"] = (_hit(first, gold), _hit(then, gold))
    if ready.case.key_facts:
        facts = ready.case.key_facts
        found["key facts"] = (
            key_fact_recall(first.text, facts),
            key_fact_recall(then.text, facts),
        )
    return found


def _hit(answer: Answer, gold: set[str]) -> float:
    best = answer.retrieved[:IN_FIRST]
    return float(any(paragraph_key(hit.statement_id, hit.paragraph) in gold for hit in best))


if __name__ == "__main__":
    main()
