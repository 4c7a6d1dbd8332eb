"""Files and folders in, statements out; what cannot be read comes out as `Refused` with why.

A new format is one more module here with its suffixes and one function, named in `_READERS`. The
two research corpora, whose files belong together, are known by their files' names before that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from vectorstore.errors import ReadError
from vectorstore.readers import docx, html, jsonl, markdown, odt, pdf, table, text
from vectorstore.readers.continuation import Continuations
from vectorstore.readers.introductions import Introductions
from vectorstore.readers.ungdc import GeneralDebate
from vectorstore.readers.unsc_debates import Debates
from vectorstore.readers.zip import SUFFIXES as ARCHIVES
from vectorstore.readers.zip import read_zip
from vectorstore.schema import Refused, Statement

Reader = Callable[[Path, str], Iterator[Statement | Refused]]

_READERS: tuple[tuple[frozenset[str], Reader], ...] = (
    (text.SUFFIXES, text.read_text),
    (jsonl.SUFFIXES, jsonl.read_jsonl),
    (pdf.SUFFIXES, pdf.read_pdf),
    (docx.SUFFIXES, docx.read_docx),
    (html.SUFFIXES, html.read_html),
    (markdown.SUFFIXES, markdown.read_markdown),
    (odt.SUFFIXES, odt.read_odt),
    (table.SUFFIXES, table.read_table),
    (ARCHIVES, lambda path, source: read_zip(path, source, read)),
)
# What to do with files that are nearly of a kind that is read.
_INSTEAD = {
    **dict.fromkeys((".doc", ".docm", ".dot", ".rtf", ".pages", ".wpd"), "save it as .docx"),
    **dict.fromkeys((".xls", ".xlsm", ".xlsb", ".ods"), "save it as .xlsx"),
    **dict.fromkeys((".tar", ".gz", ".tgz", ".7z", ".rar", ".bz2", ".xz"), "unpack it first"),
}


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
    found = False
    for one in _completed((file, _source(file, path, root)) for file in files(path)):
        found = True
        yield one
    if not found:
        reason = f"folder without statements: put files of these kinds into it: {supported()}"
        if not path.is_dir():
            reason = "holds no statement itself: give the folder that it belongs to"
        yield Refused(source=_source(path, path, root), reason=reason)


def read_together(paths: Sequence[Path]) -> Iterator[Statement | Refused]:
    """Yield every statement of files of one folder, read as that folder would be.

    A speech that goes on with the one before it is known as such only beside that one.
    """
    if len(paths) == 1:
        yield from read(paths[0])
        return
    yield from _completed((file, file.name) for file in sorted(set(paths)))


def _completed(places: Iterable[tuple[Path, str]]) -> Iterator[Statement | Refused]:
    """Yield the statements of files in order, with what those before say of each."""
    continuations, introductions = Continuations(), Introductions()
    corpora = (Debates(), GeneralDebate())
    for file, source in places:
        for one in _read_file(file, source, corpora):
            if isinstance(one, Statement):
                yield introductions.completed(continuations.completed(one))
            else:
                yield one


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


def _read_file(
    file: Path, source: str, corpora: tuple[Debates, GeneralDebate]
) -> Iterator[Statement | Refused]:
    try:
        for corpus in corpora:
            if (found := corpus.read(file, source)) is not None:
                yield from found
                return
        yield from _reader(file, source)(file, source)
    except ReadError as error:
        yield Refused(source=error.source, reason=error.reason)


def _reader(file: Path, source: str) -> Reader:
    """Return what reads files of this suffix.

    Raises:
        ReadError: nothing does.
    """
    name = file.name.lower()
    for suffixes, reader in _READERS:
        if any(name.endswith(suffix) for suffix in suffixes):
            return reader
    kind = f"{file.suffix} files" if file.suffix else "files without a suffix"
    instead = _INSTEAD.get(file.suffix.lower(), f"give one of {supported()}")
    raise ReadError(source, f"{kind} are not read: {instead}")
