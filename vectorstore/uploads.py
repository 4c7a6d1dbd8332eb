"""Files that a browser sent in; the same files at a stable place in the data directory out.

A file keeps its name, so that sending it again is the same source again: unchanged, or a new
text of the statements that it brought before. The name is made safe, and nothing is ever written
outside the folder, whatever the name says.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from vectorstore.errors import StorageError, UploadError

UPLOADS = "uploads"
LARGEST_FILE = 64 * 1024 * 1024  # bytes
LARGEST_ALL = 512 * 1024 * 1024  # bytes of one upload
MOST_FILES = 500  # of one upload; an archive holds more
LONGEST_NAME = 180  # bytes; file systems take 255, and a suffix is put behind while it is written
_SUFFIXES = re.compile(r"(?:\.[A-Za-z0-9]{1,8}){1,2}$")
_UNSAFE = re.compile(r"[^\w .,()\[\]+=@&'-]")


class Staged(NamedTuple):
    """A file as it was sent: where it is now, or why it was not taken."""

    name: str
    path: Path | None
    refused: str = ""


def stage(directory: Path, sent: Sequence[Path]) -> list[Staged]:
    """Move the files into `directory`/uploads under their names; those refused stay behind.

    Raises:
        UploadError: there are too many, or all together are too large.
        StorageError: the folder cannot be written.
    """
    if len(sent) > MOST_FILES:
        raise UploadError(f"{len(sent)} files at once: send at most {MOST_FILES}, or a .zip")
    sizes = [file.stat().st_size for file in sent]
    if sum(sizes) > LARGEST_ALL:
        raise UploadError(
            f"{sum(sizes) >> 20} MiB at once: send at most {LARGEST_ALL >> 20} MiB, in several goes"
        )
    folder = _folder(directory)
    staged: list[Staged] = []
    taken: set[str] = set()
    for file, size in zip(sent, sizes, strict=True):
        name = safe_name(file.name)
        if not name:
            staged.append(Staged(file.name, None, "its name holds no letter or digit: rename it"))
        elif name.casefold() in taken:
            reason = "another file of this upload has the same name: rename one of them"
            staged.append(Staged(name, None, reason))
        elif size > LARGEST_FILE:
            reason = f"is {size >> 20} MiB: at most {LARGEST_FILE >> 20} MiB a file; split it"
            staged.append(Staged(name, None, reason))
        else:
            taken.add(name.casefold())
            staged.append(Staged(name, _moved(file, folder / name)))
    return staged


def safe_name(name: str) -> str:
    """Return a file's name without anything that a file system or a reader could take amiss.

    '' where nothing of it is left. The same name always gives the same.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join(_UNSAFE.sub("_", last).split()).lstrip(". ").rstrip(". ")
    if not re.search(r"[^\W_]", plain):
        return ""
    suffixes = match[0] if (match := _SUFFIXES.search(plain)) else ""
    stem = plain.removesuffix(suffixes).encode()[: LONGEST_NAME - len(suffixes)]
    return stem.decode(errors="ignore").rstrip(". ") + suffixes


def discard(directory: Path, places: Iterable[str], held: Callable[[str], bool]) -> list[str]:
    """Delete the uploaded files of these places in which nothing is `held`; return their names."""
    folder = directory.resolve() / UPLOADS
    within = (
        place.removeprefix(f"{folder}/") for place in places if place.startswith(f"{folder}/")
    )
    # What stands behind the name, a line or a member of an archive, is set off by one of these;
    # no safe name holds them.
    names = sorted({re.split("[:!/]", place, maxsplit=1)[0] for place in within})
    gone = [name for name in names if name and not held(f"{folder}/{name}")]
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return gone


def _folder(directory: Path) -> Path:
    """Return the folder of uploads, made if it is not there; never one that leads elsewhere."""
    folder = directory.resolve() / UPLOADS
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror}: make the folder writable") from error
    if folder.is_symlink():
        raise StorageError(f"{folder}: is a link: put a folder of the data directory there")
    return folder


def _moved(file: Path, place: Path) -> Path:
    """Put the file at its place in one step, over what was there; a link there is replaced."""
    beside = place.with_name(f".{place.name}.part")
    try:
        beside.unlink(missing_ok=True)
        shutil.copyfile(file, beside)
        beside.replace(place)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StorageError(
            f"{place}: {error.strerror}: free some space or make the folder writable"
        ) from error
    file.unlink(missing_ok=True)
    return place
