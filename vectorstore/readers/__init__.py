"""Files and folders in, statements out; what cannot be read comes out as `Refused` with why.

A new format is one more module here with its suffixes and one function, named in `_READERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from vectorstore.errors import ReadError
from vectorstore.readers import jsonl, pdf, text
from vectorstore.readers.continuation import Continuations
from vectorstore.readers.introductions import Introductions
from vectorstore.schema import Refused, Statement

Reader = Callable[[Path, str], Iterator[Statement | Refused]]

_READERS: tuple[tuple[frozenset[str], Reader], ...] = (
    (text.SUFFIXES, text.read_text),
    (jsonl.SUFFIXES, jsonl.read_jsonl),
    (pdf.SUFFIXES, pdf.read_pdf),
)


def supported() -> str:
    """Return the suffixes that can be read, for a reader's eyes."""
    return ", ".join(sorted(suffix for suffixes, _ in _READERS for suffix in suffixes))


def read(path: Path, root: Path | None = None) -> Iterator[Statement | Refused]:
    """Yield every statement of a file or a folder, in the order of the files' names.

    Sources are named relative to `root`, or to `path` itself where that is a folder. One bad
    file or line is one `Refused` and stops nothing.
    """
    if not path.exists():
        yield Refused(source=path.name, reason="does not exist: check the path")
        return
    continuations, introductions = Continuations(), Introductions()
    found = False
    for file in files(path):
        for one in _read_file(file, _source(file, path, root)):
            found = True
            if isinstance(one, Statement):
                yield introductions.completed(continuations.completed(one))
            else:
                yield one
    if not found:
        yield Refused(
            source=_source(path, path, root),
            reason=f"folder without statements: put files of these kinds into it: {supported()}",
        )


def files(path: Path) -> list[Path]:
    """Return the files that `read` reads for `path`, sorted; hidden ones are left alone."""
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )


def _source(file: Path, path: Path, root: Path | None) -> str:
    for base in (root, path):
        if base is not None and file != base and file.is_relative_to(base):
            return file.relative_to(base).as_posix()
    return file.name


def _read_file(file: Path, source: str) -> Iterator[Statement | Refused]:
    name = file.name.lower()
    for suffixes, reader in _READERS:
        if any(name.endswith(suffix) for suffix in suffixes):
            try:
                yield from reader(file, source)
            except ReadError as error:
                yield Refused(source=error.source, reason=error.reason)
            return
    kind = f"{file.suffix} files" if file.suffix else "files without a suffix"
    yield Refused(source=source, reason=f"{kind} are not read: give one of {supported()}")
