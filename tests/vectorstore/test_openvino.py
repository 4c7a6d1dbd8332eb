"""The embedding model by OpenVINO: its vectors beside the default's, and a record made of them."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import vectorstore
from assistant.build import record_for_writing
from assistant.settings import Settings
from vectorstore.embed import MINILM, Embedder
from vectorstore.errors import StorageError
from vectorstore.openvino_embedder import OpenVinoEmbedder, unquantized
from vectorstore.record import Record

SAMPLE = Path(vectorstore.__file__).parent / "sample"
MEETING = SAMPLE / "council" / "ukraine" / "UNSC_2014_SPV.7138"
TEXTS = [
    "Mr. Churkin (Russian Federation): The referendum is to be held tomorrow.",
    "We condemn the use of force.",
    "",
    "The Council was called into session at 11.15 a.m. " * 40,
]
CPUINFO = Path("/proc/cpuinfo")
amx = CPUINFO.is_file() and "amx_bf16" in CPUINFO.read_text()

needs_onnx = pytest.mark.skipif(find_spec("onnx") is None, reason="needs the package onnx")
needs_extra = pytest.mark.skipif(
    find_spec("openvino") is None or find_spec("onnx") is None,
    reason="needs the extra onrecord[openvino]",
)
needs_amx = pytest.mark.skipif(not amx, reason="needs a processor with AMX")


@pytest.fixture(scope="module")
def other() -> OpenVinoEmbedder:
    return OpenVinoEmbedder()


@needs_onnx
def test_the_network_without_quantization_says_nearly_the_same(minilm: Embedder) -> None:
    import onnx
    import onnxruntime

    network = onnx.load(MINILM / "model.int8.onnx")
    unquantized(network)
    onnx.checker.check_model(network, full_check=True)
    session = onnxruntime.InferenceSession(network.SerializeToString())

    kinds = {node.op_type for node in network.graph.node}
    assert not kinds & {"MatMulInteger", "DynamicQuantizeLinear"}
    for text in filter(None, TEXTS):
        ids = np.array([minilm._tokenizer().encode(text).ids])
        inputs = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        states: NDArray[np.float32] = session.run(None, inputs)[0][0]
        vector = states.mean(axis=0)
        # The bundled record's passages: .9866 and more.
        assert float(vector @ minilm.embed([text])[0] / np.linalg.norm(vector)) > 0.98


@needs_extra
@needs_amx
def test_the_vectors_of_both_are_near_and_a_batch_changes_none(
    minilm: Embedder, other: OpenVinoEmbedder
) -> None:
    default, together = minilm.reading(TEXTS), other.reading(TEXTS)

    for text, one, two in zip(TEXTS, default, together, strict=True):
        assert one.pieces.shape == two.pieces.shape
        if text:  # an empty one is nothing but the marks of beginning and end
            assert float(one.vector @ two.vector) > 0.98
        [alone] = other.reading([text])
        assert np.array_equal(alone.vector, two.vector)
        assert np.array_equal(alone.pieces, two.pieces)
    assert other.lengths(TEXTS) == minilm.lengths(TEXTS)
    assert np.allclose(np.linalg.norm(other.embed(TEXTS), axis=1), 1, atol=1e-5)
    assert other.embed([]).shape == (0, 384)


@needs_extra
@needs_amx
def test_vectors_come_in_the_order_of_the_texts_in_any_batch(other: OpenVinoEmbedder) -> None:
    words = "The representatives of these States were given the floor in turn. "
    texts = [words[: 5 + number * 7 % 60] * (1 + number % 4) for number in range(40)]

    vectors = other.embed(texts)
    assert np.array_equal(other.embed(texts[::-1]), vectors[::-1])
    assert np.array_equal(np.concatenate([other.embed([text]) for text in texts]), vectors)


@needs_extra
@needs_amx
def test_a_record_is_opened_by_what_made_it_and_by_nothing_else(
    tmp_path: Path, other: OpenVinoEmbedder
) -> None:
    with Record.open(tmp_path, other, create=True) as record:
        record.ingest([MEETING])
        found = record.search("referendum in Crimea")

    with Record.open(tmp_path) as record:
        assert record.embedder.name == other.name
        assert record.search("referendum in Crimea") == found
    with pytest.raises(StorageError, match="was embedded by"):
        Record.open(tmp_path, Embedder())


@needs_extra
@needs_amx
def test_an_empty_record_is_begun_by_the_engine_that_is_set(tmp_path: Path) -> None:
    Record.open(tmp_path, create=True).close()
    settings = Settings(_env_file=None, embedder="openvino")
    with record_for_writing(tmp_path, settings) as record:
        assert not record.begun
        assert record.embedder.name == OpenVinoEmbedder().name


@needs_extra
def test_without_amx_one_line_says_what_to_do() -> None:
    code = "from vectorstore.openvino_embedder import OpenVinoEmbedder; OpenVinoEmbedder().load()"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"ONEDNN_MAX_CPU_ISA": "AVX512_CORE_BF16"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr.splitlines()[-1].endswith(
        "ModelFileError: this processor has no AMX, and without it OpenVINO is slower than the "
        "default: set ONRECORD_EMBEDDER=onnx and ingest into a new data directory"
    )


@needs_extra
@needs_amx
def test_openvino_is_kept_from_sending_how_it_is_used() -> None:
    code = (
        "import sys; from vectorstore.openvino_embedder import OpenVinoEmbedder; "
        "opened = set(); sys.addaudithook(lambda event, _: opened.add(event.split('.')[0])); "
        "OpenVinoEmbedder().embed(['The meeting rose.']); "
        "assert sys.modules['openvino_telemetry'] is None; "
        "assert not opened & {'socket', 'subprocess', 'urllib', 'http'}, opened"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
