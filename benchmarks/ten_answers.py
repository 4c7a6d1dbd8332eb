"""Ten answers in full, good and bad, with all that they cite: `python -m benchmarks.ten_answers`.

Asks them of a record of the bundled statements and prints Markdown: what was asked, what is to be
thought of the answer, the answer, and each cited paragraph whole with the words quoted in bold.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from assistant.build import build_assistant, data_dir, quiet_dependencies
from assistant.schema import Answer, Citation, Question
from assistant.settings import Settings
from vectorstore.record import Record


class Asked(NamedTuple):
    """A question, and what a reader who knows the record thinks of the answer."""

    question: str
    remark: str


TEN = (
    Asked(
        "What three proposals did China make in S/PV.7138 for settling the Ukrainian crisis?",
        "Good. One paragraph holds all three, and they are quoted as one piece behind their "
        "announcement.",
    ),
    Asked(
        "Which delegations mentioned the Budapest Memorandum in S/PV.7138?",
        "Good: every one of the meeting's 21 statements was read, and these seven are all.",
    ),
    Asked(
        "How many delegations called for an international investigation into the crash of MH17?",
        "Mostly good. The test is told, and its edge is listed apart. It is one of words: Chile's "
        "“independent investigation in accordance with international ... standards” passes it, "
        "Rwanda's second sentence only asks for access, and whoever calls it a “downing” is "
        "borderline at best.",
    ),
    Asked(
        "Why did China vote against the draft resolution on Crimea?",
        "Good: the question is wrong about the vote, and the record of it says so.",
    ),
    Asked(
        "What did Estonia tell the Council about the referendum in Crimea?",
        "Good: the ledger knows that Estonia never speaks, so that nobody else's words are given.",
    ),
    Asked(
        "What did Rwanda say in S/PV.7154?",
        "Good: no subject is named, so the statement is summed up by its own sentences, in order.",
    ),
    Asked(
        "How did Russia and the United States differ on the referendum in Crimea?",
        "Mostly good. Both sides are quoted, on the referendum, and kept apart; Russia's plainest "
        "words on it (it “will respect the will of the Crimean people”) are missed.",
    ),
    Asked(
        "Which neighbour likened the failed negotiations to a dead body?",
        "Bad, and not even marked as unsure. It was Turkey: “on the carcass of aborted diplomacy”. "
        "No word of the question stands in that paragraph.",
    ),
    Asked(
        "Which delegation said that truth is the first casualty of war?",
        "Bad: nobody said it, and the answer should be that. Both quotations are exact and rightly "
        "attributed; neither says it.",
    ),
    Asked(
        "What did Iraq say about weapons inspectors in March 2003?",
        "Good: what Iraq said of the inspections, and nothing beside it. It used to be refused, "
        "since no paragraph has “weapons” and “inspectors” together.",
    ),
)


def main() -> None:
    """Ask the ten, and print them."""
    quiet_dependencies()
    parser = argparse.ArgumentParser(description="Ten answers in full, with their evidence.")
    parser.add_argument("--data-dir", type=Path)
    arguments = parser.parse_args()
    settings = Settings(data=arguments.data_dir) if arguments.data_dir else Settings()
    with Record.open(data_dir(settings)) as record:
        assistant = build_assistant(settings, record)
        print("# Ten answers, good and bad\n")
        print("Without a model, over the bundled record; the words quoted are in bold. Made by")
        print("`python -m benchmarks.ten_answers --data-dir DIR > docs/answers.md`.\n")
        for number, asked in enumerate(TEN, 1):
            answer = assistant.ask(Question(question=asked.question))
            print("\n".join(_printed(number, asked, answer)))


def _printed(number: int, asked: Asked, answer: Answer) -> Iterator[str]:
    yield f"## {number}. {_plain(asked.question)}\n"
    yield f"*{_plain(asked.remark)}*\n"
    if answer.refusal:
        yield f"No answer ({answer.refusal.reason}): {_plain(answer.refusal.detail)}\n"
    else:
        yield f"{_plain(answer.text)}\n"
    for note in answer.notes:
        yield f"- {_plain(note)}"
    if answer.notes:
        yield ""
    for cited in answer.citations:
        yield f"{_plain(f'[{cited.n}] {cited.pinpoint}')}\n"
        yield f"> {_marked(cited)}\n"


def _marked(cited: Citation) -> str:
    """Return the paragraph with the words quoted in bold."""
    before, quoted, after = cited.paragraph_text.partition(cited.quote)
    whole = f"{_plain(before)}**{_plain(quoted.strip())}**{_plain(after)}" if quoted else before
    return whole.replace("\n", "\n> ")


def _plain(text: str) -> str:
    """Return text that Markdown takes for nothing else."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", text)


if __name__ == "__main__":
    main()
