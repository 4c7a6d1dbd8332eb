from __future__ import annotations

import hashlib
from importlib.resources import files

import pytest

from assistant import prompts
from assistant.errors import PromptError

NAMES = sorted(p.name.removesuffix(".md") for p in files("prompts").iterdir() if ".md" in p.name)

# The first 16 digits of the SHA-256 of a prompt's messages, by reference: a change of wording
# without a new version fails here. Add the line of the new version; the old ones stay.
WORDINGS = {
    "answer@1": "de90d6f89add9526",
    "hypothesis@1": "be40f62b93d2555a",
    "judge@1": "11ab84fe154b567a",
    "rewrite@1": "05065134e9bc7378",
}


def wording(prompt: prompts.Prompt) -> str:
    text = "\n".join(f"{section.role}: {section.text}" for section in prompt.sections)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_loads_and_its_header_agrees_with_its_text(name: str) -> None:
    prompt = prompts.load(name)

    assert prompt.ref == f"{name}@{prompt.version}"
    assert [section.role for section in prompt.sections] == ["system", "user"]


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_wording_has_a_new_version(name: str) -> None:
    prompt = prompts.load(name)

    assert WORDINGS[prompt.ref] == wording(prompt)


def test_a_value_is_filled_in_as_it_stands() -> None:
    prompt = prompts.load("rewrite")

    system, user = prompt.messages(history="- $question ${history} $$5", question="And Turkey?")

    assert "$question ${history} $$5" in user.text
    assert user.text.endswith("Newest question: And Turkey?")
    assert system == prompt.sections[0]


@pytest.mark.parametrize(
    "values",
    [{}, {"question": "x"}, {"question": "x", "history": "y", "more": "z"}],
    ids=["none", "one short", "one more"],
)
def test_the_values_must_be_the_variables(values: dict[str, str]) -> None:
    with pytest.raises(PromptError, match="prompt 'rewrite@1' takes"):
        prompts.load("rewrite").messages(**values)


HEADER = "---\nversion: 1\npurpose: Say hello.\nvariables: [name]\n---\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Hello", "must begin with a header"),
        ("---\nversion: 1\n", "must begin with a header"),
        ("---\nversion 1\n---\n## user\nHi\n", "is not 'name: value'"),
        ("---\nversion: 1\n---\n## user\nHi\n", "the header has ['version']"),
        (HEADER + "Hello $name", "must begin with '## system'"),
        (HEADER + "## robot\nHello $name", "must be system or user"),
        (HEADER + "## user\n\n## system\n$name", "must be system or user, and not empty"),
        (HEADER + "## user\nHello", "the header declares ['name'], the text uses []"),
        (HEADER + "## user\n$name $age", "the text uses ['age', 'name']"),
        (HEADER + "## user\n$name has 5 $", "must be written '$$'"),
        (HEADER.replace("1", "one") + "## user\n$name", "correct the header"),
        (HEADER.replace("1", "0") + "## user\n$name", "correct the header"),
    ],
)
def test_a_prompt_that_does_not_agree_with_itself_is_refused(source: str, expected: str) -> None:
    with pytest.raises(PromptError) as raised:
        prompts.parse("hello", source)

    assert expected in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["nothing", "../pyproject", "answer.md"])
def test_a_prompt_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(PromptError, match="no prompt"):
        prompts.load(name)
