"""What is asked and what is answered; each record is a line of JSON, as the contract has it."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from pydantic import Field

from vectorstore.schema import Filters, Frozen, Paragraph, Retrieved, Statement, Voice

Kind = Literal["passage", "survey", "count", "compare", "timeline", "record", "refusal"]
Reason = Literal["absent_source", "not_said", "unclear", "off_record"]
Support = Literal["verbatim", "supported", "unsupported", "none_needed"]


class Question(Frozen):
    """One line of a batch."""

    question: str
    id: str | None = None
    history: tuple[str, ...] = Field((), description="Earlier user turns, oldest first.")
    filters: Filters = Filters()
    without: Filters = Field(
        Filters(), description="Values that a person took off: not to be read from the question."
    )


class Refusal(Frozen):
    """Why the record gives no answer."""

    reason: Reason
    detail: str


class Understood(Frozen):
    """A question made whole by its history, with what it is limited to."""

    question: str
    standalone: str
    kind: Kind
    filters: Filters
    boost: Filters = Field(
        Filters(), description="Weak signs: these rank higher, none is left out."
    )
    notes: tuple[str, ...] = Field((), description="What was read from the question, for a reader.")
    content: str = Field("", description="The standalone question without what became filters.")
    shape: str = Field("passage", description="What is asked for, finer than `kind`: see kinds.py.")
    refusal: Refusal | None = None


class Evidence(Frozen):
    """A paragraph that may be cited in composing, under the number it is cited by."""

    n: int = Field(ge=1, description="The [n] a composer writes.")
    statement: Statement
    paragraph: Paragraph
    score: float = Field(description="Of the search; comparable within one question only.")

    @property
    def text(self) -> str:
        """The paragraph's words."""
        return self.statement.text[self.paragraph.start : self.paragraph.end]

    @property
    def voice(self) -> Voice:
        """Who speaks in the paragraph."""
        return self.statement.voices[self.paragraph.voice]


class Citation(Frozen):
    """The exact words cited: `quote == statement.text[start:end]`.

    A marker that points nowhere is kept with `paragraph` None, so that it is counted.
    """

    n: int = Field(ge=1)
    statement_id: str | None
    paragraph: int | None
    quote: str
    start: int | None
    end: int | None
    speaker: str | None = None
    country: str | None = None
    on_behalf_of: str | None = None
    body: str | None = None
    symbol: str | None = None
    date: str | None = Field(None, description="ISO 8601: a day, or a year where that is known.")
    page: int | None = None
    spoke_in: str | None = None
    pinpoint: str = ""
    paragraph_text: str = ""


class Sentence(Frozen):
    """A sentence of an answer, with the markers in it and how it is supported."""

    text: str
    citations: tuple[int, ...] = ()
    support: Support


class Removed(Frozen):
    """A sentence that a composer wrote and the support gate took out or replaced."""

    text: str
    reason: str
    replaced_by: str | None = None


class Member(Frozen):
    """One delegation of a survey, with what it is cited by."""

    country: str
    stance: str | None = None
    citations: tuple[int, ...]


class Coverage(Frozen):
    """How much of the record a survey read; in_scope = read + unreadable."""

    in_scope: int
    read: int
    matched: int
    borderline: int
    unreadable: int
    excluded_undated: int
    rule: str
    scope: dict[str, object]


class Usage(Frozen):
    """What the model calls of one question took; None is what the server did not tell."""

    requests: int = 0
    retries: tuple[str, ...] = Field((), description="Why each try after a first was made.")
    tokens_sent: int | None = None
    tokens_received: int | None = None
    passages_left_out: int = Field(0, description="They did not fit into the prompt.")
    doubted: bool = Field(False, description="Half of the passages answered what all did not.")
    unused: tuple[str, ...] = Field((), description="Why each rewriting was not used.")
    cost: float | None = Field(None, description="In `currency`; None without prices or tokens.")
    currency: str = "USD"

    @property
    def notes(self) -> tuple[str, ...]:
        """Lines for a reader: what was used, each retry, passages left out."""
        if not self.requests:
            return ()
        used = "the model's server told no token counts"
        if self.tokens_sent is not None and self.tokens_received is not None:
            used = f"{self.tokens_sent:,} tokens sent, {self.tokens_received:,} received"
        if self.cost is not None:
            used += f", {self.cost:.4f} {self.currency}"
        left = self.passages_left_out
        return (
            used,
            *(
                f"asked the model again{f', {times} times' if times > 1 else ''}: {reason}"
                for reason, times in Counter(self.retries).items()
            ),
            *([f"{left} passages did not fit into the prompt"] if left else []),
            *(["the model found an answer only in half of the passages"] if self.doubted else []),
            *(f"a rewriting by the model was not used: {reason}" for reason in self.unused),
        )


# Said first of quotations from paragraphs that are not near the question: see Answer.confidence.
MAY_NOT_ANSWER = "Unsure: this is the nearest that was found, and may not answer the question."


class Answer(Frozen):
    """Enough to show an answer, and to check it again without the assistant."""

    schema_: int = Field(1, alias="schema")
    id: str
    question: str
    standalone: str
    kind: Kind
    mode: str = Field(description="'extractive' or 'model:<name>'")
    text: str
    refusal: Refusal | None = None
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    members: tuple[Member, ...] = ()
    count: int | None = None
    coverage: Coverage | None = None
    retrieved: tuple[Retrieved, ...] = ()
    filters: Filters = Filters()
    snapshot: str = ""
    timings_ms: dict[str, int] = Field(default_factory=dict)
    prompt: str | None = Field(None, description="'answer@2' where a model answered.")
    notes: tuple[str, ...] = Field((), description="Filters read, faults survived, for a reader.")
    removed: tuple[Removed, ...] = ()
    usage: Usage | None = Field(None, description="Of the model's server, where one was asked.")
    confidence: float | None = Field(
        None,
        ge=0,
        le=1,
        description="How likely it is that the paragraphs found answer; None for a refusal and for "
        "what was computed over the whole scope.",
    )


class Gist(Frozen):
    """A sentence that sums up: `evidence.text[start:end]` of the evidence numbered `n`."""

    n: int = Field(ge=1)
    start: int
    end: int


class Composition(Frozen):
    """What a composer is given: the question as understood and the paragraphs it may cite."""

    understood: Understood
    evidence: tuple[Evidence, ...]
    gist: tuple[Gist, ...] = Field((), description="Where nothing in particular is asked.")


class Said(Frozen):
    """A sentence of the answer that has passed the gate, as it is streamed."""

    sentence: Sentence
    citations: tuple[Citation, ...] = Field((), description="Those that appear here first.")


class Restarted(Frozen):
    """What was streamed so far is withdrawn; another composer begins again."""

    reason: str
