"""Cards, statements and lists as the page shows them, over the bundled record."""

from __future__ import annotations

import html
import re
import socket
from pathlib import Path

import httpx
import pytest

from assistant.chain import Assistant
from assistant.errors import OnRecordError
from assistant.schema import MAY_NOT_ANSWER, Answer, Citation, Question, Refusal
from assistant.ui.ask_tab import EXAMPLES, opening
from assistant.ui.evidence import card, evidence
from assistant.ui.guards import POLICY
from assistant.ui.listing import Asked, View, listing
from assistant.ui.page import header, serve
from assistant.ui.reading import reading
from assistant.ui.record_tab import asked
from assistant.ui.render import turn_article
from assistant.ui.statements import Statements
from assistant.ui.turn import Turn
from vectorstore.record import Record
from vectorstore.schema import restore

RUSSIA = Question(question="What did Russia say about the crash of flight MH17?")
MARKED = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)


@pytest.fixture(scope="session")
def answered(assistant: Assistant) -> Turn:
    return Turn(number=1, asked=RUSSIA, answer=assistant.ask(RUSSIA))


def refused(reason: str, detail: str) -> Turn:
    return Turn(
        number=2,
        asked=RUSSIA,
        answer=Answer(
            id="r",
            question="q",
            standalone="q",
            kind="refusal",
            mode="extractive",
            text="",
            refusal=Refusal.model_validate({"reason": reason, "detail": detail}),
        ),
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.question)
def test_each_example_question_is_answered_with_citations(
    example: tuple[str, str], assistant: Assistant
) -> None:
    answer = assistant.ask(Question(question=example[0]))

    assert answer.refusal is None
    assert answer.citations


def test_the_opening_offers_the_examples_that_the_record_can_answer(council: Record) -> None:
    assert opening(council).count('class="example"') == len(EXAMPLES)


def test_each_card_marks_exactly_the_words_that_are_cited(answered: Turn, council: Record) -> None:
    shown = [MARKED.findall(card(one, 1, council)) for one in answered.citations]

    assert [[html.unescape(words) for words in found] for found in shown] == [
        [one.quote] for one in answered.citations
    ]


def test_a_card_says_who_where_when_and_in_which_language(answered: Turn, council: Record) -> None:
    shown = card(answered.citations[0], 1, council)

    for words in (
        "Mr. Churkin",
        "Russian Federation",
        "(spoke in Russian)",
        "S/PV.7219",
        "18 July 2014",
        "our numbering",
    ):
        assert words in shown


def test_the_card_of_a_statement_taken_out_since_says_so_and_shows_none_of_it(
    answered: Turn, council: Record
) -> None:
    gone = answered.citations[0].model_copy(update={"statement_id": "no_longer_held"})

    shown = html.unescape(card(gone, 1, council))

    assert "This statement has been removed from the record." in shown
    assert gone.quote not in shown
    assert (gone.speaker or "") not in shown
    assert "<mark>" not in shown


def test_a_marker_that_points_nowhere_has_a_card_that_says_so(council: Record) -> None:
    lost = Citation(n=9, statement_id=None, paragraph=None, quote="", start=None, end=None)

    assert "Points to no paragraph" in card(lost, 1, council)


def test_what_was_found_and_not_cited_is_offered_too(answered: Turn, council: Record) -> None:
    assert "Also found, not cited" in evidence(answered, council)


def test_the_answer_says_how_much_of_it_is_supported_and_by_whom(answered: Turn) -> None:
    shown = turn_article(answered)

    assert re.search(r"(\d) of \1 sentences supported", shown)
    assert "Quotations only" in shown


def test_an_answer_that_may_be_none_says_so_before_its_words(assistant: Assistant) -> None:
    asked = Question(question="Who grumbled that soldiers from rich nations would escape the dock?")
    answer = assistant.ask(asked)

    shown = turn_article(Turn(number=1, asked=asked, answer=answer))

    assert shown.count(MAY_NOT_ANSWER) == 1
    assert shown.index(MAY_NOT_ANSWER) < shown.index('class="answer"')


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("absent_source", "Not in the record"),
        ("not_said", "Nothing said on this"),
        ("unclear", "more than one way"),
        ("off_record", "Not a question about the record"),
    ],
)
def test_a_refusal_says_its_kind_and_does_not_look_like_an_answer(reason: str, kind: str) -> None:
    shown = turn_article(refused(reason, "No statement by Zimbabwe is held."))

    assert f'class="reply refused" data-reason="{reason}"' in shown
    assert kind in shown
    assert "No statement by Zimbabwe is held." in shown


def test_the_whole_statement_is_marked_at_its_paragraph(answered: Turn, council: Record) -> None:
    cited = answered.citations[0]
    place = {
        "statement": cited.statement_id,
        "paragraph": cited.paragraph,
        "start": cited.start,
        "end": cited.end,
    }

    shown = Statements(council).read(place)

    assert html.unescape(MARKED.findall(shown)[0]) == cited.quote
    assert 'id="here" class="para here" data-kind="speech"><span class="number"' in shown
    assert "Details, and where they come from" in shown


def test_no_word_of_a_statement_is_lost_in_showing_it(council: Record) -> None:
    statement = council.statement("000_4221a76e69d2ea31")

    shown = reading(statement)

    paragraphs = re.findall(r'<p dir="auto">(.*?)</p>', shown, re.DOTALL)
    assert [html.unescape(text) for text in paragraphs] == [
        statement.paragraph_text(paragraph.number) for paragraph in statement.paragraphs
    ]


def test_a_date_that_is_only_bounded_shows_what_bounds_it(council: Record) -> None:
    shown = reading(council.statement("000_4221a76e69d2ea31"))

    assert "S/2013/480" in shown
    assert "repair" in shown


@pytest.mark.parametrize(
    "place",
    [
        None,
        [],
        {"statement": "../../etc/passwd"},
        {"statement": "<b>x</b>"},
        {"statement": "000_4221a76e69d2ea31", "paragraph": "six"},
        {"statement": "000_4221a76e69d2ea31", "surprise": 1},
    ],
)
def test_a_place_that_is_none_gets_a_line_and_nothing_else(place: object, council: Record) -> None:
    shown = Statements(council).read(place)

    assert shown.startswith('<p class="hint">')
    assert "<b>" not in shown


def test_a_paragraph_that_does_not_exist_shows_the_statement_from_its_beginning(
    council: Record,
) -> None:
    shown = Statements(council).read({"statement": "000_4221a76e69d2ea31", "paragraph": 999})

    assert 'id="here"' not in shown
    assert "Mr. Rakhmetullin" in shown


def rows(shown: str) -> list[str]:
    return re.findall(r'<tr data-statement="(.*?)">', shown)


def test_the_record_lists_its_statements_page_by_page(council: Record) -> None:
    pages = [rows(listing(council, Asked(), View(page=page))) for page in range(1, 9)]

    assert [len(page) for page in pages] == [50] * 7 + [26]
    assert sorted(id_ for page in pages for id_ in page) == sorted(council.scope().ids)


def test_a_page_beyond_the_last_is_the_last(council: Record) -> None:
    assert rows(listing(council, Asked(), View(page=99))) == rows(
        listing(council, Asked(), View(page=8))
    )


def test_the_list_is_limited_by_country_body_meeting_and_year(council: Record) -> None:
    typed = asked("", ["Russian Federation"], [], "UN Security Council", "2014")
    shown = listing(council, typed, View())

    held = [council.statement(id_) for id_ in rows(shown)]
    assert {one.date.year for one in held if one.date} == {2014}
    assert all("Russian Federation" in {voice.country for voice in one.voices} for one in held)
    assert asked("", None, None, "", "undated").undated


@pytest.mark.parametrize("typed", [(None,) * 5, (3, "x", {}, [], "0"), ("", [], [], "", "99999")])
def test_a_page_that_sends_something_else_has_set_no_filter(typed: tuple[object, ...]) -> None:
    assert asked(*typed).filters.date_from is None
    assert asked(*typed).words == ""


def test_words_find_who_is_so_called_and_what_was_said(council: Record) -> None:
    shown = listing(council, Asked(words="security sector reform"), View())
    assert "Nearest paragraphs, best first" in shown
    assert "Mr. Rakhmetullin (Kazakhstan)" in shown
    assert "Mr. Churkin" in listing(council, Asked(words="churkin 7219"), View())


def test_the_column_that_sorts_says_so_and_turns_round(council: Record) -> None:
    shown = listing(council, Asked(), View(order="country"))
    assert 'aria-sort="ascending" data-column="country"' in shown
    assert 'data-order="country" data-down="1"' in shown


def test_each_field_of_a_statement_says_how_it_is_known(council: Record) -> None:
    shown = Statements(council).read({"statement": "UNSC_2014_SPV.7219_spch015"})

    assert "stated in the source: form of address" in shown
    assert "inferred: table of Council meetings" in shown
    assert "UNSC_2014_SPV.7219/UNSC_2014_SPV.7219_spch015.txt" in shown
    assert str(council.directory) not in shown


def test_the_sources_own_characters_can_be_read(council: Record) -> None:
    statement = council.statement("000_4221a76e69d2ea31")
    shown = reading(statement)

    source = re.search(r'<pre dir="auto">(.*?)</pre>', shown, re.DOTALL)
    assert source is not None
    assert html.unescape(source[1]) == restore(statement.text, statement.repairs)


@pytest.mark.parametrize(
    ("fix", "trouble"),
    [
        (None, "no correction"),
        ({"statement": "x", "field": "country", "value": "Norway", "who": "A"}, "no statement 'x'"),
        ({"statement": "000_4221a76e69d2ea31", "field": "text", "who": "A"}, "cannot be corrected"),
        (
            {"statement": "000_4221a76e69d2ea31", "field": "date", "value": "soon", "who": "A"},
            "'soon' is no day",
        ),
    ],
)
def test_a_correction_that_is_none_gets_one_line(
    fix: object, trouble: str, council: Record
) -> None:
    reply = Statements(council).correct(fix)

    assert trouble in reply["trouble"]
    assert "\n" not in reply["trouble"]
    assert council.corrections() == []


def test_what_cannot_be_removed_gets_one_line(council: Record) -> None:
    assert "not a place" in Statements(council).remove(["x"])["trouble"]
    assert "no such statement" in Statements(council).remove({"statement": "x"})["trouble"]


def test_the_head_says_what_is_held_and_who_composes(assistant: Assistant) -> None:
    shown = header(assistant)

    assert "376 statements" in shown
    assert "Quotations only" in shown


def test_the_policy_names_no_other_host() -> None:
    assert "http" not in POLICY
    assert "*" not in POLICY


def test_every_reply_carries_the_policy(address: str) -> None:
    assert httpx.get(address).headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize("path", ["/etc/passwd", str(Path(__file__)), "../../../../etc/passwd"])
def test_no_file_of_this_machine_is_served(path: str, address: str) -> None:
    assert httpx.get(f"{address}gradio_api/file={path}").status_code in (403, 404)


def test_a_request_under_another_hosts_name_is_refused(address: str) -> None:
    assert httpx.get(address, headers={"Host": "elsewhere.example"}).status_code == 400


def test_a_taken_port_is_one_clear_line(assistant: Assistant) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(OnRecordError, match=f"127.0.0.1:{port}.*--port"):
            serve(assistant, "127.0.0.1", port)
