"""How fast the embedding model is with OpenVINO in bfloat16 against the default, and how near.

    pip install 'onrecord[openvino]'
    python -m benchmarks.engines
    pip install safetensors                      # for the vectors of both beside the trained ones:
    python -m benchmarks.engines --trained FILE  # `weights.safetensors`, as `training` writes it

Both embed the same passages of the bundled record in one process, taking turns, so that a machine
that slows down meanwhile slows both.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.ingest import SAMPLE
from vectorstore.embed import Embedder
from vectorstore.openvino_embedder import OpenVinoEmbedder
from vectorstore.passages import embedded_text, passages
from vectorstore.readers import read
from vectorstore.schema import Statement

TURN = 128  # passages, as many as an ingest hands over at once
EVERY = 3  # passage of the bundled record


class Trained(Embedder):
    """The trained weights in float32, nothing quantized, by ONNX Runtime."""

    def __init__(self, source: Path) -> None:
        super().__init__()
        import onnxruntime
        from safetensors.numpy import load  # type: ignore[import-not-found, unused-ignore]

        from training import network

        built = network.build(load(source.read_bytes())).SerializeToString()
        self._session = onnxruntime.InferenceSession(built)

    def _states(self, texts: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        for text in texts:
            ids = np.array([self._tokenizer().encode(text).ids])
            given = (ids, np.ones_like(ids), np.zeros_like(ids))
            names = ("input_ids", "attention_mask", "token_type_ids")
            yield self._session.run(None, dict(zip(names, given, strict=True)))[0][0]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--trained", type=Path, help="weights.safetensors")
    given = parser.parse_args()
    texts = [
        embedded_text(passage)
        for one in read(SAMPLE)
        if isinstance(one, Statement)
        for passage in passages(one)
    ][::EVERY]
    default, other = Embedder(), OpenVinoEmbedder()
    one, two = compare(texts, default, other)
    _print_near("the two", one, two)
    alone = np.concatenate([other.embed([text]) for text in texts])
    same = int((alone == two).all(axis=1).sum())
    print(f"the same vector alone as in a batch           {same:10,}")
    if given.trained:
        trained = Trained(given.trained).embed(texts)
        _print_near("default and trained", one, trained)
        _print_near("OpenVINO and trained", two, trained)


def compare(texts: Sequence[str], *engines: Embedder) -> list[NDArray[np.float32]]:
    """Print how many texts a second each engine embeds, and the ratio; return their vectors."""
    taken = dict.fromkeys(engines, 0.0)
    vectors: dict[Embedder, list[NDArray[np.float32]]] = {engine: [] for engine in engines}
    for engine in engines:
        engine.embed(texts[:TURN])  # loaded and warm
    for at in range(0, len(texts), TURN):
        for engine in engines:
            began = time.perf_counter()
            vectors[engine].append(engine.embed(texts[at : at + TURN]))
            taken[engine] += time.perf_counter() - began
    print(f"passages                                      {len(texts):10,}")
    for engine in engines:
        print(f"{engine.name:44}  {len(texts) / taken[engine]:10.1f} /s")
    first, *_, last = taken.values()
    print(f"ratio                                         {first / last:10.2f}")
    return [np.concatenate(vectors[engine]) for engine in engines]


def _print_near(whose: str, one: NDArray[np.float32], two: NDArray[np.float32]) -> None:
    near = (one * two).sum(axis=1)
    what = f"cosine of {whose}, least, mean"
    print(f"{what:44}  {near.min():10.4f} {near.mean():.4f}")


if __name__ == "__main__":
    main()
