"""Who speaks, told from the text alone, against the labels of other people's corpora.

    python -m benchmarks.attribution SPEECHES.jsonl[.gz] [--disagreements FILE.csv]

The labels (speaker, affiliation, role, spoke_in) are taken off the lines, the texts are read as
`onrecord ingest` reads them, and what the first voice was given is compared with the labels.
Only labels that are there count; every disagreement is a line of FILE, for a person to look at.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from vectorstore import countries
from vectorstore.readers import read
from vectorstore.schema import Refused, Statement

LABELS = ("speaker", "affiliation", "affiliation_source", "role", "spoke_in", "header")
# Forms in which a text still has its own form of address.
WITH_ADDRESS = frozenset({"raw_line_wrapped", "raw_ocr_single_line"})
Labelled = Mapping[str, object]


class Disagreement(NamedTuple):
    """A label and what was read instead."""

    statement: str
    field: str
    label: str
    read: str
    opening: str


def speaker(said: Statement) -> str:
    """Return the speaker as printed."""
    return said.voices[0].speaker or ""


def affiliation(said: Statement) -> str:
    """Return the country, or the body spoken for where it is none."""
    return said.voices[0].country or said.voices[0].affiliation or ""


def role(said: Statement) -> str:
    """Return the office held."""
    return said.voices[0].role or ""


def spoke_in(said: Statement) -> str:
    """Return the language that the record translates from."""
    return said.voices[0].spoke_in or ""


FIELDS: Mapping[str, Callable[[Statement], str]] = {
    "speaker": speaker,
    "affiliation": affiliation,
    "role": role,
    "spoke_in": spoke_in,
}


def labelled(path: Path) -> Iterator[Labelled]:
    """Yield the speeches whose text has its own form of address."""
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as lines
    ):
        for line in lines:
            fields = json.loads(line)
            if fields.get("text_form") in WITH_ADDRESS:
                yield fields


def same(label: str, found: str) -> bool:
    """Whether two names are one: case, marks, spaces and a country's aliases aside."""
    return _folded(label) == _folded(found)


def _folded(name: str) -> str:
    name = name.removeprefix("spoke in ").removeprefix("interpretation from ")
    known = countries.canonical(name) or name
    plain = unicodedata.normalize("NFKD", known).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def main() -> None:
    """Read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("speeches", type=Path)
    parser.add_argument("--disagreements", type=Path, help="CSV file to write them to")
    given = parser.parse_args()
    labels = {str(fields["id"]): fields for fields in labelled(given.speeches)}
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "speeches.jsonl"
        bare = ({k: v for k, v in one.items() if k not in LABELS} for one in labels.values())
        file.write_text("".join(json.dumps(one) + "\n" for one in bare), encoding="utf-8")
        right, asked, wrong, refused = Counter[str](), Counter[str](), list[Disagreement](), 0
        for said in read(file):
            if isinstance(said, Refused):
                refused += 1
                continue
            for name, get in FIELDS.items():
                label = str(labels[said.id].get(name) or "")
                if not label:
                    continue
                asked[name] += 1
                if same(label, get(said)):
                    right[name] += 1
                else:
                    opening = " ".join(str(labels[said.id]["text"])[:120].split())
                    wrong.append(Disagreement(said.id, name, label, get(said), opening))
    print(f"{len(labels)} speeches, {refused} refused")
    for name in FIELDS:
        share = right[name] / asked[name] if asked[name] else float("nan")
        print(f"{name:12} {right[name]:5} of {asked[name]:5}   {share:.4f}")
    print(f"{len(wrong)} disagreements")
    if given.disagreements:
        with given.disagreements.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(Disagreement._fields)
            rows.writerows(wrong)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
