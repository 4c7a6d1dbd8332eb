"""Guests of the Council get the office that the President names when he invites them.

"I invite Mr. Jeffrey Feltman, Under-Secretary-General for Political Affairs, to participate in
this meeting" stands in an earlier turn of the President; the guest's own turn says "Mr. Feltman:".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from vectorstore import countries
from vectorstore.gazetteer import fold
from vectorstore.schema import Provenance, Statement, Voice

_TITLE = (
    r"(?:Mr|Mrs|Ms|Sir|Dame|Dr|Archbishop|Monsignor|Sheikh|Prince|Princess|Judge|Ambassador)\.?"
)
_PART = r"(?:[A-Z][\w.'’-]*|de|van|der|von|al|el|bin|of)"
_INVITED = re.compile(
    rf"\b{_TITLE} (?P<name>[A-Z][\w.'’-]*(?: {_PART})*), "
    r"(?P<office>(?:[A-Z]|the (?=[A-Z]))[^;.]{5,220}?)"
    r"(?=;|\.(?:\s|$)|, (?:to |in |who|was |under |and (?:Mr|Mrs|Ms|Sir|Dr)\b)| Mr\."
    r"| to (?:participate|take))"
)
_CALLED = re.compile(
    r"(?:floor to|call on) the (?:representative|(?:Permanent )?Observer)"
    r"(?: of the Observer State)? of (?:the )?(?P<name>[A-Z][^.,;]{2,70}?)"
    r"(?= to the United Nations|[.,;])"
)
# Offices of the United Nations themselves; others who are invited are guests.
_OF_THE_UN = re.compile(
    r"Secretary-General|Special (?:Representative|Envoy|Adviser|Coordinator|Rapporteur)"
    r"|High Commissioner|United Nations (?:Entity|Children|Development|Mission|High|Office)"
    r"|UN-Women|Emergency Relief|Force Commander|Under-Secretary|Executive Chairman"
)


# Those who speak for their State although the record prints no country after their names.
_HEAD_OF_STATE = re.compile(
    r"(?:President|Prime Minister|King|Emir) of (?:the )?(?:Observer State of )?(?P<name>[A-Z].+)$"
)


class _Invitation(NamedTuple):
    office: str
    statement_id: str


class Introductions:
    """Sees the statements in order and tells guests' offices from the President's words."""

    def __init__(self) -> None:
        self._meeting: str | None = None
        self._invited: dict[str, _Invitation] = {}
        self._before: Statement | None = None

    def completed(self, statement: Statement) -> Statement:
        """Return `statement`, with office and country where the President has named them."""
        before, self._before = self._before, statement
        meeting = statement.meeting.partition(" (")[0] if statement.meeting else None
        if meeting is None or meeting != self._meeting:
            self._meeting, self._invited, before = meeting, {}, None
        main = statement.voices[0]
        if meeting is not None and main.capacity == "president":
            self._note(statement)
        if main.capacity != "guest" or main.speaker is None:
            return statement
        if (called := _called(statement, before)) is not None:
            return called
        invitation = self._invited.get(_surname(main.speaker))
        if invitation is None or main.role is not None:
            return statement
        return _with_office(statement, invitation)

    def _note(self, statement: Statement) -> None:
        for match in _INVITED.finditer(statement.text):
            office = " ".join(match["office"].split())
            self._invited.setdefault(_surname(match["name"]), _Invitation(office, statement.id))


def _surname(name: str) -> str:
    return fold(name.rsplit(maxsplit=1)[-1])


def _with_office(statement: Statement, invitation: _Invitation) -> Statement:
    office = invitation.office
    rule = Provenance(
        kind="inferred",
        rule=f"the President's invitation in {invitation.statement_id}",
        evidence=office,
    )
    update: dict[str, object] = {"role": office}
    provenance = {**statement.provenance, "role": rule}
    head = _HEAD_OF_STATE.match(office)
    if head is not None and (country := countries.canonical(head["name"])) is not None:
        update |= {"country": country, "capacity": "national"}
        return _replaced(statement, update, {**provenance, "country": rule})
    behalf = statement.voices[0].on_behalf_of
    for mention in countries.mentions(office):
        if countries.kind(mention.country) == "organization" and not behalf:
            update |= {"on_behalf_of": (mention.country,), "affiliation": mention.country}
            provenance["on_behalf_of"] = rule
    if behalf or "on_behalf_of" in update or _OF_THE_UN.search(office):
        update["capacity"] = "official"
    return _replaced(statement, update, provenance)


def _called(statement: Statement, before: Statement | None) -> Statement | None:
    """Return the statement with the country whose representative was called on just before."""
    if before is None or before.speech_number is None or statement.speech_number is None:
        return None
    if before.speech_number + 1 != statement.speech_number:
        return None
    found = list(_CALLED.finditer(before.text, max(0, len(before.text) - 400)))
    country = countries.canonical(found[-1]["name"]) if found else None
    if country is None or countries.kind(country) == "organization":
        return None
    rule = Provenance(kind="inferred", rule=f"called on in {before.id}", evidence=found[-1].group())
    update: dict[str, object] = {"country": country, "capacity": "national"}
    return _replaced(statement, update, {**statement.provenance, "country": rule})


def _replaced(
    statement: Statement, update: dict[str, object], provenance: dict[str, Provenance]
) -> Statement:
    """Change every voice of the main speaker, not those of others inside the statement."""
    main = statement.voices[0]

    def changed(voice: Voice) -> Voice:
        same = (voice.speaker, voice.country) == (main.speaker, main.country)
        return voice.model_copy(update=update) if same else voice

    voices = tuple(changed(voice) for voice in statement.voices)
    return statement.model_copy(update={"voices": voices, "provenance": provenance})
