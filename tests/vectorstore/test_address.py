"""Forms of address as they are printed, and texts that have none."""

from __future__ import annotations

import pytest

from vectorstore.address import address, switch_of_language


# Openings of UNSC_2003_SPV.4726_*, UNSC_2014_SPV.7219_*, UNSC_2016_SPV.7658_*, UNSC_2020_*.
@pytest.mark.parametrize(
    ("text", "speaker", "country", "spoke_in"),
    [
        ("Mr. Rakhmetullin (Kazakhstan): I thank you, Sir", "Mr. Rakhmetullin", "Kazakhstan", None),
        (
            "Mr. Al-Kidwa (Palestine) (spoke in Arabic): I wish",
            "Mr. Al-Kidwa",
            "State of Palestine",
            "Arabic",
        ),
        ("The President (spoke in French): I should", "The President", None, "French"),
        ("The Secretary-General: The Security Council", "The Secretary-General", None, None),
        ("Mr. Vrailas: I have the honour", "Mr. Vrailas", None, None),
        (
            "Sir Mark Lyall Grant (United Kingdom): The",
            "Sir Mark Lyall Grant",
            "United Kingdom",
            None,
        ),
        (
            "Prince Zeid Ra'ad Zeid Al-Hussein (Jordan) (spoke in Arabic): At",
            "Prince Zeid Ra'ad Zeid Al-Hussein",
            "Jordan",
            "Arabic",
        ),
        ("Archbishop Auza: The Holy See", "Archbishop Auza", None, None),
        ("Mrs. ngu (Nigeria): I thank", "Mrs. ngu", "Nigeria", None),
        ("Mr. Oh Joon (Republic ofKorea): I", "Mr. Oh Joon", "Republic of Korea", None),
        (
            "Mr. Lavrov (Russian Federation)(spoke in Russian): The",
            "Mr. Lavrov",
            "Russian Federation",
            "Russian",
        ),
        (
            "Mr. Kerim (The former Yugoslav Republic of Macedonia): Mr.",
            "Mr. Kerim",
            "North Macedonia",
            None,
        ),
        (
            "Mr. AL-KIDWA (Palestine) (interpretation from Arabic): We",
            "Mr. AL-KIDWA",
            "State of Palestine",
            "Arabic",
        ),
        ("Mrs. Gueguen (France) (spoke inFrench): Iwelcome", "Mrs. Gueguen", "France", "French"),
        ("Hadiza (spoke in French): Allow me to thank", "Hadiza", None, "French"),
    ],
)
def test_the_form_of_address_tells_who_speaks(
    text: str, speaker: str, country: str | None, spoke_in: str | None
) -> None:
    found = address(text)
    assert found is not None
    assert (found.speaker, found.country, found.spoke_in) == (speaker, country, spoke_in)
    assert text[: found.end].rstrip().endswith(":")


@pytest.mark.parametrize(
    "text",
    [
        "The Russian delegation called for today's emergency meeting of the Security Council",
        "Mr. President: I thank you for convening this meeting",
        "In favour: Bulgaria, Cameroon, China",
        "First: the sanctions must end",
        "At the resumption of the first session of the General Assembly, the Argentine delegation",
        "",
    ],
)
def test_a_text_without_a_form_of_address_loses_no_words(text: str) -> None:
    assert address(text) is None


def test_a_form_of_address_read_across_two_columns_keeps_the_words_in_it() -> None:
    # UNSC_2020_SPV.8700_spch003 and its like
    text = "The President (spoke I thank Mr. Lowcock for his briefing. in French): I now give"
    found = address(text)
    assert found is not None
    assert (found.speaker, found.spoke_in) == ("The President", "French")
    assert found.words is not None
    assert text[slice(*found.words)] == "I thank Mr. Lowcock for his briefing."
    assert text[found.end :] == "I now give"


def test_an_organization_is_kept_as_affiliation() -> None:
    found = address("Mr. Mahmassani (League of Arab States) (spoke in Arabic): Mr. President")
    assert found is not None
    assert found.affiliation == "League of Arab States"


def test_a_change_of_language_is_seen() -> None:
    assert switch_of_language("(spoke in English)\n\nThe Security Council") == (18, "English")
    assert switch_of_language("(see S/PV.8699)") is None
