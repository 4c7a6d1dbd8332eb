"""The name of a prompt in, its versioned text out; `prompts/*.md` hold front matter and sections.

A prompt's text has sections headed `## system` and `## user`, which become the chat's messages.
`$name` stands for a variable; header and text must name the same ones.
"""

from __future__ import annotations

from importlib.resources import files
from string import Template
from typing import Literal

from pydantic import Field, ValidationError

from assistant.errors import PromptError
from vectorstore.schema import Frozen

ROLES = ("system", "user")


class PromptMessage(Frozen):
    """One message of a chat, ready to send."""

    role: Literal["system", "user"]
    text: str


class Prompt(Frozen):
    """A prompt as its file has it: header and sections, checked against each other."""

    name: str = Field(min_length=1)
    version: int = Field(ge=1, description="Raised by any change of wording.")
    purpose: str = Field(min_length=1)
    variables: tuple[str, ...]
    sections: tuple[PromptMessage, ...] = Field(min_length=1)

    @property
    def ref(self) -> str:
        """The name and version that answers carry: 'answer@1'."""
        return f"{self.name}@{self.version}"

    def messages(self, **values: str) -> tuple[PromptMessage, ...]:
        """Return the messages with every variable filled in; a `$` inside a value stays itself.

        Raises:
            PromptError: the values given are not exactly the variables declared.
        """
        if values.keys() != set(self.variables):
            declared, given = sorted(self.variables), sorted(values)
            raise PromptError(f"prompt {self.ref!r} takes {declared}, got {given}")
        return tuple(
            PromptMessage(role=section.role, text=Template(section.text).substitute(values))
            for section in self.sections
        )


def load(name: str) -> Prompt:
    """Return the prompt `prompts/<name>.md`.

    Raises:
        PromptError: there is no such prompt, or its header and text do not agree.
    """
    source = files("prompts") / f"{name}.md"
    if not name.isidentifier() or not source.is_file():
        raise PromptError(f"no prompt {name!r}: there is no file prompts/{name}.md")
    return parse(name, source.read_text(encoding="utf-8"))


def parse(name: str, source: str) -> Prompt:
    """Return the prompt that the text of a prompt file holds.

    Raises:
        PromptError: the header is malformed or does not agree with the text.
    """
    opening, _, rest = source.partition("---\n")
    header, closing, body = rest.partition("\n---\n")
    if opening.strip() or not closing:
        raise PromptError(f"prompts/{name}.md: must begin with a header between two lines '---'")
    fields = dict(_field(name, line) for line in header.splitlines() if line.strip())
    if fields.keys() != {"version", "purpose", "variables"}:
        raise PromptError(
            f"prompts/{name}.md: the header has {sorted(fields)}, "
            "must have ['purpose', 'variables', 'version']"
        )
    variables = tuple(v.strip() for v in fields["variables"].strip("[]").split(",") if v.strip())
    sections = _sections(name, body)
    _check_variables(name, variables, sections)
    try:
        return Prompt(
            name=name,
            version=int(fields["version"]),
            purpose=fields["purpose"],
            variables=variables,
            sections=sections,
        )
    except (ValidationError, ValueError) as error:
        reason = str(error).splitlines()[-1].strip()
        raise PromptError(f"prompts/{name}.md: {reason}: correct the header") from error


def _field(name: str, line: str) -> tuple[str, str]:
    """Return key and value of one line of a header."""
    key, colon, value = line.partition(":")
    if not colon or key != key.strip():
        raise PromptError(f"prompts/{name}.md: header line {line!r} is not 'name: value'")
    return key, value.strip()


def _sections(name: str, body: str) -> tuple[PromptMessage, ...]:
    """Return the sections of a prompt's text, in order."""
    before, *parts = f"\n{body}".split("\n## ")
    if before.strip() or not parts:
        raise PromptError(f"prompts/{name}.md: the text must begin with '## system' or '## user'")
    found = []
    for part in parts:
        title, _, text = part.partition("\n")
        if title.strip() not in ROLES or not text.strip():
            raise PromptError(
                f"prompts/{name}.md: section '## {title.strip()}' must be system or user, "
                "and not empty"
            )
        role: Literal["system", "user"] = "system" if title.strip() == "system" else "user"
        found.append(PromptMessage(role=role, text=text.strip()))
    return tuple(found)


def _check_variables(
    name: str, declared: tuple[str, ...], sections: tuple[PromptMessage, ...]
) -> None:
    """Raise unless the text uses the variables declared, each of them, and no broken `$`."""
    templates = [Template(section.text) for section in sections]
    if not all(template.is_valid() for template in templates):
        raise PromptError(f"prompts/{name}.md: a '$' that is no variable must be written '$$'")
    used = {variable for template in templates for variable in template.get_identifiers()}
    if used != set(declared) or len(set(declared)) != len(declared):
        raise PromptError(
            f"prompts/{name}.md: the header declares {sorted(declared)}, "
            f"the text uses {sorted(used)}"
        )
