"""The optional judge: its verdicts, its agreement with the offline rule, and a judge that fails."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.server import Patience, PatientModel, Server
from assistant.settings import Settings
from eval.errors import EvalError
from eval.folder import JUDGED, RunFolder
from eval.judge import judge_case, judge_model, judged_of, kappa
from eval.report import write_reports
from eval.sources import Sources
from tests.assistant import scripted_server as scripts
from vectorstore.record import Record

REPLY = "VERDICT: {}\nREASON: the words stand in passage 1"


def judge(run: Path, record: Record, reply: str) -> RunFolder:
    """Judge a run by a model that always says the same."""
    folder = RunFolder(run)
    with scripts.ScriptedServer(scripts.says(reply)) as server:
        model = PatientModel(
            Server(model="judge", base_url=server.base_url), Patience(tries=1, total=60.0)
        )
        for each in folder.records():
            folder.append(judge_case(each, Sources(record), model), JUDGED)
        assert all("<passage " in request.prompt for request in server.requests)
    return folder


@pytest.fixture
def copied(few_run: Path, tmp_path: Path) -> Path:
    """A copy of a run that may be written to."""
    shutil.copytree(few_run, tmp_path / "run")
    return tmp_path / "run"


def test_a_judge_stands_beside_the_offline_rule(copied: Path, council: Record) -> None:
    folder = judge(copied, council, REPLY.format("SUPPORTED"))
    found = judged_of(folder, folder.records())
    assert found is not None
    assert found.sentences > 0
    assert found.unjudged == 0
    assert found.supported is not None
    assert found.offline is not None
    assert found.agreement is not None
    assert found.supported.value == 1
    assert found.agreement.value == found.offline.value
    assert "A second opinion" in write_reports(copied).read_text(encoding="utf-8")


def test_what_the_judge_denies_is_listed(copied: Path, council: Record) -> None:
    folder = judge(copied, council, REPLY.format("NOT SUPPORTED"))
    found = judged_of(folder, folder.records())
    assert found is not None
    assert found.supported is not None
    assert found.supported.value == 0
    assert found.disagreements
    assert found.disagreements[0].reason == "the words stand in passage 1"


def test_a_reply_without_verdict_is_counted_and_shrinks_nothing(
    copied: Path, council: Record
) -> None:
    folder = judge(copied, council, "I would rather not say.")
    found = judged_of(folder, folder.records())
    assert found is not None
    assert found.unjudged == found.sentences > 0
    assert found.agreement is None


def test_a_judge_needs_a_model() -> None:
    with pytest.raises(EvalError, match="--judge needs a model: set ONRECORD_MODEL"):
        judge_model(Settings(_env_file=None))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        # Agreement 3/4; chance .5 * .75 + .5 * .25 = .5; (.75 - .5) / .5.
        ([(True, True), (True, True), (False, True), (False, False)], 0.5),
        ([(True, True), (True, True)], None),
        ([], None),
    ],
    ids=["by hand", "chance agrees fully", "nothing judged"],
)
def test_kappa(pairs: list[tuple[bool, bool]], expected: float | None) -> None:
    assert kappa(pairs) == expected
