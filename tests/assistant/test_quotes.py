import pytest

from assistant.quotes import find_quote

# 000_4221a76e69d2ea31, as printed and as repaired
PRINTED = (
    "institutions, through political dialogue, with context-\nspecific policies, while also\n"
    "mobilizing the multiplicity of actors."
)
TEXT = (
    "These overall efforts call for strengthening the capacity and political will of national "
    "authorities and institutions, through political dialogue, with context-specific policies, "
    "while also mobilizing the multiplicity of actors."
)


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("political dialogue, with context-specific policies", TEXT, None),
        (
            "political dialogue, with context-specific policies",
            PRINTED,
            "dialogue, with context-\n",
        ),
        ("political  dialogue,\nwith context-\nspecific policies", TEXT, None),
        ("the right to choose", "“The right to choose weapons” is the right to choose.", None),
        ('an "unspeakable crime"', "is an “unspeakable crime”, and", "an “unspeakable crime”"),
        ("Da'esh", "against Da’esh and others", "Da’esh"),
        ("2013–2014", "in 2013-2014", "2013-2014"),
        ("reflexion on peace", "after re-\nflexion on peace", "re-\nflexion on peace"),
    ],
    ids=["plain", "wrapped", "wraps in the quote", "case", "marks", "apostrophe", "dash", "joined"],
)
def test_finds_the_exact_span(words: str, text: str, expected: str | None) -> None:
    span = find_quote(words, text)

    assert span is not None
    assert (expected or words.split(maxsplit=1)[0]) in text[slice(*span)]


@pytest.mark.parametrize(
    "words",
    [
        "political dialogue, with specific policies",
        "political dialogues, with context-specific policies",
        "olitical dialogue",
        "political dialogue, with context-specific polic",
        "Political dialogue",
        "",
        "   ",
    ],
)
def test_one_changed_word_is_no_quotation(words: str) -> None:
    assert find_quote(words, TEXT) is None


def test_the_span_points_into_the_text_as_it_stands() -> None:
    start, end = find_quote("mobilizing the multiplicity of actors", PRINTED) or (0, 0)

    assert PRINTED[start:end] == "mobilizing the multiplicity of actors"


def test_a_country_is_not_found_inside_another() -> None:
    assert find_quote("Niger", "Nigeria voted in favour") is None
    assert find_quote("Niger", "Nigeria and Niger voted") == (12, 17)
