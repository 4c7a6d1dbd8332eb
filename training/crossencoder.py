"""Train the cross-encoder on questions, the paragraphs that answer them and those that might.

    python -m training.crossencoder OUT FILE [FILE ...]

OUT is a folder, the FILEs are the corpora that `questions.jsonl.gz` names (README.md).
`OUT/weights.safetensors` and `OUT/crossencoder.npz` are for `training.export`.

It begins as the embedding model that ships, read back from its eight bits, and compares wordpieces
as late interaction does (`vectorstore.crossencoder.compare`), so that from the first step on it
tells passages apart; what it learns is to read them in the light of the question. Each question
stands beside a passage that answers it and two that the search would put near it. Three things are
asked of it: which of the three passages answers, which of all their sentences, and, passage by
passage, whether it answers.
"""

from __future__ import annotations

import argparse
import random
import time
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from training.bert import WIDTH, Bert
from training.corpus import Asked, Text, by_place, questions, texts
from training.network import read_back
from vectorstore.crossencoder import pair_tokenizer
from vectorstore.embed import MINILM, Embedder, Reading
from vectorstore.search import nearest

QUESTIONS_AT_ONCE = 8
BESIDE = 2  # passages beside the one that answers: one of the nearest four, one of the nearest 16
CLOSE, NEAR = 4, 16
LOOKED_AT = 48  # by their vectors; late interaction orders them
LATE_SHARE = 0.7  # in that order
RATE, HEAD_RATE, SCALE_RATE = 6e-5, 5e-4, 1e-2
DECAY = 0.01
WARM = 0.06  # of all steps
SHARES = (1.0, 0.7, 0.3)  # of the three losses
SCALE = 30.0  # of the mean cosine, to begin with
SURE = (0.3, -6.0)  # of a passage's relevance: what its likelihood is a logistic of, to begin with
LONGEST = 240  # wordpieces read of a question and a passage
AT_ONCE = 8  # pairs run together
HELD_OUT = 0.03  # of the paragraphs, the same as the embedding's training holds out
JUDGED = 160  # questions of those
SEED = 0

Pair = tuple[str, Text]


class Lesson(NamedTuple):
    """A question, a passage that answers it, and passages near it that are of other paragraphs."""

    asked: Asked
    told: Text
    near: tuple[Text, ...]  # the nearest first


class Judged(NamedTuple):
    """What the model finds of a pair."""

    relevance: Tensor  # shape ()
    evidence: list[tuple[int, Tensor]]  # number of the sentence, shape ()
    both: Tensor  # shape (384,), of the mark that question and passage begin with


class Losses(NamedTuple):
    """The three losses of a batch, and how many of its questions are answered right."""

    passage: Tensor
    sentence: Tensor
    sure: Tensor
    passages_right: int
    sentences_right: int


class CrossEncoder(nn.Module):
    """The network with what stands on it."""

    def __init__(self) -> None:
        super().__init__()
        self.network = begun(MINILM / "model.int8.onnx")
        self.axes = nn.Parameter(torch.from_numpy(Embedder().axes.astype(np.float32)))
        self.share = nn.Parameter(torch.zeros(WIDTH))
        self.whole = nn.Parameter(torch.zeros(WIDTH))
        self.part = nn.Parameter(torch.zeros(WIDTH))
        self.scale = nn.Parameter(torch.tensor(SCALE))
        self.sure = nn.Parameter(torch.tensor(SURE))
        self._cut = pair_tokenizer()
        self._cut.enable_truncation(max_length=LONGEST, strategy="only_second")

    def forward(self, pairs: Sequence[Pair]) -> list[Judged]:
        """Return what is found of each pair, in order."""
        read = [self._cut.encode(question, text.text) for question, text in pairs]
        order = sorted(range(len(read)), key=lambda at: len(read[at].ids))
        judged: dict[int, Judged] = {}
        for start in range(0, len(order), AT_ONCE):
            part = order[start : start + AT_ONCE]
            ids, types, mask = (
                nn.utils.rnn.pad_sequence(rows, batch_first=True)
                for rows in (
                    [torch.tensor(read[at].ids) for at in part],
                    [torch.tensor(read[at].type_ids) for at in part],
                    [torch.ones(len(read[at].ids)) for at in part],
                )
            )
            with torch.autocast("cpu", dtype=torch.bfloat16):
                states = self.network(ids, mask, types)
            for at, row in zip(part, states.float(), strict=True):
                begins, ends = read[at].type_ids.index(1), len(read[at].ids) - 1
                places = [start for start, _ in read[at].offsets[begins:ends]]
                found = self._judged(row[1 : begins - 1], row[begins:ends], places, pairs[at][1])
                judged[at] = Judged(*found, row[0])
        return [judged[at] for at in range(len(pairs))]

    def heads(self) -> dict[str, Tensor]:
        """Return what stands on the network, under the names that it ships with."""
        return {
            name: getattr(self, name).detach()
            for name in ("axes", "share", "whole", "part", "scale")
        }

    def _judged(
        self, asked: Tensor, told: Tensor, places: list[int], text: Text
    ) -> tuple[Tensor, list[tuple[int, Tensor]]]:
        """Compare the wordpieces of a question with those of a passage, as `compare` does."""
        cosines = (
            functional.normalize(asked @ self.axes, dim=-1)
            @ functional.normalize(told @ self.axes, dim=-1).T
        )
        shares = torch.softmax(asked @ self.share, 0)
        evidence = list[tuple[int, Tensor]]()
        for number, start, end in text.spans:
            first, last = bisect_left(places, start), bisect_left(places, end)
            if last > first:
                near = self.scale * (shares @ cosines[:, first:last].amax(1))
                evidence.append((number, near + told[first:last].mean(0) @ self.part))
        relevance = self.scale * (shares @ cosines.amax(1)) + told.mean(0) @ self.whole
        return relevance, evidence


def begun(file: Path) -> Bert:
    """Return the network of a file that ships, to be trained on."""
    return Bert({name: torch.from_numpy(each) for name, each in read_back(file).items()})


def lessons(files: Sequence[Path]) -> tuple[list[Lesson], list[Lesson]]:
    """Return the questions with their passages: those held out, and the others."""
    asked = questions()
    found = texts(files, frozenset(one.place for one in asked))
    known = by_place(found)
    asked = [one for one in asked if one.place in known]
    model = Embedder()
    told = model.reading([one.text for one in found])
    posed = model.reading([one.question for one in asked])
    vectors = np.stack([one.vector for one in told])
    every = list[Lesson]()
    for one, question in zip(asked, posed, strict=True):
        near = [at for at in _near(question, told, vectors) if found[at].place != one.place]
        own = [found[at] for at in known[one.place]]
        every.append(Lesson(one, answering(one, own), tuple(found[at] for at in near[:NEAR])))
    places = sorted({one.place for one in asked})
    random.Random(SEED).shuffle(places)
    held = set(places[: round(HELD_OUT * len(places))])
    return (
        [each for each in every if each.asked.place in held],
        [each for each in every if each.asked.place not in held],
    )


def _near(question: Reading, told: Sequence[Reading], vectors: np.ndarray) -> list[int]:
    """Return the passages nearest to a question among all."""
    first = np.argpartition(-(vectors @ question.vector), LOOKED_AT)[:LOOKED_AT]
    return nearest_first(question, told, [int(at) for at in first])


def nearest_first(question: Reading, told: Sequence[Reading], some: Sequence[int]) -> list[int]:
    """Return `some` of the passages, ordered by their vectors and late interaction."""
    if not some:
        return []
    cosines = np.array([told[at].vector @ question.vector for at in some])
    late = nearest(question.pieces, [told[at].pieces for at in some])
    scores = LATE_SHARE * late + (1 - LATE_SHARE) * cosines
    return [some[at] for at in np.argsort(-scores)]


def answering(asked: Asked, own: Sequence[Text]) -> Text:
    """Return the passage of the paragraph that has a sentence which answers."""
    having = (text for text in own if any(number in asked.sentences for number, _, _ in text.spans))
    return next(having, own[0])


def losses(model: CrossEncoder, batch: Sequence[Lesson], chance: random.Random | None) -> Losses:
    """Return the losses of a batch; without `chance`, beside the nearest four passages."""
    beside = [_beside(one, chance) for one in batch]
    pairs = [
        (one.asked.question, text)
        for one, others in zip(batch, beside, strict=True)
        for text in (one.told, *others)
    ]
    judged = iter(model(pairs))
    passage, sentence, sure = list[Tensor](), list[Tensor](), list[Tensor]()
    passages_right = sentences_right = 0
    for one, others in zip(batch, beside, strict=True):
        own, *rest = [next(judged) for _ in (one.told, *others)]
        relevance = torch.stack([own.relevance, *(each.relevance for each in rest)])
        passage.append(-functional.log_softmax(relevance, 0)[0])
        truth = torch.zeros(len(relevance))
        truth[0] = 1
        sure.append(
            functional.binary_cross_entropy_with_logits(
                model.sure[0] * relevance + model.sure[1], truth
            )
        )
        passages_right += int(relevance.argmax() == 0)
        told = sentence_loss(one.asked, (own, *rest))
        if told is not None:
            sentence.append(told.loss)
            sentences_right += told.right
    return Losses(
        torch.stack(passage).mean(),
        torch.stack(sentence).mean(),
        torch.stack(sure).mean(),
        passages_right,
        sentences_right,
    )


class SentenceLoss(NamedTuple):
    """How far the sentences that answer are from being found, and whether one of them is first."""

    loss: Tensor
    right: bool


def sentence_loss(asked: Asked, read: Sequence[Judged]) -> SentenceLoss | None:
    """Return the loss among all sentences read and among those of the first passage.

    None where none of those that answer was read.
    """
    own = read[0].evidence
    right = torch.tensor([number in asked.sentences for number, _ in own])
    if not right.any():
        return None
    mine = torch.stack([found for _, found in own])
    every = torch.stack([found for one in read for _, found in one.evidence])
    best = torch.logsumexp(mine[right], 0)
    loss = torch.logsumexp(every, 0) + torch.logsumexp(mine, 0) - 2 * best
    return SentenceLoss(loss, bool(right[mine.argmax()]))


class Learner:
    """AdamW over a reader and what stands on it, each at its rate; warms up, then slows down."""

    def __init__(
        self,
        reader: CrossEncoder,
        more: tuple[Sequence[nn.Parameter], Sequence[nn.Parameter]],
        rates: tuple[float, float, float],
        steps: int,
    ) -> None:
        """Train what `more` names too, at the rate of the heads and at that of the scales."""
        for name, weight in reader.network.held.items():
            weight.requires_grad = not name.startswith(("embeddings/word", "embeddings/position"))
        network = [weight for weight in reader.network.parameters() if weight.requires_grad]
        heads = [reader.axes, reader.share, reader.whole, reader.part, *more[0]]
        kinds = (network, heads, [reader.scale, *more[1]])
        self._weights = [weight for kind in kinds for weight in kind]
        self._optimizer = torch.optim.AdamW(
            [{"params": kind, "lr": rate} for kind, rate in zip(kinds, rates, strict=True)],
            weight_decay=DECAY,
        )
        warm = WARM * steps
        self._pace = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda at: min((at + 1) / warm, (steps - at) / (steps - warm))
        )

    def step(self, loss: Tensor) -> None:
        """Learn from a loss."""
        self._optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._weights, 1.0)
        self._optimizer.step()
        self._pace.step()


def write(reader: CrossEncoder, out: Path) -> None:
    """Write the weights and what stands on them, for `training.export`."""
    out.mkdir(parents=True, exist_ok=True)
    save_file(reader.network.weights(), out / "weights.safetensors")
    np.savez(out / "crossencoder.npz", **{n: w.numpy() for n, w in reader.heads().items()})


def _beside(one: Lesson, chance: random.Random | None) -> list[Text]:
    if chance is None:
        return list(one.near[:CLOSE])
    first = chance.choice(one.near[:CLOSE])
    return [first, *(chance.choice(one.near) for _ in range(BESIDE - 1))]


def judge(model: CrossEncoder, held: Sequence[Lesson]) -> tuple[float, float]:
    """Return the shares of questions whose passage, and whose sentence, is told from the others."""
    model.eval()
    passages = sentences = 0
    with torch.no_grad():
        for start in range(0, len(held), QUESTIONS_AT_ONCE):
            found = losses(model, held[start : start + QUESTIONS_AT_ONCE], None)
            passages += found.passages_right
            sentences += found.sentences_right
    model.train()
    return round(passages / len(held), 3), round(sentences / len(held), 3)


def train(out: Path, files: Sequence[Path]) -> None:
    """Train and write the weights and what stands on them."""
    torch.manual_seed(SEED)
    held, own = lessons(files)
    chance = random.Random(SEED + 1)
    chance.shuffle(held)
    chance.shuffle(own)
    model = CrossEncoder()
    count = len(own) // QUESTIONS_AT_ONCE
    learner = Learner(model, ((), (model.sure,)), (RATE, HEAD_RATE, SCALE_RATE), count)
    print(f"{len(own)} questions, {count} steps", flush=True)
    chance, began = random.Random(SEED), time.monotonic()
    for at in range(count):
        if at % 250 == 0:
            right = judge(model, held[:JUDGED])
            print(f"{at}: {right} after {time.monotonic() - began:.0f} s", flush=True)
        found = losses(model, own[at * QUESTIONS_AT_ONCE :][:QUESTIONS_AT_ONCE], chance)
        shared = (share * loss for share, loss in zip(SHARES, found[:3], strict=True))
        learner.step(torch.stack([*shared]).sum())
    print(f"at the end: {judge(model, held)}", flush=True)
    write(model, out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the cross-encoder.")
    parser.add_argument("out", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    arguments = parser.parse_args()
    train(arguments.out, arguments.files)
