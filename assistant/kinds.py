"""A question in, the kind of answer it wants out, by its own words."""

from __future__ import annotations

import re
from typing import Literal

from vectorstore.terms import terms

# Who is counted or listed: those who spoke.
_DELEGATIONS = (
    r"(?:delegations|countries|members|member states|states|council members|permanent members|"
    r"(?:member states|countries|states|members)['’] (?:representatives|delegates)|"
    r"representatives|speakers|governments|nations|delegates|ambassadors)"
)
_LIST = re.compile(
    rf"\b(?:which|what|list|name)\s+(?:all\s+)?(?:of\s+)?(?:the\s+)?(?:\w+\s+)?{_DELEGATIONS}\b(?!['’])"
    rf"|\bwho\s+(?:all\s+|else\s+|also\s+|in\s+the\s+council\s+)?"
    rf"(?:mentioned|spoke|voted|abstained|referred|condemned|supported|opposed|"
    rf"raised|invoked|took the floor|addressed|aligned|welcomed|criticized|named)\b"
    rf"|^\s*(?:list|name) (?:all|every|everyone|each)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"\bhow many\s+(?:\w+\s+){{0,2}}?{_DELEGATIONS}\b", re.IGNORECASE)
_COUNT_SPEECHES = re.compile(
    r"\b(?:how many|number of)\s+(?:\w+\s+)?(?:statements?|speeches|interventions?|times|turns|"
    r"meetings?|paragraphs?)\b[^?]{0,60}?\b(?:take the floor|took the floor|sp[eo]ak|spoke|made?|"
    r"delivered?|given?|gave|are there|were there|intervened?|address(?:ed)?)\b(?! (?:of|about))",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\b(?:compare|comparison|contrast|differ|differs|differed|differences?|versus|vs|"
    r"agree or disagree|similar(?:ities)?|both sides)\b",
    re.IGNORECASE,
)
_TIMELINE = re.compile(
    r"\bhow (?:did|has|have) .{3,80}\b(?:change[ds]?|evolve[ds]?|shift(?:ed)?|develop(?:ed)?)\b"
    r"|\bover time\b|\bover the years\b",
    re.IGNORECASE,
)
_VOTE = re.compile(
    rf"\b(?:who|which|what|how many)\b(?:\s+(?:of|the|council|members?|member states?|countries|"
    rf"country|states?|delegations?))*\s+(?:voted|abstained|vetoed|cast)\b"
    rf"|\b(?:who|which (?:\w+ )?{_DELEGATIONS})\s+(?:backed|supported|opposed|rejected)\b[^?]*"
    rf"\b(?:amendment|draft)\b"
    r"|\b(?:result|outcome) of the vote|\bvote (?:result|count|tally)|\bhow many (?:votes|"
    r"abstentions)\b|\bhow did the (?:council )?(?:members )?vote\b",
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
_WHO_SPOKE = re.compile(
    rf"\b(?:who|how many {_DELEGATIONS}|(?:which|what) (?:\w+ )?{_DELEGATIONS})\s+"
    r"(?:spoke|took the floor|made (?:a )?statements?|addressed the council|intervened|"
    r"participated|delivered statements?)\b\s*(?:$|\?|(?:at|in|during|on|before)\b)"
    r"|\b(?:list|name) (?:all )?(?:the )?speakers\b",
    re.IGNORECASE,
)
_SPOKESMEN = re.compile(
    rf"\b(?:who|which (?:\w+ )?{_DELEGATIONS}|how many {_DELEGATIONS})\s+(?:spoke|took the floor|"
    r"made (?:a )?statements?)\s+(?:on behalf of|for) (?:a |any |other |the )?"
    r"(?:group|groups|other|more than)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?(?: very much)?|"
    r"greetings|bye|goodbye|ok(?:ay)?|great|how are you(?: (?:today|doing))?|nice to meet you)"
    r"\b[\w\s,!.?']{0,30}$",
    re.IGNORECASE,
)
_ABOUT_US = re.compile(
    r"\b(?:what can you do|who are you|what are you|what is this|how do (?:you|i use)|"
    r"what is onrecord|can you help)\b",
    re.IGNORECASE,
)
_OFF = re.compile(
    r"^\W*will\s+(?!(?:you|the record)\b)|\byou (?:personally|yourself)\b|\bwill be \w+ next\b|"
    r"\b(?:(?:do|what do|would|should|can) you (?:think|believe|feel|predict|recommend|prefer|"
    r"write|translate|sing|tell me a joke)|your (?:own )?(?:opinion|view|favourite|favorite|system "
    r"prompt|instructions|rules|prompt)|in your (?:opinion|view)|who (?:was|is|were) (?:right|"
    r"telling the truth|to blame|lying)|will (?:there|happen|win|the war)|what will|who will|"
    r"is going to (?:win|happen)|predict|forecast|tell me a joke|write (?:me )?(?:a|an) (?:poem|"
    r"essay|song|story|haiku|email|speech|code|python|letter)|poem|recipe|weather|stock price|"
    r"ignore (?:all |any |the |your |previous |prior |these )+(?:\w+ )?(?:rules|instructions?|"
    r"prompts?|guidelines)|disregard (?:all |any |the |your |previous |prior )+|"
    r"pretend (?:to be|you)|"
    r"act as (?:a|an|if)|you are now|jailbreak|developer mode|system prompt|reveal your|"
    r"without (?:any )?citations?,? (?:just )?(?:say|tell|claim|state)|make up|"
    r"invent (?:a|an|some))\b",
    re.IGNORECASE,
)

Shape = Literal[
    "greeting", "about_us", "off_record", "record", "speeches", "spokesmen", "who_spoke", "vote",
    "count", "survey", "compare", "timeline", "passage",
]  # fmt: skip


def shape(question: str, *, asks_one_speaker: bool) -> Shape:
    """Return what the question asks for.

    `asks_one_speaker`: a speaker or country is plainly asked, so that "which countries did Mr.
    Feltman name?" is about his words and not a list of those who spoke.
    """
    tests: tuple[tuple[Shape, bool], ...] = (
        ("greeting", bool(_GREETING.match(question))),
        ("off_record", bool(_OFF.search(question))),
        ("about_us", bool(_ABOUT_US.search(question)) and len(terms(question)) < 5),
        ("record", bool(_RECORD.search(question))),
        ("speeches", bool(_COUNT_SPEECHES.search(question))),
        ("spokesmen", bool(_SPOKESMEN.search(question)) and not asks_one_speaker),
        ("who_spoke", bool(_WHO_SPOKE.search(question)) and not asks_one_speaker),
        ("vote", bool(_VOTE.search(question)) and not asks_one_speaker),
        ("timeline", bool(_TIMELINE.search(question))),
        ("compare", bool(_COMPARE.search(question))),
        ("count", bool(_COUNT.search(question)) and not asks_one_speaker),
        ("survey", bool(_LIST.search(question)) and not asks_one_speaker),
    )
    return next((name for name, holds in tests if holds), "passage")


def is_comparison(question: str) -> bool:
    """Whether the question sets two sides beside each other."""
    return bool(_COMPARE.search(question))
