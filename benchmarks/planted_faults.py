"""Plant five known faults into 200 good answers and print how many the metrics catch.

    python -m benchmarks.planted_faults [DATA_DIR] [--seed N]

A hundred answers are the assistant's own, to shipped questions; a hundred are made of sentences of
the record, half of them reported without quotation marks. Aim: caught >= .98, false alarms <= .01.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from assistant.build import build_assistant, data_dir, ensure_record, quiet_dependencies
from assistant.schema import Answer, Question
from assistant.settings import Settings
from eval.cases import load, shipped
from eval.planted import Power, in_own_words, measure
from eval.sources import Sources
from vectorstore.record import Record

EACH = 100  # answers of the assistant, and answers made


def main() -> None:
    """Print the catch rate of each fault and the rate of false alarms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", nargs="?", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    quiet_dependencies()
    settings = Settings(data=given.data_dir) if given.data_dir else Settings()
    ensure_record(settings)
    with Record.open(data_dir(settings)) as record:
        sources = Sources(record)
        good = _asked(settings, record, sources, given.seed)
        good += in_own_words(sources, EACH, given.seed)
        for fault, power in measure(good, sources, given.seed).items():
            print(_line(fault, power))


def _asked(settings: Settings, record: Record, sources: Sources, seed: int) -> list[Answer]:
    """Return the assistant's answers to shipped questions, refusals left out."""
    assistant = build_assistant(settings, record)
    ready = load(shipped(), sources)
    random.Random(seed).shuffle(ready)
    answers: list[Answer] = []
    for case, _ in ready:
        answer = assistant.ask(Question(question=case.question, history=case.history))
        if answer.refusal is None and answer.citations:
            answers.append(answer)
        if len(answers) == EACH:
            break
    return answers


def _line(fault: str, power: Power) -> str:
    by = ", ".join(f"{name} {count}" for name, count in power.by.items())
    rate = "no answer could have it" if power.rate is None else f"{power.rate:.3f}"
    what = "false alarms" if fault == "good" else "caught"
    return f"{fault:24} {what:12} {power.caught:3} of {power.answers:3} = {rate}   {by}"


if __name__ == "__main__":
    main()
