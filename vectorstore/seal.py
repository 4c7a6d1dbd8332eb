"""A seal on the files of an index: says whether each is still what it was, and what it covers.

SQLite and Tantivy notice some damage to their files, not all: a changed byte inside a vector or
a posting list just gives other answers. So every file's hash is kept beside it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from pydantic import ValidationError

from vectorstore.errors import IndexDamagedError
from vectorstore.schema import Frozen

SEAL_FILE = "seal.json"


class SealedFile(Frozen):
    """One file as it was sealed; size and time tell whether it must be hashed again."""

    sha256: str
    size: int
    modified_ns: int


class Seal(Frozen):
    """What an index covers of the ledger, and its files."""

    version: int
    row: int
    passages: int
    files: dict[str, SealedFile]


def seal(directory: Path, version: int, row: int, passages: int) -> Seal:
    """Write the seal over the directory's files, in one step, and return it."""
    try:
        before = glance(directory).files
    except IndexDamagedError:
        before = {}
    files = {
        name: _same_or_hashed(directory / name, before.get(name)) for name in _names(directory)
    }
    made = Seal(version=version, row=row, passages=passages, files=files)
    write_durably(directory / SEAL_FILE, made.model_dump_json().encode())
    return made


def sealed(directory: Path) -> Seal:
    """Return the directory's seal after looking at every byte of its files.

    Raises:
        IndexDamagedError: There is no seal, or a file is not as it was sealed.
    """
    found = glance(directory)
    for name, file in found.files.items():
        path = directory / name
        if not path.is_file():
            raise IndexDamagedError(f"{path}: the file is missing")
        if path.stat().st_size != file.size or _hash(path) != file.sha256:
            raise IndexDamagedError(f"{path}: the file is not what was written")
    return found


def glance(directory: Path) -> Seal:
    """Return the seal without looking at the files; errors are those of `sealed`."""
    path = directory / SEAL_FILE
    try:
        return Seal.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise IndexDamagedError(f"{directory}: the index was not finished") from None
    except (OSError, ValidationError) as error:
        raise IndexDamagedError(f"{path}: cannot be read") from error


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that after a crash either the old or the new content is there, whole."""
    beside = path.with_name(f"{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Bring a directory's entries to the disk."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _names(directory: Path) -> list[str]:
    """Return the files under the directory but for the seal and locks, in order."""
    names = (str(p.relative_to(directory)) for p in directory.rglob("*") if p.is_file())
    return sorted(n for n in names if not n.startswith(SEAL_FILE) and not n.endswith(".lock"))


def _same_or_hashed(path: Path, before: SealedFile | None) -> SealedFile:
    status = path.stat()
    size, modified = status.st_size, status.st_mtime_ns
    if before and (before.size, before.modified_ns) == (size, modified):
        return before
    return SealedFile(sha256=_hash(path), size=size, modified_ns=modified)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
