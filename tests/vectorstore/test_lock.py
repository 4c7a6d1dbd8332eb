import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vectorstore.errors import RecordBusyError, StorageError
from vectorstore.lock import writing

HOLDER = """
import sys, time
from pathlib import Path
from vectorstore.lock import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def _holder(directory: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(directory)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_told_who_writes_and_what_to_do(tmp_path: Path) -> None:
    with _holder(tmp_path) as holder:
        with (
            pytest.raises(RecordBusyError, match=f"by process {holder.pid}: wait until"),
            writing(tmp_path),
        ):
            pass
        holder.kill()


def test_a_killed_writer_leaves_no_lock_behind(tmp_path: Path) -> None:
    with _holder(tmp_path) as holder:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    with writing(tmp_path):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_two_threads_of_one_process_do_not_write_at_once(tmp_path: Path) -> None:
    # A lock of its own file handle, as another thread would take it.
    with writing(tmp_path), pytest.raises(RecordBusyError), writing(tmp_path):
        pass


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inside"), writing(tmp_path):
        raise ValueError("inside")
    with writing(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError, match="absent/lock: No such file"),
        writing(tmp_path / "absent"),
    ):
        pass
