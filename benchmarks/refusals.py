"""Are unanswerable questions refused? `python -m benchmarks.refusals [--split dev] [--limit N]`.

Asks what `eval.unanswerable` makes of the shipped cases and prints, by how it was made, how many
questions were refused, and for the right reason. Nothing is written to the record.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from assistant.build import build_assistant, data_dir, quiet_dependencies
from assistant.settings import Settings
from eval.cases import load, shipped
from eval.intervals import mean_interval
from eval.run import question
from eval.sources import Sources
from eval.unanswerable import Way, Withholding, answered_elsewhere, made


def main() -> None:
    """Ask, and print the table."""
    quiet_dependencies()
    parser = argparse.ArgumentParser(description="Are unanswerable questions refused?")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--cases", type=Path, default=shipped())
    parser.add_argument("--split", choices=("dev", "test"))
    parser.add_argument("--limit", type=int, help="of each way")
    arguments = parser.parse_args()
    settings = Settings(data=arguments.data_dir) if arguments.data_dir else Settings()
    with Withholding.open(data_dir(settings)) as record:
        ready = [
            each
            for each in load(arguments.cases, Sources(record))
            if arguments.split in (None, *each.case.tags)
        ]
        assistant = build_assistant(settings, record)
        refused = defaultdict[Way, list[float]](list)
        right = defaultdict[Way, list[float]](list)
        unsure = 0
        for asked in made(ready, record):
            if len(refused[asked.way]) == arguments.limit:
                continue
            record.withdrawn = asked.withdrawn
            answer = assistant.ask(question(asked.case))
            near = answer.retrieved if asked.withdrawn and answer.refusal is None else ()
            if answered_elsewhere(asked.case, near):
                unsure += 1
                continue
            refused[asked.way].append(float(answer.refusal is not None))
            reason = answer.refusal.reason if answer.refusal else None
            right[asked.way].append(float(reason == asked.case.reason))
    _print(refused, right, unsure)


def _print(refused: dict[Way, list[float]], right: dict[Way, list[float]], unsure: int) -> None:
    print("| made by | n | refused | 95 % interval | right reason |")
    print("|---|---|---|---|---|")
    for way, values in refused.items():
        whole = mean_interval(values)
        if whole is not None:
            span = f"{whole.low or 0:.2f}-{whole.high or 0:.2f}"
            reasons = sum(right[way]) / len(values)
            print(f"| {way} | {len(values)} | {whole.value:.3f} | {span} | {reasons:.3f} |")
    print(f"\nanswered by another paragraph that has a key fact, not counted: {unsure}")


if __name__ == "__main__":
    main()
