"""Words to be quoted in; what in them a reader's program would take for more than words, out.

An answer is Markdown with [n] markers. A link, an image, a tag or a number in brackets that
somebody spoke would become one wherever the answer is shown: it could carry the question
elsewhere, or cite what nobody cited. So such words are not quoted; the statement shows them as the
characters they are.
"""

from __future__ import annotations

import re
import unicodedata

_LIVE = re.compile(
    r"!\[|\]\(|</?[A-Za-z!?]|<[|<]|[|>]>|\b(?:https?|ftp|javascript|data|file|mailto):\S|\bwww\.\w|"
    r"\[\s*\d{1,4}(?:\s*[,;]\s*\d{1,4})*\s*\]",
    re.IGNORECASE,
)


def markup_fault(words: str) -> str | None:
    """Return what would come to life if `words` were quoted; None for words alone."""
    live = _LIVE.search(words)
    if live is not None:
        return f'a link, mark-up or a marker ("{live[0]}") stands in the words'
    if any(unicodedata.category(c) in {"Cc", "Cf"} and c not in "\n\t\u00ad" for c in words):
        return "characters that cannot be seen stand in the words"
    return None
