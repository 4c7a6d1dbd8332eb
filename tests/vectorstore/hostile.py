"""Sound PDF files in, hostile ones out: cut, flipped, blanked, lying about sizes, bombs."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence

Mutation = Callable[[bytes, random.Random], bytes]

_NUMBER = re.compile(rb"(?<=[ \[])\d{1,6}(?=[ \]/>\r\n])")
_REFERENCE = re.compile(rb"\d+ 0 R")
_DICTIONARY_KEY = re.compile(rb"/(?:Length|Count|Size|W|Width|Height|First|N|Kids|Filter|Font)\b")


def cut(octets: bytes, dice: random.Random) -> bytes:
    """Drop the file's end, as a broken download does."""
    return octets[: dice.randrange(len(octets))]


def flip(octets: bytes, dice: random.Random) -> bytes:
    """Change some bits anywhere."""
    changed = bytearray(octets)
    for _ in range(dice.choice([1, 8, 64, 512])):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def blank(octets: bytes, dice: random.Random) -> bytes:
    """Overwrite a stretch with zeros, as a bad disk does."""
    start = dice.randrange(len(octets))
    length = min(dice.choice([16, 512, 8192]), len(octets) - start)
    return octets[:start] + bytes(length) + octets[start + length :]


def remove(octets: bytes, dice: random.Random) -> bytes:
    """Take a stretch out, so that every offset behind it lies."""
    start = dice.randrange(len(octets))
    return octets[:start] + octets[start + dice.choice([1, 100, 5000]) :]


def shuffle(octets: bytes, dice: random.Random) -> bytes:
    """Exchange blocks."""
    size = dice.choice([64, 1024, 4096])
    blocks = [octets[start : start + size] for start in range(0, len(octets), size)]
    first, second = dice.randrange(len(blocks)), dice.randrange(len(blocks))
    blocks[first], blocks[second] = blocks[second], blocks[first]
    return b"".join(blocks)


def lie(octets: bytes, dice: random.Random) -> bytes:
    """Put monstrous numbers where sizes and counts stand."""
    monsters = [b"0", b"-1", b"2147483647", b"4294967296", b"99999999999999999999", b"1e400"]
    return _some(octets, dice, _NUMBER, lambda _: dice.choice(monsters))


def misdirect(octets: bytes, dice: random.Random) -> bytes:
    """Let references point at other objects, at themselves and at none."""
    return _some(octets, dice, _REFERENCE, lambda _: b"%d 0 R" % dice.randrange(60))


def misname(octets: bytes, dice: random.Random) -> bytes:
    """Exchange keys of dictionaries."""
    keys = [b"/Kids", b"/Parent", b"/Length", b"/Filter", b"/Contents", b"/Count", b"/Font"]
    return _some(octets, dice, _DICTIONARY_KEY, lambda _: dice.choice(keys))


def _some(
    octets: bytes, dice: random.Random, pattern: re.Pattern[bytes], new: Callable[[bytes], bytes]
) -> bytes:
    share = dice.choice([0.02, 0.1, 0.5])
    return pattern.sub(
        lambda match: new(match.group()) if dice.random() < share else match.group(), octets
    )


MUTATIONS: tuple[Mutation, ...] = (
    cut, flip, blank, remove, shuffle, lie, misdirect, misname,
)  # fmt: skip


def mutants(sound: Sequence[bytes], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield `count` mutated files with their names; the same for the same seed."""
    dice = random.Random(seed)
    for number in range(count):
        mutation = MUTATIONS[number % len(MUTATIONS)]
        original = sound[(number // len(MUTATIONS)) % len(sound)]
        yield f"{number:04}_{mutation.__name__}.pdf", mutation(original, dice)


def pdf(objects: Sequence[bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Return a PDF file of these objects, numbered from 1, with a sound cross-reference table."""
    body = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"trailer\n<< /Size %d " % (len(objects) + 1) + trailer
    return bytes(body + b" >>\nstartxref\n%d\n%%%%EOF\n" % start)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    head = b"<< /Length %d " % len(content) + entries + b" >>\nstream\n"
    return head + content + b"\nendstream"


def page(contents: bytes, *more: bytes, kids: bytes = b"3 0 R", count: int = 1) -> bytes:
    """Return a file of one page with these contents (object 4); `more` are objects 6 and on."""
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            b" /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>",
            contents,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
            *more,
        ]
    )


def deflated(unit: bytes, times: int) -> bytes:
    """Return `unit` repeated and compressed, without ever holding it whole."""
    packer = zlib.compressobj(9)
    block = unit * 4096
    parts = [packer.compress(block) for _ in range(times // 4096)]
    return b"".join([*parts, packer.flush()])


SHOW = b"BT /F 10 Tf 50 700 Td (Mr. Churkin \\(Russian Federation\\): We) Tj ET\n"
FLATE = b"/Filter /FlateDecode"
FORM = (
    b"/Type /XObject /Subtype /Form /BBox [0 0 612 792]"
    b" /Resources << /XObject << /X %d 0 R >> /Font << /F 5 0 R >> >>"
)
IMAGE = (
    b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8"
    b" /ColorSpace /DeviceRGB /Filter /FlateDecode"
)


def _twice() -> bytes:
    twice = zlib.compress(deflated(b" ", 1 << 31), 9)
    return page(stream(twice, b"/Filter [/FlateDecode /FlateDecode]"))


def _forms() -> bytes:
    forms = [stream(b"/X Do " * 20 + SHOW, FORM % (number + 7)) for number in range(12)]
    return page(stream(b"/X Do " * 20), *forms)


# Files that are small and want very much of a reader; made when asked for, as some take seconds.
BOMBS: Mapping[str, Callable[[], bytes]] = {
    "blanks.pdf": lambda: page(stream(deflated(b" ", 1 << 31), FLATE)),
    "operators.pdf": lambda: page(stream(deflated(b"q Q ", 1 << 27), FLATE)),
    "words.pdf": lambda: page(stream(deflated(SHOW, 1 << 22), FLATE)),
    "twice.pdf": _twice,
    "pages.pdf": lambda: page(stream(SHOW), kids=b"3 0 R " * 200_000, count=200_000),
    "count.pdf": lambda: page(stream(SHOW), count=2_000_000_000),
    "circle.pdf": lambda: page(stream(SHOW), kids=b"2 0 R 3 0 R"),
    "forms.pdf": _forms,
    "itself.pdf": lambda: page(stream(b"/X Do"), stream(b"/X Do " * 50, FORM % 6)),
    "nested.pdf": lambda: page(stream(b"[" * 3_000_000)),
    "dictionaries.pdf": lambda: page(stream(SHOW), b"<< /A " * 500_000 + b">>" * 500_000),
    "image.pdf": lambda: page(stream(b"/X Do"), stream(deflated(b"\0", 1 << 28), IMAGE)),
}


def bombs() -> Iterator[tuple[str, bytes]]:
    """Yield the bombs with their names."""
    for name, made in BOMBS.items():
        yield name, made()


def oddities() -> Iterator[tuple[str, bytes]]:
    """Yield files that are hardly PDFs."""
    yield "empty.pdf", b""
    yield "header.pdf", b"%PDF-1.7\n"
    yield "zeros.pdf", bytes(100_000)
    yield "text.pdf", b"Mr. Churkin (Russian Federation): We thank"
    yield "noise.pdf", b"%PDF-1.7\n" + random.Random(1).randbytes(200_000)
    yield "no_pages.pdf", pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Kids [] /Count 0 >>"])
    locked = b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O <00> /U <00> /P -4 >>"
    yield "locked.pdf", pdf([b"<< /Type /Catalog /Pages 2 0 R >>"], locked)
    yield "blank.pdf", page(stream(b""))
