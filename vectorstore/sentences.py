"""A paragraph of the record in; the offsets of its sentences out.

Every character that is not white space lies in exactly one sentence. A full stop after a title,
an initial, a symbol's part or a paragraph's printed number ends nothing; neither does one inside
a short quotation, so that a quotation is never torn in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

QUOTATION = 300  # characters; longer quotations are whole texts, cut like any other
MARGIN = 100  # characters read before those that are wanted, for the word before a point
_QUOTES = re.compile(r"[\"“”]")
# Patterns here begin with the characters themselves, so that they are looked for at full speed.
_QUOTED = re.compile(rf"[\"“](?<!\w.)(?=\S)[^\"“”]{{1,{QUOTATION}}}(?<=\S)[\"”](?!\w)")

# What may end a sentence: its point, then what closes around it. Recognition sometimes lost the
# space after a point ("the Council.The President"), which is then told by the letters beside it.
_END = re.compile(
    r"""[.!?…](?:(?<=\.)(?:\s?\.)+|[.!?…]*)  # points, spaced or not
        ["”'’»)\]]*                       # what closes
        (?:\s+(?=\S)|(?<=[a-z]{2}\.)(?=[A-Z][a-z]))""",
    re.VERBOSE,
)
_STARTS = re.compile(r"[\"“'‘«(\[–—-]*\s?[A-ZÀ-ÖØ-Þ0-9]")
_OPENERS = "\"“'‘«([–—-\ufeff"
_INITIALS = re.compile(r"[A-Z]|(?:[A-Z]\.)+[A-Z]")
_CUT_SYMBOL = re.compile(r"/(?:.*/)?(?:PV|SR|RES)$")  # "S/PV. 7219"
_NUMERAL = re.compile(r"\d|[IVXL]+\b")
_NEXT_WORD = re.compile(r"\W*(\w+)")


def _words(line: str) -> frozenset[str]:
    """Return the words of a line: easier to read and to extend than a list of strings."""
    return frozenset(line.split())


# Never the end of a sentence: a name follows.
_TITLES = _words(
    "mr mrs ms mn dr prof st ste gen brig col lt maj capt sgt cmdr adm amb gov sen rep hon messrs "
    "mme mlle rev msgr fr sr h.e vs viz cf e.g i.e approx"
)
# The end of a sentence unless a number follows.
_COUNTED = _words("no nos art arts para paras p pp vol vols ch chap sect rev add corr fig")
# The end of a sentence only if a word follows that often begins one.
_EITHER = _words("etc al a.m p.m u.n u.s u.k e.u d.c inc ltd co jr ph.d")
_BEGINNERS = _words(
    "a after all although an and another as at because before both but by despite during each "
    "even every finally first for from furthermore given he hence here his however i if in "
    "indeed instead it its last let like many moreover most mr mrs ms my nevertheless no not now "
    "of on once one only our over second secondly several she similarly since so some such that "
    "the their then there therefore these they third this those through thus to today under "
    "unfortunately until we what when where while who why with without yet you"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Return `[start, end)` of each sentence of `text`, in order, without white space around."""
    spans, start = [], 0
    for end in _ends(text):
        spans.append(_trim(text, start, end))
        start = end
    if text[start:].strip():
        spans.append(_trim(text, start, len(text)))
    return spans


def last_sentence(text: str, reach: int) -> str:
    """Return the last sentence of `text`, without white space around, or at least its end.

    What lies more than `reach` characters before its end may be left out.
    """
    tail = text.rstrip()
    # A quotation's marks pair from the beginning; without any, the end is read by itself.
    if len(tail) > reach + MARGIN and not _QUOTES.search(tail):
        start = len(tail) - reach - MARGIN
        tail = tail[tail.find(" ", start) + 1 or start :]
    spans = sentences(tail)
    return tail[slice(*spans[-1])] if spans else ""


def _ends(text: str) -> Iterator[int]:
    """Yield where each sentence but the last ends."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    first = 0
    for match in _END.finditer(text):
        end = match.end()
        inside = quoted and any(s < match.start() and end < close for s, close in quoted)
        if inside or not _STARTS.match(text, end):
            continue
        if match[0].lstrip(".").strip() or match[0].count(".") > 1 or _stops(text, first, match):
            yield end
            first = end


def _stops(text: str, first: int, match: re.Match[str]) -> bool:
    """Whether the single full stop of `match` ends the sentence begun at `first`."""
    before = text[first : match.start()].removesuffix("\n")
    token = (
        "" if not before or before[-1].isspace() else before.rsplit(None, 1)[-1].lstrip(_OPENERS)
    )
    word = token.lower()
    # "42. The election of the President": the record's own number of the paragraph.
    numbers = token.isdigit() and before.strip().lstrip(_OPENERS) == token
    if word in _TITLES or numbers or ("/" in token and _CUT_SYMBOL.search(token)):
        return False
    if word in _COUNTED:
        return _NUMERAL.match(text, match.end()) is None
    if word in _EITHER or _INITIALS.fullmatch(token):
        begins = _NEXT_WORD.match(text, match.end())
        return begins is not None and begins[1].lower() in _BEGINNERS
    return True


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space at its edges."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
