"""Answers given before, once a statement they cite is removed, replaced or corrected."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.build import build_assistant
from assistant.printed import answer_text
from assistant.schema import Answer, Question, Refusal, Removed, Said
from assistant.settings import Settings
from assistant.standing import CHANGED, REMOVED, WITHDRAWN, Standing
from assistant.ui.evidence import evidence
from assistant.ui.render import turn_article
from assistant.ui.statements import Statements
from assistant.ui.turn import Turn, as_held, plain
from tests.conftest import MEETING
from vectorstore.errors import RecordMissingError
from vectorstore.record import Record

CHINA = "UNSC_2014_SPV.7138_spch009"
ASKED = Question(question="What did China and France say about foreign interference in Ukraine?")


@pytest.fixture
def answer(meeting: Record) -> Answer:
    """An answer that cites China and another."""
    found = build_assistant(Settings(_env_file=None), meeting).ask(ASKED)
    assert {one.statement_id for one in found.citations} > {CHINA}
    return found


def shown(answer: Answer, record: Record) -> str:
    """All that a reader is shown of an answer: on the page, copied, and in a terminal."""
    turn = as_held(Turn(number=1, asked=ASKED, answer=answer), record)
    assert turn.answer is not None
    parts = [turn_article(turn), evidence(turn, record), plain(turn.answer)]
    return "\n".join([*parts, answer_text(Standing(record).answer(answer))])


def words(answer: Answer, *, china: bool) -> list[str]:
    """The words that the answer quotes of China, or of the others, without signs that HTML has."""
    cited = (one for one in answer.citations if (one.statement_id == CHINA) == china)
    return [one.quote.split("'")[0].split('"')[0][:60] for one in cited]


def test_an_answer_whose_statements_are_all_held_is_shown_as_it_was(
    answer: Answer, meeting: Record
) -> None:
    assert Standing(meeting).answer(answer) == answer


def test_of_a_removed_statement_nothing_is_shown_and_of_the_others_everything(
    answer: Answer, meeting: Record
) -> None:
    before = shown(answer, meeting)
    assert all(quoted in before for quoted in [*words(answer, china=True)])

    meeting.remove([CHINA])

    after = shown(answer, meeting)
    assert not any(quoted in after for quoted in words(answer, china=True))
    assert all(quoted in after for quoted in words(answer, china=False))
    assert REMOVED in after
    assert WITHDRAWN in after
    assert "Liu" not in after
    with pytest.raises(RecordMissingError):
        meeting.answer(answer.id)


def test_a_removed_statement_that_is_opened_says_that_it_is_removed(meeting: Record) -> None:
    meeting.remove([CHINA])

    assert Statements(meeting).read({"statement": CHINA}) == f'<p class="hint">{REMOVED}</p>'


def test_what_was_taken_out_or_only_found_is_not_shown_of_a_removed_statement(
    answer: Answer, meeting: Record
) -> None:
    (quoted, *_) = words(answer, china=True)
    taken = Removed(text=quoted, reason="misquoted", replaced_by=f'"{quoted}" [1].')
    refusal = Refusal(reason="not_said", detail=answer.sentences[0].text)
    answer = answer.model_copy(update={"removed": (taken,), "refusal": refusal})
    assert any(hit.statement_id == CHINA for hit in answer.retrieved)

    meeting.remove([CHINA])

    now = Standing(meeting).answer(answer)
    assert quoted not in now.model_dump_json()
    assert CHINA not in {hit.statement_id for hit in now.retrieved}
    assert len(now.retrieved) > 1


def test_an_answer_that_was_stopped_shows_nothing_of_a_removed_statement(
    answer: Answer, meeting: Record
) -> None:
    said = tuple(
        Said(sentence=each, citations=tuple(c for c in answer.citations if c.n in each.citations))
        for each in answer.sentences
    )
    meeting.remove([CHINA])

    turn = as_held(Turn(number=1, asked=ASKED, said=said), meeting)

    both = turn_article(turn) + evidence(turn, meeting)
    assert REMOVED in both
    assert not any(quoted in both for quoted in words(answer, china=True))


def rewritten(record: Record, tmp_path: Path, before: str, after: str) -> None:
    """Read China's statement in from a file that is then changed, and read in again."""
    file = Path(shutil.copy(MEETING / f"{CHINA}.txt", tmp_path))
    record.remove([CHINA])
    assert record.ingest([file]).added == 1
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    assert record.ingest([file]).updated == 1


def test_words_that_a_new_text_no_longer_has_are_not_shown(
    answer: Answer, meeting: Record, tmp_path: Path
) -> None:
    rewritten(meeting, tmp_path, "violent clashes", "distance")

    after = shown(answer, meeting)

    assert CHANGED in after
    assert "violent clashes" not in after
    assert f'class="card lost" id="card-1-1" tabindex="-1" data-statement="{CHINA}"' in after


def test_words_that_have_moved_in_a_new_text_are_marked_where_they_are(
    answer: Answer, meeting: Record, tmp_path: Path
) -> None:
    rewritten(meeting, tmp_path, "complex and sensitive", "complex")  # a paragraph before
    before = next(one for one in answer.citations if one.statement_id == CHINA)

    now = Standing(meeting).citation(before)

    assert now.start != before.start
    assert meeting.statement(CHINA).text[now.start : now.end] == before.quote == now.quote


def test_a_card_drawn_before_a_new_text_marks_nothing_in_it(
    answer: Answer, meeting: Record
) -> None:
    place = {"statement": CHINA, "paragraph": 1, "start": 0, "end": 9, "sha256": "0" * 64}

    opened = Statements(meeting).read(place)

    assert CHANGED in opened
    assert "<mark>" not in opened


def test_of_a_corrected_statement_the_correction_is_shown(answer: Answer, meeting: Record) -> None:
    meeting.correct(CHINA, "speaker", "Mr. Liu Jieyi", "A. Clerk")

    after = shown(answer, meeting)

    assert "[1] has been corrected since this was answered. Now: S/PV.7138, Mr. Liu Jieyi" in after
    assert '<b>Mr. Liu Jieyi</b> <span class="country">China</span>' in after
    assert '<span class="badge">corrected</span>' in after
    assert all(quoted in after for quoted in words(answer, china=True))
