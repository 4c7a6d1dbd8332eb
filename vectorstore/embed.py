"""Texts in, vectors out: the embedding model that lies beside this file.

It is all-MiniLM-L6-v2, trained further to find what answers a question in records of debates
(`training/README.md`).
It runs on the processor through ONNX Runtime, needs no network, and says the same of the same
text on every run. Another embedding means another class with `embed`, `reading` and `name`.
"""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vectorstore.network import Network, checked, usable_cores

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MINILM = Path(__file__).parent / "minilm"
DIMENSIONS = 384
PIECE_DIMENSIONS = 48  # axes on which wordpieces are compared (trained with the network)
MAX_WORDPIECES = 256  # the model was trained on no more; what is longer is cut

FILES = {
    "model.int8.onnx": "18e2e833836be380a517984b5ed26b2d39e8d95d099310c61fddad6a1d169400",
    "projection.npy": "31fe5ede045e8ab89954a2a7e332049dfcea91f9343c3fdc7e2feef0be870809",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


class Reading(NamedTuple):
    """A text as the model read it: as one vector, and wordpiece by wordpiece."""

    vector: NDArray[np.float32]  # shape (384,), length 1
    pieces: NDArray[np.int8]  # shape (t, 48), 127 times vectors of length 1


class Embedder:
    """The embedding model; loaded at the first use, safe to share between threads.

    Each text is run by itself, several at a time. Run together in one batch they would share
    one quantization scale, and a text's vector would depend on its neighbours in the batch
    (cosine to itself down to .984); alone, a text always has the same vector, nothing is padded,
    and two cores give 129 passages a second against 122 of the best batching.
    """

    def __init__(self, directory: Path | None = None, threads: int | None = None) -> None:
        self._directory = directory or MINILM
        self._threads = threads or usable_cores()
        self._lock = threading.Lock()
        self._model: _Model | None = None

    @property
    def name(self) -> str:
        """Name and first hash digits of the weights; vectors of another name do not compare."""
        return f"onrecord-MiniLM-L6-int8@{FILES['model.int8.onnx'][:12]}"

    def load(self) -> None:
        """Read the files now rather than at the first text.

        Raises:
            ModelFileError: A file is missing or not the one this version was made with.
        """
        self._loaded()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector a text, in order: shape (n, 384), each of length 1."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for place, read in enumerate(self.reading(texts)):
            vectors[place] = read.vector
        return vectors

    def reading(self, texts: Sequence[str]) -> list[Reading]:
        """Return the vector of each text and those of its wordpieces, from one run of the model.

        `pieces` are what `tokens` returns, turned onto the first axes of the projection, brought
        to length 1 again and rounded.
        """
        all_states = self._states(texts)
        axes = self.axes
        return [
            Reading(_unit(states.mean(axis=0, keepdims=True))[0], _rounded(states[1:-1] @ axes))
            for states in all_states
        ]

    def tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Return the vectors of each text's wordpieces: shape (t, 384), each of length 1.

        The marks of beginning and end are left out, so an empty text has t = 0.
        """
        return [_unit(states[1:-1]) for states in self._states(texts)]

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Return how many wordpieces each text has, without the marks of beginning and end.

        A text longer than the model reads counts as `MAX_WORDPIECES` - 2.
        """
        encodings = self._tokenizer().encode_batch(list(texts))
        return [len(encoding.ids) - 2 for encoding in encodings]

    def places(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return `[start, end)` of each wordpiece that `reading` has, characters of its text."""
        encodings = self._tokenizer().encode_batch(list(texts))
        return [encoding.offsets[1:-1] for encoding in encodings]

    @cached_property
    def axes(self) -> NDArray[np.float32]:
        """The axes on which wordpieces are compared: shape (384, 48)."""
        content = checked(self._directory / "projection.npy", FILES["projection.npy"])
        axes: NDArray[np.float32] = np.load(io.BytesIO(content))
        return axes

    def _states(self, texts: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        """Yield the vectors of each text's wordpieces, marks included, in order of the texts."""
        model = self._loaded()
        if len(texts) == 1:  # a question: no need to hand it to another thread
            return iter([model.states(texts[0])])
        return model.pool.map(model.states, texts)

    def _tokenizer(self) -> Tokenizer:
        return self._loaded().tokenizer

    def _loaded(self) -> _Model:
        with self._lock:
            if self._model is None:
                self._model = _Model(self._directory, self._threads)
            return self._model


class _Model:
    """The network, the tokenizer and the threads that run them."""

    def __init__(self, directory: Path, threads: int) -> None:
        self._network = Network(checked(directory / "model.int8.onnx", FILES["model.int8.onnx"]))
        self.tokenizer = tokenizer(directory)
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="embed")

    def states(self, text: str) -> NDArray[np.float32]:
        """Return the vector of each wordpiece, marks included."""
        return self._network.states(self.tokenizer.encode(text).ids)


def tokenizer(directory: Path = MINILM) -> Tokenizer:
    """Return what cuts a text into at most `MAX_WORDPIECES` wordpieces, marks included."""
    from tokenizers import Tokenizer

    content = checked(directory / "tokenizer.json", FILES["tokenizer.json"])
    made = Tokenizer.from_buffer(content)
    made.no_padding()
    made.enable_truncation(max_length=MAX_WORDPIECES)
    return made


def embedding_key(embedder: str, text: str) -> str:
    """Return the key under which what was made of a text is kept: what was read, and by what."""
    words = f"{embedder}\n{text}"
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring each vector to length 1."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(norms, 1e-12)
    return unit


def _rounded(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Bring each vector to length 1 and its numbers to whole 127ths."""
    return np.rint(_unit(vectors) * 127).astype(np.int8)
