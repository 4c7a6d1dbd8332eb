"""Which program runs the embedding model: by the name a user sets, or by the record it made."""

from __future__ import annotations

from typing import Literal, get_args

from vectorstore.embed import Embedder
from vectorstore.openvino_embedder import OpenVinoEmbedder

Engine = Literal["onnx", "openvino"]
_ENGINES: dict[Engine, type[Embedder]] = {"onnx": Embedder, "openvino": OpenVinoEmbedder}


def embedder(engine: Engine = "onnx") -> Embedder:
    """Return the embedding model run by `engine`; it is loaded at its first use."""
    return _ENGINES[engine]()


def that_made(name: str) -> Embedder | None:
    """Return the embedding model with this name; None where no engine of this version has it."""
    made = (embedder(engine) for engine in get_args(Engine))
    return next((each for each in made if each.name == name), None)
