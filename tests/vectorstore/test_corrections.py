from pathlib import Path

import pytest

from vectorstore import upkeep
from vectorstore.corrections import FIELDS, value_of
from vectorstore.embed import Embedder
from vectorstore.errors import CorrectionError, RecordBusyError, RecordMissingError
from vectorstore.lock import writing
from vectorstore.record import Record
from vectorstore.schema import Filters

CHURKIN = "UNSC_2014_SPV.7138_spch002"
WHO = "A. Clerk"
# From UNSC_2014_SPV.7219_spch012, Jordan; the form of address is taken off, as OCR loses it.
UNNAMED = (
    "Jordan reiterates the importance of preserving the political unity, sovereignty and\n"
    "territorial integrity of Ukraine.\n"
)


@pytest.fixture
def unnamed(meeting: Record, tmp_path: Path) -> str:
    """The id of a statement whose speaker, country and date no source gives."""
    (tmp_path / "unnamed.txt").write_text(UNNAMED, encoding="utf-8")
    meeting.ingest([tmp_path / "unnamed.txt"])
    return "unnamed"


def found(record: Record, words: str, filters: Filters = Filters()) -> set[str]:  # noqa: B008
    return {hit.statement_id for hit in record.search(words, filters, 200)}


def test_a_corrected_field_is_shown_with_who_and_when_and_the_original_stays(
    meeting: Record,
) -> None:
    made = meeting.correct(CHURKIN, "speaker", "Mr. Vitaly Churkin", WHO)

    shown, read = meeting.statement(CHURKIN), meeting.original(CHURKIN)
    assert shown.speaker == "Mr. Vitaly Churkin"
    assert shown.provenance["speaker"].kind == "corrected"
    assert shown.provenance["speaker"].rule == f"by A. Clerk, {made.made[:10]}"
    assert read.speaker == "Mr. Churkin"
    assert read.provenance["speaker"].kind == "stated"
    assert shown.text == read.text
    assert [(one.field, one.value, one.who) for one in meeting.corrections([CHURKIN])] == [
        ("speaker", "Mr. Vitaly Churkin", WHO)
    ]


def test_filters_and_words_follow_a_correction_in_every_index(
    meeting: Record, unnamed: str
) -> None:
    jordan = Filters(country="Jordan")
    assert meeting.scope(jordan).ids == ("UNSC_2014_SPV.7138_spch016",)

    meeting.correct(unnamed, "country", "Hashemite Kingdom of Jordan", WHO)
    meeting.correct(unnamed, "speaker", "Mrs. Kassem", WHO)
    meeting.correct(unnamed, "date", "2014-07-18", WHO)
    meeting.correct(unnamed, "topic", "Threats to international peace", WHO)
    meeting.correct(unnamed, "on_behalf_of", "NAM; Arab Group", WHO)

    assert unnamed in meeting.scope(jordan).ids
    assert unnamed in found(meeting, "unity of Ukraine", jordan)
    assert meeting.scope(Filters(date_from="2014-07-01", date_to="2014-07-31")).ids == (unnamed,)
    assert meeting.scope(Filters(group="Non-Aligned Movement")).ids == (unnamed,)
    # The header is searched: no word of the text itself says so.
    assert meeting.search("Kassem")[0].statement_id == unnamed
    assert set(meeting.status().health.values()) == {"ok"}


def test_a_correction_taken_back_leaves_the_record_as_it_was(meeting: Record) -> None:
    before = (meeting.snapshot, meeting.statement(CHURKIN), found(meeting, "referendum in Crimea"))
    speaker = Filters(country="Russian Federation")
    first = meeting.search("referendum in Crimea", speaker)[0]

    meeting.correct(CHURKIN, "country", "Ukraine", WHO)
    assert meeting.snapshot != before[0]
    assert CHURKIN not in found(meeting, "Crimea", speaker)
    meeting.correct(CHURKIN, "country", None, "Another")

    after = (meeting.snapshot, meeting.statement(CHURKIN), found(meeting, "referendum in Crimea"))
    assert after == before
    assert meeting.search("referendum in Crimea", speaker)[0].text == first.text
    assert [(one.value, one.who) for one in meeting.corrections([CHURKIN])] == [
        ("Ukraine", WHO),
        (None, "Another"),
    ]


def test_the_same_file_again_keeps_the_correction(
    meeting: Record, unnamed: str, tmp_path: Path
) -> None:
    meeting.correct(unnamed, "country", "Jordan", WHO)

    assert meeting.ingest([tmp_path / "unnamed.txt"]).unchanged == 1

    assert meeting.statement(unnamed).country == "Jordan"


def test_a_new_text_of_the_file_keeps_the_correction(
    meeting: Record, unnamed: str, tmp_path: Path
) -> None:
    meeting.correct(unnamed, "country", "Jordan", WHO)
    words = UNNAMED.replace("territorial", "undivided territorial")
    (tmp_path / "unnamed.txt").write_text(words, encoding="utf-8")

    assert meeting.ingest([tmp_path / "unnamed.txt"]).updated == 1

    assert meeting.statement(unnamed).country == "Jordan"
    assert unnamed in found(meeting, "undivided territorial", Filters(country="Jordan"))
    assert [one.value for one in meeting.corrections([unnamed])] == ["Jordan"]


def test_a_corrected_record_is_the_same_when_it_is_opened_again(
    meeting_data: Path, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "FRESH", 20)
    with Record.open(meeting_data, minilm) as record:
        record.search("anything")  # builds a generation that holds the old passages
        record.correct(CHURKIN, "country", "Ukraine", WHO)
        hits = record.search("referendum in Crimea", k=50)
    with Record.open(meeting_data, minilm) as record:
        assert record.search("referendum in Crimea", k=50) == hits
        assert record.statement(CHURKIN).country == "Ukraine"
        assert set(record.status().health.values()) == {"ok"}


def test_what_was_inferred_from_a_wrong_meeting_follows_the_right_one(meeting: Record) -> None:
    read = meeting.original(CHURKIN)
    assert (str(read.date), read.provenance["date"].rule) == (
        "2014-03-15",
        "table of Council meetings",
    )

    meeting.correct(CHURKIN, "meeting", "s/pv 7219", WHO)

    shown = meeting.statement(CHURKIN)
    assert (shown.meeting, str(shown.date)) == ("S/PV.7219", "2014-07-18")
    assert shown.provenance["date"].evidence == "S/PV.7219"
    assert meeting.scope(Filters(meeting="S/PV.7219")).ids == (CHURKIN,)


def test_who_is_wrong_in_one_voice_is_put_right_wherever_it_was_read_alike(
    meeting: Record,
) -> None:
    president = "UNSC_2014_SPV.7138_spch001"
    voices = meeting.original(president).voices
    meeting.correct(president, "speaker", "Mrs. Lucas", WHO)
    expected = ["Mrs. Lucas" if voice.country is None else voice.speaker for voice in voices]
    assert [voice.speaker for voice in meeting.statement(president).voices] == expected


def test_a_field_can_be_said_not_to_be_known(meeting: Record) -> None:
    meeting.correct(CHURKIN, "country", "", WHO)

    assert meeting.statement(CHURKIN).country is None
    assert CHURKIN not in meeting.scope(Filters(country="Russian Federation")).ids


@pytest.mark.parametrize(
    ("field", "value", "who", "reason"),
    [
        ("text", "other words", WHO, "'text' cannot be corrected: name one of speaker, country"),
        ("country", "Atlantis", WHO, "'Atlantis' is no country of the table"),
        ("country", "European Union", WHO, "no country of the table"),
        ("date", "18 July", WHO, "'18 July' is no day: write 2014-07-18"),
        ("date", "2014-02-31", WHO, "is no day"),
        ("speaker", "x" * 501, WHO, "501 characters"),
        ("speaker", "Mr. Churkin", " ", "needs a name"),
        ("speaker", None, WHO, "nothing to take back"),
    ],
)
def test_a_correction_that_cannot_be_is_one_clear_line_and_changes_nothing(
    field: str, value: str | None, who: str, reason: str, meeting: Record
) -> None:
    before = meeting.statement(CHURKIN)

    with pytest.raises(CorrectionError, match=reason) as refused:
        meeting.correct(CHURKIN, field, value, who)

    assert "\n" not in str(refused.value)
    assert meeting.statement(CHURKIN) == before
    assert meeting.corrections() == []


def test_a_voice_that_there_is_not_cannot_be_corrected(meeting: Record) -> None:
    with pytest.raises(CorrectionError, match="no speaker of voice 9"):
        meeting.correct(CHURKIN, "speaker", "Mr. Churkin", WHO, voice=9)


def test_nothing_is_corrected_while_another_process_writes(meeting: Record) -> None:
    with writing(meeting.directory), pytest.raises(RecordBusyError, match="wait until it is done"):
        meeting.correct(CHURKIN, "country", "Ukraine", WHO)


def test_a_correction_goes_with_the_statement_that_is_removed(meeting: Record) -> None:
    meeting.correct(CHURKIN, "speaker", "Mr. Vitaly Churkin", WHO)
    meeting.remove([CHURKIN])

    assert meeting.corrections() == []
    assert found(meeting, "Mr. Vitaly Churkin", Filters(speaker="Vitaly Churkin")) == set()
    with pytest.raises(RecordMissingError):
        meeting.correct(CHURKIN, "speaker", "Mr. Churkin", WHO)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_can_be_corrected_and_taken_back(field: str, meeting: Record) -> None:
    values = {"country": "Ukraine", "date": "2014-07", "on_behalf_of": "Arab Group"}
    before = meeting.statement(CHURKIN)

    meeting.correct(CHURKIN, field, values.get(field, "Corrected"), WHO)
    assert value_of(meeting.statement(CHURKIN), field) != value_of(before, field)
    meeting.correct(CHURKIN, field, None, WHO)

    assert meeting.statement(CHURKIN) == before
