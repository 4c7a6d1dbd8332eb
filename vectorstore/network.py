"""A network's file in, the vectors of its wordpieces out, by ONNX Runtime on the processor."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import ModelFileError


class Network:
    """One encoder, run for one text at a time; safe to share between threads.

    Run together in one batch, texts would share one quantization scale, and what is said of one
    would depend on its neighbours.
    """

    def __init__(self, content: bytes) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # whoever has many texts runs them in threads of its own
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            content, options, providers=["CPUExecutionProvider"]
        )

    def states(self, ids: Sequence[int], types: Sequence[int] | None = None) -> NDArray[np.float32]:
        """Return the vector of each wordpiece, shape (t, 384), marks included.

        `types` are 0 for the wordpieces of a first text and 1 for those of a second.
        """
        asked = np.array([ids], dtype=np.int64)
        inputs = {
            "input_ids": asked,
            "attention_mask": np.ones_like(asked),
            "token_type_ids": np.zeros_like(asked)
            if types is None
            else np.array([types], dtype=np.int64),
        }
        states: NDArray[np.float32] = self._session.run(None, inputs)[0][0]
        return states


def usable_cores() -> int:
    """Return how many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def checked(path: Path, expected: str) -> bytes:
    """Return the file's bytes, which must have the hash `expected`.

    Raises:
        ModelFileError: The file is missing or not the one this version was made with.
    """
    if not path.is_file():
        raise ModelFileError(f"{path}: the model's file is missing: install again")
    content = path.read_bytes()
    actual = hashlib.sha256(content).hexdigest()
    if actual != expected:
        raise ModelFileError(
            f"{path}: sha256 is {actual}, expected {expected}: "
            "the model's file was altered or cut short, install again"
        )
    return content
