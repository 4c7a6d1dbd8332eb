"""A question about the whole record in; its tests and how they are joined out.

"Both UNMOVIC and the IAEA" asks for delegations that mention each somewhere, "Kosovo or Scotland"
for either, "did not mention" for those who spoke and did not.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from assistant.computed import joined
from assistant.criterion import Criterion, about, has_verb, object_of
from vectorstore.schema import Frozen

# The negation of the question's own verb, near its subject: not one further on in its object.
_NOT = re.compile(
    r"^(?P<subject>\W*(?:[\w'’-]+[\s,]+){1,7}?)(?:(?:did|do|does|have|has|had)(?:\s+not|n['’]t)|"
    r"never|failed\s+to|refrained\s+from|avoided|omitted\s+to)\s+",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"^\W*(?:was|were|is|has|have)\s+(?P<what>.+?)\s+(?:ever\s+)?(?:been\s+)?(?:mentioned|raised|"
    r"named|cited|invoked|brought\s+up|discussed|referred\s+to|quoted)\b",
    re.IGNORECASE,
)
# What stands behind "spoke" in other questions than who spoke of what.
_NO_OBJECT = re.compile(
    r"^(?:before|after|by|first|last|next|most|more|least|longest|than|whom|when|how)\b", re.I
)
_BUT_NOT = re.compile(
    r"[,\s]+(?:but\s+(?:did\s+)?not|but\s+never|without|and\s+not|yet\s+not)\s+"
    r"(?:(?:mention|nam|referr?|rais|cit)\w*\s+(?:to\s+)?)?(?P<without>.+)$",
    re.IGNORECASE,
)
_NEITHER = re.compile(r"^neither\s+(?P<one>.+?)\s+nor\s+(?P<other>.+)$", re.IGNORECASE)
_BOTH = re.compile(
    r"^both\s+(?P<one>.+?)\s+and\s+(?:of\s+)?(?P<other>.+)$"
    r"|^(?P<this>.+?)(?:,?\s+as\s+well\s+as|,?\s+and\s+also)\s+(?P<that>.+)$",
    re.IGNORECASE,
)
_LISTED = re.compile(r",\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+", re.IGNORECASE)
SHORT = 3  # words of a name; a longer piece belongs to a clause, which is not taken apart
CRISP = 4  # content words; an object beyond it is a description, and passages answer it better
_EITHER = re.compile(r"^either\s+", re.IGNORECASE)
_EVERY = re.compile(
    r"\b(?:did|do|does|have|has)\s+(?:all|each|every|everyone|everybody)\b|\bunanimous",
    re.IGNORECASE,
)


class Wanted(Frozen):
    """Which delegations are asked for."""

    parts: tuple[Criterion, ...] = Field(min_length=1)
    join: Literal["all", "any"] = "all"
    without: Criterion | None = Field(None, description="Those who meet this are left out.")
    absent: bool = Field(False, description="Those who spoke and do not meet the parts.")
    mentions: bool = Field(True, description="Whether the question's verb is one of mentioning.")
    every: bool = Field(False, description="Whether it is asked if all do.")

    @property
    def rule(self) -> str:
        """The test in words, for the certificate of coverage."""
        each = (" and " if self.join == "all" else " or ").join(part.rule for part in self.parts)
        if self.absent:
            return f"spoke, and of no sentence of theirs is it true that {each}"
        if self.without:
            return f"{each}, and of no sentence is it true that {self.without.rule}"
        return each

    @property
    def asked(self) -> str:
        """The test as briefly as the question: 'mention “Basra”'."""
        names = [part.called for part in self.parts]
        several = joined(names)
        if self.join == "any" and len(names) > 1:
            several = f"{', '.join(names[:-1])} or {names[-1]}"
        verb = self.parts[0].verb or "mention"
        brief = f"{'do not ' if self.absent else ''}{verb} {several}"
        return f"{brief} but not {self.without.called}" if self.without else brief

    @property
    def without_stance(self) -> Wanted | None:
        """The same with mentioning in place of the stance; None where no stance is asked for."""
        if self.absent or self.without or all(part.verb is None for part in self.parts):
            return None
        parts = tuple(part.model_copy(update={"verb": None}) for part in self.parts)
        return self.model_copy(update={"parts": parts})

    @property
    def apart(self) -> Wanted | None:
        """The same with the end of a long object looked for in the whole statement."""
        if self.absent or self.without or len(self.parts) > 1:
            return None
        looser = self.parts[0].apart
        return self.model_copy(update={"parts": (looser,)}) if looser else None

    @property
    def crisp(self) -> bool:
        """Whether it asks for words: not for a stance or a deed, told in other words too."""
        short = max(len(part.terms) for part in self.parts) <= CRISP
        return self.mentions and short and all(part.verb is None for part in self.parts)


def wanted(content: str) -> Wanted | None:
    """Return what `content`, a question without its filters, asks for.

    None where no words are left to look for.
    """
    mentions = bool(_PASSIVE.match(content)) or has_verb(content)
    every = bool(_EVERY.search(content))
    if passive := _PASSIVE.match(content):
        verb, found, absent = None, passive["what"], False
    else:
        denied = _NOT.match(content)
        if denied and has_verb(denied["subject"]):
            denied = None  # "regretted that Iraq did not comply" denies nothing of the asked
        absent = denied is not None
        verb, found = object_of(f"{denied['subject']} {content[denied.end() :]}" if denied
                                else content)  # fmt: skip
    if _NO_OBJECT.match(found):
        return None
    without = None
    if cut := _BUT_NOT.search(found):
        without, found = about(cut["without"], verb), found[: cut.start()]
    join: Literal["all", "any"] = "all"
    if neither := _NEITHER.match(found):
        absent, join, pieces = True, "any", [neither["one"], neither["other"]]
    elif both := _BOTH.match(found):
        pieces = [both["one"] or both["this"], both["other"] or both["that"]]
    else:
        join, pieces = _listed(found)
    parts = [part for piece in pieces if (part := about(piece, verb))]
    if len(parts) < len(pieces) or not parts:
        return None
    return Wanted(
        parts=tuple(parts),
        join=join,
        without=without,
        absent=absent,
        every=every,
        mentions=mentions,
    )


def _listed(found: str) -> tuple[Literal["all", "any"], list[str]]:
    """Take apart "A or B" always, and "A and B" where each is quoted or a country."""
    bare = _EITHER.sub("", found)
    pieces = [piece for piece in _LISTED.split(bare) if piece.strip()]
    either = bool(re.search(r"\bor\b", bare))
    if len(pieces) < 2 or (bare.count('"') == 2 and either):
        return "all", [found]
    tests = [about(piece) for piece in pieces]
    alone = all(test and (test.country or test.exact) for test in tests)
    short = all(len(piece.split()) <= SHORT for piece in pieces)
    if (
        either
        and short
        and (alone or re.fullmatch(r"[^,]+", bare))
        and not re.search(r"\band\b", bare)
    ):
        return "any", pieces
    return ("all", pieces) if alone and not either else ("all", [found])
