"""The same speech from two sources is one statement; the same words of two speakers are two."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from vectorstore.record import Record

# Mr. Liu Jieyi speaks for China, 340 words; another turn of the meeting, by another speaker.
SPEECH = "UNSC_2014_SPV.7138_spch009"


@pytest.fixture
def printed(meeting_files: Path) -> str:
    return (meeting_files / f"{SPEECH}.txt").read_text(encoding="utf-8")


def corpus(folder: Path, text: str, **fields: object) -> Path:
    """Write the speech as a corpus does: one line of JSON, fields beside the text."""
    path = folder / "speeches.jsonl"
    path.write_text(json.dumps({"id": "S7138-9", "text": text, **fields}) + "\n", encoding="utf-8")
    return path


def unwrapped(printed: str) -> str:
    """The speech with a line a paragraph, as the corpora have it."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", printed)


def found_in(record: Record, id_: str) -> list[str]:
    return sorted(Path(source).name for source in record.sources(id_))


def test_a_line_of_a_corpus_is_the_statement_that_a_text_file_gave(
    meeting: Record, tmp_path: Path, printed: str
) -> None:
    before = meeting.status()
    again = corpus(tmp_path, unwrapped(printed), meeting="S/PV.7138", speech_number=9)
    summary = meeting.ingest([again])
    assert (summary.added, summary.updated, summary.unchanged) == (0, 0, 1)
    assert meeting.status() == before
    assert found_in(meeting, SPEECH) == [f"{SPEECH}.txt", "speeches.jsonl:1"]


def test_the_same_two_sources_again_change_nothing(
    meeting: Record, meeting_files: Path, tmp_path: Path, printed: str
) -> None:
    again = corpus(tmp_path, unwrapped(printed), meeting="S/PV.7138", speech_number=9)
    meeting.ingest([again])
    before = meeting.snapshot
    for path in (again, meeting_files / f"{SPEECH}.txt", again):
        assert meeting.ingest([path]).unchanged == 1
    assert meeting.snapshot == before


def test_a_text_file_under_another_name_is_the_same_speech_too(
    meeting: Record, tmp_path: Path, printed: str
) -> None:
    renamed = tmp_path / "statement of 15 March.txt"
    renamed.write_text(unwrapped(printed).replace("\n\n", "\n\n\n"), encoding="utf-8")
    assert meeting.ingest([renamed]).unchanged == 1
    assert found_in(meeting, SPEECH) == [f"{SPEECH}.txt", "statement of 15 March.txt"]


@pytest.mark.parametrize(
    "fields",
    [
        {"meeting": "S/PV.7144", "speech_number": 9},
        {"meeting": "S/PV.7138", "speech_number": 11},
        {"meeting": "S/PV.7138", "speech_number": 9, "country": "Chad", "speaker": "Mr. Cherif"},
        {"date": "2015-03-15"},
    ],
    ids=["another meeting", "another turn", "another speaker", "another day"],
)
def test_the_same_words_on_another_occasion_or_of_another_speaker_are_another_statement(
    meeting: Record, tmp_path: Path, printed: str, fields: dict[str, object]
) -> None:
    body = unwrapped(printed).split(":", 1)[1] if "country" in fields else unwrapped(printed)
    assert meeting.ingest([corpus(tmp_path, body, **fields)]).added == 1
    assert found_in(meeting, SPEECH) == [f"{SPEECH}.txt"]


def test_one_word_more_is_another_statement(meeting: Record, tmp_path: Path, printed: str) -> None:
    more = unwrapped(printed).rstrip() + " Thank you."
    again = corpus(tmp_path, more, meeting="S/PV.7138", speech_number=9)
    assert meeting.ingest([again]).added == 1


def test_a_sentence_that_two_delegations_use_keeps_both_speakers(
    meeting: Record, tmp_path: Path, printed: str
) -> None:
    body = unwrapped(printed).split(":", 1)[1]
    fields = {"country": "Chad", "speaker": "Mr. Cherif", "meeting": "S/PV.7138"}
    meeting.ingest([corpus(tmp_path, body, **fields)])
    sentence = meeting.statement(SPEECH).paragraph_text(2)
    hits = [hit for hit in meeting.search(sentence) if hit.text == sentence]
    speakers = {meeting.statement(hit.statement_id).country for hit in hits}
    assert speakers == {meeting.statement(SPEECH).country, "Chad"}


def test_a_second_source_whose_words_change_becomes_a_statement_of_its_own(
    meeting: Record, tmp_path: Path, printed: str
) -> None:
    meeting.ingest([corpus(tmp_path, unwrapped(printed), meeting="S/PV.7138", speech_number=9)])
    kept = meeting.statement(SPEECH)
    changed = unwrapped(printed).rstrip() + " Thank you."
    summary = meeting.ingest([corpus(tmp_path, changed, meeting="S/PV.7138", speech_number=9)])
    assert (summary.added, summary.updated) == (1, 0)
    assert meeting.statement(SPEECH) == kept


def test_white_space_mended_in_the_only_source_is_a_change_of_it(
    meeting: Record, tmp_path: Path, printed: str
) -> None:
    path = tmp_path / "UNSC_2014_SPV.7139_spch009.txt"
    path.write_text(printed, encoding="utf-8")
    assert meeting.ingest([path]).added == 1
    path.write_text(unwrapped(printed), encoding="utf-8")
    assert meeting.ingest([path]).updated == 1
