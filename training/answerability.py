"""Train the cross-encoder further, to tell what answers a question from what is merely near it.

    python -m training.answerability BEGUN OUT FILE [FILE ...]

BEGUN holds the exported cross-encoder to begin with, OUT is a folder, the FILEs are the corpora
that `questions.jsonl.gz` and `near_misses.jsonl.gz` name (README.md). What is written to OUT is
for `training.export`.

A near miss is a question about what a speaker speaks of that asks what was not said; beside it
stands one of the same form that is answered (as in SQuAD 2.0; Rajpurkar et al. 2018). Whether a
passage answers is asked of both; of the answered ones also, which of two passages does, and which
of its sentences. Some questions of the first training are asked again, beside passages of the same
meeting, lest it be forgotten who of many answers.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.bert import WIDTH
from training.corpus import Asked, Place, Text, by_place, near_misses, questions, texts
from training.crossencoder import (
    CrossEncoder,
    Judged,
    Learner,
    answering,
    begun,
    nearest_first,
    sentence_loss,
    write,
)
from vectorstore.embed import Embedder, Reading

AGAIN = 5_000  # questions of the first training
AT_ONCE = 8  # questions in a batch
CLOSE, FARTHER = 4, 12  # passages that one of may stand beside the first; beside those again
NEAREST = 0.5  # how often it is the nearest of them
RATE, HEAD_RATE, SCALE_RATE = 3e-5, 3e-4, 6e-3
SHARES = (1.0, 0.7, 1.0)  # of the losses: which passage, which sentence, whether at all
OTHERS = 0.7  # weight of the passages beside the first, in the last
AGAIN_SURE = 0.4  # share of the last for a question that others of the meeting may answer too
SURE = (0.2, 0.2, -6.0)  # of relevance, of evidence, constant; to begin with
HELD_OUT = 16  # every one of so many statements
JUDGED = 5  # passages a question is read with, to see how it goes
SEED = 0


class Lesson(NamedTuple):
    """A question with passages of the statement or the meeting it is asked of, the nearest first.

    If it is answered, the first of them answers it, by the sentences that `asked` names.
    """

    question: str
    asked: Asked | None
    passages: tuple[Text, ...]
    again: bool = False  # of the first training


class Losses(NamedTuple):
    """The losses of one question; those that it has none of are None."""

    passage: Tensor | None
    sentence: Tensor | None
    sure: Tensor


class Answerability(nn.Module):
    """The cross-encoder, with what tells from its findings whether a passage answers at all."""

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self.reader = CrossEncoder()
        self.reader.network = begun(directory / "crossencoder.int8.onnx")
        with np.load(directory / "crossencoder.npz") as stored:
            for name in self.reader.heads():
                getattr(self.reader, name).data = torch.from_numpy(stored[name])
        self.both = nn.Parameter(torch.zeros(WIDTH))
        self.sure = nn.Parameter(torch.tensor(SURE))

    def forward(self, judged: Judged) -> Tensor:
        """Return the logit of a passage that was judged."""
        found = [each for _, each in judged.evidence]
        evidence = torch.stack(found).amax() if found else torch.tensor(0.0)
        told = torch.stack([judged.relevance, evidence, torch.tensor(1.0)])
        return judged.both @ self.both + self.sure @ told


def lessons(files: Sequence[Path]) -> tuple[list[tuple[Lesson, Lesson]], list[Lesson]]:
    """Return the pairs held out, answered and not, and all other lessons, shuffled."""
    pairs, again = near_misses(), questions()
    chance = random.Random(SEED)
    wanted = frozenset(place for each in pairs for place in each.window)
    found = texts(files, wanted | {one.place for one in again})
    known = by_place(found)
    again = [one for one in again if one.place in known]
    chance.shuffle(again)
    again = again[:AGAIN]
    beside: dict[str, list[int]] = {}
    for at, one in enumerate(found):
        for within in filter(None, (one.place[0], one.meeting)):
            beside.setdefault(within, []).append(at)
    model = Embedder()
    told = model.reading([one.text for one in found])

    def answered(asked: Asked, posed: Reading, within: str, *, again: bool) -> Lesson:
        near = nearest_first(posed, told, beside[within])
        others = [found[at] for at in near if found[at].place != asked.place]
        own = answering(asked, [found[at] for at in known[asked.place]])
        return Lesson(asked.question, asked, (own, *others[:FARTHER]), again)

    def unanswered(question: str, window: Sequence[Place], nearest: Place) -> Lesson:
        [posed] = model.reading([question])
        within = [at for place in window for at in known.get(place, ())]
        near = nearest_first(posed, told, [at for at in within if found[at].place != nearest])
        return Lesson(question, None, tuple(found[at] for at in (*known[nearest], *near)))

    held, own = list[tuple[Lesson, Lesson]](), list[Lesson]()
    for asked, posed in zip(again, model.reading([one.question for one in again]), strict=True):
        within = found[known[asked.place][0]].meeting or asked.place[0]
        own.append(answered(asked, posed, within, again=True))
    statements = sorted({each.asked.place[0] for each in pairs})
    for each in pairs:
        [posed] = model.reading([each.asked.question])
        both = (
            answered(each.asked, posed, each.asked.place[0], again=False),
            unanswered(each.unanswered, each.window, each.nearest),
        )
        if statements.index(each.asked.place[0]) % HELD_OUT:
            own += both
        else:
            held.append(both)
    chance.shuffle(own)
    return held, own


def losses(model: Answerability, lesson: Lesson, judged: Sequence[Judged]) -> Losses:
    """Return the losses of a question that was read with some of its passages."""
    logits = torch.stack([model(each) for each in judged])
    truth = torch.zeros(len(logits))
    truth[0] = lesson.asked is not None
    each = functional.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    sure = each[0] + (OTHERS * each[1:].mean() if len(each) > 1 else 0)
    if lesson.again:
        sure = AGAIN_SURE * sure
    if lesson.asked is None or len(judged) == 1:
        return Losses(None, None, sure)
    relevance = torch.stack([one.relevance for one in judged])
    passage = -functional.log_softmax(relevance, 0)[0]
    told = sentence_loss(lesson.asked, judged)
    return Losses(passage, told and told.loss, sure)


def judge(model: Answerability, held: Sequence[tuple[Lesson, Lesson]]) -> float:
    """Return the share of pairs of which the answered question is the surer one."""
    model.eval()
    right = 0
    with torch.no_grad():
        for pair in held:
            surest = [
                max(
                    float(model(one))
                    for one in model.reader([(each.question, t) for t in each.passages[:JUDGED]])
                )
                for each in pair
            ]
            right += surest[0] > surest[1]
    model.train()
    return round(right / len(held), 3)


def train(begun_with: Path, out: Path, files: Sequence[Path]) -> None:
    """Train and write the weights and what stands on them."""
    torch.manual_seed(SEED)
    held, own = lessons(files)
    model = Answerability(begun_with)
    count = len(own) // AT_ONCE
    rates = (RATE, HEAD_RATE, SCALE_RATE)
    learner = Learner(model.reader, ((model.both,), (model.sure,)), rates, count)
    print(f"{len(own)} questions, {count} steps; {len(held)} pairs held out", flush=True)
    chance, began = random.Random(SEED), time.monotonic()
    for at in range(count):
        loss = _loss(model, own[at * AT_ONCE :][:AT_ONCE], chance)
        learner.step(loss)
        if at % 50 == 0:
            print(f"{at}: {loss.item():.3f} after {time.monotonic() - began:.0f} s", flush=True)
    print(f"at the end: {judge(model, held)}", flush=True)
    write(model.reader, out)


def _loss(model: Answerability, batch: Sequence[Lesson], chance: random.Random) -> Tensor:
    """Return the loss of a batch, each question with its first passage and others near."""
    read = [[each.passages[0], *_beside(each, chance)] for each in batch]
    judged = iter(
        model.reader(
            [(e.question, text) for e, own in zip(batch, read, strict=True) for text in own]
        )
    )
    found = [
        losses(model, each, [next(judged) for _ in own])
        for each, own in zip(batch, read, strict=True)
    ]
    return sum(
        (
            share * torch.stack(own).mean()
            for share, kind in zip(SHARES, zip(*found, strict=True), strict=True)
            if (own := [each for each in kind if each is not None])
        ),
        torch.tensor(0.0),
    )


def _beside(lesson: Lesson, chance: random.Random) -> Sequence[Text]:
    """Return the passages that a question is read with beside the first, if there are any."""
    near = lesson.passages[1:]
    if not near:
        return ()
    one = near[0] if chance.random() < NEAREST else chance.choice(near[:CLOSE])
    other = chance.choice(near)
    return (one, other) if lesson.again and other is not one else (one,)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the cross-encoder to know what is unsaid.")
    parser.add_argument("begun", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    arguments = parser.parse_args()
    train(arguments.begun, arguments.out, arguments.files)
