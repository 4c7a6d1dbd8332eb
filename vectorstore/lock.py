"""One writer at a time: a lock on a file of the data directory, let go when the process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vectorstore.errors import RecordBusyError, StorageError

LOCK_FILE = "lock"


@contextmanager
def writing(directory: Path) -> Iterator[None]:
    """Hold the right to write to the record in `directory`; never waits.

    The kernel lets the lock go when its holder ends, however it ends, so none is ever stale.

    Raises:
        RecordBusyError: Another process, or another thread of this one, is writing.
        StorageError: The lock file cannot be written, as in a read-only folder.
    """
    handle = _taken(directory)
    try:
        yield
    finally:
        os.close(handle)


def _taken(directory: Path) -> int:
    """Return the locked file, with this process's number in it."""
    path = directory / LOCK_FILE
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StorageError(
            f"{path}: {error.strerror}: make the folder writable or name another with --data-dir"
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    except BlockingIOError:
        # The holder may not have written its number yet.
        holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
        os.close(handle)
        raise RecordBusyError(
            f"the record in {directory} is being written by process {holder}: "
            "wait until it is done, then try again"
        ) from None
    except OSError as error:
        os.close(handle)
        raise StorageError(f"{path}: {error.strerror}: free some space and try again") from error
    return handle
