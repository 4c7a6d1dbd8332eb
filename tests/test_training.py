"""What the models were trained with keeps clear of what they are measured with."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import MEETING, SAMPLE
from training.corpus import KEPT_OUT, by_place, near_misses, questions, texts
from vectorstore.readers import read
from vectorstore.schema import Statement

FOLDER = Path(__file__).parents[1] / "training"
CASES = Path(__file__).parents[1] / "eval" / "cases"


def test_no_question_is_of_the_bundled_record_or_its_meetings() -> None:
    bundled = [one for one in read(SAMPLE) if isinstance(one, Statement)]
    asked = questions()

    assert {one.meeting for one in bundled if one.meeting} == KEPT_OUT
    assert not {one.id for one in bundled} & {one.place[0] for one in asked}
    meetings = {one.id.rsplit("_", 1)[0] for one in bundled if one.meeting}
    assert not meetings & {one.place[0].rsplit("_", 1)[0] for one in asked}


def test_every_question_names_the_sentences_that_answer() -> None:
    asked = questions()

    assert f"{len(asked):,} questions" in (FOLDER / "README.md").read_text("utf-8")
    assert all(one.question.strip() and one.sentences for one in asked)
    assert min(number for one in asked for number in one.sentences) == 1
    assert len({(one.place, one.question) for one in asked}) == len(asked)


def test_no_near_miss_is_of_a_meeting_or_a_statement_that_cases_ask_about() -> None:
    pairs = near_misses()
    bundled = {one.id for one in read(SAMPLE) if isinstance(one, Statement)}
    asked_about = bundled | {
        gold["statement_id"]
        for file in CASES.glob("*.jsonl")
        for line in file.read_text("utf-8").splitlines()
        for gold in json.loads(line)["gold"]
    }
    meetings = {each.rsplit("_", 1)[0] for each in asked_about if "_SPV." in each}

    assert f"{len(pairs):,} pairs" in (FOLDER / "README.md").read_text("utf-8")
    assert not asked_about & {each.asked.place[0] for each in pairs}
    assert not meetings & {each.asked.place[0].rsplit("_", 1)[0] for each in pairs}


def test_a_near_miss_stands_beside_a_question_of_the_same_window() -> None:
    for each in near_misses():
        assert each.asked.place in each.window
        assert each.nearest in each.window
        assert each.asked.sentences
        assert each.unanswered != each.asked.question


def test_nothing_is_learned_from_a_meeting_that_is_kept_out() -> None:
    assert texts([MEETING]) == []


def test_the_sentences_of_a_passage_stand_where_they_are_said_to(tmp_path: Path) -> None:
    source = next(MEETING.glob("*spch009.txt")).read_text("utf-8")
    folder = tmp_path / "UNSC_2014_SPV.9999"
    folder.mkdir()
    (folder / "UNSC_2014_SPV.9999_spch009.txt").write_text(source, "utf-8")

    found = texts([folder])

    assert found
    for one in found:
        body = one.text.index("\n") + 1
        spoken = "".join(one.text[start:end] for _, start, end in one.spans)
        assert "".join(spoken.split()) == "".join(one.text[body:].split())
    assert sorted(at for places in by_place(found).values() for at in places) == list(
        range(len(found))
    )
