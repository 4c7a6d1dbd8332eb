"""The embedding model run by OpenVINO in bfloat16: faster on processors that multiply it (AMX).

The network and its weights are those beside `embed.py`. There each product is of whole numbers of
eight bits, weights and activations alike; here the same weights are multiplied as bfloat16, which
rounds the activations less: cosine .9986 or more to the original in float32, there .984. Vectors
of the two are near but not the same, so that they have different names and a record keeps to one.

The extra `onrecord[openvino]` brings what this module imports.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vectorstore.embed import FILES, MINILM, Embedder, tokenizer
from vectorstore.errors import ModelFileError
from vectorstore.network import checked, usable_cores

if TYPE_CHECKING:
    import onnx
    import openvino
    from tokenizers import Encoding, Tokenizer

NAME = f"onrecord-MiniLM-L6-openvino-bf16@{FILES['model.int8.onnx'][:12]}"
BATCH = 8  # texts of about one length run at once: two cores are busy and little is padded
# Wordpieces, the rows of a tile of AMX. Every length is brought up to a multiple of it, so that
# a text has the same vector, to the last bit, whatever it is run with, and few shapes are met:
# for each that it meets, OpenVINO keeps memory.
TILE = 16
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
# In bfloat16 with AMX switched off it embeds half as much in a second as the default does.
NO_AMX = (
    "this processor has no AMX, and without it OpenVINO is slower than the default: "
    "set ONRECORD_EMBEDDER=onnx and ingest into a new data directory"
)


class OpenVinoEmbedder(Embedder):
    """The same texts in, vectors of another name out; loaded at the first use."""

    def __init__(self) -> None:
        super().__init__()
        self._network: _Network | None = None

    @property
    def name(self) -> str:
        """Another than that of the default: their vectors are not compared."""
        return NAME

    def load(self) -> None:
        """Read the files and compile the network now rather than at the first text.

        Raises:
            ModelFileError: A file is missing or altered, the extra is not installed, or the
                processor has no AMX.
        """
        self._compiled()

    def _tokenizer(self) -> Tokenizer:
        return self._compiled().tokenizer

    def _states(self, texts: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        network = self._compiled()
        encodings = network.tokenizer.encode_batch(list(texts))
        # Texts of one length together: what is padded is computed for nothing.
        order = sorted(range(len(texts)), key=lambda place: -len(encodings[place].ids))
        states: dict[int, NDArray[np.float32]] = {}
        for at in range(0, len(order), BATCH):
            places = order[at : at + BATCH]
            found = network.states([encodings[place] for place in places])
            states |= dict(zip(places, found, strict=True))
        return (states[place] for place in range(len(texts)))

    def _compiled(self) -> _Network:
        with self._lock:
            if self._network is None:
                self._network = _Network()
            return self._network


class _Network:
    """The compiled network, used by one thread at a time: it takes all cores by itself."""

    def __init__(self) -> None:
        openvino, onnx = _extra()
        core = openvino.Core()
        if "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
            raise ModelFileError(NO_AMX)
        content = checked(MINILM / "model.int8.onnx", FILES["model.int8.onnx"])
        network = onnx.load_model_from_string(content)
        unquantized(network)
        settings = {
            "INFERENCE_PRECISION_HINT": "bf16",
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": usable_cores(),
        }
        read = core.read_model(network.SerializeToString(), b"")
        model = core.compile_model(read, "CPU", settings)
        self._request = model.create_infer_request()
        self._lock = threading.Lock()
        self.tokenizer = tokenizer()
        self.states([self.tokenizer.encode("")])  # what multiplies is chosen at the first run
        if not _in_tiles(model):
            raise ModelFileError(NO_AMX)

    def states(self, encodings: Sequence[Encoding]) -> list[NDArray[np.float32]]:
        """Return the vector of each wordpiece of each text, marks included."""
        lengths = [len(each.ids) for each in encodings]
        width = -(-max(lengths) // TILE) * TILE
        ids = np.zeros((len(encodings), width), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, each in enumerate(encodings):
            ids[row, : lengths[row]] = each.ids
            mask[row, : lengths[row]] = 1
        with self._lock:
            given = dict(zip(INPUTS, (ids, mask, np.zeros_like(ids)), strict=True))
            found = next(iter(self._request.infer(given).values()))
            return [found[row, :length].copy() for row, length in enumerate(lengths)]


def unquantized(network: onnx.ModelProto) -> None:
    """Turn each product of quantized numbers in an ONNX model into one of floats, in place.

    `DynamicQuantizeLinear(x)`, `MatMulInteger` with the weights, `Cast` and `Mul` by both scales
    become `MatMul(x, weights)`, with weights (w - zero point) * scale, one scale a channel.
    """
    from onnx import helper, numpy_helper

    graph = network.graph
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    source = {output: node for node in graph.node for output in node.output}
    users = {name: node for node in graph.node for name in node.input}
    gone: set[str] = set()
    products = {}
    for node in graph.node:
        if node.op_type != "MatMulInteger":
            continue
        cast = users[node.output[0]]
        scaled = users[cast.output[0]]
        scales = next(source[name] for name in scaled.input if name != cast.output[0])
        quantized = source[node.input[0]]
        scale = next(constants[name] for name in scales.input if name in constants)
        weights = constants[node.input[1]].astype(np.float32) - constants[node.input[3]]
        name = f"{node.input[1]}_float"
        graph.initializer.append(
            numpy_helper.from_array((weights * scale).astype(np.float32), name)
        )
        products[scaled.output[0]] = helper.make_node(
            "MatMul", [quantized.input[0], name], [scaled.output[0]]
        )
        gone |= {out for one in (node, cast, scales, quantized) for out in one.output}
    kept = [products.get(node.output[0], node) for node in graph.node if node.output[0] not in gone]
    used = {name for node in kept for name in node.input}
    initializers = [each for each in graph.initializer if each.name in used]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(kept)
    graph.initializer.extend(initializers)


def _in_tiles(model: openvino.CompiledModel) -> bool:
    """Whether a network that has run multiplies by AMX."""
    nodes = [node.get_rt_info() for node in model.get_runtime_model().get_ordered_ops()]
    return any("amx" in node["primitiveType"].astype(str) for node in nodes)


def _extra() -> tuple[ModuleType, ModuleType]:
    """Return OpenVINO and onnx."""
    # OpenVINO's converter, which is not used, would load it; without it, it can send nothing.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    try:
        import onnx
        import openvino
    except ImportError as error:
        raise ModelFileError(
            f"{error.name} is not installed: run `pip install 'onrecord[openvino]'`, "
            "or set ONRECORD_EMBEDDER=onnx and ingest into a new data directory"
        ) from None
    return openvino, onnx
