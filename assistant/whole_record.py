"""An understood question in; where it asks for the whole record, the computed answer out."""

from __future__ import annotations

from assistant import about, survey, votes
from assistant.computed import Computed
from assistant.criterion import criterion
from assistant.schema import Understood
from vectorstore.record import Record
from vectorstore.schema import Filters

CRISP = 4  # content words; an object beyond it is a description, and passages answer it better


def computed(record: Record, understood: Understood, filters: Filters) -> Computed | None:
    """Return the answer of a full pass over the scope.

    None where the question asks for passages, or for something no full pass can tell.
    """
    match understood.shape:
        case "record" | "about_us":
            found = about.holdings(record)
        case "who_spoke":
            found = about.who_spoke(record, filters)
        case "speeches":
            found = about.count_statements(record, filters)
        case "spokesmen":
            found = about.spokesmen(record, filters)
        case "vote":
            return votes.vote(record, filters, understood.standalone)
        case "survey" | "count":
            return _survey(record, understood, filters)
        case _:
            return None
    return found


def _survey(record: Record, understood: Understood, filters: Filters) -> Computed | None:
    wanted = criterion(understood.content)
    if wanted is None:
        return None
    whole = understood.standalone.lower()
    officials = "speaker" in whole or whole.startswith("who ")
    found = survey.survey(record, filters, wanted, officials=officials)
    if found.nothing and (len(wanted.terms) > CRISP or wanted.verb):
        return None
    return found
