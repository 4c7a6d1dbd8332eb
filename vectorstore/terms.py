"""Text in, the stems of its content words out; one folding for questions and for the record."""

from __future__ import annotations

import re
from functools import cache

import tantivy

from vectorstore.designations import designations

# Words that carry no subject of their own, in a question or in an answer. Negations are not here.
STOP_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being
    below between both but by can could did do does doing down during each few for from further
    had has have having he her here hers him his how i if in into is it its itself just let made
    make many may me might more most much must my of off on once one only or other our ours out
    over own per said same say says saying shall she should so some such than that the their
    theirs them then there these they this those through to too under until up upon us very was
    we were what when where which while who whom whose why will with would you your yours mr mrs
    ms sir dr""".split()  # noqa: SIM905 - a list of a hundred strings cannot be read
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    for step in (
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()


@cache
def stem(word: str) -> str:
    """Return the folded Snowball stem of one word; '' if nothing is left of it."""
    bare = re.sub(r"['’]s?$", "", word)
    return "".join(_analyzer().analyze(bare))


def terms(text: str) -> list[str]:
    """Return the stems of the content words, in order, with repeats; stop words left out.

    After them stand the designations that are written in two pieces: 'MH-l7' has 'mh17' too.
    """
    words = (match[0] for match in _WORD.finditer(text))
    stems = [found for word in words if word.lower() not in STOP_WORDS and (found := stem(word))]
    return stems + [one for one in designations(text) if one not in stems]
