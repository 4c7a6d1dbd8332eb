"""Lines joined, hyphens decided, false breaks mended, and the source given back exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

import vectorstore
from vectorstore.hyphens import hyphen_kept
from vectorstore.repair import mend
from vectorstore.schema import restore

SAMPLE = Path(vectorstore.__file__).parent / "sample"


def kinds(source: str) -> list[str]:
    return [repair.kind for repair in mend(source).repairs]


def test_every_bundled_text_is_given_back_by_its_repairs() -> None:
    sources = [path.read_bytes().decode() for path in sorted(SAMPLE.rglob("*.txt"))]
    assert len(sources) == 376
    assert [restore(*mend(source)) for source in sources] == sources


def test_no_bundled_text_keeps_a_line_break_inside_a_paragraph() -> None:
    texts = [mend(path.read_bytes().decode()).text for path in SAMPLE.rglob("*.txt")]
    assert not [text for text in texts if "\n" in text.replace("\n\n", "")]
    assert not [text for text in texts if "\n\n\n" in text or text != text.strip()]


# From the seed, UNSC_2003_SPV.4726_spch002 and UNSC_2002_SPV.4644_spch003.
@pytest.mark.parametrize(
    ("source", "expected", "kind"),
    [
        (
            "through political dialogue, with context-\nspecific policies, while",
            "through political dialogue, with context-specific policies, while",
            "hyphen_kept",
        ),
        ("I thank the\nSecretary-General for", "I thank the Secretary-General for", "line_wrap"),
        ("the Secretary-\nGeneral for", "the Secretary-General for", "hyphen_kept"),
        ("a moment of re-\nflexion, the", "a moment of reflexion, the", "hyphen_joined"),
        ("major troop-\nand police-", "major troop- and police-", "line_wrap"),
    ],
    ids=["compound", "wrap", "name", "broken word", "suspended hyphen"],
)  # fmt: skip
def test_a_line_end_is_joined(source: str, expected: str, kind: str) -> None:
    assert mend(source).text == expected
    assert kinds(source) == [kind]
    assert restore(*mend(source)) == source


@pytest.mark.parametrize(
    ("left", "right", "known", "kept"),
    [
        ("non", "resumption", frozenset[str](), True),
        ("Secretary", "General", frozenset[str](), True),
        ("re", "flexion", frozenset[str](), False),
        ("develop", "ment", frozenset[str](), False),
        ("well", "being", frozenset[str](), True),
        ("co", "operation", frozenset({"cooperation"}), False),
        ("co", "operation", frozenset({"co-operation"}), True),
        ("Under-Secretary", "general", frozenset[str](), True),
    ],
)
def test_hyphens_are_decided_by_vocabulary(
    left: str, right: str, known: frozenset[str], kept: bool
) -> None:
    assert hyphen_kept(left, right, known) is kept


# UNSC_2003_SPV.4726Resumption1_spch060, UNSC_2014_SPV.7219_spch019, UNSC_2003_SPV.4726_spch024.
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("of the Iraqi people to determine their political", "future and to exercise full control"),
        ("any purpose against the interests of the", "Russian Federation, is punishable by 5"),
        ("under the Geneva agreement of", "17 April and the Berlin declaration of2 June."),
    ],
)
def test_a_break_inside_a_sentence_is_mended(before: str, after: str) -> None:
    source = f"{before}\n\n{after}"
    assert mend(source).text == f"{before} {after}"
    assert kinds(source) == ["false_break"]


# UNSC_2003_SPV.4726_spch022, UNSC_2019_SPV.8676_spch001, UNSC_2014_SPV.7138_spch003.
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("we agree with the Secretary-General that", '"Perhaps if we had persevered a little'),
        ("The situation concerning Iraq", "Twenty-fourth report of the Secretary-General"),
        ("Against: Russian Federation", "Abstention: China"),
        ("I shall put it to the vote now.", "A vote was taken by show of hands."),
    ],
    ids=["quotation", "heading", "vote", "procedure"],
)
def test_a_true_break_stays(before: str, after: str) -> None:
    assert mend(f"{before}\n\n{after}").text == f"{before}\n\n{after}"


def test_a_vote_stands_alone_even_without_a_blank_line() -> None:
    # UNSC_2002_SPV.4644_spch001
    source = (
        "There being no objection, it is so decided.\nA vote was taken by show of hands.\n\n"
        "In favour:\nBulgaria, Cameroon, China, Colombia, France,\nGuinea, Ireland, Mauritius"
    )
    assert mend(source).text.split("\n\n") == [
        "There being no objection, it is so decided.",
        "A vote was taken by show of hands.",
        "In favour: Bulgaria, Cameroon, China, Colombia, France, Guinea, Ireland, Mauritius",
    ]


def test_one_line_a_paragraph_stays_one_paragraph_a_line() -> None:
    # ARG_01_1946
    source = (
        "We are no friends of unanimity, which is wont to disguise undesirable pressure.\n"
        "Politics are determined by circumstances. Accordingly, we do not renounce the right.\n"
    )
    assert mend(source).text.count("\n\n") == 1
    assert kinds(source) == ["blank_lines", "edge"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Mr. RodrÃ\xadguez spoke.", "Mr. Rodríguez spoke."),
        ("valued at â‚¬34 million", "valued at €34 million"),
        ("the peopleâ€™s voice", "the people’s voice"),
        ("São Tomé and Côte d’Ivoire", "São Tomé and Côte d’Ivoire"),
    ],
)
def test_doubly_encoded_characters_are_decoded_and_honest_accents_left(
    source: str, expected: str
) -> None:
    assert mend(source).text == expected
    assert restore(*mend(source)) == source


def test_carriage_returns_form_feeds_and_soft_hyphens_are_given_back() -> None:
    source = (
        "\ufeffWe wel\u00adcome the\r\nreport of the coun\u00ad\r\ntry.\f\r\nIt is good.\r\n\x0c"
    )
    assert mend(source).text == "We welcome the report of the country.\n\nIt is good."
    assert restore(*mend(source)) == source


def test_a_foot_with_job_number_and_page_is_taken_out_whole() -> None:
    # CUB_61_2006
    source = (
        "rts of the countries of the \nsouth. The summit saw high levels of participation, in \n"
        "  \n \n06-52879 24 \n \nterms both of the number of countries attending the \nsummit"
    )
    assert mend(source).text == (
        "rts of the countries of the south. The summit saw high levels of participation, in terms"
        " both of the number of countries attending the summit"
    )
    assert restore(*mend(source)) == source


def test_a_page_number_on_its_own_line_is_taken_out_and_recorded() -> None:
    source = "the people of\nthe region must live\n12\nin peace and in dignity, and\nwe agree"
    assert mend(source).text == (
        "the people of the region must live in peace and in dignity, and we agree"
    )
    assert "running_head" in kinds(source)
    assert restore(*mend(source)) == source


# UNSC_2020_SPV.8699Resumption1_spch004, .8721_spch018, .8704_spch006 and .8773_spch004.
@pytest.mark.parametrize(
    ("source", "topic", "expected"),
    [
        (
            "a source of grave Maintenance of international peace and security S/PV.8699"
            " (Resumption 1) concern for all of us",
            "Maintenance of international peace and security: Upholding the Charter",
            "a source of grave concern for all of us",
        ),
        (
            "justice systems and _ peacebuilding 20-03616 processes. We",
            None,
            "justice systems and _ peacebuilding processes. We",
        ),
        (
            "need the issue to be16/01/2020 The situation in the Middle East S/PV.8704 resolved.",
            "The situation in the Middle East",
            "need the issue to be resolved.",
        ),
        (
            "have been counted S/PV.8773 Election of five members of the International Court of"
            " Justice 11/11/2020 and the President",
            "Elections of five members",
            "have been counted and the President",
        ),
        ("The meeting rose at 3.15 p.m. 20-03450\r\n", None, "The meeting rose at 3.15 p.m."),
    ],
    ids=["head", "job number", "glued head", "other title", "last foot"],
)
def test_a_running_head_inside_a_sentence_is_taken_out_and_recorded(
    source: str, topic: str | None, expected: str
) -> None:
    mended = mend(source, topic)
    assert mended.text == expected
    assert "running_head" in [repair.kind for repair in mended.repairs]
    assert restore(*mended) == source


@pytest.mark.parametrize(
    "text",
    [
        "upholding the Charter of the United Nations (see S/PV.8699, S/PV.8699 (Resumption 1))",
        "for the maintenance of international peace and security, as said in S/PV.8185, p. 3",
        "on 24/25 March the Council met",
    ],
)
def test_what_only_looks_like_a_running_head_stays(text: str) -> None:
    assert mend(text, "Maintenance of international peace and security").text == text


def test_a_text_of_one_physical_line_is_cut_into_groups_of_sentences() -> None:
    # The seed as OCR would give it: every line's and paragraph's end a space.
    seed = SAMPLE / "seed" / "000_4221a76e69d2ea31.txt"
    source = mend(seed.read_text(encoding="utf-8")).text.replace("\n\n", " ")
    paragraphs = mend(source).text.split("\n\n")
    assert len(paragraphs) > 5
    assert [one for one in paragraphs if one[-1] not in ".?!" or not one[0].isupper()] == []
    assert max(map(len, paragraphs)) < 1200
    assert restore(*mend(source)) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # LCA_51_1996 of the General Debate ends with the number of its last page.
        ("Our small size will not be a deterrent in our\npursuit of democracy and peace.\n8\n\n\n",
         "Our small size will not be a deterrent in our pursuit of democracy and peace."),
        ("The number of members rose to\n15", "The number of members rose to 15"),
    ],
    ids=["folio", "figure"],
)  # fmt: skip
def test_the_last_pages_number_is_no_word_of_the_speech(source: str, expected: str) -> None:
    mended = mend(source)
    assert mended.text == expected
    assert restore(mended.text, mended.repairs) == source
