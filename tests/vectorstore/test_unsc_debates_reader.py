"""The Security Council Debates corpus as Harvard Dataverse ships it, with its known traps.

The texts are the bundled record's. The rows are written for them in the columns that the corpus
has (26 and 9), as its notes describe them: UTF-8, no quoting, NA, doubled apostrophes, the names
of organizations in title case, a newline inside `agenda_item3` of some rows.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from tests.vectorstore.written import SAMPLE
from vectorstore.readers import read
from vectorstore.schema import Refused, Statement

COLUMNS = (
    "", "filename", "date", "day", "month", "year", "speaker", "speaker_undl", "speaker_country",
    "country_org", "role", "participanttype", "speech_number", "record_speech", "tokens", "types",
    "sentences", "topic", "agenda_item1", "agenda_item2", "agenda_item3", "agenda_item4",
    "agenda_item_manual", "document_symbol", "meeting_symbol", "speech_format",
)  # fmt: skip
META = ("", "basename", "date", "topic", "year", "month", "day", "spv", "num_speeches")
MEETING = "UNSC_2014_SPV.7138"
TOPIC = 'Letter dated "28 February" 2014 from Ukraine'
# Speech 1 is the President's (Luxembourg), 2 the Russian Federation's, 3 the President's again.
SPEECHES: dict[int, dict[str, str]] = {
    1: {"speaker": "Lucas", "country_org": "Luxembourg", "participanttype": "The PRESIDENT"},
    2: {"speaker": "Churkin", "country_org": "Russian Federation", "role": ""},
    4: {"speaker": "Power", "country_org": "United States Of America"},
    5: {"speaker": "Araud", "country_org": "Cote D''Ivoire"},
    6: {"speaker": "Mr. Feltman", "country_org": "UN", "role": "Charge D''Affaires"},
    7: {"speaker": "Kettunen", "country_org": "Türkiye", "agenda_item3": "Humanitarian\nCrises"},
    8: {"speaker": "Bandura", "country_org": "Goldman Sachs", "participanttype": "Guest"},
}


def speaker_row(number: int, fields: dict[str, str]) -> str:
    usual = {
        "": str(number),
        "filename": f"{MEETING}_spch{number:03}.txt",
        "date": "2014-03-15",
        "speech_number": str(number),
        "participanttype": "Mentioned",
        "topic": TOPIC,
        "agenda_item1": "Europe",
        "agenda_item_manual": "Ukraine",
        "document_symbol": "S/PV.7138 (Resumption 1)",
        "meeting_symbol": "S/PV.7138",
        "speech_format": "In-Person",
        "tokens": "624",
    }
    return "\t".join((usual | fields).get(name, "NA") for name in COLUMNS)


def corpus(tmp_path: Path, *, extra_rows: tuple[str, ...] = ()) -> Path:
    speeches = tmp_path / "corpus" / "speeches"
    speeches.mkdir(parents=True)
    (folder,) = SAMPLE.rglob(MEETING)
    for number in SPEECHES:
        shutil.copy(folder / f"{MEETING}_spch{number:03}.txt", speeches)
    shutil.copy(folder / f"{MEETING}_spch009.txt", speeches)
    rows = [speaker_row(number, fields) for number, fields in SPEECHES.items()]
    (speeches.parent / "speaker.tsv").write_bytes(
        "\n".join(["\t".join(COLUMNS), *rows, *extra_rows, ""]).encode()
    )
    meeting = ["1", MEETING, "2014-03-15", TOPIC, "2014", "3", "15", "7138", "20"]
    (speeches.parent / "meta.tsv").write_bytes(
        "\n".join(["\t".join(META), "\t".join(meeting), ""]).encode()
    )
    return speeches.parent


def read_all(folder: Path) -> tuple[dict[int, Statement], list[Refused]]:
    found = list(read(folder))
    return (
        {one.speech_number or 0: one for one in found if isinstance(one, Statement)},
        [one for one in found if isinstance(one, Refused)],
    )


def test_each_speech_has_what_its_row_states(tmp_path: Path) -> None:
    speeches, refused = read_all(corpus(tmp_path))
    assert refused == []
    assert sorted(speeches) == [1, 2, 4, 5, 6, 7, 8, 9]
    second = speeches[2]
    assert (second.country, second.date) == ("Russian Federation", dt.date(2014, 3, 15))
    assert (second.meeting, second.topic) == ("S/PV.7138 (Resumption 1)", TOPIC)
    assert second.source == f"speeches/{MEETING}_spch002.txt"
    for name in ("speaker", "country", "meeting", "topic"):
        assert (second.provenance[name].kind, second.provenance[name].rule) == (
            "stated",
            "speaker.tsv",
        )
    assert second.extra["agenda_item_manual"] == "Ukraine"
    assert second.extra["speech_format"] == "In-Person"
    assert second.extra["num_speeches"] == "20"
    assert "tokens" not in second.extra
    assert "NA" not in second.extra.values()


def test_names_of_states_are_brought_to_one_spelling(tmp_path: Path) -> None:
    speeches, _ = read_all(corpus(tmp_path))
    assert [speeches[number].country for number in (4, 5, 7)] == [
        "United States",
        "Côte d'Ivoire",
        "Turkey",
    ]


def test_the_president_speaks_for_no_country_although_the_table_names_one(tmp_path: Path) -> None:
    speeches, _ = read_all(corpus(tmp_path))
    voice = speeches[1].voices[0]
    assert (voice.speaker, voice.country, voice.capacity) == ("The President", None, "president")
    assert speeches[1].extra["president"] == "Lucas"
    assert speeches[1].extra["president_country"] == "Luxembourg"


def test_officials_and_guests_have_their_affiliation(tmp_path: Path) -> None:
    speeches, _ = read_all(corpus(tmp_path))
    official, guest = speeches[6].voices[0], speeches[8].voices[0]
    assert (official.affiliation, official.capacity) == ("United Nations", "official")
    assert official.role == "Charge D'Affaires"
    assert (guest.affiliation, guest.country, guest.capacity) == ("Goldman Sachs", None, "guest")


def test_a_row_parted_by_a_newline_is_joined(tmp_path: Path) -> None:
    speeches, _ = read_all(corpus(tmp_path))
    assert speeches[7].extra["agenda_item3"] == "Humanitarian Crises"
    assert speeches[7].meeting == "S/PV.7138 (Resumption 1)"
    assert speeches[8].speaker is not None


def test_a_speech_without_a_row_has_what_its_meetings_row_and_its_text_say(tmp_path: Path) -> None:
    speeches, _ = read_all(corpus(tmp_path))
    ninth = speeches[9]
    assert (ninth.meeting, ninth.date) == ("S/PV.7138", dt.date(2014, 3, 15))
    assert ninth.topic == TOPIC
    assert ninth.provenance["topic"].rule == "meta.tsv"
    assert ninth.provenance["speaker"].rule == "form of address"


def test_rows_that_are_broken_or_name_no_text_are_reported(tmp_path: Path) -> None:
    folder = corpus(
        tmp_path,
        extra_rows=(
            speaker_row(2, {}),
            "never\tended",
            speaker_row(99, {"speaker": "Nobody"}),
        ),
    )
    _, refused = read_all(folder)
    assert [(one.source, one.reason) for one in refused] == [
        ("speaker.tsv:10", f"row names {MEETING}_spch002 a second time: the first one counts"),
        ("speaker.tsv:11", "row has 2 columns, not 26: get the file again"),
        (
            "speaker.tsv",
            f"1 of 8 rows name texts that are not here (the first is {MEETING}_spch099.txt):"
            " unpack speeches.tar beside it",
        ),
    ]


def test_another_speaker_tsv_is_said_to_be_none_of_the_corpus(tmp_path: Path) -> None:
    (tmp_path / "speaker.tsv").write_text("loud\tspeaker\n1\t2\n")
    (refused,) = read(tmp_path)
    assert isinstance(refused, Refused)
    assert refused.reason == "has no column `filename`: it is not the corpus's own speaker.tsv"
