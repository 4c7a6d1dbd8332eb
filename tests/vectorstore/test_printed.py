"""Printed paragraph numbers of Assembly records, and lists that are none."""

from __future__ import annotations

from vectorstore.assemble import Stated, statement

# The beginnings of the first four paragraphs of TUR_24_1969.
NUMBERED = """168. Madam President, it gives me great pleasure to
extend to you my hearty congratulations upon your
election as President of the General Assembly.

169. I also wish to associate myself with the tributes paid
by several speakers to the memory of the late President,
Mr. Emilio Arenales.

170. The establishment of an international order based on
law and justice is still the main subject of our interventions.

171. Unfortunately, the bane of our time is not our failure:
to recognize the danger involved in recourse to force.
"""


def test_printed_numbers_are_kept_and_are_no_part_of_the_words() -> None:
    found = statement("TUR_24_1969", "a.txt", NUMBERED, Stated())
    assert [one.printed_number for one in found.paragraphs] == ["168", "169", "170", "171"]
    assert [one.number for one in found.paragraphs] == [1, 2, 3, 4]
    assert found.paragraph_text(2) == (
        "I also wish to associate myself with the tributes paid by several speakers to the memory"
        " of the late President, Mr. Emilio Arenales."
    )


def test_three_numbered_points_are_no_printed_numbers() -> None:
    points = "\n\n".join(NUMBERED.split("\n\n")[:3])
    found = statement("a", "a.txt", points, Stated())
    assert [one.printed_number for one in found.paragraphs] == [None, None, None]
    assert found.paragraph_text(1).startswith("168. Madam President")
