"""What is called by letters and a number in; one spelling of it out.

"MH17" is written "MH-17" and "MH 17" too, and scanned as "MH-l7". The record is quoted as it
stands; what is found here is searched beside it.
"""

from __future__ import annotations

import re

_DESIGNATION = re.compile(r"(?<![\w/.])([A-Z]{1,4})[- ]?(?=[lI]*\d)([\dlI]{1,4})(?![\w/])")
_SCANNED = str.maketrans("lI", "11")


def designations(text: str) -> list[str]:
    """Return the designations in the text, each once, in order: 'MH-l7' is 'mh17'."""
    found = (
        letters.lower() + number.translate(_SCANNED)
        for letters, number in _DESIGNATION.findall(text)
    )
    return list(dict.fromkeys(found))
