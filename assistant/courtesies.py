"""A sentence in; whether it is a courtesy, procedure or an announcement: no answer by itself, out.

Thanks, congratulations and condolences are said at nearly every meeting, by nearly everyone; the
floor is given and taken; "we would like to make three proposals" proposes nothing yet.
"""

from __future__ import annotations

import re

LEAD = 17  # words in which a courtesy is begun; further on, a sentence has a subject of its own
_COURTESY = re.compile(
    r"\bthank(?:ing|ed|ful)?\b|\bthanks\b(?! to\b)|"
    r"\b(?:my|our|sincere|warm|profound|deep|deepest|special|heartfelt) thanks to\b|"
    r"\bcongratulat\w+|\bgratitude\b|\bgrateful\b|"
    r"\b(?:sincere|warm|deep|profound|my|our) appreciation\b|\bappreciation (?:to|for)\b|"
    r"\b(?:commends?|appreciates?|welcom(?:es?|ing)|applauds?|salutes?) (?:you\b|your\b|"
    r"(?:the )?(?:[\w'’-]+ ){0,3}(?:presence|presidency|briefings?|conven\w+|opportunity|"
    r"initiative (?:to|of|in) (?:hold|conven|organi)\w*|"
    r"holding (?:of )?(?:this|today|the (?:debate|meeting)))\b)|"
    r"\bwelcom(?:es?|ing) (?:Ms|Mrs|Mr|Minister|Ambassador|His|Her|Archbishop|"
    r"(?:the|our) (?:Minister|Special Representative|Executive Director|"
    r"(?:Under-|Assistant )?Secretary-General))\b(?!['’])|"
    r"\b(?:honou?r|pleasure|privilege) (?:for (?:me|us) )?(?:to|of) "
    r"(?:address|speak|be|take part|participat|join|deliver|see|welcom|hav)\w*|"
    r"\b(?:pleased|delighted|glad|happy|honou?red) to (?:welcome|speak|address|take part|join|"
    r"participate|be (?:here|with|able)|see (?:you|that you|[^.;]{0,60}\b(?:presid|represented)))|"
    r"\bpay(?:s|ing)? (?:\w+ ){0,2}(?:tribute|homage) to (?:you|your|the (?:briefers|outgoing))\b|"
    r"\bwish(?:es|ing)? (?:you|him|her|them|every) (?:\w+ ){0,2}(?:success|well)\b",
    re.IGNORECASE,
)
_CONDOLENCE = re.compile(
    r"\b(?:condolences?|sympath(?:y|ies)|bereaved|mourn(?:s|ing)?|thoughts (?:are|go)|"
    r"thoughts and prayers|hearts? go(?:es)? out|"
    r"share (?:the|their|its|your) (?:grief|sorrow|pain))\b",
    re.IGNORECASE,
)
_TO_THE_CHAIR = re.compile(
    r"\b(?:let me|allow me(?: to)?|I (?:would like|wish) to) (?:\w+ ){0,3}(?:thank|congratulate)\b|"
    r"\bfor (?:having )?(?:conven|organi[sz]|hold|initiat)\w+ (?:this|today|the (?:present )?"
    r"(?:debate|meeting)|an? (?:open|timely))|"
    r"\bfor (?:his|her|their|your) (?:\w+,? ){0,4}"
    r"(?:briefings?|statements?|kind words|presentations?|presence|stewardship)\b",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(
    r"\b(?:g[ia]ve the floor|seats? reserved|take (?:a|the|his|her) seats? |resume my functions|"
    r"there being no (?:objection|other)|it is so decided|next (?:speaker|item)|called to order|"
    r"(?:meeting|session) (?:rose|is adjourned|is suspended)|agenda (?:is|was) adopted|"
    r"council (?:will now|is ready to) (?:begin|resume|proceed)|council is meeting in accordance|"
    r"i (?:shall|will) (?:try to |therefore )?be (?:very )?brief\b(?!, but)|"
    r"(?:make|deliver) (?:a|the following) (?:brief )?statement in my|"
    r"in my (?:national )?capacity as|i have (?:just )?received (?:a )?letters?|"
    r"i propose, with the consent|rules? \d+ (?:of|and)|provisional rules of procedure|"
    r"draw the attention of[^.;]{0,40} to document|i take it that|"
    r"put (?:to the vote )?the draft resolution|i (?:shall|will) (?:now )?(?:first )?put the|"
    r"remind all (?:speakers|members)|limit their statements|speak on behalf of|"
    r"(?:no|other) (?:further|more|other) (?:speakers|names)|"
    r"(?:align|associat)\w* \w+ (?:fully )?with the statements?|"
    r"(?:i|now) (?:invite|call on) the (?:representative|following))\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r"\b(?:would|should|wish(?:es)?|wants?|let me|allow me|like|shall|will)\b[^.;:]{0,40}\b"
    r"(?:make|raise|offer|add|share|touch upon|focus on|highlight|draw|put forward|present)\b"
    r"[^.;:]{0,30}\b(?:points?|remarks?|comments?|observations?|proposals?|issues?|aspects?|"
    r"words|warning call|thoughts|questions)\b[^;:,]{0,25}[.:]?$|"
    r"\bexplain (?:its|our|my) (?:vote|position)\b",
    re.IGNORECASE,
)
_ASKS_COURTESY = re.compile(
    r"\b(?:thank|congratulat|grat(?:eful|itude)|appreciat|tribute|commend|honou?r|prais|wish|greet|"
    r"courtes|welcom)",
    re.IGNORECASE,
)
_ASKS_CONDOLENCE = re.compile(
    r"\b(?:condol|sympath|mourn|victim|grie[fv]|bereav|famil|loss\b|react)", re.IGNORECASE
)
_ASKS_PROCEDURE = re.compile(
    r"\b(?:floor|procedur|adopt|vot(?:e|ed|ing)|invit|resum|suspend|adjourn|presid(?:e|ed|ing)\b|"
    r"capacity|speakers?\b|on behalf|align|associat)",
    re.IGNORECASE,
)


def courtesy(sentence: str) -> bool:
    """Whether a sentence thanks, congratulates, welcomes or is honoured to speak."""
    return bool(_COURTESY.search(_lead(sentence)) or _TO_THE_CHAIR.search(sentence))


def condolence(sentence: str) -> bool:
    """Whether a sentence condoles."""
    return bool(_CONDOLENCE.search(_lead(sentence)))


def _lead(sentence: str) -> str:
    return " ".join(sentence.split()[:LEAD])


def procedure(sentence: str) -> bool:
    """Whether a sentence conducts the meeting."""
    return bool(_PROCEDURE.search(sentence))


def announces(sentence: str) -> bool:
    """Whether a sentence only says that something will be said."""
    return bool(_ANNOUNCES.search(" ".join(sentence.split())))


def asks_procedure(question: str) -> bool:
    """Whether a question is about how the meeting was conducted, or about a vote."""
    return bool(_ASKS_PROCEDURE.search(question))


def idle(sentence: str, question: str) -> bool:
    """Whether a sentence is a courtesy or procedure, and the question asks for nothing such."""
    return (
        (courtesy(sentence) and not _ASKS_COURTESY.search(question))
        or (condolence(sentence) and not _ASKS_CONDOLENCE.search(question))
        or (procedure(sentence) and not asks_procedure(question))
    )
