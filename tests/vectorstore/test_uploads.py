import shutil
from pathlib import Path

import pytest

from vectorstore import uploads
from vectorstore.errors import StorageError, UploadError
from vectorstore.record import Record
from vectorstore.uploads import LONGEST_NAME, safe_name, stage

# From UNSC_2014_SPV.7219_spch012, Jordan.
JORDAN = (
    "Mrs. Kassem (Jordan) (spoke in Arabic): Jordan reiterates the importance of preserving the\n"
    "political unity, sovereignty and territorial integrity of Ukraine.\n"
)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("UNSC_2014_SPV.7219_spch012.txt", "UNSC_2014_SPV.7219_spch012.txt"),
        ("Déclaration (final).docx", "Déclaration (final).docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\speech.pdf", "speech.pdf"),
        (".hidden.txt", "hidden.txt"),
        ("a:b!c*d?.txt", "a_b_c_d_.txt"),
        ("line\nbreak\x00\u202e.txt", "line_break__.txt"),
        ("<img src=x onerror=alert(1)>.txt", "_img src=x onerror=alert(1)_.txt"),
        ("...", ""),
        ("___", ""),
        ("", ""),
    ],
)
def test_a_name_is_made_safe_and_stays_itself_where_it_is(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert safe_name(safe) == safe


def test_a_long_name_is_cut_before_its_suffixes() -> None:
    name = safe_name("é" * 300 + ".jsonl.gz")
    assert name.endswith("é.jsonl.gz")
    assert len(name.encode()) <= LONGEST_NAME


def sent(folder: Path, words: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "speech.txt").write_text(words, encoding="utf-8")
    return folder / "speech.txt"


def kept(data: Path) -> dict[str, str]:
    files = (file for file in (data / "uploads").rglob("*") if file.is_file())
    return {str(file.relative_to(data)): file.read_text(encoding="utf-8") for file in files}


def test_another_file_of_the_same_name_is_kept_beside_and_the_same_again_stays_where_it_is(
    tmp_path: Path,
) -> None:
    staged = [
        stage(tmp_path, [sent(tmp_path / "sent", words)])[0]
        for words in ("first", "second", "first", "second")
    ]

    # printf second | sha256sum
    assert kept(tmp_path) == {
        "uploads/speech.txt": "first",
        "uploads/~16367aac/speech.txt": "second",
    }
    assert [(one.new, one.beside) for one in staged] == [
        (True, False),
        (True, True),
        (False, False),
        (False, True),
    ]
    assert list((tmp_path / "sent").iterdir()) == []


def test_of_files_of_one_name_sent_together_each_is_kept_once(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b", tmp_path / "c"]
    files = [sent(folder, words) for folder, words in zip(folders, "xyx", strict=True)]

    staged = stage(tmp_path, files)

    assert sorted(kept(tmp_path).values()) == ["x", "y"]
    assert staged[0].path == staged[2].path != staged[1].path
    assert [one.again for one in staged] == [False, False, True]


def test_where_the_first_digits_are_taken_more_of_them_are_used(tmp_path: Path) -> None:
    for words in ("first", "second"):
        stage(tmp_path, [sent(tmp_path / "sent", words)])
    taken = tmp_path / "uploads" / "~16367aac" / "speech.txt"
    taken.write_text("of the same digits", encoding="utf-8")

    (staged,) = stage(tmp_path, [sent(tmp_path / "sent", "second")])

    assert taken.read_text(encoding="utf-8") == "of the same digits"
    assert staged.path is not None
    assert len(staged.path.parent.name) == 1 + 64
    assert staged.path.read_text(encoding="utf-8") == "second"


def test_a_file_that_is_gone_is_refused_and_the_rest_is_taken(tmp_path: Path) -> None:
    here = sent(tmp_path / "sent", "words")

    staged = stage(tmp_path, [tmp_path / "gone.txt", here])

    assert staged[0].refused == "did not arrive: send it again"
    assert list(kept(tmp_path)) == ["uploads/speech.txt"]


def test_nothing_is_written_through_a_link_that_leads_out(tmp_path: Path) -> None:
    outside, data = tmp_path / "outside.txt", tmp_path / "data"
    outside.write_text("mine", encoding="utf-8")
    (data / "uploads").mkdir(parents=True)
    (data / "uploads" / "speech.txt").symlink_to(outside)
    (tmp_path / "speech.txt").write_text("theirs", encoding="utf-8")
    stage(data, [tmp_path / "speech.txt"])
    assert outside.read_text(encoding="utf-8") == "mine"

    shutil.rmtree(data / "uploads")
    (data / "uploads").symlink_to(tmp_path)
    (tmp_path / "other.txt").write_text("theirs", encoding="utf-8")
    with pytest.raises(StorageError, match="is a link"):
        stage(data, [tmp_path / "other.txt"])


def test_what_is_too_large_is_refused_and_the_rest_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_FILE", 1 << 20)
    large, small = tmp_path / "large.txt", tmp_path / "small.txt"
    large.write_bytes(b"x" * (3 << 20))
    small.write_bytes(b"x")

    staged = stage(tmp_path, [large, small])

    assert [(one.name, one.path is not None) for one in staged] == [
        ("large.txt", False),
        ("small.txt", True),
    ]
    assert "is 3 MiB: at most 1 MiB a file" in staged[0].refused


def test_too_many_or_too_much_at_once_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for file in files:
        file.write_bytes(b"x" * (2 << 20))
    monkeypatch.setattr(uploads, "MOST_FILES", 1)
    with pytest.raises(UploadError, match="2 files at once: send at most 1"):
        stage(tmp_path, files)
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    monkeypatch.setattr(uploads, "LARGEST_ALL", 3 << 20)
    with pytest.raises(UploadError, match="4 MiB at once: send at most 3 MiB"):
        stage(tmp_path, files)
    assert all(file.exists() for file in files)


def test_the_file_goes_with_the_last_statement_that_stands_in_it(
    meeting: Record, tmp_path: Path
) -> None:
    folder = meeting.directory / "uploads"
    folder.mkdir()
    (folder / "jordan.txt").write_text(JORDAN, encoding="utf-8")
    (folder / "two.jsonl").write_text(
        '{"id": "one", "text": "Jordan preserves unity."}\n'
        '{"id": "two", "text": "Jordan preserves integrity."}\n',
        encoding="utf-8",
    )
    beside = tmp_path / "mine.txt"
    beside.write_text(JORDAN.replace("Jordan", "Norway"), encoding="utf-8")
    meeting.ingest([folder / "jordan.txt", folder / "two.jsonl", beside])

    meeting.remove(["jordan", "one", "mine"])
    assert [file.name for file in folder.iterdir()] == ["two.jsonl"]
    assert beside.exists()
    meeting.remove(["two"])
    assert list(folder.iterdir()) == []


def test_a_file_beside_goes_with_its_folder_and_leaves_the_first(
    meeting: Record, tmp_path: Path
) -> None:
    words = (JORDAN, JORDAN.replace("Ukraine", "Iraq"))
    for text in words:
        (staged,) = stage(meeting.directory, [sent(tmp_path / "sent", text)])
        assert staged.path is not None
        assert meeting.ingest([staged.path]).added == 1

    (beside,) = {"speech"} ^ {one.id for one in meeting.statements() if "speech" in one.id}
    assert meeting.statement(beside).text.endswith("territorial integrity of Iraq.")
    meeting.remove([beside])

    assert kept(meeting.directory) == {"uploads/speech.txt": JORDAN}
    assert [file.name for file in (meeting.directory / "uploads").iterdir()] == ["speech.txt"]


def test_files_given_one_by_one_are_read_beside_each_other(
    meeting_files: Path, meeting: Record, tmp_path: Path
) -> None:
    meeting.remove(meeting.scope().ids)
    first = tmp_path / "UNSC_2014_SPV.7138_spch002.txt"
    second = tmp_path / "UNSC_2014_SPV.7138_spch003.txt"
    shutil.copyfile(meeting_files / first.name, first)
    # A turn that the record has cut in two: the second part has no form of address.
    second.write_text("Crimea has always been close to our hearts.\n", encoding="utf-8")
    judged: list[tuple[str, str]] = []

    meeting.ingest([second, first], judged=lambda place, what: judged.append((place, what)))

    assert meeting.statement(second.stem).speaker == "Mr. Churkin"
    assert judged == [(str(first), "added"), (str(second), "added")]


def test_a_statement_that_is_here_from_elsewhere_stays_as_it_is_however_often_it_is_sent(
    meeting: Record, meeting_files: Path
) -> None:
    before = meeting.status()
    folder = meeting.directory / "uploads"
    folder.mkdir()
    sent = Path(shutil.copy(meeting_files / "UNSC_2014_SPV.7138_spch002.txt", folder))

    told = [meeting.ingest([path]) for path in (sent, sent, meeting_files, sent)]

    assert [(one.updated, one.unchanged) for one in told] == [(0, 1), (0, 1), (0, 21), (0, 1)]
    assert meeting.status() == before
    assert len(meeting.sources("UNSC_2014_SPV.7138_spch002")) == 2
