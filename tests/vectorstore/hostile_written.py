"""Sound Word, web, OpenDocument, Excel and other files in, hostile ones out."""

from __future__ import annotations

import io
import random
import re
import stat
import struct
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from tests.vectorstore.hostile import blank, cut, flip, remove, shuffle
from tests.vectorstore.written import (
    odt_paragraphs,
    paragraphs,
    statements,
    write_docx,
    write_html,
    write_odt,
    write_xlsx,
    write_zip,
)

Mutation = Callable[[bytes, random.Random], bytes]
_TAG = re.compile(rb"<(/?)(\w+:?\w*)")
_VALUE = re.compile(rb'="[^"<]{0,40}"')
_MONSTERS = (b"-1", b"0", b"99999999999999999999", b"1e400", b"NaN", b"%s%n", b"../../x", b"")
_PACKAGES = frozenset({".docx", ".odt", ".xlsx", ".zip"})


def sound() -> Iterator[tuple[str, bytes]]:
    """Yield a sound file of each kind with its suffix, made of a real meeting."""
    spoken = statements("UNSC_2014_SPV.7138", 4)
    texts = [text for statement in spoken for text in paragraphs(statement)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        word = write_docx(folder / "a.docx", ["S/PV.7138"], texts).read_bytes()
        page = write_html(folder / "a.html", ["S/PV.7138"], texts).read_bytes()
        odt = write_odt(folder / "a.odt", odt_paragraphs(["S/PV.7138"], texts)).read_bytes()
        rows = [["id", "text"], *([str(n), text] for n, text in enumerate(texts))]
        book = write_xlsx(folder / "a.xlsx", rows).read_bytes()
        inner = {"a.docx": word, "b/a.html": page, "c.txt": texts[0].encode()}
        archive = write_zip(folder / "a.zip", inner).read_bytes()
    markdown = "\n\n".join(["---\nspeaker: x\n---", "# S/PV.7138", *texts]).encode()
    table = "\n".join(["id,text", *(f'{n},"{text}"' for n, text in enumerate(texts))]).encode()
    yield from (
        (".docx", word), (".html", page), (".odt", odt), (".xlsx", book), (".zip", archive),
        (".md", markdown), (".csv", table),
    )  # fmt: skip


def nest(octets: bytes, dice: random.Random) -> bytes:
    """Put elements within elements within elements, and never end them."""
    place = octets.find(b">", dice.randrange(len(octets))) + 1
    tag = dice.choice([b"<w:p>", b"<div>", b"<text:p>", b"<a>", b"> ", b"[", b'"'])
    return octets[:place] + tag * dice.choice([100, 5_000, 200_000]) + octets[place:]


def repeat(octets: bytes, dice: random.Random) -> bytes:
    """Say a stretch of it a thousand times."""
    start = dice.randrange(len(octets))
    stretch = octets[start : start + dice.choice([10, 400, 4000])]
    return octets[:start] + stretch * 1000 + octets[start:]


def rename(octets: bytes, dice: random.Random) -> bytes:
    """Exchange the names of elements."""
    names = [match[2] for match in _TAG.finditer(octets)] or [b"p"]
    return _TAG.sub(
        lambda match: (
            b"<" + match[1] + dice.choice(names) if dice.random() < 0.05 else match.group()
        ),
        octets,
    )


def lie(octets: bytes, dice: random.Random) -> bytes:
    """Put monstrous values into attributes."""
    return _VALUE.sub(
        lambda match: (
            b'="' + dice.choice(_MONSTERS) + b'"' if dice.random() < 0.1 else match.group()
        ),
        octets,
    )


def laugh(octets: bytes, dice: random.Random) -> bytes:
    """Declare entities that grow tenfold on each use, and use them."""
    entities = b'<!ENTITY l0 "ha">' + b"".join(
        b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, dice.choice([4, 15]))
    )
    read = b'<!ENTITY file SYSTEM "file:///etc/passwd">'
    start = octets.find(b"?>") + 2 if octets.startswith(b"<?xml") else 0
    place = octets.find(b">", len(octets) // 2) + 1
    doctype = b"<!DOCTYPE x [" + entities + read + b"]>"
    return octets[:start] + doctype + octets[start:place] + b"&l3;&l14;&file;" + octets[place:]


OUTSIDE: tuple[Mutation, ...] = (cut, flip, blank, remove, shuffle)
INSIDE: tuple[Mutation, ...] = (cut, flip, remove, nest, repeat, rename, lie, laugh)


def mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield `count` mutated files with their names; the same for the same seed.

    Packages are mutated as they are, and in one of their parts, packed again as it should be.
    """
    dice = random.Random(seed)
    files = list(sound())
    for number in range(count):
        suffix, original = files[number % len(files)]
        turn = number // len(files)
        if suffix in _PACKAGES and turn % 3 == 0:
            mutation = OUTSIDE[turn // 3 % len(OUTSIDE)]
            octets, where = mutation(original, dice), "outside"
        elif suffix in _PACKAGES:
            mutation = INSIDE[turn % len(INSIDE)]
            octets, where = _inside(original, mutation, dice), "inside"
        else:
            mutation = (*OUTSIDE, *INSIDE)[turn % (len(OUTSIDE) + len(INSIDE))]
            octets, where = mutation(original, dice), "text"
        yield f"{number:04}_{where}_{mutation.__name__}{suffix}", octets


def _inside(package: bytes, mutation: Mutation, dice: random.Random) -> bytes:
    parts = _parts(package)
    main = [name for name in parts if name.endswith(("document.xml", "content.xml", "sheet1.xml"))]
    chosen = main[0] if main and dice.random() < 0.6 else dice.choice(sorted(parts))
    parts[chosen] = mutation(parts[chosen] or b" ", dice)
    return packed(parts)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a package of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, octets in parts.items():
            archive.writestr(name, octets)
    return target.getvalue()


def _poured(name: str, unit: bytes, times: int) -> bytes:
    """Return an archive of one file that holds `unit` so many times, never all in memory."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as part,
    ):
        for _ in range(times // 4096):
            part.write(unit * 4096)
    return target.getvalue()


def _long(word: Mapping[str, bytes]) -> bytes:
    """Return a Word file of 45 MB of words, which no ratio tells from a bomb."""
    dice = random.Random(7)
    noise = bytes(dice.choice(b"abcdefgh ") for _ in range(3000))
    main = word["word/document.xml"]
    run = b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % noise
    end = main.find(b"<w:sectPr")
    return packed({**word, "word/document.xml": main[:end] + run * 15_000 + main[end:]})


def _lying() -> bytes:
    """Return a package whose directory says that a part of 64 MB has 1,000 bytes."""
    octets = bytearray(_poured("word/document.xml", b" " * 64, 1 << 20))
    place = octets.rfind(b"PK\x01\x02")
    octets[place + 24 : place + 28] = struct.pack("<I", 1000)
    return bytes(octets)


def _far(book: Mapping[str, bytes]) -> bytes:
    """Return a workbook with a cell in the last row and column that there may be."""
    sheet = "xl/worksheets/sheet1.xml"
    octets = book[sheet].replace(b'r="2"', b'r="1048576"').replace(b'"A2"', b'"XFD1048576"')
    return packed({**book, sheet: octets})


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def bombs(only: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield files that are small and want very much of a reader, or `only` some of them."""
    files = dict(sound())
    word, book = _parts(files[".docx"]), _parts(files[".xlsx"])
    spaces = b" " * 64
    makers: dict[str, Callable[[], bytes]] = {
        "spaces.docx": lambda: _poured("word/document.xml", spaces, 10 << 20),
        "spaces.zip": lambda: _poured("spaces.txt", spaces, 10 << 20),
        "spaces.odt": lambda: _poured("content.xml", spaces, 10 << 20),
        "long.docx": lambda: _long(word),
        "lying.docx": _lying,
        "members.zip": lambda: packed({f"{number}.txt": b"" for number in range(30_000)}),
        "parts.docx": lambda: packed(word | {f"word/{n}.xml": b"" for n in range(6_000)}),
        "nested.zip": lambda: packed({"inner.zip": files[".zip"], "inner.tar.gz": b"x"}),
        "far.xlsx": lambda: _far(book),
        "deep.html": lambda: b"<div>" * 500_000 + b"We thank you.",
        "tables.html": lambda: b"<table><tr><td>" * 100_000 + b"We thank you.",
        "style.html": lambda: b"<style>" + b"{a," * 2_000_000 + b"</style><p>We thank you.",
        "attributes.html": lambda: b"<p " + b"a=b " * 2_000_000 + b">We thank you.",
        "quotes.md": lambda: b">" * 200_000 + b" We thank you.",
        "brackets.md": lambda: b"[" * 100_000 + b"](" * 50_000,
        "stars.md": lambda: b"*a_ **b__ " * 50_000,
        "quote.csv": lambda: b'id,text\n1,"' + b"We thank you.\n" * 2_000_000,
        "columns.csv": lambda: b"text" + b",x" * 500_000 + b"\n" + b"," * 500_000,
    }
    for name, made in makers.items():
        if not only or name in only:
            yield name, made()


def trespassers() -> Iterator[tuple[str, bytes]]:
    """Yield archives whose files name places outside of them."""
    words = b"Mr. Ryan (Ireland): We thank you."
    names = ("../../escaped.txt", "/onrecord_escaped.txt", "a/../../../escaped.txt",
             "..\\..\\escaped.txt", "C:\\escaped.txt", "a\nb.txt", "x" * 300 + ".txt",
             "a/" * 2000 + "b.txt", "a.txt/b.txt")  # fmt: skip
    yield "names.zip", packed(dict.fromkeys(("a.txt", *names), words))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, kind in (("link.txt", stat.S_IFLNK), ("pipe.txt", stat.S_IFIFO)):
            member = zipfile.ZipInfo(name)
            member.external_attr = (kind | 0o777) << 16
            archive.writestr(member, "/etc/passwd")
        link = zipfile.ZipInfo("folder")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/tmp")
        archive.writestr("folder/onrecord_escaped.txt", words)
    yield "links.zip", target.getvalue()
