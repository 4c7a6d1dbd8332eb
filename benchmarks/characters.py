"""Scripted models of several characters over real HTTP: what of their replies the gate lets stand.

python -m benchmarks.characters --data-dir DIR [--questions 60]

DIR is a record of the bundled statements; answers are kept in it, so give a copy. Each character
answers dev questions of eval/cases/council.jsonl from what the record finds. Printed are ALCE's
citation recall and precision after the gate, as the evaluation measures them, the share of its
sentences that was taken out or replaced, answers that ended in quotations instead, and the time.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.build import quiet_dependencies
from assistant.model import ModelComposer
from assistant.schema import Answer
from assistant.server import Patience, PatientModel, Server
from benchmarks.hostile_scenes import Remembering, Scene, Set, scenes
from eval.citation_scores import judged
from eval.metrics.citations import precision, recall
from eval.sources import Sources
from tests.assistant.scripted_server import (
    Passage,
    ScriptedServer,
    cites_99,
    cites_nothing,
    honest,
    inventing,
    obedient,
    plays,
    sloppy,
)
from vectorstore.record import Record

PATIENT = Patience(first=30, between=30, total=60, pause=0.05)  # the machine may be busy


def shapeless(found: list[Passage]) -> str:
    """Ignore the format: a heading, a list, no marks, no numbers, a remark at the end."""
    lines = "\n".join(f"{n}. {p.sentence}" for n, p in enumerate(found[:3], 1))
    return f"## Summary\n\n{lines}\n\nI hope this helps!"


CHARACTERS = {
    "honest": honest,
    "sloppy": sloppy,
    "inventing": inventing,
    "obedient": obedient,
    "cites [99]": cites_99,
    "cites nothing": cites_nothing,
    "ignores the format": shapeless,
}


def row(name: str, answers: Sequence[Answer], seconds: Sequence[float], sources: Sources) -> str:
    """Return one character's line of the table."""
    recalls, precisions = list[float](), list[float]()
    for answer in answers:
        verdicts = judged(answer, sources)
        if not verdicts:
            continue
        recalls.append(recall([alce for _, alce in verdicts]))
        precise = precision([alce for _, alce in verdicts], [len(s.citations) for s, _ in verdicts])
        precisions += [precise] if precise is not None else []
    removed = sum(len(answer.removed) for answer in answers)
    written = sum(len(a.sentences) + sum(not r.replaced_by for r in a.removed) for a in answers)
    quoted = sum(answer.mode == "extractive" for answer in answers)
    refused = sum(answer.refusal is not None for answer in answers)
    return (
        f"| {name} | {len(answers)} | {statistics.mean(recalls):.3f} "
        f"| {statistics.mean(precisions):.3f} | {removed / max(1, written):.2f} | {quoted} "
        f"| {refused} | {statistics.median(seconds):.2f} s |"
    )


def tried(record: Record, character: str, found: Sequence[Scene]) -> str:
    """Ask every question of one character."""
    answers, seconds = list[Answer](), list[float]()
    with ScriptedServer(plays(CHARACTERS[character])) as server:
        model = ModelComposer(PatientModel(Server(model="m", base_url=server.base_url), PATIENT))
        asking = Set(record, model, model.mode)
        for scene in found:
            began = time.perf_counter()
            answers.append(asking.ask_of(scene, scene.found.evidence))
            seconds.append(time.perf_counter() - began)
    return row(character, answers, seconds, Sources(record))


def main() -> None:
    """Run what is asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True, help="a record of the sample")
    parser.add_argument("--questions", type=int, default=60)
    arguments = parser.parse_args()
    quiet_dependencies()
    kept = arguments.data_dir / "scenes.jsonl"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "record"
        shutil.copytree(arguments.data_dir, folder)
        with Record.open(folder, Remembering()) as record:
            found = scenes(record, kept, arguments.questions)[: arguments.questions]
            print(
                "| character | questions | recall | precision | taken out or replaced | quotations "
                "instead | refused | composing, median |"
            )
            print("|---|---|---|---|---|---|---|---|", flush=True)
            for character in CHARACTERS:
                print(tried(record, character, found), flush=True)


if __name__ == "__main__":
    main()
