"""The support gate's power: `python -m benchmarks.gate [--true 2000] [--claims FILE]`.

True sentences about the bundled record are each broken in ten ways (`benchmarks.broken`); printed
are what was caught by kind and the true ones refused by form. AttributionBench and WiCE files,
given by path, are other people's claims and labels: what the gate's checks and its score make of
claims that no speaker is the subject of, in texts that are no statements.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.checks.claim import Claim, Source, source
from assistant.checks.segment import CHECKS
from assistant.checks.support import cosine, coverage, support_fault
from assistant.gate import Gate
from assistant.schema import Evidence
from benchmarks.broken import BREAKS, true_sentences
from benchmarks.rates import rate
from vectorstore.embed import Embedder
from vectorstore.readers import read
from vectorstore.schema import Paragraph, Statement, Voice

SAMPLE = Path(__file__).parents[1] / "vectorstore" / "sample"


def lets_through(evidence: Sequence[Evidence], text: str) -> bool:
    """Whether the gate passes `text` as it is."""
    gate = Gate(evidence)
    return all(each.removed is None for each in [*gate.feed(text), *gate.finish()])


def power(statements: Sequence[Statement], most: int, seed: int) -> None:
    """Print what is caught by kind and form, and the false alarms."""
    chance = random.Random(seed + 1)
    true, refused = Counter[str](), Counter[str]()
    broken, caught = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for each in true_sentences(statements, seed, most):
        true[each.form] += 1
        if not lets_through(each.evidence, each.text):
            refused[each.form] += 1
            print(f"refused: {each.text}", file=sys.stderr)
        for kind, change in BREAKS.items():
            text = change(each, chance)
            if text is None or text == each.text:
                continue
            broken[kind, each.form] += 1
            if lets_through(each.evidence, text):
                print(f"missed ({kind}): {text}", file=sys.stderr)
            else:
                caught[kind, each.form] += 1
    forms = sorted(true)
    print("| broken | " + " | ".join(forms) + " | all | caught |")
    print("|---|" + "---|" * (len(forms) + 2))
    for kind in BREAKS:
        cells = [f"{caught[kind, form]}/{broken[kind, form]}" for form in forms]
        print(f"| {kind} | {' | '.join(cells)} | {_share(kind, caught, broken)} |")
    total, hit = sum(broken.values()), sum(caught.values())
    print(f"caught: {hit} of {total} = {hit / total:.4f}")
    wrong, all_true = sum(refused.values()), sum(true.values())
    by_form = ", ".join(f"{form} {refused[form]}/{true[form]}" for form in forms)
    print(f"false alarms: {wrong} of {all_true} = {wrong / all_true:.4f} ({by_form})")


def _share(kind: str, caught: Counter[tuple[str, str]], broken: Counter[tuple[str, str]]) -> str:
    hit = sum(n for (each, _), n in caught.items() if each == kind)
    total = sum(n for (each, _), n in broken.items() if each == kind)
    return f"{hit}/{total} | {hit / total:.4f}" if total else "0/0 | -"


def labelled(path: Path) -> Iterator[tuple[str, str, bool]]:
    """Yield claim, text and whether it is supported, of an AttributionBench or WiCE file."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if "attribution_label" in row:
            yield (
                row["claim"],
                "\n\n".join(row["references"]),
                (row["attribution_label"] == "attributable"),
            )
        else:
            chosen = sorted({place for group in row["supporting_sentences"] for place in group})
            text = " ".join(row["evidence"][place] for place in chosen)
            yield row["claim"], text, row["label"] == "supported"


def others(path: Path, embedder: Embedder) -> None:
    """Print the score's AUROC and the strict checks' precision and recall on labelled claims."""
    scores, strict, truth = list[float](), list[bool](), list[bool]()
    for words, text, supported in labelled(path):
        if not text.strip():
            continue
        claim, theirs = _aligned(words, text)
        near = cosine(words, theirs.window or text[:1000], embedder.embed)
        scores.append(coverage(claim, theirs) + near)
        faults = [*(check(claim, theirs) for check in CHECKS), support_fault(claim, theirs)]
        strict.append(not any(faults))
        truth.append(supported)
    passed = [label for label, through in zip(truth, strict, strict=True) if through]
    found = [through for label, through in zip(truth, strict, strict=True) if label]
    area = auroc(scores, truth)
    margin = 1.96 * standard_error(area, sum(truth), len(truth) - sum(truth))
    print(
        f"{path.name}: {len(truth)} claims, {sum(truth)} supported; score AUROC "
        f"{area:.3f} [{area - margin:.3f}, {area + margin:.3f}]; strict checks pass "
        f"{len(passed)}, of which {rate(passed)} supported; recall {rate(found)}"
    )


def standard_error(area: float, good: int, bad: int) -> float:
    """Return an AUROC's standard error, after Hanley and McNeil (1982)."""
    one, other = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area)
    variance += (good - 1) * (one - area**2) + (bad - 1) * (other - area**2)
    return float((variance / (good * bad)) ** 0.5)


def _aligned(words: str, text: str) -> tuple[Claim, Source]:
    voice = Voice(start=0, end=len(text))
    paragraph = Paragraph(number=1, start=0, end=len(text))
    statement = Statement(
        id="claim", source="-", sha256="-", text=text, voices=(voice,), paragraphs=(paragraph,)
    )
    claim = Claim(words, ())
    evidence = Evidence(n=1, statement=statement, paragraph=paragraph, score=1.0)
    return claim, source(claim, evidence, ())


def auroc(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """Return the share of (supported, unsupported) pairs in the right order; ties count half."""
    good = [score for score, label in zip(scores, truth, strict=True) if label]
    bad = [score for score, label in zip(scores, truth, strict=True) if not label]
    wins = sum((one > other) + 0.5 * (one == other) for one in good for other in bad)
    return wins / (len(good) * len(bad))


def main() -> None:
    """Run what is asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--true", type=int, default=2000, help="true sentences to make")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--claims", type=Path, action="append", default=[], metavar="FILE")
    arguments = parser.parse_args()
    started = time.perf_counter()
    if arguments.true:
        found = [each for each in read(SAMPLE) if isinstance(each, Statement)]
        power(found, arguments.true, arguments.seed)
    embedder = Embedder()
    for path in arguments.claims:
        others(path, embedder)
    print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
