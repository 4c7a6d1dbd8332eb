"""What the child process does with an archive: its harmless files written into one folder."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pydantic import JsonValue

from vectorstore.errors import ReadError
from vectorstore.readers.zip import LARGEST
from vectorstore.schema import Refused

MEMBERS = 20_000
UNPACKED = 2 << 30  # bytes in all
# Plain text packs to a fifth, the same line a hundred times over to a hundredth.
RATIO = 200
JUDGED_FROM = 8 << 20  # bytes of a file below which no ratio makes it a bomb
LONGEST_NAME = 200  # bytes of one part of a path; file systems end at 255
_NESTED = (".zip", ".tar", ".tgz", ".tar.gz", ".7z", ".rar", ".bz2", ".xz", ".zst", ".jar")
# Left by the systems that pack archives; nobody put these in.
_SYSTEM = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_CHUNK = 1 << 20


def unpack(path: str, source: str, folder: str) -> Iterator[JsonValue]:
    """Write the files of an archive into `folder`; yield a `Refused` for each that stays out.

    Raises:
        ReadError: it is no archive, or promises to unpack to too much.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > MEMBERS:
                raise ReadError(source, f"holds {len(members)} files, more than {MEMBERS}: part it")
            if (size := sum(one.file_size for one in members)) > UNPACKED:
                raise ReadError(
                    source, f"unpacks to {size >> 20} MiB, more than {UNPACKED >> 20}: part it"
                )
            for one in members:
                reason = (
                    _reason_of_name(one)
                    or _reason_of_content(one)
                    or _write(archive, one, Path(folder))
                )
                if reason is not None:
                    name = one.filename.replace("\x00", "")[:LONGEST_NAME]
                    yield Refused(source=_printable(name), reason=reason).model_dump(mode="json")
    except zipfile.BadZipFile as error:
        raise ReadError(source, f"is no sound archive ({error}): get it again") from error


def _printable(name: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in name)


def _reason_of_name(member: zipfile.ZipInfo) -> str | None:
    """Return why a file is not even unpacked, or None where it may be."""
    # `zipfile` itself turns the system's separators into "/" and ends names at a NUL.
    name = member.orig_filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\x00" in name:
        return "names a place outside of its archive: hostile, so it is left out"
    if not name.isprintable():
        return "has a control character in its name: rename it"
    if any(len(part.encode("utf-8", "replace")) > LONGEST_NAME for part in parts):
        return f"has a name longer than {LONGEST_NAME} bytes: rename it"
    return None


def _reason_of_content(member: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        return "is a link or device, not a file: it is left out"
    if member.filename.lower().endswith(_NESTED):
        return "is an archive within an archive: unpack it and give its files"
    if member.flag_bits & 0x1:
        return "is encrypted: unpack it with its password and give the files"
    if member.file_size > LARGEST:
        return f"unpacks to {member.file_size >> 20} MiB, more than {LARGEST >> 20}: part it"
    if member.file_size > max(JUDGED_FROM, RATIO * member.compress_size):
        return (
            f"unpacks to {member.file_size // max(1, member.compress_size)} times its size: a bomb"
        )
    return None


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> str | None:
    """Write one file; return why it did not come out, or None."""
    inner = PurePosixPath(member.filename.replace("\\", "/"))
    if any(part.startswith(".") for part in inner.parts) or member.filename.startswith(_SYSTEM):
        return None
    place = folder.joinpath(*inner.parts)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as packed, place.open("xb") as unpacked:
            while chunk := packed.read(_CHUNK):
                unpacked.write(chunk)
    except FileExistsError:
        return "is in the archive twice under this name: only the first is read"
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        place.unlink(missing_ok=True)
        return f"is damaged ({error}): pack the archive again"
    except (NotImplementedError, RuntimeError) as error:
        place.unlink(missing_ok=True)
        return f"cannot be unpacked ({error}): pack the archive again"
    except OSError as error:
        if place.is_file():
            place.unlink(missing_ok=True)
        return f"cannot be unpacked ({error.strerror}): rename it or pack the archive again"
    return None
