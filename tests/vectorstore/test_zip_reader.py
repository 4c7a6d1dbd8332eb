"""Archives: read as folders are, never written outside of their own folder."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from tests.vectorstore.written import (
    SAMPLE,
    paragraphs,
    said,
    statements,
    write_docx,
    write_zip,
)
from vectorstore.readers import read
from vectorstore.schema import Refused, Statement

GOOD = b"Mr. Ryan (Ireland): We support the draft resolution."


def parted(path: Path) -> tuple[list[Statement], dict[str, str]]:
    found = list(read(path))
    refused = {one.source: one.reason for one in found if isinstance(one, Refused)}
    assert not any("\n" in reason for reason in refused.values())
    return [one for one in found if isinstance(one, Statement)], refused


def test_an_archive_of_a_folder_is_read_as_the_folder_is(tmp_path: Path) -> None:
    (folder,) = SAMPLE.rglob("UNSC_2014_SPV.7138")
    files = {f"ukraine/{one.name}": one.read_bytes() for one in sorted(folder.iterdir())}
    found, refused = parted(write_zip(tmp_path / "council.zip", files))
    assert refused == {}
    assert said(found) == said(one for one in read(folder) if isinstance(one, Statement))
    assert found[0].source == "council.zip!ukraine/UNSC_2014_SPV.7138_spch001.txt"
    assert found[0].id == "UNSC_2014_SPV.7138_spch001"


def test_files_of_every_kind_are_read_in_it(tmp_path: Path) -> None:
    (seed,) = statements("seed", 1)
    word = write_docx(tmp_path / "ssr.docx", [], paragraphs(seed)).read_bytes()
    files = {"a/ssr.docx": word, "b.jsonl": b'{"text": "We thank you."}\n', "c.exe": b"MZ"}
    found, refused = parted(write_zip(tmp_path / "all.zip", files))
    assert [one.source for one in found] == ["all.zip!a/ssr.docx", "all.zip!b.jsonl:1"]
    assert list(refused) == ["all.zip!c.exe"]


@pytest.mark.parametrize(
    "name",
    ["../escaped.txt", "/escaped.txt", "a/../../escaped.txt", "..\\escaped.txt", "C:\\x.txt"],
)
def test_paths_out_of_the_archive_are_left_out_and_nothing_is_written(
    tmp_path: Path, name: str
) -> None:
    inside = tmp_path / "deep" / "deeper"
    inside.mkdir(parents=True)
    with zipfile.ZipFile(inside / "bad.zip", "w") as archive:
        archive.writestr(name, GOOD)
        archive.writestr("good.txt", GOOD)
    found, refused = parted(inside / "bad.zip")
    assert [one.source for one in found] == ["bad.zip!good.txt"]
    assert list(refused.values()) == [
        "names a place outside of its archive: hostile, so it is left out"
    ]
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == ["bad.zip"]


def test_links_nested_archives_and_bombs_are_left_out(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("inner.zip", b"PK")
        archive.writestr("bomb.txt", b"We thank you. " * 2_000_000)
        archive.writestr("good.txt", GOOD)
    found, refused = parted(tmp_path / "bad.zip")
    assert [one.source for one in found] == ["bad.zip!good.txt"]
    assert refused["bad.zip!link.txt"].startswith("is a link or device")
    assert refused["bad.zip!inner.zip"].startswith("is an archive within an archive")
    assert refused["bad.zip!bomb.txt"].endswith("times its size: a bomb")


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"Mr. Ryan", "is no sound archive (File is not a zip file): get it again"),
        (b"PK\x05\x06" + bytes(18), "is an empty archive: there is nothing to read"),
    ],
)
def test_what_is_no_archive_is_refused(tmp_path: Path, octets: bytes, expected: str) -> None:
    (tmp_path / "bad.zip").write_bytes(octets)
    assert parted(tmp_path / "bad.zip") == ([], {"bad.zip": expected})


def test_a_damaged_file_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "damaged.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", GOOD)
        archive.writestr("b.txt", GOOD)
    path.write_bytes(path.read_bytes().replace(b"Ireland", b"Irelend", 1))
    found, refused = parted(path)
    assert [one.source for one in found] == ["damaged.zip!b.txt"]
    assert refused["damaged.zip!a.txt"].startswith("is damaged (Bad CRC-32")
