"""An archive (.zip) in, the statements of the files in it out, as if it were a folder.

It is unpacked into a folder of its own that is removed afterwards, by the child process and only
as far as every limit allows. Sources are named "archive.zip!inner/path.txt".
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from vectorstore.errors import ReadError
from vectorstore.readers.child import Limits, parse
from vectorstore.readers.decode import read_bytes
from vectorstore.schema import Refused, Statement

SUFFIXES = frozenset({".zip"})
_UNPACK = "vectorstore.readers.zip_parse:unpack"
LARGEST = 256 << 20  # bytes of one file in an archive
# The General Debate corpus, 10,586 files and 190 MB of text, unpacks in some 5 s.
_LIMITS = Limits(seconds=120, cpu=120, written=LARGEST)
ReadFolder = Callable[[Path], Iterator[Statement | Refused]]


def read_zip(path: Path, source: str, read_folder: ReadFolder) -> Iterator[Statement | Refused]:
    """Yield what `read_folder` finds among the unpacked files, and what did not come out and why.

    Raises:
        ReadError: the archive as a whole cannot be read.
    """
    read_bytes(path, source)
    with tempfile.TemporaryDirectory(prefix="onrecord-zip-") as name:
        folder = Path(name)
        found = parse(_UNPACK, path, source, _LIMITS, source=source, folder=name)
        for one in found:
            refused = Refused.model_validate(one)
            yield refused.model_copy(update={"source": f"{source}!{refused.source}"})
        if not any(one.is_file() for one in folder.rglob("*")):
            if not found:
                raise ReadError(source, "is an empty archive: there is nothing to read")
            return
        for read in read_folder(folder):
            if isinstance(read, Refused) and read.source == folder.name:
                raise ReadError(source, "is an archive without statements: there is none to read")
            yield read.model_copy(update={"source": f"{source}!{read.source}"})
