"""A statement and a span of a paragraph in, a citation out: the exact words, where they stand."""

from __future__ import annotations

from assistant.attribution import listed
from assistant.schema import Citation
from vectorstore.passages import written_day
from vectorstore.schema import Statement


def citation(n: int, statement: Statement, number: int, start: int, end: int) -> Citation:
    """Return citation `n` of `statement.text[start:end]`, which lies in paragraph `number`."""
    voice, paragraph = statement.voice_of(number), statement.paragraphs[number - 1]
    return Citation(
        n=n,
        statement_id=statement.id,
        paragraph=number,
        quote=statement.text[start:end],
        start=start,
        end=end,
        speaker=voice.speaker,
        country=voice.country,
        on_behalf_of=", ".join(voice.on_behalf_of) or None,
        body=statement.body,
        symbol=statement.meeting,
        date=iso_date(statement),
        page=paragraph.page,
        spoke_in=voice.spoke_in,
        pinpoint=pinpoint(statement, number),
        paragraph_text=statement.paragraph_text(number),
    )


def unresolved(marker: int, n: int) -> Citation:
    """Return citation `n` for a marker that points at nothing, so that it is counted."""
    return Citation(
        n=n,
        statement_id=None,
        paragraph=None,
        quote="",
        start=None,
        end=None,
        pinpoint=f"[{marker}] points at no paragraph",
    )


def pinpoint(statement: Statement, number: int) -> str:
    """Return where paragraph `number` stands, as the record is cited.

    'S/PV.7219, Mr. Churkin (Russian Federation), 18 July 2014, para. 6 [our numbering]': verbatim
    records print no paragraph numbers, so ours say that they are ours.
    """
    paragraph = statement.paragraphs[number - 1]
    parts = [statement.meeting or statement.id, _who(statement, number), day(statement)]
    if paragraph.page is not None:
        parts.append(f"p. {paragraph.page}")
    if paragraph.printed_number:
        parts.append(f"para. {paragraph.printed_number}")
    else:
        parts.append(f"para. {paragraph.number} [our numbering]")
    return ", ".join(part for part in parts if part)


def reference(cited: Citation) -> str:
    """Return the whole line for a reader who forwards it: words, place, and language spoken.

    A record is partly a translation, so '(spoke in Russian)' travels with the quotation.
    """
    spoke = f" (spoke in {cited.spoke_in})" if cited.spoke_in else ""
    words = " ".join(cited.quote.split())
    quoted = f"“{words}”" if '"' in words else f'"{words}"'
    return f"{quoted} {cited.pinpoint}{spoke}" if cited.quote else cited.pinpoint


def iso_date(statement: Statement) -> str | None:
    """Return the day, or the year where no more is known, as ISO 8601."""
    if statement.date is not None:
        return statement.date.isoformat()
    year = _only_year(statement)
    return str(year) if year is not None else None


def day(statement: Statement) -> str:
    """Return '18 July 2014', '2014' where only the year is known, or ''."""
    if statement.date is not None:
        return written_day(statement.date)
    return str(_only_year(statement) or "")


def _only_year(statement: Statement) -> int | None:
    """Return the year that bounds the date on both sides, if one does."""
    first, last = statement.date_from, statement.date_to
    return first.year if first and last and first.year == last.year else None


def _who(statement: Statement, number: int) -> str:
    """Return 'Mr. Churkin (Russian Federation)' and for whom; '' for what is not speech."""
    if statement.paragraphs[number - 1].kind != "speech":
        return ""
    voice = statement.voice_of(number)
    beside = voice.country or voice.affiliation
    name = voice.speaker or beside or ""
    if voice.speaker and beside:
        name += f" ({beside})"
    if voice.on_behalf_of:
        name += f", on behalf of {listed(voice.on_behalf_of)}"
    return name
