"""Trained weights in, the files that ship out: `python -m training.export TRAINED OUT`.

Writes `OUT/model.int8.onnx` beside a copy of the axes, or `OUT/crossencoder.int8.onnx` beside a
copy of what stands on it, whichever was trained, and prints the hashes that `vectorstore/embed.py`
and `vectorstore/crossencoder.py` name.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from safetensors.numpy import load_file

from training.network import build, quantized

BESIDE = {"projection.npy": "model.int8.onnx", "crossencoder.npz": "crossencoder.int8.onnx"}


def export(trained: Path, out: Path) -> None:
    """Write the network of eight bits and what stands beside it."""
    out.mkdir(parents=True, exist_ok=True)
    network = build(load_file(trained / "weights.safetensors"))
    for beside, file in BESIDE.items():
        if (trained / beside).is_file():
            (out / file).write_bytes(quantized(network))
            shutil.copy(trained / beside, out)
            for name in (file, beside):
                print(hashlib.sha256((out / name).read_bytes()).hexdigest(), name)


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
