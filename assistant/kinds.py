"""A question in, the kind of answer it wants out, by its own words."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from assistant.off_record import greets, off_record
from vectorstore import countries
from vectorstore.groups import groups_named
from vectorstore.terms import terms

# Who is counted or listed: those who spoke.
_DELEGATIONS = (
    r"(?:delegations|countries|members|member states|states|council members|permanent members|"
    r"(?:member states|countries|states|members)['’] (?:representatives|delegates)|"
    r"representatives|speakers|governments|nations|delegates|ambassadors)"
)
_LIST = re.compile(
    rf"\b(?:which|what|list|name)\s+(?:all\s+)?(?:of\s+)?(?:the\s+)?"
    rf"(?:[\w-]+\s+)?{_DELEGATIONS}\b(?!['’])"
    rf"|\bwho\s+(?:all\s+|else\s+|also\s+|in\s+the\s+council\s+)?"
    rf"(?:mentioned|spoke|voted|abstained|referred|condemned|supported|opposed|"
    rf"raised|invoked|took the floor|addressed|aligned|welcomed|criticized|named|cited|"
    rf"brought up|used the (?:words?|term|phrase|expression)|thanked|praised|called for|"
    rf"denounced|deplored|endorsed|did(?: not|n['’]t)|"
    rf"talked about|alluded|"
    rf"(?:were|was) (?:in favou?r of|against|opposed to))\b"
    rf"|^\s*(?:list|name) (?:all|every|everyone|each)\b"
    # Whether all or any did is told by who did.
    rf"|\b(?:did|does|do|has|have) (?:any(?:one|body)?|every(?:one|body)?|each|all)\b(?: of)?"
    rf"(?: the)?(?: \w+){{0,2}}? (?:mention|name|refer|cite|raise|invoke|bring|speak|talk|condemn|"
    rf"support|oppose|welcome|thank|call|urge|use|quote|allude)\b"
    rf"|^\W*(?:was|were|has|have) .{{2,60}} (?:mentioned|raised|named|cited|invoked|brought up|"
    rf"referred to)(?: at all)?(?: by any\w*(?: \w+)?)?\s*(?:$|\?|in\b|at\b|on\b|during\b)",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"\bhow many\s+(?:(?:[\w-]+\s+){{0,2}}?{_DELEGATIONS}\b|(?:of\s+them\s+)?(?:mentioned|named|"
    r"cited|raised|invoked|condemned|supported|opposed|welcomed|spoke\s+(?:of|about)|referred\s+to|"
    r"called\s+(?:for|on))\b)",
    re.IGNORECASE,
)
_LIMITED = re.compile(
    r"\b(?:which|what|how many|list|name)\s+(?:all\s+|of\s+|the\s+)*"
    r"(?P<kind>(?!(?:all|of|the|other|council|security|members?|un|united|permanent|elected|"
    r"non-permanent|different|various|these|those|else|more|many|few|two|three)\b)[\w-]+\s+)"
    rf"{_DELEGATIONS}\b(?!['’])",
    re.IGNORECASE,
)
_EACH = re.compile(
    rf"\bwhat (?:did|do|does|have|has) (?:(?:all|each|every|the (?:various|different|other))"
    rf"(?: one)?(?: of)?(?: the)?(?: \w+)? (?:{_DELEGATIONS[3:-1]}|delegation|country|"
    r"member|state|speaker|representative|delegate)\b|every(?:one|body)\b)",
    re.IGNORECASE,
)
_COUNT_SPEECHES = re.compile(
    r"\bhow (?:often|frequently) (?:did|does|has) .{2,40} (?:speak|take the floor|intervene)\b|"
    r"\b(?:how many|number of)\s+(?:\w+\s+)?(?:statements?|speeches|interventions?|times|turns|"
    r"meetings?|paragraphs?)\b[^?]{0,60}?\b(?:take the floor|took the floor|sp[eo]ak|spoke|ma[dk]e|"
    r"delivered?|given?|gave|are there|were there|intervened?|address(?:ed)?)\b(?! (?:of|about))",
    re.IGNORECASE,
)
_LIST_SPEECHES = re.compile(
    r"^\W*(?:please\s+)?(?:list|show|name|give)\s+(?:me\s+)?(?:all\s+|every\s+)?(?:of\s+)?(?:the\s+)?"
    r"(?:statements?|speeches|interventions?)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:who|(?:which|what)\s+(?:\w+\s+)?(?:delegation|country|member|state|speaker))\b[^?]{0,20}?\b"
    r"(?:spoke|speak|took\s+the\s+floor|take\s+the\s+floor)\s+(?:the\s+)?(?:very\s+)?"
    r"(?:first|last)\b"
    r"|\bwho\s+(?:was|were)\s+the\s+(?:very\s+)?(?:first|last)\s+(?:speakers?|to\s+(?:speak|take\s+the\s+"
    r"floor))\b",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\b(?:compare|comparison|contrast|differ|differs|differed|differences?|versus|vs|"
    r"agree or disagree|similar(?:ities)?|both sides|in common|(?:hard|soft|strong|tough)er line)\b"
    r"|\bdid .{3,60} (?:dis)?agree (?:on|about|over|with|that)\b",
    re.IGNORECASE,
)
_TIMELINE = re.compile(
    r"\bhow (?:did|has|have) .{3,80}\b(?:change[ds]?|evolve[ds]?|shift(?:ed)?|develop(?:ed)?)\b"
    r"|\bover time\b|\bover the years\b",
    re.IGNORECASE,
)
_VOTE = re.compile(
    rf"\b(?:who|which|what|how many)\b(?:\s+(?:of|the|security|council['’]?s?|permanent|elected|"
    r"all|else|members?|member states?|countries|country|states?|delegations?))*\s+"
    r"(?:(?:did not|didn['’]t) vote|voted|abstained|vetoed|cast)\b"
    rf"|\b(?:who|(?:which|how many) (?:\w+ )?{_DELEGATIONS})\s+"
    r"(?:(?:did not|didn['’]t) (?:back|support)|backed|supported|opposed|rejected|endorsed|"
    r"(?:were|was) (?:in favou?r of|against|opposed to|for))\b[^?]*\b(?:amendment|draft)\b"
    r"|\b(?:result|outcome) of the vote|\bvote (?:result|count|tally)|\bhow many (?:votes|"
    r"abstentions)\b|\bhow did the (?:council )?(?:members )?vote\b",
    re.IGNORECASE,
)
# How the one who is asked voted, and not why nor what was said of it.
_CAST = re.compile(
    r"^(?!.*\b(?:why|say|said|explan\w*|explain\w*|reasons?|because|differ\w*|compare\w*)\b)"
    r"(?:.*\b(?:how|which way) did .{2,50}? vote\b|\W*did .{2,50}? (?:vote|abstain|veto)\b)",
    re.IGNORECASE,
)
_RECORD = re.compile(
    r"\bhow many\s+(?:\w+\s+){0,2}?(?:statements?|speeches|meetings?|paragraphs?|countries|"
    r"speakers?|documents?|delegations?)\s+(?:do(?:es)? (?:you|it|the record|this)|"
    r"are (?:there )?(?:in|held)|(?:is|are) in (?:the|this|your) (?:record|database|collection)|"
    r"have you)\b"
    r"|\b(?:in|of) (?:your|the|this) (?:record|database|collection|corpus)\b"
    r"|\bwhat (?:do you|does the record|does this record) (?:hold|contain|cover|have)\b"
    r"|\b(?:which|what) (?:meetings|countries|speakers|delegations|dates|years|period|bodies) "
    r"(?:do you|does (?:the|this) record|are) (?:hold|held|have|cover|covered|contain|available)\b",
    re.IGNORECASE,
)
_WHO_IS = re.compile(r"^\W*who\s+(?:is|was)\s+(?!the\s+(?:first|last)\b)", re.IGNORECASE)
_WHO_SPOKE = re.compile(
    rf"\b(?:who|how many (?:[\w-]+ )?{_DELEGATIONS}|(?:which|what) (?:[\w-]+ )?{_DELEGATIONS})\s+"
    r"(?:spoke|took the floor|made (?:a )?statements?|addressed the council|intervened|"
    r"participated|delivered statements?)\b\s*(?:$|\?|(?:at|in|during|on|before the council)\b)"
    r"|\b(?:list|name) (?:all )?(?:the )?speakers\b",
    re.IGNORECASE,
)
_SILENT = re.compile(
    rf"\b(?:who|(?:how many|which|what) (?:\w+ )?{_DELEGATIONS})\s+(?:did not|didn['’]t|never)\s+"
    r"(?:speak|spoke|take the floor|took the floor|make (?:a )?statements?|intervene|participate)"
    r"\b\s*(?:$|\?|(?:at|in|during|on)\b)",
    re.IGNORECASE,
)
_SPOKESMEN = re.compile(
    rf"\b(?:who|which (?:\w+ )?{_DELEGATIONS}|how many {_DELEGATIONS})\s+(?:spoke|took the floor|"
    r"made (?:a )?statements?)\s+(?:on behalf of|for (?:a |any |other |the )?"
    r"(?:group|groups|other|more than))\b"
    r"|\b(?:which|what|how many) (?:\w+ )?groups? (?:of \w+ )?(?:was|were|had|did|spoke)\b",
    re.IGNORECASE,
)
_FOR_WHOM = re.compile(
    r"^\W*(?:on whose behalf|for whom|for which (?:\w+ )?groups?|"
    r"on behalf of (?:whom|which|what)\b.*)"
    r" (?:did|does|was|has) .{2,40} (?:speak|speaking|spoken)\b[^,]*$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:which|what|how many) (?:other )?(?:countries|states|member states|nations)\b"
    r"(?: (?:did|does|was|were|has) .{2,40} (?:name|mention|refer to|cite)\b"
    r"| (?:was|were) (?:named|mentioned|referred to|cited) by\b)"
    # Named as what is for the words to tell: "as having sent troops".
    r"(?![^?]*\b(?:as|among|whose|that|who|for)\b)",
    re.IGNORECASE,
)
# Whether the one who is asked so much as spoke of something, told by reading all that it said.
_SPOKE_OF = re.compile(
    r"^\W*(?:and\s+)?(?:did|does|do|has|have)\s+[^?,]{2,60}?\s+(?:ever\s+|even\s+)?"
    r"(?:mention|name|refer\s+to|cite|raise|invoke|bring\s+up|quote|allude\s+to|"
    r"(?:speak|talk)\s+(?:of|about))(?:ed|d)?\b",
    re.IGNORECASE,
)
_ABOUT_US = re.compile(
    r"\b(?:what can you do|who are you|what are you|what is this|how do (?:you|i use)|"
    r"what is onrecord|can you help)\b",
    re.IGNORECASE,
)
_ASKS_ONE_THING = re.compile(
    r"\b(?:how\s+(?:many|much|long|often|far|old)|why|when|where|who|whom|whose)\b", re.IGNORECASE
)
_LEFT_OVER = re.compile(r"(?<!\w)['’]s\b")  # of "Rwanda's", which became a filter
# Words that say nothing of what a statement is about.
_GENERIC = """
    say says said tell told speak spoke speaking talk talked statement speech intervention
    remark address addressed position view opinion stance message summary summarize summarise
    sum summed main key chief principal central important point argue argued argument think
    thought state stated express expressed discuss discussed debate debated meeting session
    sitting happen happened give gave deliver delivered make made brief short overview outline
    outlined recap gist record content contents topic subject agenda item raise raised deal
    country representative delegation delegate ambassador council security united nations un
    general generally overall whole list show every all member members please briefly attention
    take took floor want wanted matter issue about time cover covered do did compare compared
    comparison contrast differ differed difference different versus vs similar agree disagree
    change changed evolve evolved shift shifted develop developed between
"""

Shape = Literal[
    "greeting", "about_us", "off_record", "record", "speeches", "order", "who_is", "spokesmen",
    "who_spoke", "vote", "cast", "silent", "spoke_of", "each", "named", "count", "survey",
    "compare", "timeline", "summary", "passage",
]  # fmt: skip


def shape(question: str, *, asks_one_speaker: bool) -> Shape:
    """Return what the question asks for.

    `asks_one_speaker`: a speaker or country is plainly asked, so that "which countries did Mr.
    Feltman name?" is about his words and not a list of those who spoke.
    """
    tests: tuple[tuple[Shape, bool], ...] = (
        ("greeting", greets(question)),
        ("off_record", off_record(question)),
        ("about_us", bool(_ABOUT_US.search(question)) and len(terms(question)) < 5),
        ("record", bool(_RECORD.search(question))),
        ("speeches", bool(_COUNT_SPEECHES.search(question) or _LIST_SPEECHES.search(question))),
        ("who_is", bool(_WHO_IS.search(question)) and asks_one_speaker),
        ("order", bool(_ORDER.search(question))),
        ("spokesmen", bool(_FOR_WHOM.search(question))),
        ("spokesmen", bool(_SPOKESMEN.search(question)) and not asks_one_speaker),
        ("silent", bool(_SILENT.search(question)) and not asks_one_speaker),
        ("who_spoke", bool(_WHO_SPOKE.search(question)) and not asks_one_speaker),
        ("vote", bool(_VOTE.search(question)) and not asks_one_speaker),
        ("cast", bool(_CAST.search(question)) and asks_one_speaker),
        ("spoke_of", bool(_SPOKE_OF.search(question)) and asks_one_speaker),
        ("named", bool(_NAMED.search(question)) and asks_one_speaker),
        ("timeline", bool(_TIMELINE.search(question))),
        ("compare", bool(_COMPARE.search(question))),
        ("each", bool(_EACH.search(question)) and not asks_one_speaker),
        ("count", bool(_COUNT.search(question)) and not asks_one_speaker),
        ("survey", bool(_LIST.search(question)) and not asks_one_speaker),
    )
    return next((name for name, holds in tests if holds), "passage")


def names_no_subject(content: str) -> bool:
    """Whether a question without its filters has no word left that could be looked for.

    "What did Rwanda say in S/PV.7154?", "Sum up S/PV.7154".
    """
    if _ASKS_ONE_THING.search(content) or countries.mentions(content) or groups_named(content):
        return False
    return not set(terms(_LEFT_OVER.sub(" ", content))) - generic()


@cache
def generic() -> frozenset[str]:
    """Return the stems of words that say nothing of what a statement is about."""
    return frozenset(terms(_GENERIC))


def unapplied(question: str) -> str | None:
    """Return the word that limits which delegations are asked for, where the record has no such.

    "Which Arab countries spoke?" lists all who spoke; 'Arab' is told to the reader.
    """
    match = _LIMITED.search(question)
    return match["kind"].strip() if match else None


def is_comparison(question: str) -> bool:
    """Whether the question sets two sides beside each other."""
    return bool(_COMPARE.search(question))
