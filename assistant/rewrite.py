"""A question in; what a model proposes for reading it and for searching, as far as code bears out.

Two proposals, each in bounded time: a follow-up made whole, used only if it says nothing that the
questions do not say; and a paragraph such as might answer, searched for beside the question and
shown nowhere. A fault or an unusable proposal changes nothing and is counted (`assistant.meter`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from langchain_core.callbacks import dispatch_custom_event
from langchain_core.runnables import RunnableConfig, RunnableLambda

from assistant import fence, prompts
from assistant.errors import ModelFault
from assistant.meter import UNUSED
from assistant.model import rewrite, to_chat
from assistant.schema import Question
from assistant.server import PatientModel
from vectorstore import countries
from vectorstore.terms import terms

SECONDS = 4.0  # for one proposal; the answer has its own time
LONGEST_PARAGRAPH = 900  # characters; more is no paragraph to search for
# Words that join what two questions say; they add nothing.
_JOINING = frozenset(terms("what which who say said statement position mention speak meeting"))


class Rewriter:
    """Proposes by a chat model what the rules may read and the search may look for."""

    def __init__(self, model: PatientModel, seconds: float = SECONDS) -> None:
        self._model = model.within(seconds)
        self._prompt = prompts.load("hypothesis")
        self._whole = RunnableLambda(self._proposed, name="rewrite")
        self._paragraph = RunnableLambda(self._imagined, name="hypothesis")

    def whole(self, question: Question, config: RunnableConfig | None = None) -> Question:
        """Return a follow-up made whole, without history; else the question as it is."""
        if not question.history:
            return question
        proposal = self._whole.invoke(question, config)
        if not proposal:
            return question
        return question.model_copy(update={"question": proposal, "history": ()})

    def paragraph(self, question: str, config: RunnableConfig | None = None) -> str | None:
        """Return a paragraph to search for beside the question, or None."""
        return self._paragraph.invoke(question, config) or None

    def _proposed(self, question: Question, config: RunnableConfig) -> str:
        try:
            reply = rewrite(self._model, question.question, question.history, config)
        except ModelFault as fault:
            return _unused(str(fault), config)
        if reply is None:
            return _unused("it was no question of one line", config)
        if strange := added(reply, [question.question, *question.history]):
            return _unused(f"it adds “{strange}”", config)
        if lost := added(question.question, [reply]):
            return _unused(f"it leaves out “{lost}”", config)
        return reply

    def _imagined(self, question: str, config: RunnableConfig) -> str:
        messages = self._prompt.messages(question=fence.harmless(question))
        try:
            reply = self._model.invoke(to_chat(messages), config)
        except ModelFault as fault:
            return _unused(str(fault), config)
        flat = " ".join(fence.harmless(reply).split())
        if len(flat) > LONGEST_PARAGRAPH or not terms(flat):
            return _unused("it was no paragraph to search for", config)
        return flat


def added(proposal: str, said: Sequence[str]) -> str | None:
    """Return the first word of a proposal that `said` does not bear out: a name, number or subject.

    A country may be called otherwise: "the Russian Federation" for "Russia".
    """
    stems = {stem for text in said for stem in terms(text)} | _JOINING
    named = {mention.country for text in said for mention in countries.mentions(text)}
    for mention in countries.mentions(proposal):
        if mention.country not in named:
            return proposal[mention.start : mention.end]
        proposal = (
            proposal[: mention.start]
            + " " * (mention.end - mention.start)
            + proposal[mention.end :]
        )
    words: list[str] = re.findall(r"[^\W_]+(?:['’./-][^\W_]+)*", proposal)
    for word in words:
        if len(word) > 1 and any(stem not in stems for stem in terms(word)):
            return word
    return None


def _unused(reason: str, config: RunnableConfig) -> str:
    dispatch_custom_event(UNUSED, reason, config=config)
    return ""
