"""What becomes of text on its way to the page."""

from __future__ import annotations

import pytest

from assistant.schema import Citation
from assistant.ui.markup import escape, marked, prose, quotations

# UNSC_2014_SPV.7219_spch015, third paragraph.
CHURKIN = (
    "In line with international standards, ensuring the security of civilian aviation in a "
    "State's airspace is that State's responsibility."
)
WORDS = "ensuring the security of civilian aviation in a State's airspace"


def cited(n: int, quote: str = WORDS) -> Citation:
    return Citation(
        n=n,
        statement_id="UNSC_2014_SPV.7219_spch015",
        paragraph=3,
        quote=quote,
        start=1000,
        end=1000 + len(quote),
        pinpoint="S/PV.7219, Mr. Churkin (Russian Federation), 18 July 2014, para. 3",
    )


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        "${alert(1)}",
        "{{constructor.constructor('alert(1)')()}}",
        "`+alert(1)+`",
    ],
)
def test_nothing_that_means_something_to_a_browser_or_a_template_is_left(payload: str) -> None:
    assert not set("<>\"'{}$`") & set(escape(payload))


def test_the_mark_stands_around_exactly_the_words_cited() -> None:
    start = CHURKIN.index(WORDS) + 500

    shown = marked(CHURKIN, 500, [(start, start + len(WORDS))])

    assert shown == (
        "In line with international standards, <mark>ensuring the security of civilian aviation "
        "in a State&#x27;s airspace</mark> is that State&#x27;s responsibility."
    )


def test_marks_are_clipped_to_the_paragraph_and_never_overlap() -> None:
    assert (
        marked("one two", 10, [(5, 13), (11, 14), (20, 30)]) == "<mark>one</mark><mark> </mark>two"
    )


def test_an_offset_outside_the_paragraph_marks_nothing() -> None:
    assert marked("one two", 10, [(40, 50)]) == "one two"


def test_only_words_between_quotation_marks_are_a_quotation() -> None:
    assert quotations('He said: "no war" and no war.', ["no war"]) == [(9, 17)]


def test_a_marker_becomes_a_button_that_names_its_paragraph() -> None:
    shown = prose(f'The Russian Federation said: "{WORDS}" [1].', 4, [cited(1)])

    assert '<button type="button" class="cite" data-turn="4" data-n="1"' in shown
    assert "Citation 1: S/PV.7219, Mr. Churkin (Russian Federation)" in shown


def test_a_marker_that_points_nowhere_is_shown_and_cannot_be_clicked() -> None:
    shown = prose("A claim [99].", 1, [cited(1)])

    assert '<span class="cite dead"' in shown
    assert "<button" not in shown


def test_a_marker_inside_the_quoted_words_stays_text() -> None:
    forged = "the report [1] says so"

    shown = prose(f'Turkey said: "{forged}" [1].', 1, [cited(1, forged)])

    assert "“the report [1] says so”" in shown
    assert shown.count("<button") == 1


def test_of_markdown_only_paragraphs_lists_and_weight_are_read() -> None:
    shown = prose(
        "**Iraq**\n\n- one\n- two\n\n[link](http://a.test) ![x](http://b.test/x.png)", 1, []
    )

    assert shown.startswith("<p><strong>Iraq</strong></p><ul><li>one</li><li>two</li></ul>")
    assert "<a" not in shown
    assert "<img" not in shown
