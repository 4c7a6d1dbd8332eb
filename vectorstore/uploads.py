"""Files that a browser sent in; the same files at a stable place in the data directory out.

A file keeps its name, so that sending it again is the same source again. Another file of a name
that is taken goes into a folder of its own beside the first: neither is lost, and both keep the
names that their statements are called by. The name is made safe, and nothing is ever written
outside the folder, whatever the name says.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from vectorstore.errors import StorageError, UploadError

UPLOADS = "uploads"
LARGEST_FILE = 64 * 1024 * 1024  # bytes
LARGEST_ALL = 512 * 1024 * 1024  # bytes of one upload
MOST_FILES = 500  # of one upload; an archive holds more
LONGEST_NAME = 180  # bytes; file systems take 255, and a suffix is put behind while it is written
BESIDE = "~"  # begins the name of a file's own folder; no safe name holds it
BESIDE_DIGITS = (8, 64)  # of the file's SHA-256 in that name; more where the first are taken
_SUFFIXES = re.compile(r"(?:\.[A-Za-z0-9]{1,8}){1,2}$")
_UNSAFE = re.compile(r"[^\w .,()\[\]+=@&'-]")


class Staged(NamedTuple):
    """A file as it was sent: where it is now, or why it was not taken."""

    name: str
    path: Path | None
    refused: str = ""
    new: bool = True
    """Whether it was put there now; False where the same file was there."""
    again: bool = False
    """Whether the same file came earlier in this upload."""

    @property
    def beside(self) -> bool:
        """Whether it is another file than the first of its name."""
        return self.path is not None and self.path.parent.name.startswith(BESIDE)


def stage(directory: Path, sent: Sequence[Path]) -> list[Staged]:
    """Move the files into `directory`/uploads under their names; those refused stay behind.

    The caller holds the writer's lock, so that no two uploads take one place.

    Raises:
        UploadError: there are too many, or all together are too large.
        StorageError: the folder cannot be written.
    """
    if len(sent) > MOST_FILES:
        raise UploadError(f"{len(sent)} files at once: send at most {MOST_FILES}, or a .zip")
    sizes = {file: file.stat().st_size for file in sent if file.is_file()}
    if sum(sizes.values()) > LARGEST_ALL:
        raise UploadError(
            f"{sum(sizes.values()) >> 20} MiB at once: send at most {LARGEST_ALL >> 20} MiB, "
            "in several goes"
        )
    folder = _folder(directory.resolve() / UPLOADS)
    # A browser's two files of the same words can be one file here, moved when the first is staged.
    digests = {file: _digest(file) for file, size in sizes.items() if size <= LARGEST_FILE}
    staged: list[Staged] = []
    for file in sent:
        name = safe_name(file.name)
        if reason := _unfit(name, sizes.get(file)):
            staged.append(Staged(name or file.name, None, reason))
            continue
        place, new = _place(folder, name, digests[file])
        if new:
            _put(file, place)
        file.unlink(missing_ok=True)
        again = any(one.path == place for one in staged)
        staged.append(Staged(name, place, new=new, again=again))
    return staged


def _unfit(name: str, size: int | None) -> str:
    """Return why a file is not taken, or ''."""
    if not name:
        return "its name holds no letter or digit: rename it"
    if size is None:
        return "did not arrive: send it again"
    if size > LARGEST_FILE:
        return f"is {size >> 20} MiB: at most {LARGEST_FILE >> 20} MiB a file; split it"
    return ""


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
    pattern = re.compile(rf"(?:{BESIDE}[0-9a-f]+/)?[^:!/]+")
    names = sorted({match[0] for one in within if (match := pattern.match(one))})
    gone = [name for name in names if not held(f"{folder}/{name}")]
    for name in gone:
        take_away(folder / name)
    return gone


def take_away(file: Path) -> None:
    """Delete an uploaded file, and the folder beside the others that held nothing else."""
    file.unlink(missing_ok=True)
    if file.parent.name.startswith(BESIDE):
        with suppress(OSError):
            file.parent.rmdir()


def _place(folder: Path, name: str, digest: str) -> tuple[Path, bool]:
    """Return where a file goes, and whether it is new there: the first free place, or its own."""
    places = list(_places(folder, name, digest))
    for place in places:
        if place.is_file() and not place.is_symlink() and _digest(place) == digest:
            return place, False
    # The last is of this digest alone; what else lies there was put there by nobody's upload.
    free = (place for place in places if place.is_symlink() or not place.exists())
    return next(free, places[-1]), True


def _places(folder: Path, name: str, digest: str) -> Iterator[Path]:
    yield folder / name
    for digits in BESIDE_DIGITS:
        yield folder / f"{BESIDE}{digest[:digits]}" / name


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise StorageError(f"{file}: {error.strerror}: make it readable, then try again") from error


def _folder(folder: Path) -> Path:
    """Return the folder, made if it is not there; never one that leads elsewhere."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror}: make the folder writable") from error
    if folder.is_symlink():
        raise StorageError(f"{folder}: is a link: put a folder of the data directory there")
    return folder


def _put(file: Path, place: Path) -> None:
    """Put the file at its place in one step; a link there is replaced."""
    beside = _folder(place.parent) / f".{place.name}.part"
    try:
        beside.unlink(missing_ok=True)
        shutil.copyfile(file, beside)
        beside.replace(place)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StorageError(
            f"{place}: {error.strerror}: free some space or make the folder writable"
        ) from error
