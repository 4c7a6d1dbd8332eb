"""The Ask tab: conversation and question on the left, filters, evidence on the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import gradio as gr

from assistant.schema import Question
from assistant.ui.asking import LONGEST_QUESTION, FilterError, chosen, follow
from assistant.ui.evidence import evidence
from assistant.ui.markup import escape
from assistant.ui.render import conversation, turn_article
from assistant.ui.turn import Turn, as_held, without
from vectorstore.errors import RecordMissingError
from vectorstore.record import Record

if TYPE_CHECKING:
    from assistant.chain import Assistant

AT_ONCE = 2  # questions answered at the same time; more wait their turn
STOPPED = "Stopped before the answer was complete."
NO_EVIDENCE = (
    '<p class="hint">Each <b>[n]</b> in an answer leads here: who spoke, for whom, where, '
    "and the exact words in their paragraph.</p>"
)


class Example(NamedTuple):
    """A question to begin with, offered where the record holds the statement that answers it."""

    question: str
    statement: str


EXAMPLES = (
    Example("What does Kazakhstan say about security sector reform?", "000_4221a76e69d2ea31"),
    Example("What did Russia say about the crash of flight MH17?", "UNSC_2014_SPV.7219_spch015"),
    Example("What did Jordan say about Iraq in 2003?", "UNSC_2003_SPV.4726Resumption1_spch042"),
    Example("Who spoke in S/PV.7219?", "UNSC_2014_SPV.7219_spch001"),
)


def opening(record: Record) -> str:
    """Return what stands in an empty conversation: a line, and questions to begin with."""
    buttons = ""
    for example in EXAMPLES:
        try:
            record.statement(example.statement)
        except RecordMissingError:
            continue
        words = escape(example.question)
        buttons += (
            f'<li><button type="button" class="example" data-question="{words}">{words}'
            "</button></li>"
        )
    begin = f'<p>For instance:</p><ul class="examples">{buttons}</ul>' if buttons else ""
    return (
        '<div class="opening"><h2>Ask what was said.</h2>'
        "<p>Each sentence of an answer names who spoke, quotes the exact words, "
        f"and leads to the paragraph they stand in.</p>{begin}</div>"
    )


class Conversing:
    """What the tab does when something is asked, taken off, stopped or begun anew.

    Each method yields or returns the values of the tab's `outputs`, in their order: the box,
    the turns, the finished turns and the last one, their evidence and the last one's.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def ask(
        self, words: str, turns: list[Turn], *limits: Sequence[str] | str | None
    ) -> Iterator[list[object]]:
        """Ask what is in the box; an empty box asks nothing."""
        if words.strip():
            yield from self._grow(words.strip(), turns, limits)

    def ask_example(
        self, event: gr.EventData, turns: list[Turn], *limits: Sequence[str] | str | None
    ) -> Iterator[list[object]]:
        """Ask an example question that was clicked."""
        yield from self._grow(str(event.question), turns, limits)

    def take_off(self, event: gr.EventData, turns: list[Turn]) -> Iterator[list[object]]:
        """Ask a turn's question again without one of the filters that were read from it."""
        turn = turns[int(event.turn) - 1]
        asked = without(turn.asked, str(event.field), str(event.value))
        yield from self._show(turns, asked)

    def stop(self, turns: list[Turn]) -> list[object]:
        """Mark the turn that was cut off."""
        if turns and not turns[-1].finished:
            turns = [*turns[:-1], turns[-1].model_copy(update={"fault": STOPPED})]
        return self._values(turns, waiting=False)

    def again(self, turns: list[Turn]) -> list[object]:
        """Show the turns, without the box, as the record is now."""
        return self._values(turns, waiting=False)[2:]

    def begin(self) -> list[object]:
        """Empty the conversation."""
        return self._values([], waiting=False)

    def _grow(
        self, words: str, turns: list[Turn], limits: tuple[Sequence[str] | str | None, ...]
    ) -> Iterator[list[object]]:
        """Ask `words` with the filters of the page, the conversation before as its history."""
        history = tuple(turn.asked.question for turn in turns)
        country, meeting, since, until = limits
        try:
            filters = chosen(_many(country), _many(meeting), _one(since), _one(until))
        except FilterError as error:
            asked = Question(question=words, history=history)
            turn = Turn(number=len(turns) + 1, asked=asked, fault=str(error))
            yield self._values([*turns, turn], waiting=False)
            return
        yield from self._show(turns, Question(question=words, history=history, filters=filters))

    def _show(self, turns: list[Turn], asked: Question) -> Iterator[list[object]]:
        """Show the new turn as it grows; the turns before are drawn once."""
        drawn = False
        for turn in follow(self._assistant, asked, len(turns) + 1):
            values = self._values([*turns, turn], waiting=not turn.finished)
            if drawn:
                values[2] = values[4] = gr.skip()
                values[0] = gr.skip() if not turn.finished else values[0]
            drawn = True
            yield values

    def _values(self, turns: list[Turn], *, waiting: bool) -> list[object]:
        """Return the values of the tab's outputs for these turns."""
        record = self._assistant.record
        box = gr.update(value="", submit_btn=not waiting and "Ask", stop_btn=waiting and "Stop")
        if not turns:
            return [box, turns, opening(record), "", NO_EVIDENCE, ""]
        *before, last = (as_held(turn, record) for turn in turns)
        return [
            box,
            turns,
            conversation(before),
            turn_article(last),
            "".join(evidence(turn, record) for turn in before),
            evidence(last, record),
        ]


def _many(value: Sequence[str] | str | None) -> Sequence[str]:
    """Return a list's values; a page that sends something else has set no filter."""
    return value if isinstance(value, list) else ()


def _one(value: Sequence[str] | str | None) -> str | None:
    """Return a field's text; a page that sends something else has set no filter."""
    return value if isinstance(value, str) else None


class AskTab(NamedTuple):
    """The parts of the tab that are drawn anew when the page is opened or the record changes."""

    past: gr.HTML
    country: gr.Dropdown
    meeting: gr.Dropdown
    turns: gr.State
    columns: list[gr.HTML]
    again: Callable[[list[Turn]], list[object]]


def ask_tab(assistant: Assistant, drawer: gr.HTML) -> AskTab:
    """Build the tab inside the current block; `drawer` sends what is clicked in the columns."""
    turns = gr.State([])
    with gr.Row(elem_id="columns"):
        with gr.Column(scale=6, min_width=280, elem_id="left"):
            with gr.Column(elem_id="conversation"):
                past = gr.HTML("", elem_id="past", apply_default_css=False)
                now = gr.HTML("", elem_id="now", apply_default_css=False)
            with gr.Column(elem_id="asking"):
                box = _box()
                limits = _limits()
                fresh = gr.Button("New conversation", size="sm", elem_id="fresh")
        with gr.Column(scale=5, min_width=280, elem_id="right"):
            gr.HTML('<h2 class="aside-title">Evidence</h2>', apply_default_css=False)
            past_cards = gr.HTML(NO_EVIDENCE, elem_id="past-cards", apply_default_css=False)
            cards = gr.HTML("", elem_id="cards", apply_default_css=False)
    does = Conversing(assistant)
    outputs = [box, turns, past, now, past_cards, cards]
    runs = {
        "outputs": outputs,
        "show_progress": "hidden",
        "concurrency_limit": AT_ONCE,
        "concurrency_id": "answers",
        "api_visibility": "private",
    }
    going = [
        box.submit(does.ask, [box, turns, *limits], **runs),
        drawer.example(does.ask_example, [turns, *limits], **runs),
        drawer.drop(does.take_off, [turns], **runs),
    ]
    quick = {"outputs": outputs, "show_progress": "hidden", "api_visibility": "private"}
    box.stop(does.stop, [turns], cancels=going, **quick)
    fresh.click(does.begin, None, cancels=going, **quick)
    return AskTab(past, limits[0], limits[1], turns, outputs[2:], does.again)


def _box() -> gr.Textbox:
    """Return the box that a question is typed into."""
    return gr.Textbox(
        placeholder="A question about the record …",
        label="Your question",
        container=False,
        max_lines=5,
        max_length=LONGEST_QUESTION,
        submit_btn="Ask",
        autofocus=True,
        elem_id="question",
    )


def _limits() -> list[gr.Component]:
    """Return the four filters: countries, meetings, first day, last day."""
    with gr.Accordion("Limit to countries, meetings or dates", open=False, elem_id="filters"):
        with gr.Row():
            country = gr.Dropdown([], multiselect=True, label="Countries", min_width=200)
            meeting = gr.Dropdown([], multiselect=True, label="Meetings", min_width=200)
        with gr.Row():
            since = gr.DateTime(include_time=False, type="string", label="From", min_width=200)
            until = gr.DateTime(include_time=False, type="string", label="To", min_width=200)
    return [country, meeting, since, until]
