"""Files that a browser sent in; what becomes of each of them out, again and again until all are in.

They are put at their place in the data directory and read in like any others. The reading runs
in a thread of its own, so that the page can tell how far it is.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.ui.markup import escape
from assistant.ui.reading import REPAIRS
from vectorstore.errors import OnRecordError
from vectorstore.lock import writing
from vectorstore.record import Record
from vectorstore.schema import IngestSummary
from vectorstore.uploads import Staged, stage, take_away

logger = logging.getLogger(__name__)

LOOK = 0.3  # seconds between two looks at how far the reading is
UNEXPECTED = "Something went wrong in the program. The log names the cause; the record is unharmed."
BESIDE = "Another file of this name is here: this one is kept beside it, and neither is replaced."
AGAIN = "The same file twice in this upload."
KINDS = ("added", "updated", "unchanged", "refused")


class Uploading:
    """One upload: which files, and what has become of each so far."""

    def __init__(self, record: Record, sent: Sequence[Path]) -> None:
        self._record = record
        self._sent = sent
        self._staged: list[Staged] = []
        # Files are told apart by where they are: two may have one name.
        self._judged: dict[Path, Counter[str]] = {}
        self._refused: list[Path] = []  # the file of each refusal, in order
        self._order: list[Path] = []  # the file of each statement that goes in, in order
        self._in: Counter[Path] = Counter()
        self._embedded = (0, 0)
        self._summary: IngestSummary | None = None
        self._trouble = ""
        self._done = threading.Event()

    def run(self) -> Iterator[str]:
        """Take the files in; yield how far that is, and at last what was done."""
        threading.Thread(target=self._work, name="upload", daemon=True).start()
        told = ""
        while not self._done.wait(LOOK):
            if (now := self.shown()) != told:
                told = now
                yield now
        yield self.shown()

    def _work(self) -> None:
        try:
            # Nothing may lie about that is not read in: so only where it can be.
            with writing(self._record.directory):
                self._staged = stage(self._record.directory, self._sent)
            paths = [one.path for one in self._staged if one.path and not one.again]
            paths.sort(key=lambda path: path.parent)  # those of one folder are read together
            if paths:
                self._summary = self._record.ingest(paths, self._progress, self._met)
        except OnRecordError as error:
            self._trouble = str(error)
        except Exception:
            logger.exception("an upload of %d files failed", len(self._sent))
            self._trouble = UNEXPECTED
        finally:
            self._clear()
            self._done.set()

    def _clear(self) -> None:
        """Leave no file behind from which nothing was read, and none that was refused."""
        for one in self._staged:
            read = self._judged.get(one.path) if one.path else None
            if one.path and one.new and set(read or ("refused",)) == {"refused"}:
                take_away(one.path)
        for file in self._sent:
            file.unlink(missing_ok=True)

    def _met(self, place: str, what: str) -> None:
        files = (one.path for one in self._staged if one.path)
        file = next((file for file in files if _in(place, str(file))), Path(place))
        self._judged.setdefault(file, Counter())[what] += 1
        (self._refused if what == "refused" else self._order).append(file)

    def _progress(self, stage: str, done: int, total: int) -> None:
        if stage == "embed":
            self._embedded = (done, total)
        elif stage == "acknowledged":
            self._in = Counter(self._order[:done])

    def shown(self) -> str:
        """Return the upload as it is now, for the page."""
        if self._trouble:
            said = f'<p class="refused" role="alert">{escape(self._trouble)}</p>'
            return f'<div class="upload">{said}</div>'
        rows = "".join(map(self._row, list(self._staged)))
        table = (
            '<table class="files"><thead><tr><th scope="col">File</th><th scope="col">What becomes '
            f"of it</th></tr></thead><tbody>{rows}</tbody></table>"
        )
        return f'<div class="upload">{self._headline()}{table}</div>'

    def _headline(self) -> str:
        if not self._done.is_set():
            done, total = self._embedded
            far = f": {done:,} of {total:,} passages" if total else " …"
            bar = f'<progress value="{done}" max="{max(total, 1)}"></progress>' if total else ""
            pulse = '<span class="pulse"></span>'
            return f'<p class="doing" role="status">{pulse}Reading in{far}{bar}</p>'
        summary = self._summary or IngestSummary()
        counts = Counter(
            added=summary.added,
            updated=summary.updated,
            unchanged=summary.unchanged,
            refused=len(summary.refused),
        )
        for one in self._staged:
            if one.again or not one.path:
                counts.update(self._counts(one))
        said = ", ".join(f"{counts[kind]:,} {kind}" for kind in KINDS)
        repairs = ", ".join(
            f"{count:,} {REPAIRS.get(kind, kind)}" for kind, count in summary.repairs.items()
        )
        mended = f"<p>Repairs, each recorded: {escape(repairs)}.</p>" if repairs else ""
        return (
            f'<p class="done" role="status"><b>{said}</b>; new paragraphs: '
            f"{summary.paragraphs:,}; {summary.seconds:.1f} s</p>{mended}"
        )

    def _counts(self, one: Staged) -> Counter[str]:
        """Return what has become of a file's statements so far."""
        if one.path is None:
            return Counter(refused=1)
        judged = self._judged.get(one.path, Counter())
        if not one.again:
            return judged
        return Counter(unchanged=judged.total() - judged["refused"], refused=judged["refused"])

    def _row(self, one: Staged) -> str:
        """Return one file and what has become of it so far."""
        counts = self._counts(one) if one.path else Counter[str]()
        total = counts.total() - counts["refused"]
        says = ", ".join(f"{counts[kind]:,} {kind}" for kind in KINDS if counts[kind])
        if one.refused or (self._done.is_set() and not says):
            says = "refused" if one.refused else "read with the others"
        bar = ""
        if one.path and not self._done.is_set():
            taken = self._in[one.path]
            if taken < total:
                says = f"{total:,} read"
            says = says or "waits"
            bar = f'<progress value="{min(taken, total)}" max="{max(total, 1)}"></progress>'
        also = AGAIN if one.again else BESIDE if one.beside else ""
        why = f'<p class="hint">{also}</p>' if also else ""
        why += "".join(f'<p class="why">{escape(reason)}</p>' for reason in self._reasons(one))
        return f"<tr><td>{escape(one.name)}</td><td>{escape(says)}{bar}{why}</td></tr>"

    def _reasons(self, one: Staged) -> list[str]:
        """Return why a file or parts of it were refused, each with its place where it has one."""
        if one.path is None:
            return [one.refused]
        refused = self._summary.refused if self._summary else ()
        return [
            why.reason if why.source == one.name else f"{why.source}: {why.reason}"
            for file, why in zip(self._refused, refused, strict=False)
            if file == one.path
        ]


def _in(place: str, file: str) -> bool:
    """Whether a place is the file, a line of it or a member of it."""
    return place == file or place.startswith((f"{file}:", f"{file}!"))
