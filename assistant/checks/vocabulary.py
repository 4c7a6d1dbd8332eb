"""The words that the checks know: verbs of saying, the ladder of operative verbs, what negates.

Each list is of surface forms or of stems as `vectorstore.terms.stem` makes them; the ladder is
that of resolutions and explanations of vote, where one rung is not another.
"""

from __future__ import annotations

import re
from functools import cache

from vectorstore.terms import stem


def words(line: str) -> frozenset[str]:
    """Return the words of a line: easier to read and to add to than a list of strings."""
    return frozenset(line.split())


# Saying without judging what is said: any of them may introduce any statement.
NEUTRAL = words(
    "said says say saying stated states state stating told tells tell spoke speaks added adds add "
    "adding noted notes note noting observed observes observe remarked remarks explained explains "
    "explain explaining declared declares mentioned mentions mention continued continues "
    "commented comments described describes describe addressed addresses quoted quotes quoting "
    "asked asks answered replied concluded concludes put puts shows show wrote expressed "
    "expresses express expressing referred refers pointed points drew specified clarified "
    "informed reported reports report outlined set read reads argued argues argue arguing "
    "considered considers consider considering viewed views held holds holding"
)

# One rung a line, strongest censure first; members of a rung may stand for one another.
_LADDER = """
condemn condemns condemned condemning condemnation denounce denounces denounced denouncing
deplore deplores deplored deploring deplorable
regret regrets regretted regretting regrettable
reject rejects rejected rejecting rejection
oppose opposes opposed opposing opposition
object objects objected objecting
protest protests protested protesting
criticize criticizes criticized criticizing criticism
deny denies denied denying denial
accuse accuses accused accusing accusation
blame blames blamed blaming
warn warns warned warning caution cautions cautioned
demand demands demanded demanding
require requires required requiring
insist insists insisted insisting
urge urges urged urging
call calls called calling
appeal appeals appealed appealing
request requests requested requesting
encourage encourages encouraged encouraging
invite invites invited inviting
recommend recommends recommended recommending
propose proposes proposed proposing proposal
suggest suggests suggested suggesting
support supports supported supporting endorse endorses endorsed endorsing back backs backed \
    backing
welcome welcomes welcomed welcoming
commend commends commended commending praise praises praised praising applaud applauds \
    applauded
appreciate appreciates appreciated appreciating appreciation
thank thanks thanked thanking gratitude grateful
agree agrees agreed agreeing concur concurs
affirm affirms affirmed affirming reaffirm reaffirms reaffirmed reaffirming reiterate \
    reiterates reiterated reiterating
confirm confirms confirmed confirming
stress stresses stressed stressing emphasize emphasizes emphasized emphasizing underline \
    underlines underlined underlining underscore underscores underscored underscoring highlight \
    highlights highlighted highlighting
recall recalls recalled recalling
recognize recognizes recognized recognizing acknowledge acknowledges acknowledged \
    acknowledging
promise promises promised promising pledge pledges pledged pledging commit commits committed \
    committing commitment
decide decides decided deciding decision
hope hopes hoped hoping
believe believes believed believing belief convinced think thinks thought
expect expects expected expecting
fear fears feared fearing
doubt doubts doubted doubting
concern concerned concerns concerning
claim claims claimed claiming
allege alleges alleged alleging allegedly
vote votes voted voting
abstain abstains abstained abstaining abstention
declare declares declared declaring
want wants wanted wanting wish wishes wished wishing
favour favours favoured favouring favor favors
mourn mourns mourned mourning
sympathize sympathizes condole condolences
"""

# What may be the verb of a speaker of whom a sentence tells what was done in speaking.
_NOT_SPEECH = words(
    "require requires required requiring concern concerns concerning allege alleges alleged "
    "alleging allegedly belief decision commitment proposal opposition"
)


@cache
def rungs() -> dict[str, int]:
    """Return the rung of each operative word."""
    return {
        word: number for number, line in enumerate(_LADDER.split("\n")) for word in line.split()
    }


@cache
def speech_verbs() -> frozenset[str]:
    """Return every verb that may follow the speaker as the subject of a sentence."""
    return NEUTRAL | frozenset(word for word in rungs() if word not in _NOT_SPEECH)


@cache
def neutral_stems() -> frozenset[str]:
    """Return the stems of the neutral verbs: they need no counterpart in the paragraph."""
    return frozenset(stem(word) for word in NEUTRAL)


NEGATIONS = words(
    "not no never none nobody nothing neither nor cannot without nowhere hardly scarcely barely n't"
)
# Verbs and nouns that turn what follows them into its opposite; by the beginning of the word.
REVERSING = re.compile(
    r"(?:fail|refus|lack|den(?:y|i(?:es|ed|al))|reject|refrain|prevent|absen[ct]|unable|"
    r"unwilling|avoid|declin|refut|disagre|oppos|prohibit|forbid|forbad|forbidden|withdr[ae]w|"
    r"ceas|stopp?(?:ed|ing|s)?$|no-one|far\sfrom)",
    re.IGNORECASE,
)
CONDITIONS = re.compile(
    r"\b(?:if|unless|provided|providing|whether|lest|until|except|in case|on condition|"
    r"as long as|so long as|subject to|only when|should the|were it|in the event)\b",
    re.IGNORECASE,
)
HEDGES = words(
    "perhaps possibly probably allegedly reportedly apparently supposedly seemingly likely "
    "unlikely seems seem seemed appears appear appeared alleged suspected presumably almost "
    "nearly"
)
# Words that say how many of what is spoken of; one class is not another.
QUANTIFIERS = {
    "all": 1, "every": 1, "each": 1, "everyone": 1, "everybody": 1, "always": 1, "entire": 1,
    "some": 2, "several": 2, "certain": 2, "sometimes": 2, "many": 3, "most": 3, "few": 4,
    "only": 5, "solely": 5, "both": 6, "any": 7,
}  # fmt: skip
# Light words that are not light: leaving one out or putting one in changes what is said.
POLAR = words(
    "against before after until without between more less fewer under above below first last"
)
# Words around a quotation that claim nothing themselves.
GLUE = words(
    "that it the its also and he she they further then as to in on of follows following words "
    "about his her their a an this these by "
    "… while with respect regard regarding add when is was who"
)
# No sentence ends in one of these.
DANGLING = words(
    "the a an of with and or by at as than from into our its their his my if but because which "
    "who nor"
)
# Nor in one of these where the paragraph goes on: "it has", "they agreed that".
UNFINISHED = words(
    "is are was were be been has have had do does did will would shall should can could may might "
    "must cannot that on to for in"
)
# Each modal's class; `BACKSHIFT` is what reported speech makes of it.
MODALS = {
    "should": "should", "ought": "should", "must": "must", "will": "will", "shall": "will",
    "would": "would", "can": "can", "cannot": "can", "could": "could", "may": "may",
    "might": "might", "has": "has", "have": "has", "had": "has", "did": "has",
}  # fmt: skip
BACKSHIFT = {"will": "would", "can": "could", "may": "might"}
_MODAL_SKIP = words(
    "not never also now still always be been being further only then again therefore thus to "
    "all both n't it we they"
)


def skipped_by_modals(word: str) -> bool:
    """Whether `word` may stand between a modal and its verb."""
    return word in _MODAL_SKIP or (len(word) > 4 and word.endswith("ly"))
