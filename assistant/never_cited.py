"""A question that names a document in; a refusal out where nothing in the record cites it."""

from __future__ import annotations

import re

from assistant.schema import Refusal, Understood
from vectorstore.record import Record
from vectorstore.schema import Retrieved
from vectorstore.symbols import symbols

_RESOLUTION = re.compile(r"\bresolution\s+(?P<number>\d{2,4})\b(?!\s*\(|/)", re.IGNORECASE)
LOOKED_AT = 20  # paragraphs found for a symbol alone: those that hold it come first


def never_cited(record: Record, understood: Understood) -> Refusal | None:
    """Return a refusal where a document of the question is unknown to the whole record.

    The whole of it, not what the filters leave: a delegation may well speak of a draft without its
    symbol. Meetings are told from the ledger when the question is understood.
    """
    for mention in symbols(understood.standalone):
        symbol = mention.symbol
        if "/PV." in symbol:
            continue
        if not any(_holds(record, hit, symbol) for hit in record.worded(symbol, k=LOOKED_AT)):
            detail = f"The record neither holds {symbol} nor any statement that cites it."
            return Refusal(reason="absent_source", detail=detail)
    for match in _RESOLUTION.finditer(understood.standalone):
        number = re.compile(rf"(?<!\d){match['number']}(?!\d)")
        near = record.worded(match["number"], k=LOOKED_AT)
        topics = (record.statement(hit.statement_id).topic or "" for hit in near)
        if not any(number.search(text) for text in (*(hit.text for hit in near), *topics)):
            detail = (
                f"The record neither holds resolution {match['number']} nor any statement that "
                "cites it."
            )
            return Refusal(reason="absent_source", detail=detail)
    return None


def _holds(record: Record, hit: Retrieved, symbol: str) -> bool:
    statement = record.statement(hit.statement_id)
    cited = symbols(f"{statement.meeting or ''} {statement.topic or ''} {hit.text}")
    return _folded(symbol) in {_folded(each.symbol) for each in cited}


def _folded(symbol: str) -> str:
    """Return the symbol as scanned texts spell it too: 'S/2014/l89' for 'S/2014/189'."""
    return symbol.replace("l", "1").split("+")[0]
