"""How numbers are written in statements, in figures or in words."""

from __future__ import annotations

import re

_WORDS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|hundreds?|thousands?|(?:m|b|tr)illions?|dozens?|half|quarter|"
    r"none|zero|per cent"
)
# "One" is mostly no number.
EXACT = re.compile(rf"\d|\b(?:{_WORDS})\b", re.IGNORECASE)
# Whatever may answer "how many", though it be "all of them".
ANY = re.compile(
    rf"\d|\b(?:{_WORDS}|one|third|several|no|all|every|both|single|few|many)\b", re.IGNORECASE
)
