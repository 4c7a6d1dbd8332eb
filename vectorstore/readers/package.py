"""A file that is a ZIP package (DOCX, ODT, XLSX) in; bombs and broken ones are refused.

Sizes are taken from the package's directory. They may lie, but Python's `zipfile` gives out no
more of a member than its directory says, so what passes here bounds what is unpacked.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vectorstore.errors import ReadError

MEMBERS = 5_000  # in a package; a long Word file with pictures has some hundred
UNPACKED = 512 << 20  # bytes in all
# Real Word files unpack to 5 to 15 times their size, blank cells of a sheet to some 100 times.
RATIO = 200
JUDGED_FROM = 8 << 20  # bytes unpacked below which no ratio is a bomb


@contextmanager
def opened(path: str | Path, source: str, kind: str) -> Iterator[zipfile.ZipFile]:
    """Open a package whose directory promises to be harmless.

    Raises:
        ReadError: it is no package of this kind, damaged, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(path) as package:
            require_harmless(package, source)
            yield package
    except zipfile.BadZipFile as error:
        raise ReadError(source, f"is no sound {kind} file ({error}): get it again") from error


def require_harmless(package: zipfile.ZipFile, source: str) -> None:
    """Let packages of a usual size pass.

    Raises:
        ReadError: it has too many members, or unpacks to too much.
    """
    members = package.infolist()
    if len(members) > MEMBERS:
        raise ReadError(source, f"has {len(members)} parts, more than {MEMBERS}: hostile")
    size = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if size > UNPACKED:
        raise ReadError(source, f"unpacks to {size >> 20} MiB, more than {UNPACKED >> 20}: hostile")
    if size > JUDGED_FROM and size > RATIO * packed:
        raise ReadError(source, f"unpacks to {size // packed} times its size: a bomb")


def member(package: zipfile.ZipFile, name: str, source: str, kind: str) -> bytes:
    """Return what a part of a package holds.

    Raises:
        ReadError: there is no such part, or it is encrypted or damaged.
    """
    try:
        return package.read(name)
    except KeyError as error:
        raise ReadError(source, f"is no {kind} file: it has no {name} in it") from error
    except (RuntimeError, NotImplementedError) as error:
        raise ReadError(source, f"is locked ({error}): save it without a password") from error
