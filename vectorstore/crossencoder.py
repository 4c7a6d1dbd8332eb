"""A question and passages in, how well each passage and each part of it answers out.

A cross-encoder (Nogueira and Cho 2019, Passage Re-ranking with BERT): the network reads the
question and a passage as one text, so that every wordpiece of either is understood in the light of
the other. It is the embedding model trained further on pairs (`training/README.md`), and compares
as that does: each wordpiece of the question with the nearest of the passage, or of a sentence of
it. What may be seen of one wordpiece alone is added.
"""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vectorstore.embed import MAX_WORDPIECES, MINILM, tokenizer
from vectorstore.network import Network, checked, usable_cores
from vectorstore.passages import embedded_text
from vectorstore.schema import Passage

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FILES = {
    "crossencoder.int8.onnx": "72a416c03151f287b3adb0207f01ed14a99191514ebcff39cf22c8494c6ccc38",
    "crossencoder.npz": "1cf387d486f98e3677cfa969b1d721d537f977da44c26cbb7ee6e5a50ebd98ec",
}
ASKED = 96  # wordpieces read of a question; the rest of the room is the passage's
LATELY = 1024  # passages read with a question, at hand; about 20 kB each

Weights = dict[str, NDArray[np.float32]]


class Read(NamedTuple):
    """A passage as it was read with a question."""

    relevance: float  # how well the passage answers: the higher, the likelier
    spans: NDArray[np.int64]  # shape (t, 2): where in its statement each wordpiece stands
    cosines: NDArray[np.float32]  # shape (q, t), of the question's wordpieces to the passage's
    shares: NDArray[np.float32]  # shape (q,), of the question's wordpieces; sum 1
    alone: NDArray[np.float32]  # shape (t,): what each wordpiece says by itself

    def evidence(self, start: int, end: int) -> float | None:
        """Return how well `[start, end)` of the statement answers; None if it was not read."""
        within = (self.spans[:, 1] > start) & (self.spans[:, 0] < end)
        if not within.any():
            return None
        near = self.cosines[:, within].max(axis=1)
        return float(self.shares @ near + self.alone[within].mean())


class CrossEncoder:
    """The model; loaded at the first use, safe to share between threads.

    The same question with the same passage is read once, as long as it is at hand.
    """

    def __init__(self, directory: Path | None = None, threads: int | None = None) -> None:
        self._directory = directory or MINILM
        self._threads = threads or usable_cores()
        self._lock = threading.Lock()
        self._model: _Model | None = None
        self._lately: OrderedDict[tuple[str, int, str], Read] = OrderedDict()

    def load(self) -> None:
        """Read the files now rather than at the first question.

        Raises:
            ModelFileError: A file is missing or not the one this version was made with.
        """
        self._loaded()

    def read(self, question: str, passages: Sequence[Passage]) -> list[Read]:
        """Return each passage as it reads with the question, in order."""
        keys = [(question, one.start, embedded_text(one)) for one in passages]
        with self._lock:
            known = {key: self._lately[key] for key in keys if key in self._lately}
        new = {key: one for key, one in zip(keys, passages, strict=True) if key not in known}
        if new:
            model = self._loaded()
            fresh = model.pool.map(lambda one: model.read(question, one), new.values())
            known.update(zip(new, fresh, strict=True))
        with self._lock:
            for key in keys:
                self._lately[key] = known[key]
                self._lately.move_to_end(key)
            while len(self._lately) > LATELY:
                self._lately.popitem(last=False)
        return [known[key] for key in keys]

    def _loaded(self) -> _Model:
        with self._lock:
            if self._model is None:
                self._model = _Model(self._directory, self._threads)
            return self._model


class _Model:
    """The network, what stands on it, the tokenizer and the threads that run them."""

    def __init__(self, directory: Path, threads: int) -> None:
        files = {name: checked(directory / name, digest) for name, digest in FILES.items()}
        self._network = Network(files["crossencoder.int8.onnx"])
        with np.load(io.BytesIO(files["crossencoder.npz"])) as stored:
            self._weights: Weights = {name: stored[name] for name in stored.files}
        self._alone, self._tokenizer = tokenizer(directory), pair_tokenizer(directory)
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="crossencoder")

    def read(self, question: str, passage: Passage) -> Read:
        """Read a passage with a question."""
        offset = len(passage.header) + 1  # of the passage's text in what is read
        asked = self._cut(question)
        both = self._tokenizer.encode(asked, embedded_text(passage))
        states = self._network.states(both.ids, both.type_ids)
        begins = both.type_ids.index(1)  # [CLS] question [SEP] passage [SEP]
        bounds = np.array(both.offsets[begins:-1], dtype=np.int64).reshape(-1, 2)
        compared = compare(states[1 : begins - 1], states[begins:-1], self._weights)
        spoken = bounds[:, 0] >= offset
        return Read(
            relevance=compared.relevance,
            spans=bounds[spoken] - offset + passage.start,
            cosines=compared.cosines[:, spoken],
            shares=compared.shares,
            alone=compared.alone[spoken],
        )

    def _cut(self, question: str) -> str:
        """Return the beginning of a question that is too long."""
        places = self._alone.encode(question, add_special_tokens=False).offsets
        return question if len(places) <= ASKED else question[: places[ASKED - 1][1]]


class Compared(NamedTuple):
    """A question's wordpieces beside a passage's."""

    relevance: float
    cosines: NDArray[np.float32]
    shares: NDArray[np.float32]
    alone: NDArray[np.float32]


def compare(asked: NDArray[np.float32], told: NDArray[np.float32], weights: Weights) -> Compared:
    """Compare wordpieces of shape (q, 384) with those of shape (t, 384), read together.

    The mean over the question's wordpieces, weighted by `share`, of the cosine to the nearest of
    the passage's on the axes `axes`; what is said `whole` or in `part` is a linear function of the
    wordpieces' mean. `scale` makes the first comparable with the second.
    """
    shares = _shares(asked @ weights["share"])
    cosines = _unit(asked @ weights["axes"]) @ _unit(told @ weights["axes"]).T
    scale = np.float32(weights["scale"])
    nearest = cosines.max(axis=1) if len(told) else np.zeros(len(asked), dtype=np.float32)
    whole = float(told.mean(axis=0) @ weights["whole"]) if len(told) else 0.0
    return Compared(
        relevance=float(scale * (shares @ nearest)) + whole,
        cosines=scale * cosines,
        shares=shares,
        alone=told @ weights["part"],
    )


def pair_tokenizer(directory: Path = MINILM) -> Tokenizer:
    """Return what cuts a question and a passage into wordpieces; the passage gives way."""
    made = tokenizer(directory)
    made.enable_truncation(max_length=MAX_WORDPIECES, strategy="only_second")
    return made


def _shares(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    if not len(logits):
        return logits
    likely = np.exp(logits - logits.max())
    shares: NDArray[np.float32] = likely / likely.sum()
    return shares


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    lengths[lengths == 0] = 1.0
    unit: NDArray[np.float32] = rows / lengths
    return unit
