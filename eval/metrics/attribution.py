"""A sentence and the voices of the paragraphs it cites in; whether it names those who spoke, out.

The worst error in diplomacy is an opinion turned into a fact, or put into another's mouth. So a
cited sentence must name who spoke, before the verb of saying or before the quotation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.prose import segments
from assistant.schema import Citation
from eval.metrics.folding import fold, prose
from vectorstore import countries
from vectorstore.schema import Statement, Voice
from vectorstore.terms import terms

# Where the naming of the speaker ends and what was said begins.
_VERBS = re.compile(
    r"""\b(?:said|says|stated|states|told|added|noted|asked|replied|explained|argued|declared|
    announced|recalled|stressed|emphasi[sz]ed|warned|urged|called|welcomed|condemned|deplored|
    regretted|expressed|reaffirmed|reiterated|supported|supports|demanded|proposed|suggested|
    reported|claimed|denied|described|pointed|observed|affirmed|confirmed|believed|considered|
    thanked|paid|insisted|maintained|rejected|criticized|shows|voted|abstained|spoke|put|held|
    appealed|encouraged|acknowledged|concluded|remarked|quoted|listed|gave|named|mentioned)\b""",
    re.VERBOSE,
)
_ACCORDING = re.compile(r"^\s*(?:according to|in the words of|for)\s+([^,:…]+)", re.IGNORECASE)
_PRONOUN = re.compile(
    r"^\W*(?:(?:it|he|she|they)|the (?:same )?(?:speaker|delegation|representative))\b",
    re.IGNORECASE,
)
_PRINTED = re.compile(r"\brecord\b", re.IGNORECASE)  # votes and notes are printed, not spoken
_WRITTEN = re.compile(r"\b(?:document|record)\b", re.IGNORECASE)
_SURNAME = re.compile(r"^(?:(?:Mr|Mrs|Ms|Mme|Dr|Sir|Dame|Sheikh|Prince|The)\b\.?\s*)+")


def metadata_right(citation: Citation, statement: Statement | None) -> bool:
    """Whether speaker, country and group of a citation are those of the record's own voice."""
    if statement is None or citation.paragraph is None:
        return False
    if not 1 <= citation.paragraph <= len(statement.paragraphs):
        return False
    voice = statement.voice_of(citation.paragraph)
    on_behalf_of = ", ".join(voice.on_behalf_of) or None
    return (citation.speaker, citation.country, citation.on_behalf_of) == (
        voice.speaker,
        voice.country,
        on_behalf_of,
    )


def subject(sentence: str, before: str = "") -> str:
    """Return the words that name who speaks; `before` where the sentence goes on by a pronoun."""
    parts = [part for segment in segments(sentence) for part in segment.parts]
    own = "".join("…" if part.kind == "quote" else part.text for part in parts)
    words = prose(own)
    if (according := _ACCORDING.match(words)) is not None:
        return according[1]
    if before and _PRONOUN.match(words):
        return before
    verb = _VERBS.search(words)
    ends = [verb.start() if verb else len(words)]
    ends += [place for mark in ("…", ":") if (place := words.find(mark)) >= 0]
    head = words[: min(ends)]
    printed = _PRINTED.search(words[: verb.start()] if verb else head)
    return head if head.strip() or not printed else words


def names_voice(named: str, voice: Voice, *, spoken: bool = True) -> bool:
    """Whether the words name this voice: its country, or where it has none its name or office.

    Any other country among them is a wrong one. What was not spoken must be given as the record's,
    what nobody is named for as a document's.
    """
    if not (voice.country or voice.speaker or voice.role or voice.affiliation):
        return bool(_WRITTEN.search(named))  # a letter, a report: it has no speaker to name
    if not spoken:
        return bool(_PRINTED.search(named)) or _by_name(named, voice)
    ours = [voice.country] if voice.country else []
    offices = " ".join(filter(None, (voice.affiliation, voice.role, *voice.on_behalf_of)))
    allowed = {*ours, *(each.country for each in countries.mentions(offices))}
    found = {each.country for each in countries.mentions(named)}
    if found - allowed:
        return False
    return bool(found & set(ours)) or _by_name(named, voice)


def names_all(named: str, voices: Sequence[tuple[Voice, bool]]) -> list[bool]:
    """Return for each voice (and whether it was speech) whether the words name it.

    With several speakers in one sentence, each must be named and nobody else.
    """
    if len({(voice.country, voice.speaker) for voice, _ in voices}) <= 1:
        return [names_voice(named, voice, spoken=spoken) for voice, spoken in voices]
    allowed = {voice.country for voice, _ in voices}
    found = {each.country for each in countries.mentions(named)}
    stranger = bool(found - allowed)
    return [
        not stranger and (voice.country in found or _by_name(named, voice)) for voice, _ in voices
    ]


def _by_name(named: str, voice: Voice) -> bool:
    """Whether the speaker's surname, office or organization stands in the words."""
    folded = fold(named)
    if voice.speaker:
        surname = fold(_SURNAME.sub("", voice.speaker))
        if surname and re.search(rf"(?<!\w){re.escape(surname)}(?!\w)", folded):
            return True
    held = frozenset(terms(named))
    return any(
        office and frozenset(terms(office)) <= held for office in (voice.role, voice.affiliation)
    )
