"""Who speaks when, in what capacity, and for whom."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

import vectorstore
from vectorstore.assemble import Stated, statement
from vectorstore.groups import aligned_with, on_behalf_of
from vectorstore.readers import read
from vectorstore.schema import Statement

SAMPLE = Path(vectorstore.__file__).parent / "sample"


@functools.cache
def bundled(identity: str) -> Statement:
    (path,) = SAMPLE.rglob(f"{identity}.txt")
    (found,) = read(path)
    assert isinstance(found, Statement)
    return found


def test_the_president_speaks_for_his_country_between_his_two_roles() -> None:
    found = bundled("UNSC_2002_SPV.4644_spch018")
    assert [(voice.capacity, voice.country) for voice in found.voices] == [
        ("president", None),
        ("national", "China"),
        ("president", None),
    ]
    assert found.paragraph_text(1) == (
        "I shall now make a statement in my capacity as the representative of China."
    )
    assert found.voice_of(1).capacity == "president"
    assert found.voice_of(2).country == "China"
    assert found.voice_of(2).spoke_in == "Chinese"
    assert found.voice_of(len(found.paragraphs)).capacity == "president"


def test_a_minister_in_the_chair_speaks_for_the_country_that_the_announcement_names() -> None:
    # "... in my national capacity as the Minister for Family and the Promotion of Women of Angola"
    voices = bundled("UNSC_2016_SPV.7658_spch011").voices
    assert [voice.country for voice in voices] == [None, "Angola", None]


def test_a_turn_after_a_vote_is_a_new_voice_without_its_form_of_address() -> None:
    found = bundled("UNSC_2014_SPV.7138_spch003")
    assert [paragraph.kind for paragraph in found.paragraphs] == [
        "speech",
        "vote",
        "vote",
        "vote",
        "vote",
        *["speech"] * (len(found.paragraphs) - 5),
    ]
    assert found.paragraph_text(5) == "Abstention: China"
    assert found.paragraph_text(6).startswith("There were 13 votes in favour")
    assert found.voices[1].speaker == "The President"


def test_voices_cover_the_text_and_paragraphs_lie_in_theirs() -> None:
    statements = [one for one in read(SAMPLE) if isinstance(one, Statement)]
    assert len(statements) == 376
    bad = [
        one.id
        for one in statements
        if one.voices[0].start != 0
        or one.voices[-1].end != len(one.text)
        or any(a.end != b.start for a, b in zip(one.voices, one.voices[1:], strict=False))
        or any(
            not one.voices[p.voice].start <= p.start < p.end <= one.voices[p.voice].end
            for p in one.paragraphs
        )
        or [p.number for p in one.paragraphs] != list(range(1, len(one.paragraphs) + 1))
        or any(a.end > b.start for a, b in zip(one.paragraphs, one.paragraphs[1:], strict=False))
    ]
    assert bad == []


def test_a_switch_of_language_travels_with_what_follows() -> None:
    found = bundled("UNSC_2014_SPV.7154_spch025")
    assert [voice.spoke_in for voice in found.voices] == [None, "Russian", None, "Russian", None]
    assert {voice.country for voice in found.voices} == {"Ukraine"}


def test_what_is_printed_but_not_spoken_is_a_note() -> None:
    notes = [
        bundled(name).paragraph_text(paragraph.number)
        for name in ("UNSC_2002_SPV.4644_spch018", "UNSC_2019_SPV.8676_spch001")
        for paragraph in bundled(name).paragraphs
        if paragraph.kind == "note"
    ]
    assert notes == ["The meeting rose at 11.40 a.m.", "The situation concerning Iraq"]


def test_one_who_has_spoken_for_a_group_goes_on_for_his_country() -> None:
    # "Now I wish to speak on behalf of Malaysia."
    found = bundled("UNSC_2003_SPV.4726_spch005")
    assert [voice.on_behalf_of for voice in found.voices] == [("Non-Aligned Movement",), ()]
    assert {voice.country for voice in found.voices} == {"Malaysia"}
    assert found.provenance["on_behalf_of"].evidence.startswith("On behalf of the Non-Aligned")


# Sentences of UNSC_2016_SPV.7658, UNSC_2020_SPV.8699, .8700, .8721, .8722 and UNSC_2014_SPV.7219.
@pytest.mark.parametrize(
    ("words", "own", "expected"),
    [
        (
            "I have the honour to speak on behalf of the Non-Aligned Movement (NAM).",
            "Islamic Republic of Iran",
            ["Non-Aligned Movement"],
        ),
        (
            "I shall make this statement on behalf of Germany and Belgium, the humanitarian"
            " co-penholders.",
            "Belgium",
            ["Germany", "Belgium"],
        ),
        (
            "The Sudan is honoured to deliver this statement on behalf of the Group of Arab States"
            " as Chair of the Group",
            "Sudan",
            ["Group of Arab States"],
        ),
        (
            "On behalf of the Non-Aligned Movement, allow me to thank you, Mr. President",
            "Malaysia",
            ["Non-Aligned Movement"],
        ),
        ("I deliver this statement on behalf of Tunisia.", "Tunisia", []),
        ("On behalf of the Chinese Government and people, I express our", "China", []),
        (
            "Poland fully aligns itself with the statement made on behalf of the European Union.",
            "Poland",
            [],
        ),
        ("duty to speak out on behalf of children, for they are our future", None, []),
        ("that they act on behalf of the entire international community", None, []),
        ("of armed men working on behalf of Moscow's agenda", None, []),
    ],
)
def test_on_whose_behalf(words: str, own: str | None, expected: list[str]) -> None:
    found = on_behalf_of(words, 0, len(words), own)
    assert [name for one in found for name in one.groups] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "Cambodia aligns itself with the statements delivered by the representative of the"
            " Philippines on behalf of the Association of Southeast Asian Nations (ASEAN) and by"
            " Azerbaijan on behalf of the Movement of Non-Aligned Countries.",
            ["Association of Southeast Asian Nations", "Non-Aligned Movement"],
        ),
        (
            "Algeria aligns itselfwith the statement delivered by the representative of Iran as"
            " the Chair of the Movement of Non-Aligned Countries.",
            ["Non-Aligned Movement"],
        ),
        ("newly elected local authorities to align themselves with the peace process", []),
        ("The Niger associates itself with this statement. The European Union", []),
    ],
)
def test_whose_statement_is_joined(words: str, expected: list[str]) -> None:
    found = aligned_with(words, 0, len(words))
    assert [name for one in found for name in one.groups] == expected


def test_an_organizations_envoy_speaks_for_it_and_for_no_country() -> None:
    found = bundled("UNSC_2003_SPV.4726_spch007")
    assert (found.country, found.voices[0].affiliation) == (None, "League of Arab States")
    assert found.voices[0].on_behalf_of == ("League of Arab States",)


def test_words_read_across_two_columns_are_the_first_paragraph() -> None:
    raw = "The President (spoke I thank Mr. Voronkov for his briefing. in French): I now give the floor to Ms. Coninsx.\r\n"  # noqa: E501
    found = statement("UNSC_2020_SPV.8716_spch003", "a.txt", raw, Stated())
    assert [found.paragraph_text(number) for number in (1, 2)] == [
        "I thank Mr. Voronkov for his briefing.",
        "I now give the floor to Ms. Coninsx.",
    ]


def test_a_turn_whose_form_of_address_lost_its_colon_is_still_a_turn() -> None:
    found = bundled("UNSC_2016_SPV.7658_spch029")
    assert [(voice.speaker, voice.country) for voice in found.voices] == [
        ("The President", None),
        ("Mr. De Aguiar Patriota", "Brazil"),
        ("The President", None),
    ]
    assert found.paragraph_text(1) == "I now give the floor to the representative of Brazil."
    assert found.paragraph_text(2).startswith("Let me congratulate Angola")
    assert found.voice_of(13).country == "Brazil"


def test_a_name_with_its_country_opens_no_turn_where_nobody_is_called_upon() -> None:
    text = (
        "Mr. Churkin (Russian Federation): I listened carefully.\n\n"
        "Mr. Sergeyev (Ukraine) Our delegation has heard this before."
    )
    found = statement("s", "s.txt", text, Stated())
    assert [voice.country for voice in found.voices] == ["Russian Federation"]
