"""Web pages: what a reader of them sees comes in, menus, scripts and hidden text do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vectorstore.written import paragraphs, said, statements, words, write_html
from vectorstore.readers import read
from vectorstore.schema import Refused, Statement


def one(path: Path) -> Statement:
    (found,) = read(path)
    assert isinstance(found, Statement), found
    return found


def page(tmp_path: Path, body: str, head: str = "") -> Statement:
    path = tmp_path / "page.html"
    path.write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return one(path)


def test_a_meeting_on_a_page_gives_the_turns_that_the_text_files_give(tmp_path: Path) -> None:
    spoken = statements("UNSC_2016_SPV.7658", 6)
    texts = [text for statement in spoken for text in paragraphs(statement)]
    path = write_html(tmp_path / "record.html", ["S/PV.7658"], texts)
    turns = [found for found in read(path) if isinstance(found, Statement)]
    assert said(turns) == said(spoken)
    assert {turn.meeting for turn in turns} == {"S/PV.7658"}


def test_the_seed_as_a_page_has_its_own_paragraphs(tmp_path: Path) -> None:
    (seed,) = statements("seed", 1)
    found = one(write_html(tmp_path / "seed.html", [], paragraphs(seed)))
    assert words(found) == words(seed)
    assert (found.speaker, found.country) == ("Mr. Rakhmetullin", "Kazakhstan")


def test_scripts_styles_menus_forms_and_hidden_text_never_come_in(tmp_path: Path) -> None:
    found = page(
        tmp_path,
        """<nav><a href=/>Home</a></nav><script>var words = "We support it";</script>
        <p>We support the draft resolution.</p>
        <p style="display: none">We oppose one.</p><p hidden>We oppose two.</p>
        <p class="menu gone">We oppose three.</p><div id=trap>We oppose four.</div>
        <p>We thank<span class=sr-only> nobody in</span> the Council.</p>
        <p style="font-size:0">We oppose five.</p><!-- We oppose six. -->
        <form><textarea>We oppose seven.</textarea></form><noscript>We oppose eight.</noscript>
        <footer>Copyright</footer>""",
        "<title>x</title><style>.gone, #trap { color: red; display:none }</style>",
    )
    assert words(found) == ["We support the draft resolution.", "We thank the Council."]


def test_headings_lists_tables_and_line_breaks_are_kept(tmp_path: Path) -> None:
    found = page(
        tmp_path,
        """<h1>Security sector reform</h1><p>We support it,<br>Sir.<br><br>We thank you.</p>
        <ol start=4><li><p>Rule of law</p></li><li>Justice <ul><li>for all</li></ul></li></ol>
        <table><tr><th>Mission<th>Troops</tr><tr><td>MINUSMA<td>11,200</table>
        <pre>They said:

we will wait.</pre>""",
    )
    assert words(found) == [
        "Security sector reform",
        "We support it, Sir.",
        "We thank you.",
        "Rule of law",
        "Justice",
        "for all",
        "Mission | Troops",
        "MINUSMA | 11,200",
        "They said:",
        "we will wait.",
    ]
    assert [one.printed_number for one in found.paragraphs][3:6] == ["4", "5", None]
    assert found.paragraphs[0].kind == "note"
    assert found.topic == "Security sector reform"


def test_only_the_pages_own_matter_is_read_where_it_says_what_that_is(tmp_path: Path) -> None:
    found = page(
        tmp_path,
        "<div>Breaking news about other things</div><main><p>We thank the Council.</p></main>",
        '<meta name=author content="A. Typist"><title>Statement on reform</title>',
    )
    assert words(found) == ["We thank the Council."]
    assert (found.topic, found.extra["author"]) == ("Statement on reform", "A. Typist")
    assert found.provenance["topic"].rule == "the page's title"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("utf-8", "utf-8"), ("iso-8859-1", "cp1252"), ("utf-8", "cp1252"), ("koi8-r", "koi8-r")],
)
def test_the_character_set_is_the_one_declared_or_the_one_used(
    tmp_path: Path, declared: str, encoding: str
) -> None:
    text = "Привет всем" if encoding == "koi8-r" else "Señor Núñez pidió “la paz”"
    path = tmp_path / "page.htm"
    path.write_bytes(f"<meta charset={declared}><p>{text}</p>".encode(encoding))
    assert words(one(path)) == [text]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<html><script>alert(1)</script></html>", "holds no words"),
        ("<!-- nothing -->", "is no web page"),
        ("<div>" * 3000 + "deep" + "</div>" * 3000, ""),
    ],
)
def test_pages_without_words_are_refused_in_one_line(
    tmp_path: Path, markup: str, expected: str
) -> None:
    (tmp_path / "page.html").write_text(markup)
    (found,) = read(tmp_path / "page.html")
    assert isinstance(found, Refused)
    assert found.reason.startswith(expected)
    assert "\n" not in found.reason
