"""The ablation: one part of the search after the other, over the same questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.ablation import Ablation, ablate
from eval.errors import EvalError
from eval.folder import ABLATION, RunFolder
from tests.conftest import SAMPLE
from vectorstore.embed import Embedder
from vectorstore.record import Record

MEETING = SAMPLE / "council" / "iraq" / "UNSC_2002_SPV.4644"


@pytest.fixture(scope="module")
def one_meeting(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A record of one meeting, small enough to be embedded twice."""
    record = Record.open(tmp_path_factory.mktemp("meeting"), embedder, create=True)
    record.ingest([MEETING])
    return record


def a_case(record: Record) -> dict[str, object]:
    """Return a question in the words of the first statement's third paragraph."""
    statement = next(iter(record.statements()))
    words = statement.paragraph_text(2)
    gold = [{"statement_id": statement.id, "quote": words}]
    return {"id": "a", "question": " ".join(words.split()[:12]), "gold": gold}


def test_every_step_is_measured_over_the_same_cases(one_meeting: Record, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    unanswerable = {"id": "b", "question": "What of the Moon?", "answerable": False}
    rows = [a_case(one_meeting), unanswerable]
    cases.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    stages: list[str] = []
    found = ablate(
        cases, tmp_path / "run", one_meeting, progress=lambda s, _d, _t: stages.append(s)
    )
    assert [step.name for step in found.steps] == [
        *(
            "dense",
            "+ header",
            "+ BM25",
            "+ filters",
            "+ late interaction",
            "+ cross-encoder",
            "as it ships",
        ),
    ]
    assert found.cases == 1
    hits = [each for step in found.steps for each in step.figures if each.metric == "hit@20"]
    assert [each.interval.value for each in hits if each.interval] == [1.0] * 7
    assert found.steps[0].change == ()
    assert all(not each.differs for step in found.steps for each in step.change)
    assert RunFolder(tmp_path / "run").read(ABLATION, Ablation) == found
    assert "embed with header" in stages


def test_without_a_paragraph_there_is_nothing_to_search_for(
    one_meeting: Record, tmp_path: Path
) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps({"id": "a", "question": "What?", "answer": "That."}), "utf-8")
    with pytest.raises(EvalError, match="no case names a paragraph"):
        ablate(cases, tmp_path / "run", one_meeting)
