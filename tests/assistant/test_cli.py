"""The command line as a user meets it: real processes, exit codes, one-line errors."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import httpx
import pytest

from tests.conftest import REPOSITORY, SAMPLE
from vectorstore.record import Record

MEETING = SAMPLE / "council" / "ukraine" / "UNSC_2014_SPV.7138"


def onrecord(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from eval.cli import main; main()", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def data(council: Record) -> Path:
    """The folder of the bundled record, which the commands open as any user's."""
    return council.directory


def test_help_loads_nothing_heavy() -> None:
    program = "import sys, eval.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"chromadb", "gradio", "langchain_core", "numpy", "onnxruntime", "tantivy", "scipy"}
    assert heavy.isdisjoint(loaded)


def test_the_version_is_that_of_the_package() -> None:
    told = onrecord("--version")

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    assert told.stdout == f"onrecord {project['version']}\n"
    assert (told.returncode, told.stderr) == (0, "")


def test_ingest_status_show_and_remove_one_statement(tmp_path: Path) -> None:
    (statement,) = (SAMPLE / "seed").glob("*.txt")
    done = onrecord("ingest", statement, "--data-dir", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["added"] == 1
    held = json.loads(onrecord("status", "--data-dir", tmp_path, "--json").stdout)
    assert held["statements"] == 1
    shown = onrecord("show", statement.stem, "--paragraph", "2", "--data-dir", tmp_path)
    assert "As a member of the Group of Friends of SSR" in shown.stdout
    assert onrecord("remove", statement.stem, "--data-dir", tmp_path).returncode == 0
    gone = onrecord("show", statement.stem, "--data-dir", tmp_path)
    assert gone.returncode == 1
    assert len(gone.stderr.splitlines()) == 1


def test_a_page_served_read_only_takes_no_file(data: Path) -> None:
    words = ("serve", "--read-only", "--port", "0", "--data-dir", str(data))
    command = [sys.executable, "-c", "from eval.cli import main; main()", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stderr is not None
        told = next(line for line in serving.stderr if "OnRecord is at" in line)
        address = told.split("OnRecord is at ")[1].split()[0]
        sent = httpx.post(f"{address}gradio_api/upload", files={"files": ("a.txt", b"words")})
        tabs = [
            part["props"]["label"]
            for part in httpx.get(f"{address}config").json()["components"]
            if part["type"] == "tabitem"
        ]
        serving.terminate()

    assert sent.status_code == 403
    assert tabs == ["Ask", "Record"]


def test_a_correction_is_made_listed_and_taken_back(tmp_path: Path) -> None:
    (statement,) = (SAMPLE / "seed").glob("*.txt")
    data = ("--data-dir", tmp_path / "data")
    onrecord("ingest", statement, *data)

    made = onrecord("correct", statement.stem, "date", "2014-04-28", "--who", "A. Clerk", *data)
    listed = json.loads(onrecord("corrections", statement.stem, "--json", *data).stdout)
    wrong = onrecord("correct", statement.stem, "country", "Atlantis", "--who", "A. Clerk", *data)
    undone = onrecord("correct", statement.stem, "date", "--undo", "--who", "A. Clerk", *data)

    assert made.stdout == (
        f"{statement.stem}: date is now 2014-04-28; the source has not before 2013-01-01\n"
    )
    assert [(one["field"], one["value"], one["who"]) for one in listed] == [
        ("date", "2014-04-28", "A. Clerk")
    ]
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    assert undone.stdout == f"{statement.stem}: date is now not before 2013-01-01\n"


def test_what_is_refused_is_named_and_the_rest_goes_in(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (statement,) = (SAMPLE / "seed").glob("*.txt")
    (tmp_path / "in" / "good.txt").write_bytes(statement.read_bytes())
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    (tmp_path / "in" / "lines.jsonl").write_text('{"id": "a", "text": "We vote."}\n{"id": \n')
    done = onrecord("ingest", tmp_path / "in", "--data-dir", tmp_path / "data", "--json")
    assert done.returncode == 65
    summary = json.loads(done.stdout)
    assert summary["added"] == 2
    refused = {one["source"]: one["reason"] for one in summary["refused"]}
    assert refused.keys() == {"empty.txt", "lines.jsonl"}
    assert "line 2" in refused["lines.jsonl"]


def test_a_second_writer_is_told_in_one_line(tmp_path: Path) -> None:
    (statement,) = (SAMPLE / "seed").glob("*.txt")
    assert onrecord("ingest", statement, "--data-dir", tmp_path).returncode == 0
    with (tmp_path / "lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        busy = onrecord("ingest", statement, "--data-dir", tmp_path)
    assert busy.returncode == 75
    assert len([line for line in busy.stderr.splitlines() if "onrecord:" in line]) == 1


def test_an_empty_folder_has_no_record_and_says_what_to_do(tmp_path: Path) -> None:
    done = onrecord("ask", "What did Jordan say?", "--data-dir", tmp_path)
    assert done.returncode == 1
    assert "onrecord ingest" in done.stderr


def test_search_takes_filters(data: Path) -> None:
    done = onrecord(
        "search", "national ownership", "-k", "3", "--country", "kazakhstan", "--json",
        "--data-dir", data,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    # Kazakhstan speaks in two statements of the bundled record.
    found = {hit["statement_id"] for hit in json.loads(done.stdout)}
    assert found <= {"000_4221a76e69d2ea31", "UNSC_2016_SPV.7658_spch028"}


def test_a_batch_answers_line_by_line_and_names_a_bad_one(data: Path, tmp_path: Path) -> None:
    questions = [
        {"id": "q1", "question": "Who spoke in S/PV.4644?"},
        {"id": "q2", "question": "And Turkey?", "history": ["What did Jordan say about Iraq?"]},
        {"id": "q3"},
    ]
    batch = tmp_path / "questions.jsonl"
    batch.write_text("\n".join(map(json.dumps, questions)))
    done = onrecord("ask", "--batch", batch, "--json", "--data-dir", data)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["q1", "q2"]
    assert {"schema", "sentences", "citations", "coverage", "retrieved"} <= answers[0].keys()
    assert done.returncode == 65
    assert "questions.jsonl:3" in done.stderr


@pytest.mark.parametrize("option", ["--country", "--history"])
def test_limits_of_a_batch_stand_in_its_lines(data: Path, tmp_path: Path, option: str) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text(json.dumps({"question": "Who spoke in S/PV.4644?"}))
    value = "France" if option == "--country" else batch
    done = onrecord("ask", "--batch", batch, option, value, "--data-dir", data)
    assert (done.returncode, done.stdout) == (2, "")
    assert "each line of a batch" in done.stderr


def test_a_file_that_is_not_there_is_told_with_where_it_was_looked_for(tmp_path: Path) -> None:
    done = onrecord("ingest", "statements/none.txt", "--data-dir", tmp_path)
    assert done.returncode == 1
    assert "statements/none.txt: there is no such file or folder; looked from /" in done.stderr


def test_an_answer_can_be_shown_again(data: Path) -> None:
    asked = onrecord("ask", "Who spoke in S/PV.4644?", "--json", "--data-dir", data)
    answer = json.loads(asked.stdout)
    again = onrecord("answer", answer["id"], "--json", "--data-dir", data)
    assert json.loads(again.stdout) == answer


def test_wrong_usage_is_exit_code_two(data: Path) -> None:
    assert onrecord("ask", "--data-dir", data).returncode == 2
    bad_date = onrecord("search", "x", "--from", "July", "--data-dir", data)
    assert bad_date.returncode == 2
    assert "2014-07-18" in bad_date.stderr
