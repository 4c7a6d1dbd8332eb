"""Country names, found whole and brought to one spelling."""

from __future__ import annotations

import pytest

from vectorstore import countries


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Russia", "Russian Federation"),
        ("DPRK", "Democratic People's Republic of Korea"),
        ("Republic ofKorea", "Republic of Korea"),
        ("United States Of America", "United States"),
        ("US", "United States"),
        ("us", None),
        ("Venezuela (Bolivarian Republic of)", "Bolivarian Republic of Venezuela"),
        ("Libyan Arab Jamahiriya", "Libya"),
        ("Cote d'Ivoire", "Côte d'Ivoire"),
        ("Türkiye", "Turkey"),
        ("the Netherlands", "Netherlands"),
        ("Palestine", "State of Palestine"),
        ("CSK", "Czechoslovakia"),
        ("SUN", "Soviet Union"),
        ("PER", "Peru"),
        ("per", None),
        ("Deputy Prime Minister", None),
        ("", None),
    ],
)
def test_a_name_has_one_canonical_spelling(name: str, expected: str | None) -> None:
    assert countries.canonical(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nigeria and the Niger", ["Nigeria", "Niger"]),
        ("Equatorial Guinea, Guinea-Bissau", ["Equatorial Guinea", "Guinea-Bissau"]),
        ("Papua New Guinea", ["Papua New Guinea"]),
        ("the Democratic People's Republic of Korea", ["Democratic People's Republic of Korea"]),
        ("the Republic of Korea", ["Republic of Korea"]),
        ("Dominican Republic", ["Dominican Republic"]),
        ("South Sudan and the Sudan", ["South Sudan", "Sudan"]),
        ("Great Britain and Northern Ireland", ["United Kingdom"]),
        ("tell us what the US said", ["United States"]),
        ("what did jordan say about iraq?", ["Jordan", "Iraq"]),
        ("Russian-backed separatists", ["Russian Federation"]),
        ("Latin American and Lake Chad", []),
        ("the Polish delegation will polish it", ["Poland"]),
        ("Côte d’Ivoire", ["Côte d'Ivoire"]),
        ("an Omaniless word, Chadwick", []),
    ],
)  # fmt: skip
def test_names_are_found_whole_and_the_longest_wins(text: str, expected: list[str]) -> None:
    assert [mention.country for mention in countries.mentions(text)] == expected


def test_a_mention_points_at_its_words() -> None:
    text = "Jordanian forces in Iraq"
    found = countries.mentions(text)
    assert [(text[one.start : one.end], one.kind) for one in found] == [
        ("Jordanian", "demonym"),
        ("Iraq", "alias"),
    ]


def test_every_row_of_the_table_is_well_formed() -> None:
    names = countries.all_countries()
    assert len(names) == len(set(names)) > 200
    assert {countries.kind(name) for name in names} == {
        "state",
        "observer",
        "historical",
        "organization",
    }
    # 193 Member States of the United Nations.
    assert sum(countries.kind(name) == "state" for name in names) == 193
    assert [name for name in names if countries.canonical(name) != name] == []
    codes = [code for name in names if (code := countries.iso3(name))]
    assert len(codes) == len(set(codes))
    assert [
        name for name in names if countries.canonical(countries.iso3(name) or name) != name
    ] == []


def test_no_alias_means_two_countries() -> None:
    aliases = [
        (alias, name) for name in countries.all_countries() for alias in countries.aliases(name)
    ]
    assert [(alias, name) for alias, name in aliases if countries.canonical(alias) != name] == []
