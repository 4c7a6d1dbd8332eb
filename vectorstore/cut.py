"""A text of one physical line in, the places where it is cut into paragraphs out.

OCR texts of 2020 come as one line a speech. Their paragraphs are lost; sentences are grouped
instead, to a length at which a paragraph can be cited, and what is printed on a line of its own
(a vote, the President's next turn, the end of the meeting) stands alone again.
"""

from __future__ import annotations

import re

# A text without a paragraph's end and longer than this is cut. Shorter ones are one paragraph.
SHORTEST_CUT = 1200  # characters
# Where paragraphs are printed, only those longer than any page's column are cut.
LONGEST_PARAGRAPH = 3000  # characters
# The printed paragraphs of the Council texts have 430 characters in the median, 620 on average.
AIM = 600  # characters
# A sentence that turns to a new matter may begin a paragraph earlier.
EARLIEST = 300  # characters

_END = re.compile(
    r"(?:(?<=[.?!…])[\"”’')\]]{0,2}(?P<space>\s+)(?=[\"“‘(\[]?[A-Z])"
    r"|(?P<line>\s+)(?=In favour: |Against: [A-Z]|Abstain(?:ing|ed): [A-Z]|A vote was taken"
    r"|The President(?: \(spoke in \w+\))?: ))"
)
_NOT_AN_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Sir|St|No|Nos|Gen|Lt|Col|Prof|Messrs|Art|para|paras|vol|cf|vs|Rev|Add"
    r"|Corr|PV|Jr|Sr|H\.E)|\b[A-Z])\.$"
)
_ALONE = re.compile(
    r"A (?:recorded )?vote was taken|In favour: |Against: |Abstain(?:ing|ed): |Abstentions?: "
    r"|The meeting (?:rose|was (?:called|suspended|resumed|adjourned))\b"
    r"|The President(?: \(spoke in \w+\))?: "
)
_NEW_MATTER = re.compile(
    r"(?:First|Second|Third|Fourth|Fifth|Lastly|Finally|In conclusion|To conclude|In closing"
    r"|Let me|Allow me|I would (?:also )?like|I should like|I wish|With regard|With respect|As for"
    r"|As regards|Turning|On the|At the same time|In this regard|Moreover|Furthermore|Today"
    r"|My delegation|I now|We )\b"
)


def cuts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the white space in `text[start:end]` that becomes a paragraph's end, in order."""
    places: list[tuple[int, int]] = []
    begin = start
    alone = False
    for match in _END.finditer(text, start, end):
        named = "space" if match["space"] else "line"
        if named == "space" and _NOT_AN_END.search(
            text, max(start, match.start() - 8), match.start()
        ):
            continue
        length = match.start(named) - begin
        procedure = _ALONE.match(text, match.end()) is not None
        new_matter = length >= EARLIEST and _NEW_MATTER.match(text, match.end()) is not None
        if procedure or alone or length >= AIM or new_matter:
            places.append(match.span(named))
            begin = match.end()
        alone = procedure and not text.startswith("The President", match.end())
    return places
