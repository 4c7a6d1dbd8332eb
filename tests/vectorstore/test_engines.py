"""What runs the embedding model: OpenVINO's vectors beside the default's, and which a record has.

Without the extra `onrecord[openvino]` only what needs no OpenVINO is tested.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import vectorstore
from vectorstore.embed import Embedder
from vectorstore.engines import embedder, that_made
from vectorstore.errors import ModelFileError, StorageError
from vectorstore.openvino_embedder import OpenVinoEmbedder
from vectorstore.record import Record

SAMPLE = Path(vectorstore.__file__).parent / "sample"
MEETING = SAMPLE / "council" / "ukraine" / "UNSC_2014_SPV.7138"
TEXTS = [
    "Mr. Churkin (Russian Federation): The referendum is to be held tomorrow.",
    "We condemn the use of force.",
    "",
    "The Council was called into session at 11.15 a.m. " * 40,
]
installed = find_spec("openvino") is not None and find_spec("onnx") is not None
needs_extra = pytest.mark.skipif(not installed, reason="needs the extra onrecord[openvino]")


def test_each_engine_is_known_by_the_name_of_its_vectors() -> None:
    names = {embedder("onnx").name, embedder("openvino").name}

    assert len(names) == 2
    for name in names:
        made = that_made(name)
        assert made is not None
        assert made.name == name
    assert that_made("some other model") is None


@pytest.mark.skipif(installed, reason="the extra onrecord[openvino] is installed")
def test_without_the_extra_the_message_says_how_to_get_it(tmp_path: Path) -> None:
    with Record.open(tmp_path, OpenVinoEmbedder(), create=True) as record:
        with pytest.raises(ModelFileError, match=r"pip install 'onrecord\[openvino\]'"):
            record.ingest([MEETING])
        assert record.status().statements == 0


@needs_extra
def test_the_vectors_of_both_are_near_and_a_batch_changes_none() -> None:
    default, other = Embedder().reading(TEXTS), OpenVinoEmbedder()
    together = other.reading(TEXTS)

    for text, one, two in zip(TEXTS, default, together, strict=True):
        assert one.pieces.shape == two.pieces.shape
        if text:
            assert float(one.vector @ two.vector) > 0.98
        [alone] = other.reading([text])
        assert float(alone.vector @ two.vector) > 0.9995
    assert other.lengths(TEXTS) == Embedder().lengths(TEXTS)
    assert np.allclose(np.linalg.norm(other.embed(TEXTS), axis=1), 1, atol=1e-5)


@needs_extra
def test_a_record_is_opened_by_what_made_it_and_by_nothing_else(tmp_path: Path) -> None:
    with Record.open(tmp_path, OpenVinoEmbedder(), create=True) as record:
        record.ingest([MEETING])
        found = record.search("referendum in Crimea")

    with Record.open(tmp_path) as record:
        assert record.embedder.name == OpenVinoEmbedder().name
        assert record.search("referendum in Crimea") == found
    with pytest.raises(StorageError, match="was embedded by"):
        Record.open(tmp_path, Embedder())


@needs_extra
def test_openvino_is_kept_from_sending_how_it_is_used() -> None:
    code = (
        "import sys; from vectorstore.openvino_embedder import OpenVinoEmbedder; "
        "OpenVinoEmbedder().embed(['The meeting rose.']); "
        "assert sys.modules['openvino_telemetry'] is None"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
