"""Markdown: its blocks, what its front matter states, and no HTML that hides."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.vectorstore.written import paragraphs, said, statements, words
from vectorstore.readers import read
from vectorstore.schema import Refused, Statement


def one(tmp_path: Path, text: str) -> Statement:
    path = tmp_path / "note.md"
    path.write_text(text, encoding="utf-8")
    (found,) = read(path)
    assert isinstance(found, Statement), found
    return found


def test_a_meeting_in_markdown_gives_the_turns_that_the_text_files_give(tmp_path: Path) -> None:
    spoken = statements("UNSC_2014_SPV.7138", 12)
    texts = [text for statement in spoken for text in paragraphs(statement)]
    path = tmp_path / "record.md"
    path.write_text("# S/PV.7138\n\n" + "\n\n".join(texts).replace(", ", ",\n"), encoding="utf-8")
    turns = [found for found in read(path) if isinstance(found, Statement)]
    assert said(turns) == said(spoken)


def test_front_matter_states_what_is_known_and_keeps_the_rest(tmp_path: Path) -> None:
    (seed,) = statements("seed", 1)
    body = seed.text.removeprefix("Mr. Rakhmetullin (Kazakhstan): ")
    found = one(
        tmp_path,
        "---\nid: kazakhstan on ssr\nspeaker: Mr. Rakhmetullin\ncountry: Kazakhstan\n"
        f"date: 2014-04-28\nmeeting: S/PV.7161\nsent-by: the mission\n---\n{body}\n",
    )
    assert (found.id, found.speaker, found.country) == (
        "kazakhstan_on_ssr",
        "Mr. Rakhmetullin",
        "Kazakhstan",
    )
    assert (found.date, found.meeting) == (dt.date(2014, 4, 28), "S/PV.7161")
    assert found.provenance["speaker"].kind == "stated"
    assert found.provenance["speaker"].rule == "the file's front matter"
    assert found.extra["sent_by"] == "the mission"
    assert words(found) == words(seed)
    assert found.voices[0].capacity == "national"


def test_headings_lists_tables_and_quotations_are_kept_and_markup_is_not(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        """# Security sector reform

We *support* the [draft resolution](https://example.org), **Sir**.

1. Rule of law
2. Justice

| Mission | Troops |
|---------|--------|
| MINUSMA | 11,200 |

> We thank the Council.

<div style="display:none">Hidden words</div>
<script>alert("We oppose it")</script>
""",
    )
    assert words(found) == [
        "Security sector reform",
        "We support the draft resolution, Sir.",
        "Rule of law",
        "Justice",
        "Mission | Troops",
        "MINUSMA | 11,200",
        "We thank the Council.",
    ]
    assert [one.printed_number for one in found.paragraphs][2:4] == ["1", "2"]
    assert [one.kind for one in found.paragraphs] == ["note", *["speech"] * 6]


def test_a_file_of_marks_alone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("---\n\n***\n\n<!-- later -->\n")
    (found,) = read(tmp_path / "empty.md")
    assert isinstance(found, Refused)
    assert found.reason == "holds no words: there is nothing to read"
