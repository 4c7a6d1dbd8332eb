import random

import pytest

from assistant.attribution import introduction, speaker
from assistant.checks.cut import cut_fault
from assistant.checks.reported import report_fault
from assistant.gate import Gate
from assistant.quotes import find_quote
from assistant.schema import Evidence
from benchmarks.broken import BREAKS, True_, true_sentences
from vectorstore.record import Record
from vectorstore.schema import Voice

NO_ONE = Voice(start=0, end=0, speaker="Mr. Negroponte", country="United States")
# UNSC_2002_SPV.4644: a speaker reports another's words
REPORTED = (
    "The Secretary-General said on 12 September - and he repeated it again today - that if Iraq's "
    "defiance continues, the Security Council must face its responsibilities. We concur with that."
)
# UNSC_2014_SPV.7219_spch012 and spch018, UNSC_2014_SPV.7138_spch014
NEGATED = (
    "The resolution does not authorize the use of force against any Member State. Therefore, "
    "Nigeria is fundamentally opposed to the threat or use of force in settling international "
    "disputes. We will support the draft, but only if the parties cease fire."
)


def _span(words: str, paragraph: str) -> tuple[int, int]:
    span = find_quote(words, paragraph)
    assert span is not None
    return span


@pytest.mark.parametrize(
    ("words", "own", "faulty"),
    [
        ("We will support the draft", "", True),
        ("We will support the draft, but only if the parties cease fire", "", False),
        ("authorize the use of force against any Member State", "the resolution may", True),
        (
            "authorize the use of force against any Member State",
            "that the resolution does not",
            False,
        ),
        ("The resolution does not authorize the use of force", "", False),
        ("The resolution does", "", True),
        ("support the draft, but only if the parties cease fire", "that it will", False),
        ("support the draft, but only if the parties cease fire", "its", True),
        ("Nigeria is fundamentally opposed to the threat or use of force", "", False),
    ],
)
def test_a_cut_that_changes_the_sense_is_a_fault(words: str, own: str, faulty: bool) -> None:
    assert (cut_fault(NEGATED, _span(words, NEGATED), own) is not None) is faulty


@pytest.mark.parametrize(
    ("words", "own", "faulty"),
    [
        ("the Security Council must face its responsibilities", "if Iraq's defiance", True),
        (
            "the Security Council must face its responsibilities",
            "that the Secretary-General said that if",
            False,
        ),
        ("The Secretary-General said on 12 September", "", False),
        ("We concur with that", "", False),
    ],
)
def test_what_is_reported_of_another_stays_reported(words: str, own: str, faulty: bool) -> None:
    assert (report_fault(REPORTED, _span(words, REPORTED), NO_ONE, own) is not None) is faulty


def test_a_speaker_who_quotes_is_not_the_one_who_says(council: Record) -> None:
    # UNSC_2014_SPV.7154: Mr. Sergeyev reads out his President's address.
    statement = next(
        s for s in council.statements() if "blood of Ukrainians has been shed for one" in s.text
    )
    number = next(
        p.number
        for p in statement.paragraphs
        if "blood of Ukrainians has been shed" in statement.paragraph_text(p.number)
    )
    evidence = Evidence(
        n=1, statement=statement, paragraph=statement.paragraphs[number - 1], score=1.0
    )
    span = _span(
        "The blood of Ukrainians has been shed for one undivided sovereign Ukraine.", evidence.text
    )

    assert introduction(evidence, span) == "Ukraine (Mr. Sergeyev) quoted these words"
    assert report_fault(evidence.text, span, evidence.voice, "said") is not None


@pytest.mark.parametrize(
    ("voice", "expected"),
    [
        (
            {"speaker": "Mr. Vassilakis", "country": "Greece", "on_behalf_of": ("European Union",)},
            "Greece, on behalf of the European Union (Mr. Vassilakis),",
        ),
        ({"speaker": "Sir Jeremy Greenstock", "country": "United Kingdom"},
         "The United Kingdom (Sir Jeremy Greenstock)"),
        (
            {"speaker": "The President", "country": "Rwanda", "capacity": "national"},
            "Rwanda (the President of the Council, in national capacity)",
        ),
        (
            {"speaker": "The President", "capacity": "president"},
            "The President of the Security Council",
        ),
        (
            {"speaker": "Mr. Mahmassani", "affiliation": "League of Arab States"},
            "Mr. Mahmassani (League of Arab States)",
        ),
        ({"speaker": "The Secretary-General", "role": "Secretary-General"},
         "The Secretary-General"),
        ({}, "A speaker whom the record does not name"),
    ],
)  # fmt: skip
def test_a_speaker_is_named_with_country_office_and_group(
    voice: dict[str, object], expected: str
) -> None:
    assert speaker(Voice.model_validate({"start": 0, "end": 0, **voice})) == expected


@pytest.fixture(scope="module")
def true(council: Record) -> list[True_]:
    return list(true_sentences(list(council.statements())[::5], seed=7, most=120))


def _lets_through(evidence: tuple[Evidence, ...], text: str) -> bool:
    gate = Gate(evidence)
    return all(each.removed is None for each in [*gate.feed(text), *gate.finish()])


def test_true_sentences_pass(true: list[True_]) -> None:
    refused = [each.text for each in true if not _lets_through(each.evidence, each.text)]

    assert len(true) == 120
    assert len(refused) <= 1, refused


@pytest.mark.parametrize("kind", BREAKS)
def test_broken_sentences_do_not(true: list[True_], kind: str) -> None:
    chance = random.Random(7)
    broken = [(each, BREAKS[kind](each, chance)) for each in true]
    passed = [
        text for each, text in broken if text and text != each.text
        and _lets_through(each.evidence, text)
    ]  # fmt: skip

    assert sum(text is not None for _, text in broken) >= 8
    assert passed == []
