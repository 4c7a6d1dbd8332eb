"""A file's bytes in, its characters out; what is not text is refused with its reason."""

from __future__ import annotations

import re
from pathlib import Path

from vectorstore.errors import ReadError

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_WORD = re.compile(r"[^\W\d_]{2,}")
# From a token's first word to its end: found once in each token that holds a word.
_WORDED = re.compile(r"[^\W\d_][^\W\d_]\S*")
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_PAIR = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
# Share of tokens that hold a word of two letters or more. Real statements have above .85, texts
# whose extraction failed (/39 /40 /i255) below .05, tables of numbers below .3.
WORDS_IN_PROSE = 0.5
JUDGED = 1500  # characters of each part of a text that are looked at
# Too short to judge by shares.
SHORTEST_JUDGED = 20  # tokens


def read_bytes(path: Path, source: str) -> bytes:
    """Return a file's bytes.

    Raises:
        ReadError: it cannot be opened, or is empty.
    """
    try:
        octets = path.read_bytes()
    except OSError as error:
        raise ReadError(source, f"cannot be read: {error.strerror or error}") from error
    if not octets.strip(b"\xef\xbb\xbf \t\r\n\f\x00"):
        raise ReadError(source, "is empty: there is nothing to read")
    return octets


def decode(octets: bytes, source: str) -> str:
    """Return the characters of UTF-8 (with or without mark), UTF-16 with mark or Windows-1252.

    Raises:
        ReadError: it is none of these, or is not text.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if octets.startswith(mark):
            try:
                return octets.decode(encoding)
            except UnicodeDecodeError as error:
                raise ReadError(source, _broken(encoding, error)) from error
    if (position := octets.find(b"\x00")) != -1:
        raise ReadError(
            source, f"is binary, not text (a NUL at byte {position}): give .txt or .jsonl files"
        )
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as error:
        return _windows(octets, source, error)


def _broken(encoding: str, error: UnicodeDecodeError) -> str:
    name = encoding.upper().removesuffix("-SIG")
    return f"is broken {name} at byte {error.start}: get the file again or save it as UTF-8"


def _windows(octets: bytes, source: str, error: UnicodeDecodeError) -> str:
    """Return the characters by Windows-1252 where its accents stand singly among words."""
    high = len(_HIGH.findall(octets))
    if 2 * len(_UTF8_PAIR.findall(octets)) > high / 2:
        raise ReadError(source, _broken("utf-8", error)) from error
    text = octets.decode("cp1252", "replace")
    if "\ufffd" in text or high > 0.2 * len(octets):
        raise ReadError(
            source,
            f"is neither UTF-8 nor Windows-1252 (byte {error.start} is"
            f" 0x{octets[error.start]:02x}): save it as UTF-8",
        ) from error
    return text


def _parts(text: str) -> str:
    """Return the beginning, middle and end of a long text, by which the whole is judged."""
    middle = len(text) // 2
    return " ".join((text[:JUDGED], text[middle : middle + JUDGED], text[-JUDGED:]))


def require_prose(text: str, source: str) -> None:
    """Let running text pass.

    Raises:
        ReadError: most of its tokens hold no word, as where an extraction from PDF failed.
    """
    judged = text if len(text) <= 3 * JUDGED else _parts(text)
    tokens, words = judged.split(), len(_WORDED.findall(judged))
    if len(tokens) < SHORTEST_JUDGED:
        if not words:
            raise ReadError(source, "holds no word: there is nothing to read")
        return
    if words < WORDS_IN_PROSE * len(tokens):
        odd = " ".join([token for token in tokens if not _WORD.search(token)][:3])
        raise ReadError(
            source,
            f"is not prose: only {words} of {len(tokens)} tokens hold a word (others: {odd});"
            " the text's extraction seems to have failed, so extract it again",
        )
