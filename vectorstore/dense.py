"""Vectors in, the nearest passages out: Chroma for all of them, exact search for any part.

Embedded Chroma can be left unusable by a kill while it writes. So it is never written in place:
a *generation* is built in a directory of its own, compared with the given vectors one by one,
and made the current one by renaming a pointer file. What a generation lacks is searched exactly.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import uuid
import weakref
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import IndexDamagedError
from vectorstore.exact import ExactVectors
from vectorstore.lexical import Hit

if TYPE_CHECKING:  # half a second to import, and a small record needs none of it
    import chromadb

logger = logging.getLogger(__name__)

COLLECTION = "passages"
POINTER = "current"
PREFIX = "generation-"
ROWS = "rows.npy"  # the rows of a generation, beside Chroma's own files
TABLES = "chroma.sqlite3"
LINKED = 50_000_000  # bytes
TOLERANCE = 1e-5  # of a component of a vector of length 1, after Chroma's own normalisation
PAGE = 5000  # vectors read back at a time
PROBES = 32  # vectors searched for by themselves after building
MISSED = 3  # of them that may not be found: the search is approximate, and that is no damage
PROBE_DISTANCE = 1e-3  # two passages may have the same vector, so any as near will do
# Chosen by benchmarks/search.py: recall@100 against exact search >= .99.
HNSW = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 1000}


class Generation:
    """One finished Chroma collection, opened for search only."""

    def __init__(self, directory: Path) -> None:
        """Open the generation in `directory`.

        Raises:
            IndexDamagedError: Chroma cannot open it, or vectors are missing.
        """
        from langchain_chroma import Chroma

        self.directory = directory
        with _damage_told(directory):
            self.rows: NDArray[np.int64] = np.load(directory / ROWS)
            copy = _copied(directory)
            self._clear = weakref.finalize(self, shutil.rmtree, copy, ignore_errors=True)
            self._client = _client(copy)
            self._chroma = Chroma(
                COLLECTION, client=self._client, create_collection_if_not_exists=False
            )
            held = self._client.get_collection(COLLECTION, embedding_function=None).count()
        if held != len(self.rows):
            self.close()
            raise _damaged(directory, f"{held} vectors where {len(self.rows)} were written")

    def search(self, vector: NDArray[np.float32], k: int) -> list[Hit]:
        """Return about the `k` nearest rows, nearest first; scores are cosine similarities.

        Raises:
            IndexDamagedError: Chroma failed.
        """
        with _damage_told(self.directory):
            found = self._chroma.similarity_search_by_vector_with_relevance_scores(
                vector.tolist(), k=min(k, len(self.rows))
            )
        # Chroma's distance is 1 - cosine.
        hits = [Hit(int(passage.id or ""), 1.0 - distance) for passage, distance in found]
        return sorted(hits, key=lambda hit: (-hit.score, hit.row))

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()
        self._clear()


class DenseIndex:
    """All live vectors, with a generation that answers for most of them where there is one."""

    def __init__(self, exact: ExactVectors, generation: Generation | None = None) -> None:
        self._exact = exact
        self._generation = generation
        held = generation.rows if generation else np.zeros(0, np.int64)
        self._fresh = np.setdiff1d(exact.rows, held, assume_unique=True)
        self._removed = len(np.setdiff1d(held, exact.rows, assume_unique=True))

    def search(
        self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[Hit]:
        """Return the `k` nearest live rows, nearest first; scores are cosine similarities.

        With `allowed` (rows in ascending order) the search is exact; without, it is Chroma's,
        joined with the rows that are newer than the generation.
        """
        if self._generation is None or allowed is not None:
            return self._exact.search(vector, k, allowed)
        try:
            near = self._generation.search(vector, k + self._removed)
        except IndexDamagedError as error:
            logger.warning("%s; searching exactly", error)
            self._generation.close()
            self._generation = None
            return self._exact.search(vector, k)
        rows = np.sort(np.array([hit.row for hit in near], dtype=np.int64))
        # Scored again with the ledger's vectors, so that old and new rows compare.
        return self._exact.search(vector, k, np.union1d(rows, self._fresh))

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of live rows, in the order asked for."""
        return self._exact.vectors(rows)

    def close(self) -> None:
        """Let go of the generation's files."""
        if self._generation is not None:
            self._generation.close()


def build_generation(
    root: Path,
    rows: NDArray[np.int64],
    vectors: NDArray[np.float32],
    references: Sequence[str],
) -> Path:
    """Write all vectors into a new generation under `root` and make it the current one.

    `references` say for each row what it stands for; Chroma keeps them as its documents. The
    generations before are deleted; who has one open searches exactly until the next opening.

    Raises:
        IndexDamagedError: What Chroma gives back is not what it was given.
    """
    root.mkdir(parents=True, exist_ok=True)
    directory = root / f"{PREFIX}{uuid.uuid4().hex}"
    with _damage_told(directory):
        _write(directory, rows, vectors, references)
        _verify(directory, rows, vectors)
    np.save(directory / ROWS, rows)
    for path in [*directory.rglob("*"), directory, root]:
        _to_disk(path)
    pointer = root / f"{POINTER}.new"
    pointer.write_text(directory.name, encoding="utf-8")
    _to_disk(pointer)
    pointer.rename(root / POINTER)
    _to_disk(root)
    prune(root)
    return directory


def prepare() -> None:
    """Import Chroma: a second's work that can be done while something else is waited for."""
    import chromadb
    import langchain_chroma

    logger.debug("imported %s and %s", chromadb.__name__, langchain_chroma.__name__)


def current(root: Path) -> Path | None:
    """Return the directory of the current generation, or None if there is none."""
    try:
        name = (root / POINTER).read_text(encoding="utf-8")
        directory = root / name
        return directory if name.startswith(PREFIX) and directory.is_dir() else None
    except (FileNotFoundError, ValueError):  # ValueError: a damaged pointer names no path
        return None


def prune(root: Path) -> None:
    """Delete every generation but the current one: older ones and those a kill left unfinished."""
    kept = current(root)
    for directory in root.glob(f"{PREFIX}*"):
        if directory != kept:
            shutil.rmtree(directory, ignore_errors=True)
    for directory in root.glob("open-*"):
        if not _alive(int(directory.name.split("-")[1])):
            shutil.rmtree(directory, ignore_errors=True)


def _copied(directory: Path) -> Path:
    """Return a directory with the generation's files copied, for this process alone.

    Chroma writes into its tables at each opening, and into the vectors of a small collection,
    and is not made for two processes. So the generation itself stays as it was built, byte for
    byte, and can be checked by its hashes. Vectors by the hundred megabytes are linked: of so
    many Chroma has written all it ever will.
    """
    name = f"open-{os.getpid()}-"
    try:
        copy = Path(tempfile.mkdtemp(prefix=name, dir=directory.parent))
    except OSError:  # a read-only data directory
        copy = Path(tempfile.mkdtemp(prefix=f"onrecord-{name}"))
    for file in (file for file in directory.rglob("*") if file.is_file()):
        beside = copy / file.relative_to(directory)
        beside.parent.mkdir(exist_ok=True)
        if file.name == TABLES or file.stat().st_size < LINKED:
            shutil.copyfile(file, beside)
        else:
            beside.symlink_to(file.absolute())
    return copy


def _alive(process: int) -> bool:
    """Whether a process of that number runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _write(
    directory: Path,
    rows: NDArray[np.int64],
    vectors: NDArray[np.float32],
    references: Sequence[str],
) -> None:
    with closing(_client(directory)) as client:
        collection = client.create_collection(
            COLLECTION, configuration={"hnsw": HNSW}, embedding_function=None
        )
        size = client.get_max_batch_size()
        for start in range(0, len(rows), size):
            part = slice(start, start + size)
            collection.add(
                ids=[str(row) for row in rows[part]],
                embeddings=vectors[part],
                documents=list(references[part]),
            )


def _verify(directory: Path, rows: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
    """Open the generation anew and compare every vector; find some by searching.

    Raises:
        IndexDamagedError: A vector is missing, altered or not found.
    """
    with closing(_client(directory)) as client:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        if collection.count() != len(rows):
            raise _damaged(directory, f"{collection.count()} vectors of {len(rows)} arrived")
        for start in range(0, len(rows), PAGE):
            part = slice(start, start + PAGE)
            names = [str(row) for row in rows[part]]
            found = collection.get(ids=names, include=["embeddings"])
            held = dict(zip(found["ids"], found["embeddings"], strict=True))
            for name, vector in zip(names, vectors[part], strict=True):
                if name not in held or np.abs(held[name] - vector).max() > TOLERANCE:
                    raise _damaged(directory, f"the vector of row {name} is not as written")
        probes = np.linspace(0, len(rows) - 1, num=min(len(rows), PROBES), dtype=int)
        missed = 0
        for place in probes:
            near = collection.query(
                query_embeddings=vectors[[place]], n_results=1, include=["distances"]
            )
            missed += not near["ids"][0] or near["distances"][0][0] > PROBE_DISTANCE
        if missed > min(MISSED, len(probes) - 1):
            said = f"{missed} of {len(probes)} rows are not found by their own vectors"
            raise _damaged(directory, said)


def _client(directory: Path) -> chromadb.ClientAPI:
    import chromadb

    settings = chromadb.Settings(anonymized_telemetry=False)
    return chromadb.PersistentClient(str(directory), settings=settings)


@contextmanager
def _damage_told(directory: Path) -> Iterator[None]:
    """Raise what Chroma raises as an `IndexDamagedError`."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError, EOFError, ValueError, RuntimeError) as error:
        raise _damaged(directory, f"{type(error).__name__}: {error}") from error
    except BaseException as error:
        # Chroma's Rust side panics on broken files; PyO3's exception cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(directory, f"Chroma panicked: {error}") from error


def _damaged(directory: Path, reason: str) -> IndexDamagedError:
    return IndexDamagedError(
        f"{directory}: {reason}: the search goes on without it, ingest builds it anew"
    )


def _to_disk(path: Path) -> None:
    """Wait until the file or directory is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
