"""Where the record is kept, and the bundled one read in when there is none."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant import build
from assistant.settings import Settings
from vectorstore.embed import Embedder
from vectorstore.errors import ModelFileError
from vectorstore.record import Record

SEED = Path(build.__file__).parents[1] / "vectorstore" / "sample" / "seed"


class Cut(Exception):  # noqa: N818 - it stands for a kill, not for an error
    """Stops an ingest where it stands."""


@pytest.fixture
def small_sample(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A bundled record of one statement, so that reading it in takes no time."""
    sample = tmp_path / "package" / "sample"
    sample.mkdir(parents=True)
    (seed,) = SEED.glob("*.txt")
    (sample / seed.name).write_bytes(seed.read_bytes())
    monkeypatch.setattr(build, "files", lambda _package: tmp_path / "package")
    return sample


def test_the_bundled_record_is_read_once(small_sample: Path, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data=tmp_path / "data")
    first = build.ensure_record(settings)
    assert first is not None
    assert first.added == 1
    assert build.ensure_record(settings) is None


def test_reading_the_bundled_record_goes_on_where_it_was_cut_short(
    small_sample: Path, tmp_path: Path
) -> None:
    def cut(_stage: str, _done: int, _total: int) -> None:
        raise Cut

    settings = Settings(_env_file=None, data=tmp_path / "data")
    with pytest.raises(Cut):
        build.ensure_record(settings, cut)
    resumed = build.ensure_record(settings)
    assert resumed is not None
    assert resumed.added == 1


def test_a_record_of_ones_own_is_left_alone(small_sample: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("Mr. Churkin (Russian Federation): We voted against the text.\n")
    with Record.open(tmp_path / "data", create=True) as record:
        record.ingest([own])
    assert build.ensure_record(Settings(_env_file=None, data=tmp_path / "data")) is None


def test_a_record_keeps_to_its_engine_and_says_so_to_who_sets_another(
    small_sample: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = tmp_path / "data"
    build.ensure_record(Settings(_env_file=None, data=data))
    build.ensure_record(Settings(_env_file=None, data=data, embedder="onnx"))
    assert not caplog.messages

    settings = Settings(_env_file=None, data=data, embedder="openvino")
    with build.record_for_writing(data, settings) as record:
        assert record.embedder.name == Embedder().name
    build.ensure_record(settings)
    told = (
        f"the record in {data} keeps to {Embedder().name}, which embedded it: "
        "ONRECORD_EMBEDDER=openvino is for new data directories"
    )
    assert caplog.messages == [told, told]


@pytest.mark.skipif(find_spec("openvino") is not None, reason="openvino is installed")
def test_an_engine_that_cannot_be_used_begins_no_record(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with pytest.raises(ModelFileError, match=r"openvino is not installed|onnx is not installed"):
        build.record_for_writing(data, Settings(_env_file=None, embedder="openvino"))
    assert not data.exists()
