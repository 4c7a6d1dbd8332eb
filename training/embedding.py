"""Train the embedding model on questions and the paragraphs that answer them.

    python -m training.embedding WEIGHTS OUT FILE [FILE ...]

WEIGHTS is the official `model.safetensors` of all-MiniLM-L6-v2, OUT a folder, the FILEs are the
corpora that `questions.jsonl.gz` names (README.md). `OUT/weights.safetensors` and
`OUT/projection.npy` are for `training.export`.

Both uses of the network are trained at once, each question against all passages of its batch
(InfoNCE; van den Oord et al. 2018): the mean of the wordpieces as one vector, and late interaction
of the wordpieces on 48 axes (Khattab and Zaharia 2020), which are trained too. A third of a batch
is of one meeting, and each paragraph brings one that is near one of its questions by the model
as it was, so that what is told apart is what is easily taken for another.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load, save_file
from torch import Tensor, nn
from torch.nn import functional

from training.bert import WIDTH, Bert
from training.corpus import Asked, Place, Text, by_place, questions, texts
from training.network import file_of
from vectorstore.embed import PIECE_DIMENSIONS, tokenizer

EPOCHS = 2
PARAGRAPHS = 24  # in a batch, with all their questions
TOGETHER = 8  # of those, from one meeting
RATE, AXES_RATE = 5e-5, 5e-4
DECAY = 0.01
WARM = 1 / 15  # of all steps
SCALE, LATE_SCALE = 20.0, 30.0  # of cosines before the softmax
NEAR = (1, 16)  # ranks, by the model as it was, of what is easily taken for the answer
LONGEST = 224  # wordpieces read of a passage: longer ones cost more than they teach
AT_ONCE = 16  # passages run together
MEASURED = 300  # passages whose wordpieces settle the axes
HELD_OUT = 0.03  # of the paragraphs, to see how it goes
SEED = 0


class Read(nn.Module):
    """The network with its axes: texts in, their vectors and those of their wordpieces out."""

    def __init__(self, weights: Path) -> None:
        super().__init__()
        self.network = Bert(load(file_of(weights)))
        self.axes = nn.Parameter(torch.zeros(WIDTH, PIECE_DIMENSIONS))
        self._cut = tokenizer()
        self._cut.enable_truncation(max_length=LONGEST)

    def forward(self, found: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
        """Return unit vectors (n, 384), those of wordpieces (n, t, 48), and which those are."""
        means, pieces, shown = list[Tensor](), list[Tensor](), list[Tensor]()
        order = self._order(found)
        for start in range(0, len(order), AT_ONCE):
            states, mask = self.states([found[at] for at in order[start : start + AT_ONCE]])
            means.append(_mean(states, mask))
            spoken = mask.bool()  # without the marks of beginning and end
            spoken[:, 0] = False
            spoken[torch.arange(len(mask)), mask.sum(1).long() - 1] = False
            room = (0, LONGEST - states.shape[1])
            pieces.append(
                functional.pad(functional.normalize(states @ self.axes, dim=-1), (0, 0, *room))
            )
            shown.append(functional.pad(spoken, room))
        back = torch.argsort(torch.tensor(order))
        shown_ = torch.cat(shown)[back]
        longest = int(shown_.any(0).nonzero().max()) + 1
        return (
            torch.cat(means)[back],
            torch.cat(pieces)[back][:, :longest],
            shown_[:, :longest],
        )

    def means(self, found: Sequence[str]) -> Tensor:
        """Return the unit vector of each text alone, shape (n, 384)."""
        order = self._order(found)
        every = [
            _mean(*self.states([found[at] for at in order[start : start + AT_ONCE]]))
            for start in range(0, len(order), AT_ONCE)
        ]
        return torch.cat(every)[torch.argsort(torch.tensor(order))]

    def states(self, found: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Return the vectors of the texts' wordpieces, marks included, and which there are."""
        rows = [self._cut.encode(text).ids for text in found]
        mask = nn.utils.rnn.pad_sequence([torch.ones(len(r)) for r in rows], batch_first=True)
        ids = nn.utils.rnn.pad_sequence([torch.tensor(r) for r in rows], batch_first=True)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.network(ids, mask, torch.zeros_like(ids))
        return states.float(), mask

    def _order(self, found: Sequence[str]) -> list[int]:
        """Return the texts' places, the short ones first: what is run together is of a length."""
        return sorted(range(len(found)), key=lambda at: len(found[at]))


def _mean(states: Tensor, mask: Tensor) -> Tensor:
    weight = mask[:, :, None]
    return functional.normalize((states * weight).sum(1) / weight.sum(1), dim=-1)


def late(asked: Tensor, asks: Tensor, told: Tensor, tells: Tensor) -> Tensor:
    """Return the mean over each question's wordpieces of the cosine to each text's nearest."""
    cosines = torch.einsum("qsd,ntd->qsnt", asked, told)
    nearest = cosines.masked_fill(~tells[None, None], -1).amax(-1)
    return (nearest * asks[:, :, None]).sum(1) / asks.sum(1, keepdim=True)


class Lessons:
    """Batches of questions and passages."""

    def __init__(
        self, asked: Sequence[Asked], found: Sequence[Text], near: list[list[int]]
    ) -> None:
        self._found = found
        self._at = by_place(found)
        self._asked = defaultdict(list)
        for one, others in zip(asked, near, strict=True):
            self._asked[one.place].append((one.question, others))
        places = sorted(self._asked)
        random.Random(SEED).shuffle(places)
        held = round(HELD_OUT * len(places))
        self.held, self.places = places[:held], places[held:]

    def batches(self, places: list[Place], chance: random.Random) -> list[list[Place]]:
        """Return the paragraphs in batches, `TOGETHER` of a meeting beside each other."""
        meetings = defaultdict(list)
        for place in places:
            meetings[place[0].rsplit("_", 1)[0]].append(place)
        blocks = list[list[Place]]()
        for own in meetings.values():
            chance.shuffle(own)
            blocks += [own[at : at + TOGETHER] for at in range(0, len(own), TOGETHER)]
        chance.shuffle(blocks)
        row = [place for block in blocks for place in block]
        return [
            row[at : at + PARAGRAPHS] for at in range(0, len(row) - PARAGRAPHS // 2, PARAGRAPHS)
        ]

    def losses(self, model: Read, batch: Sequence[Place], chance: random.Random) -> Tensor:
        """Return both losses, and how often each ranks the answer first: shape (4,)."""
        told, owner = list[int](), list[int]()
        for number, place in enumerate(batch):
            told += self._at[place]
            owner += [number] * len(self._at[place])
        for place in batch:
            others = [other for _, near in self._asked[place] for other in near]
            if others and (other := chance.choice(others)) not in told:
                told.append(other)
                owner.append(-1)
        asked = [(q, number) for number, place in enumerate(batch) for q, _ in self._asked[place]]
        right = torch.tensor([number for _, number in asked])[:, None] == torch.tensor(owner)
        question = model([q for q, _ in asked])
        passage = model([self._found[at].text for at in told])
        scores = (
            SCALE * question[0] @ passage[0].T,
            LATE_SCALE * late(question[1], question[2], passage[1], passage[2]),
        )
        lost = [
            (torch.logsumexp(each, 1) - torch.logsumexp(each.masked_fill(~right, -1e4), 1)).mean()
            for each in scores
        ]
        first = [right[torch.arange(len(each)), each.argmax(1)].float().mean() for each in scores]
        return torch.stack([*lost, *first])

    def judge(self, model: Read) -> list[float]:
        """Return the mean losses over the paragraphs held out."""
        chance = random.Random(SEED)
        model.eval()
        with torch.no_grad():
            every = [self.losses(model, b, chance) for b in self.batches(list(self.held), chance)]
        model.train()
        return [round(float(each), 3) for each in torch.stack(every).mean(0)]


def confused(
    model: Read, asked: Sequence[Asked], found: Sequence[Text]
) -> tuple[list[list[int]], NDArray[np.float32]]:
    """Return for each question the passages of other paragraphs nearest to it, and the axes.

    The axes are the first principal axes of the wordpieces of `MEASURED` passages.
    """
    model.eval()
    with torch.no_grad():
        whole = [found[at].text for at in range(0, len(found), len(found) // MEASURED)]
        states = [state for text in whole for state in model.states([text])[0][0]]
        units = functional.normalize(torch.stack(states), dim=-1).numpy()
        turned = np.linalg.eigh(units.T @ units)[1]
        told = model.means([one.text for one in found])
        cosines = (model.means([one.question for one in asked]) @ told.T).numpy()
    model.train()
    low, high = NEAR
    near = list[list[int]]()
    for one, row in zip(asked, cosines, strict=True):
        order = [int(at) for at in np.argsort(-row)[: 2 * high] if found[at].place != one.place]
        near.append(order[low:high])
    axes: NDArray[np.float32] = turned[:, ::-1][:, :PIECE_DIMENSIONS].astype(np.float32)
    return near, axes


def train(weights: Path, out: Path, files: Sequence[Path]) -> None:
    """Train and write the weights and the axes."""
    torch.manual_seed(SEED)
    asked = questions()
    found = texts(files, frozenset(one.place for one in asked))
    known = by_place(found)
    asked = [one for one in asked if one.place in known]
    model = Read(weights)
    near, axes = confused(model, asked, found)
    model.axes.data = torch.from_numpy(axes.copy())
    lessons = Lessons(asked, found, near)
    steps = [
        batch
        for epoch in range(EPOCHS)
        for batch in lessons.batches(list(lessons.places), random.Random(epoch))
    ]
    learner = torch.optim.AdamW(
        [
            {"params": model.network.parameters(), "lr": RATE},
            {"params": [model.axes], "lr": AXES_RATE},
        ],
        weight_decay=DECAY,
    )
    warm = WARM * len(steps)
    pace = torch.optim.lr_scheduler.LambdaLR(
        learner, lambda at: min((at + 1) / warm, (len(steps) - at) / (len(steps) - warm))
    )
    chance, began = random.Random(SEED), time.monotonic()
    print(f"{len(asked)} questions, {len(found)} passages, {len(steps)} steps", flush=True)
    for at, batch in enumerate(steps):
        if at % 50 == 0:
            print(
                f"{at}: {lessons.judge(model)} after {time.monotonic() - began:.0f} s", flush=True
            )
        learner.zero_grad()
        lessons.losses(model, batch, chance)[:2].sum().backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        learner.step()
        pace.step()
    print(f"at the end: {lessons.judge(model)} after {time.monotonic() - began:.0f} s", flush=True)
    out.mkdir(parents=True, exist_ok=True)
    save_file(model.network.weights(), out / "weights.safetensors")
    np.save(out / "projection.npy", model.axes.detach().numpy())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the embedding model.")
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    arguments = parser.parse_args()
    train(arguments.weights, arguments.out, arguments.files)
