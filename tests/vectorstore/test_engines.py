"""Which engine runs the embedding model: by the name of its vectors, and by the record it made."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

import vectorstore
from vectorstore.engines import embedder, that_made
from vectorstore.errors import ModelFileError
from vectorstore.openvino_embedder import OpenVinoEmbedder
from vectorstore.record import Record

SAMPLE = Path(vectorstore.__file__).parent / "sample"
MEETING = SAMPLE / "council" / "ukraine" / "UNSC_2014_SPV.7138"
installed = find_spec("openvino") is not None and find_spec("onnx") is not None


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
