"""A question in; whether it asks for what no record holds, by its words alone.

Opinions and predictions of whoever answers, advice, texts to be written, orders to the assistant,
small talk and general knowledge. The patterns were held against 12,266 questions that the record
answers (`training/questions.jsonl.gz`): none of them is taken for one of these.
"""

from __future__ import annotations

import re

_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|(?:good )?(?:morning|afternoon|evening|night)|thanks?(?: you)?"
    r"(?: very much)?|greetings|bye|goodbye|ok(?:ay)?|great|how are you(?: (?:today|doing))?|"
    r"nice to meet you)\b[\w\s,!.?']{0,30}$",
    re.IGNORECASE,
)
_PIECE = (
    r"(?:tweet|post|poem|letter|speech|essay|e-?mail|press release|op-?ed|article|song|story|toast|"
    r"haiku|limerick|joke|rap|slogan|talking points|code|python|script|reply|blog|eulogy|sermon|"
    r"memo|caption|recipe|presentation)s?"
)
_RELATIVES = (
    r"(?:company|firm|foundation|business|boss|nephew|niece|son|daughter|wife|husband|partner|"
    r"brother|sister|mother|father|friend|child|children|client|clients|team|organi[sz]ation)"
)
_FAMILIES = (
    # What the assistant itself holds or would do.
    r"in your (?:\w+ )?(?:opinion|view|judge?ment)",
    r"your (?:own |honest |personal |humble )*(?:opinion|view|favou?rite|advice|recommendation|"
    r"system prompt|instructions|rules|prompt)",
    r"you (?:personally|yourself)",
    r"(?:do|what do|would|should|can|could) you (?:honestly |really |personally )*(?:say|think|"
    r"believe|feel|predict|recommend|suggest|advise|prefer|choose|vote|write|translate|sing|compose|"
    r"draft)",
    r"if you (?:were|sat|had|could)",
    r"(?:did|do|are|have|were) you (?:sleep|slept|like|love|enjoy|happy|tired|human|real|alive|"
    r"married|hungry|an? (?:ai|bot|robot|machine|person))",
    r"who (?:was|is|were) (?:right|telling the truth|to blame|lying)(?=\W*$)",
    r"who (?:really|actually) won",
    # What is to come.
    r"will be \w+ next",
    r"will (?:there|win|the war)",
    r"(?:what|who) will (?:happen|win|prevail|be (?:the )?next)",
    r"is going to (?:win|happen)",
    r"(?:your|make a) (?:prediction|forecast|guess)",
    # What to do.
    rf"(?:should|shall|ought|must|had better|can|could|may) (?:i|we|my {_RELATIVES}|our "
    rf"{_RELATIVES})",
    r"had (?:i|we) better",
    r"is it (?:wise|safe|worth|advisable|a good idea) (?:for (?:me|us|my|our)|to)",
    r"(?:give|offer)s? (?:\w+ )?(?:the )?best value",
    # Texts and tricks.
    rf"(?:write|draft|compose|pen|generate)(?: me| us)?(?: an?| some| my)(?: [\w-]+){{0,3}}? "
    rf"{_PIECE}",
    r"translate (?:\w+ ){1,6}(?:in)?to [a-z]+",
    r"tell me (?:a joke|a story|a secret)",
    r"a recipe for (?:\w+ ){0,2}(?:cake|soup|bread|dinner|lunch)|"
    r"(?:what is|what's|how is|how's) the weather|stock prices?",
    r"make up (?:a|an|some)|invent (?:a|an|some)",
    # Orders to the assistant.
    r"ignore (?:all |any |the |your |previous |prior |these )+(?:\w+ )?(?:rules|instructions?|"
    r"prompts?|guidelines)",
    r"(?:disregard|forget) (?:all |any |the |your |previous |prior )+(?:sources|rules|"
    r"instructions?|prompts?|guidelines|above)",
    r"disregard (?:all |any |the |your |previous |prior )+",
    r"pretend (?:to be|you)|act as (?:a|an|if)|you are now|jailbreak|developer mode|system prompt|"
    r"reveal your",
    r"without (?:any )?citations?,? (?:just )?(?:say|tell|claim|state)",
)
_ASKED = re.compile(
    rf"^\W*will\s+(?!(?:you|the record)\b)|\b(?:{'|'.join(_FAMILIES)})\b", re.IGNORECASE
)
# What stands in any encyclopaedia, unless the question is what somebody said of it.
_KNOWN = re.compile(
    r"^\W*(?:(?:and|so|please|tell me)\W+)*(?:who invented|what(?:'s| is) the (?:population|"
    r"capital|currency|national anthem|time zone|official languages?|flag|area|gdp) of|"
    r"in (?:what|which) year was [\w .'-]{3,40} born|when was [\w .'-]{3,40} born|"
    r"how (?:tall|high|deep) is)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:according to|sa(?:y|id|ys)|told|tell|stat(?:e|ed)|claim(?:s|ed)?|cit(?:e|ed)|"
    r"mention(?:s|ed)?|g[ai]ve[sn]?|quoted?|account|report(?:s|ed)?|words|view|figure)\b",
    re.IGNORECASE,
)


def greets(question: str) -> bool:
    """Whether the question is a greeting or thanks."""
    return bool(_GREETING.match(question))


def off_record(question: str) -> bool:
    """Whether what is asked for cannot have been said on the record."""
    if _KNOWN.match(question) and not _REPORTED.search(question):
        return True
    return bool(_ASKED.search(question))
