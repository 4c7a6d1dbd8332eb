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
from vectorstore.uploads import Staged, stage

logger = logging.getLogger(__name__)

LOOK = 0.3  # seconds between two looks at how far the reading is
UNEXPECTED = "Something went wrong in the program. The log names the cause; the record is unharmed."
KINDS = ("added", "updated", "unchanged", "refused")


class Uploading:
    """One upload: which files, and what has become of each so far."""

    def __init__(self, record: Record, sent: Sequence[Path]) -> None:
        self._record = record
        self._sent = sent
        self._staged: list[Staged] = []
        self._judged: dict[str, Counter[str]] = {}
        self._order: list[str] = []  # the file of each statement that goes in, in order
        self._in: Counter[str] = Counter()
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
            # Nothing may lie about that is not read in: so first, whether it can be.
            with writing(self._record.directory):
                pass
            self._staged = stage(self._record.directory, self._sent)
            paths = [one.path for one in self._staged if one.path]
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
            if one.path and set(self._judged.get(one.name, ("refused",))) == {"refused"}:
                one.path.unlink(missing_ok=True)
        for file in self._sent:
            file.unlink(missing_ok=True)

    def _met(self, place: str, what: str) -> None:
        name = place.rsplit("/uploads/", 1)[-1]
        file = next((f.name for f in self._staged if f.path and _in(name, f.name)), name)
        self._judged.setdefault(file, Counter())[what] += 1
        if what != "refused":
            self._order.append(file)

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
        refused = [one for one in self._staged if not one.path]
        summary = self._summary or IngestSummary()
        counts = (
            f"{summary.added:,} added, {summary.updated:,} updated, {summary.unchanged:,} "
            f"unchanged, {len(summary.refused) + len(refused):,} refused"
        )
        repairs = ", ".join(
            f"{count:,} {REPAIRS.get(kind, kind)}" for kind, count in summary.repairs.items()
        )
        mended = f"<p>Repairs, each recorded: {escape(repairs)}.</p>" if repairs else ""
        return (
            f'<p class="done" role="status"><b>{counts}</b>; new paragraphs: '
            f"{summary.paragraphs:,}; {summary.seconds:.1f} s</p>{mended}"
        )

    def _row(self, one: Staged) -> str:
        """Return one file and what has become of it so far."""
        judged = self._judged.get(one.name, Counter())
        total = sum(count for what, count in judged.items() if what != "refused")
        reasons = [one.refused] if one.refused else self._reasons(one.name)
        says = ", ".join(f"{judged[kind]:,} {kind}" for kind in KINDS if judged[kind])
        if one.refused or (self._done.is_set() and not says):
            says = "refused" if one.refused or reasons else "read with the others"
        bar = ""
        if not self._done.is_set() and not one.refused:
            if self._in[one.name] < total:
                says = f"{total:,} read"
            says = says or "waits"
            bar = f'<progress value="{self._in[one.name]}" max="{max(total, 1)}"></progress>'
        why = "".join(f'<p class="why">{escape(reason)}</p>' for reason in reasons)
        return f"<tr><td>{escape(one.name)}</td><td>{escape(says)}{bar}{why}</td></tr>"

    def _reasons(self, name: str) -> list[str]:
        """Return why parts of a file were refused, each with its place where it has one."""
        found = self._summary.refused if self._summary else ()
        return [
            one.reason if one.source == name else f"{one.source}: {one.reason}"
            for one in found
            if _in(one.source, name)
        ]


def _in(place: str, name: str) -> bool:
    """Whether a place is the file of that name, a line of it or a member of it."""
    return place == name or place.startswith((f"{name}:", f"{name}!"))
