"""A stand-in for the embedding model: thousands of passages a second, for measuring at size.

A text's vector is the mean of the static vectors that the real model begins with, those of the
words that its vocabulary holds whole, taken from its own file. They have the structure of real
texts (what shares words is near), but not the model's quality: figures made with it are of speed,
memory and disk only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

import vectorstore
from vectorstore.embed import DIMENSIONS, MAX_WORDPIECES, Embedder, Reading

_WORD = re.compile(r"[a-z]+")
MINILM = Path(vectorstore.__file__).parent / "minilm"
TABLE = b"embeddings.word_embeddings.weight_quantized"
# Numbers of the fields in ONNX's own messages, whose format is protocol buffers.
GRAPH, INITIALIZER, NAME, RAW = 7, 5, 8, 9


class StandIn(Embedder):
    """Static vectors; with `paying`, each text is run through the real model too, for its time."""

    def __init__(self, *, paying: bool = False) -> None:
        super().__init__()
        self._paying = paying

    @property
    @override
    def name(self) -> str:
        """Never that of a real model."""
        return "static word vectors, for benchmarks"

    @override
    def reading(self, texts: Sequence[str]) -> list[Reading]:
        """Return the mean of each text's static vectors, and these on the projection's axes."""
        if self._paying:
            super().reading(texts)
        return [self._read(text) for text in texts]

    @override
    def places(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return where the words stand that `reading` has."""
        known = _vocabulary()
        found = [
            [match.span() for match in _WORD.finditer(text.lower()) if match[0] in known]
            for text in texts
        ]
        return [each[:MAX_WORDPIECES] for each in found]

    def _read(self, text: str) -> Reading:
        static = _table()[_words(text)]
        mean = _unit(static.sum(axis=0, keepdims=True, dtype=np.float32))[0]
        pieces = np.rint(_unit(static @ self.axes) * 127).astype(np.int8)
        return Reading(mean, pieces)


def _words(text: str) -> list[int]:
    """Return the numbers of the words that the model's vocabulary holds whole."""
    known = _vocabulary()
    words = [known[word] for word in _WORD.findall(text.lower()) if word in known]
    return words[:MAX_WORDPIECES]


@cache
def _vocabulary() -> dict[str, int]:
    tokenizer = json.loads((MINILM / "tokenizer.json").read_text(encoding="utf-8"))
    found: dict[str, int] = tokenizer["model"]["vocab"]
    return found


@cache
def _table() -> NDArray[np.float32]:
    """Return the static vector of each wordpiece, less what is common to all of them."""
    model = memoryview((MINILM / "model.int8.onnx").read_bytes())
    graph = next(value for number, value in _fields(model) if number == GRAPH)
    for number, value in _fields(graph):
        tensor = dict(_fields(value)) if number == INITIALIZER else {}
        if NAME in tensor and bytes(tensor[NAME]) == TABLE:
            table = np.frombuffer(tensor[RAW], np.uint8).reshape(-1, DIMENSIONS).astype(np.float32)
            table -= table.mean(axis=0)
            return table
    raise ValueError(f"{MINILM}: no tensor {TABLE.decode()}")


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Yield number and content of the fields of a message that hold bytes."""
    place = 0
    while place < len(message):
        key, place = _number(message, place)
        kind = key & 7
        if kind == 0:
            _, place = _number(message, place)
            continue
        size = {1: 8, 5: 4}.get(kind)
        if size is None:
            size, place = _number(message, place)
        if kind == 2:
            yield key >> 3, message[place : place + size]
        place += size


def _number(message: memoryview, place: int) -> tuple[int, int]:
    """Return a number of any length, seven bits a byte, and where it ends."""
    number = shift = 0
    while True:
        octet = message[place]
        number |= (octet & 127) << shift
        place, shift = place + 1, shift + 7
        if octet < 128:
            return number, place


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(norms, 1e-9)
    return unit
