"""Is an incoming statement new, the same again, or a changed one, and under which id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from vectorstore.ledger import Known, fingerprint
from vectorstore.schema import Statement
from vectorstore.spoken import Spoken, spoken

# Characters of the hash that tell two texts of one name apart.
SUFFIX = 8


class Verdict(NamedTuple):
    """What becomes of an incoming statement, under which id, and which one it replaces."""

    kind: Literal["added", "updated", "unchanged"]
    statement: Statement
    fingerprint: str
    replaces: str | None = None


class Identities:
    """Every statement the record knows or is about to know, by the name it came with.

    * The same name with the same text is the same statement, wherever it stands.
    * The same name from the same file with another text is that statement changed, unless this
      run has already met the old text elsewhere in the file.
    * The same name from another file with another text is another statement; its id gets a
      suffix from its hash.
    * The same speech from another file, under whatever name, is the same statement with one
      source more (see `spoken`).
    """

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_name: dict[str, list[Known]] = {}
        self._by_mark: dict[str, list[Known]] = {}
        self._met: set[str] = set()
        for one in known:
            self._by_name.setdefault(one.name, []).append(one)
            if one.spoken:
                self._by_mark.setdefault(one.spoken.mark, []).append(one)

    def judge(self, statement: Statement, place: str) -> Verdict:
        """Return what becomes of the statement found in `place`, and remember it as known."""
        known = self._by_name.setdefault(statement.id, [])
        mark = fingerprint(statement)
        twin = next((one for one in known if one.sha256 == statement.sha256), None)
        if twin and (twin.fingerprint == mark or place not in twin.sources):
            self._keep(twin._replace(sources=twin.sources | {place}))
            return Verdict("unchanged", _named(statement, twin.id), mark)
        told = spoken(statement)
        if not twin and (same := self._same_speech(statement, told, place)):
            seen = (place, statement.sha256)
            again = same._replace(
                sources=same.sources | {place}, other_texts=same.other_texts | {seen}
            )
            self._keep(again)
            return Verdict("unchanged", _named(statement, same.id), mark)
        old = twin or self._changed(place, known)
        id_ = old.id if old else self._free_id(statement, known)
        sources = frozenset({place}) | (old.sources if old else frozenset())
        self._keep(Known(id_, statement.id, statement.sha256, mark, sources, told))
        kind: Literal["added", "updated"] = "updated" if old else "added"
        return Verdict(kind, _named(statement, id_), mark, replaces=old.id if old else None)

    def known(self) -> Iterator[Known]:
        """Yield all that is known, by name and id."""
        for name in sorted(self._by_name):
            yield from sorted(self._by_name[name])

    def _changed(self, place: str, known: list[Known]) -> Known | None:
        """Return the statement that the one in `place` is a new text of."""
        file = origin(place)
        candidates = (one for one in known if file in map(origin, _own_sources(one)))
        return next((one for one in candidates if one.id not in self._met), None)

    def _same_speech(self, statement: Statement, told: Spoken | None, place: str) -> Known | None:
        """Return the statement that another file holds of the same speech."""
        file = origin(place)
        for one in self._by_mark.get(told.mark, ()) if told else ():
            if (place, statement.sha256) in one.other_texts:
                return one
            # Within one file each is a statement of its own, and one file's own may be changed.
            elsewhere = file not in map(origin, _own_sources(one))
            if elsewhere and told and one.spoken and told.agrees(one.spoken):
                return one
        return None

    def _free_id(self, statement: Statement, known: list[Known]) -> str:
        if not known:
            return statement.id
        return f"{statement.id}-{statement.sha256[:SUFFIX]}"

    def _keep(self, one: Known) -> None:
        self._met.add(one.id)
        known = self._by_name[one.name]
        for before in [other for other in known if other.id == one.id]:
            known.remove(before)
            if before.spoken:
                self._by_mark[before.spoken.mark].remove(before)
        known.append(one)
        if one.spoken:
            self._by_mark.setdefault(one.spoken.mark, []).append(one)


def origin(source: str) -> str:
    """Return the file of a source, without the line: lines move when one is put before them."""
    return re.sub(r":\d+$", "", source)


def _own_sources(one: Known) -> frozenset[str]:
    """Return the sources whose text is the statement's own, character by character."""
    return one.sources - {source for source, _ in one.other_texts}


def _named(statement: Statement, id_: str) -> Statement:
    return statement if statement.id == id_ else statement.model_copy(update={"id": id_})
