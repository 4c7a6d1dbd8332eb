import itertools
from pathlib import Path

import pytest

import vectorstore
from vectorstore.readers import read
from vectorstore.schema import Statement
from vectorstore.sentences import last_sentence, sentences

REACH = 200  # characters

# Each a real paragraph or a part of one; a bar stands where a sentence ends.
REAL = {
    # UNSC_2014_SPV.7219_spch018
    "titles": "I thank Mr. Jeffrey Feltman, Under-Secretary-General for Political Affairs. "
    "| The loss of those innocent civilians is beyond comprehension.",
    # 000_4221a76e69d2ea31
    "symbols": "I also express my warm appreciation to the Secretary-General for his insightful "
    "report (S/2013/480) and recommendations on the way forward.",
    # UNSC_2016_SPV.7658: the name of a street, a decimal, a time of day
    "time of day": "The meeting rose at 11.40 a.m.",
    "place": "We recalled that point at the meeting of the Global Coalition against Da'esh held "
    "at France's initiative in Washington, D.C., on 14 November. | Iraqis know that they are not "
    "alone against Da'esh.",
    # UNSC_2003_SPV.4726: two sentences inside one short quotation
    "quotation of two": 'Humanitarian law also states that "the right to choose weapons of warfare '
    "is not unlimited. Weapons having indiscriminate effect and/or causing unnecessary suffering "
    'are forbidden".',
    "quotation that ends": 'As stated by the Secretary-General before this Council, "The Council '
    "must rediscover its unity of purpose\". | The Council's unity needs to be restored.",
    "point in the quotation": 'He said: "This war can be ended." | Russia can end this war.',
    "citation": '"To condemn the American/British aggression against Iraq, a State Member of the '
    'United Nations and a member of the League of Arab States;" (S/2003/365, annex, para. 1)',
    # ungdc: the record's own numbers
    "printed number": "42.     The election of Mr. Hambro does honour to his country. | We wish "
    "him well.",
    "year at the end": "That was so in 1991. | It is so today.",
    "question": "Why so? | What does that mean? | Well, no.",
    "ellipsis": "They spoke of peace... | The guns went on. | They waited . . . and waited.",
    "number abbreviated": "Resolution No. 242 was adopted. | But the answer was no. | We differ.",
    "initials": "President George W. Bush and Mr. J. Kennedy spoke. | The U.S. Government agreed.",
    "point without space": "I thank the members of the Council.The President spoke.",
}


@pytest.mark.parametrize("marked", REAL.values(), ids=REAL.keys())
def test_ends_sentences_where_a_reader_would(marked: str) -> None:
    expected = marked.split(" | ")
    text = " ".join(expected)
    if "Council.The" in text:  # recognition lost the space
        expected = ["I thank the members of the Council.", "The President spoke."]

    assert [text[start:end] for start, end in sentences(text)] == expected


def test_a_blank_text_has_no_sentence() -> None:
    assert sentences(" \n ") == []


def test_every_character_but_white_space_lies_in_one_sentence() -> None:
    text = "  ".join(marked.replace(" | ", " ") for marked in REAL.values())

    spans = sentences(text)

    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))


def test_the_last_sentence_is_found_from_the_end_as_from_the_beginning() -> None:
    sample = Path(vectorstore.__file__).parent / "sample" / "council" / "ukraine"
    found = [one for one in read(sample) if isinstance(one, Statement)]
    texts = [one.text[p.start : p.end] for one in found for p in one.paragraphs]
    assert sum(len(text) > 2 * REACH for text in texts) > 100
    for text in texts:
        begin, end = sentences(text)[-1]
        whole = text[begin:end]
        found_last = last_sentence(text, REACH)
        assert found_last == whole or whole.endswith(found_last)
        assert len(found_last) >= min(len(whole), REACH)


def test_no_sentence_is_the_last_of_nothing() -> None:
    assert last_sentence(" \n", REACH) == ""
