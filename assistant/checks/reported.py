"""Whose words are they? What a paragraph itself reports of another must stay reported.

"The inspectors say that Iraq has complied", said by Jordan, is no statement of Jordan's that Iraq
has complied. A quotation from inside such a report needs the reporter in the words around it.
"""

from __future__ import annotations

import re

from assistant.checks.cut import surroundings, tokens_of
from vectorstore import countries
from vectorstore.schema import Voice

_VERBS = (
    r"said|says|states?|stated|claim(?:s|ed)?|alleg(?:e|es|ed)|argu(?:e|es|ed)|assert(?:s|ed)?|"
    r"report(?:s|ed)?|declar(?:e|es|ed)|warn(?:s|ed)?|told(?:\s\w+)?|announc(?:e|es|ed)|den(?:y|ies|ied)|"
    r"insist(?:s|ed)?|maintain(?:s|ed)?|not(?:e|es|ed)|explain(?:s|ed)?|confirm(?:s|ed)?|"
    r"suggest(?:s|ed)?|conclud(?:e|es|ed)|wr(?:ites?|ote)|indicat(?:e|es|ed)|believ(?:e|es|ed)|"
    r"think(?:s)?|thought|point(?:s|ed) out|put it|reads? as follows|add(?:s|ed)?|stress(?:es|ed)?|"
    r"emphasiz(?:e|es|ed)|promis(?:e|es|ed)|assur(?:e|es|ed)|accus(?:e|es|ed)|affirm(?:s|ed)?|"
    r"provid(?:e|es)|stipulat(?:e|es)|decid(?:e|es|ed)|demand(?:s|ed)?|call(?:s|ed) (?:on|upon|for)"
)
# "... said last week in Geneva that", "... said: ", "... said, "
_REPORT = re.compile(rf"\b(?P<verb>{_VERBS})\b(?P<way>[^;:.\"“]{{0,60}}?)(?:\bthat\b|:|,?\s*[\"“])")
_ACCORDING = re.compile(r"\b(?:[Aa]ccording to|[Ii]n the words of|[Aa]s)\s(?P<who>[^,;:]{2,80}),")
_AFTER = re.compile(
    rf"^[\s,\"”]*(?:as\s)?(?P<who>[^,;:.\"”]{{2,60}}?)\s(?P<verb>{_VERBS})\b", re.IGNORECASE
)
_OWN = re.compile(r"\b(?:I|we|my|our|us|me|let me)\b", re.IGNORECASE)
_QUOTING = re.compile(r"\b(?:quot(?:e|es|ed|ing)|cit(?:e|es|ed|ing)|read out)\b", re.IGNORECASE)
_MARKS = re.compile(r"[\"“]|[\"”]")
SCARE = 5  # words; so short a quotation within the paragraph is a term, not a report


def report_fault(paragraph: str, span: tuple[int, int], voice: Voice, own: str) -> str | None:
    """Return whose words `span` of `paragraph` really are, where `own` does not say so."""
    if _QUOTING.search(own):
        return None
    if inside_quotation(paragraph, span):
        return "the speaker quotes these words of another"
    left, right = surroundings(paragraph, span)
    who = _reporter(left, voice)
    if who is None and (after := _AFTER.match(right)) is not None and left.strip() == "":
        who = None if _is_own(after["who"], voice) else after["who"]
    if who is None or set(tokens_of(who)) & set(tokens_of(own)):
        return None
    return f"the paragraph reports these words of another ({' '.join(who.split())})"


def _reporter(left: str, voice: Voice) -> str | None:
    """Return the words that name another as the source of what follows `left`."""
    for match in reversed(list(_REPORT.finditer(left))):
        before = re.split(r"[;:]|,\s(?:and|but)\s", left[: match.start()])[-1]
        if not _is_own(before[-120:], voice):
            return f"{before[-80:]}{match['verb']}".strip(" ,") or match["verb"]
        return None
    according = _ACCORDING.search(left)
    if according is not None and re.search(r"(?i)according|words of", according[0]):
        return None if _is_own(according["who"], voice) else according["who"]
    return None


def _is_own(who: str, voice: Voice) -> bool:
    """Whether the subject of a verb of saying is the speaker."""
    if _OWN.search(who):
        return True
    named = {mention.country for mention in countries.mentions(who)}
    return voice.country is not None and named == {voice.country}


def inside_quotation(paragraph: str, span: tuple[int, int]) -> bool:
    """Whether `span` begins inside a quotation within the paragraph, behind its opening mark.

    A closing mark that `span` may hold does not tell a reader where the other's words began.
    """
    start, end = span
    for opens, closes in quotations(paragraph):
        if opens < start < closes and len(paragraph[opens:closes].split()) > SCARE:
            alone = not _MARKS.search(paragraph[start:end])
            return alone or len(paragraph[start : min(end, closes)].split()) > SCARE
    return False


def quotations(paragraph: str) -> list[tuple[int, int]]:
    """Return the quotations within a paragraph; one that is never closed runs to its end.

    A mark opens when no letter stands before it and something after it: a quotation over
    several paragraphs is opened in each and closed in the last.
    """
    spans, opened = [], None
    for match in _MARKS.finditer(paragraph):
        place = match.start()
        before, after = paragraph[place - 1 : place], paragraph[place + 1 : place + 2]
        opening = match[0] == "“" or (
            match[0] == '"' and not before.strip(" (—–-[") and after.strip() != ""
        )
        if opening and opened is None:
            opened = place
        elif not opening and opened is not None:
            spans.append((opened, place + 1))
            opened = None
    if opened is not None:
        spans.append((opened, len(paragraph)))
    return spans
