"""Trained weights in, the file that ships out: `python -m training.export TRAINED OUT`.

Writes `OUT/model.int8.onnx` beside a copy of the axes, and prints the hashes that
`vectorstore/embed.py` names.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from safetensors.numpy import load_file

from training.network import build, quantized


def export(trained: Path, out: Path) -> None:
    """Write the network of eight bits and what stands beside it."""
    out.mkdir(parents=True, exist_ok=True)
    network = build(load_file(trained / "weights.safetensors"))
    (out / "model.int8.onnx").write_bytes(quantized(network))
    shutil.copy(trained / "projection.npy", out)
    for file in sorted(out.iterdir()):
        print(hashlib.sha256(file.read_bytes()).hexdigest(), file.name)


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
