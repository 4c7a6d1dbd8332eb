"""How fast the embedding model is with OpenVINO in bfloat16 against the default, and how near.

    pip install 'onrecord[openvino]'
    python -m benchmarks.engines

Both embed the same passages of the bundled record in one process, taking turns, so that a machine
that slows down meanwhile slows both.
"""

from __future__ import annotations

import time

import numpy as np

from benchmarks.ingest import SAMPLE
from vectorstore.embed import Embedder
from vectorstore.openvino_embedder import OpenVinoEmbedder
from vectorstore.passages import embedded_text, passages
from vectorstore.readers import read
from vectorstore.schema import Statement

TURN = 128  # passages, as many as an ingest hands over at once
EVERY = 3  # passage of the bundled record


def main() -> None:
    """Measure and print."""
    texts = [
        embedded_text(passage)
        for one in read(SAMPLE)
        if isinstance(one, Statement)
        for passage in passages(one)
    ][::EVERY]
    default, other = Embedder(), OpenVinoEmbedder()
    taken = {default: 0.0, other: 0.0}
    vectors: dict[Embedder, list[np.ndarray]] = {default: [], other: []}
    for engine in taken:
        engine.embed(texts[:TURN])  # loaded and warm
    for at in range(0, len(texts), TURN):
        for engine in taken:
            began = time.perf_counter()
            vectors[engine].append(engine.embed(texts[at : at + TURN]))
            taken[engine] += time.perf_counter() - began
    one, two = (np.concatenate(vectors[engine]) for engine in taken)
    near = (one * two).sum(axis=1)
    alone = np.concatenate([other.embed([text]) for text in texts[:TURN]])
    same = int((alone == two[:TURN]).all(axis=1).sum())
    print(f"passages                                      {len(texts):10,}")
    print(f"{default.name:44}  {len(texts) / taken[default]:10.1f} /s")
    print(f"{other.name:44}  {len(texts) / taken[other]:10.1f} /s")
    print(f"ratio                                         {taken[default] / taken[other]:10.2f}")
    print(f"cosine of the two, least and mean             {near.min():10.4f} {near.mean():.4f}")
    print(f"the same alone as in a batch, of {len(alone):4}         {same:10}")


if __name__ == "__main__":
    main()
