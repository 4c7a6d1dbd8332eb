"""The first page of a United Nations document in, what its masthead says out.

Symbol, organ, date, session and, in records of meetings, the President and the agenda. What was
read is taken out of the page: it is no part of the text.
"""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from vectorstore import symbols
from vectorstore.readers.pdf_columns import joined
from vectorstore.readers.pdf_furniture import Row, Sorted, rows
from vectorstore.readers.pdf_lines import Line

_ORGANS = (
    "Security Council", "General Assembly", "Economic and Social Council", "Human Rights Council",
    "Trusteeship Council",
)  # fmt: skip
_MONTHS = tuple(calendar.month_name)[1:]
_SYMBOL = re.compile(
    r"\b[ASE]/[\w./-]*\d[\w.]*(?: ?\(Resumption ?\d+\))?(?:/(?:Corr|Rev|Add)\.\d+)?"
)
_RESUMPTION = re.compile(r"\(?Resumption ?(\d+)\)?")
_DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}),? (\d{{4}})")
_NUMERIC_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_SESSION = re.compile(r"[\w-]+(?: [\w-]+)? (?:special |emergency special )?(?:session|year)")
_MEETING = re.compile(r"\d+ ?(?:st|nd|rd|th) (?:\(?\w+\)? )?meeting\b.*")
_MASTHEAD = re.compile(
    r"(?:United Nations|Distr\.|Original:|Official Records|Provisional|Verbatim record|New York"
    r"|Geneva|Nairobi|Vienna|Addis Ababa|English\b|(?:General|Limited)$"
    rf"|(?:\w+day, )?{_DAY.pattern}|{_RESUMPTION.pattern}|{_SYMBOL.pattern}$"
    rf"|{_SESSION.pattern}|{_MEETING.pattern}|(?:{'|'.join(_ORGANS)})\b)",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"\s*(?:[.…]\s*){4,}")
_PRESIDENT = re.compile(r"President:?\s+(?P<name>\S.*?)\s*(?:[.…]\s*){3,}\(?(?P<country>[^().]+)")
_CORRIGENDUM = re.compile(r"^(.*PV\.\d+(?: \(Resumption \d+\))?)/Corr\.(\d+)$")
# A paragraph of the agenda names documents, not the matter.
_DOCUMENTS = re.compile(r"(?:Identical letters|Letters? dated|Note by|(?:\w+ )?Report of the)\b")


class Front(NamedTuple):
    """What a masthead says; None or empty where it is silent."""

    symbol: str | None = None
    body: str | None = None
    date: str | None = None
    session: str | None = None
    meeting: str | None = None
    president: str | None = None
    president_country: str | None = None
    agenda: tuple[str, ...] = ()

    @property
    def record_of_meeting(self) -> bool:
        """Whether the symbol is that of a verbatim record (and no correction of one)."""
        return self.symbol is not None and "PV." in self.symbol and "Corr" not in self.symbol

    @property
    def meeting_symbol(self) -> str | None:
        """The symbol a statement is cited by; a corrigendum belongs to its meeting."""
        if self.symbol is None:
            return None
        return _CORRIGENDUM.sub(r"\1+Corr.\2", self.symbol)

    @property
    def topic(self) -> str | None:
        """The agenda item without the documents listed under it."""
        matter = [entry for entry in self.agenda if not _DOCUMENTS.match(entry)]
        return "; ".join(matter) or None


def front(pages: Sequence[Sorted]) -> tuple[Front, list[Sorted]]:
    """Return what the first page's masthead says and the pages without it."""
    page_rows = rows(pages[0].body)
    count = _masthead(page_rows)
    if count == 0:
        return _from_heads(pages), list(pages)
    told = _told(page_rows[:count])
    if told.symbol is None or told.date is None:
        heads = _from_heads(pages)
        told = told._replace(symbol=told.symbol or heads.symbol, date=told.date or heads.date)
    if told.record_of_meeting:
        participants = _participants(page_rows, count)
        president, country = _presidency(page_rows[count:participants])
        told = told._replace(president=president, president_country=country)
        agenda = _agenda(page_rows, participants)
        if agenda is not None:
            told, participants = told._replace(agenda=agenda), len(page_rows)
        count = participants
    read = [line for row in page_rows[:count] for line in row.lines]
    rest = [line for row in page_rows[count:] for line in row.lines]
    first = pages[0]._replace(head=(*pages[0].head, *read), body=tuple(rest))
    return told, [first, *pages[1:]]


def _masthead(page_rows: Sequence[Row]) -> int:
    """Return how many rows the masthead has; 0 where the page begins with something else."""
    if not any("United Nations" in row.text for row in page_rows[:3]):
        return 0
    count = 0
    for index, row in enumerate(page_rows[:16]):
        if any(_MASTHEAD.match(line.text) for line in row.lines):
            count = index + 1
        elif count:
            break
    return count


def _told(masthead: Sequence[Row]) -> Front:
    stretches = [line.text for row in masthead for line in row.lines]
    # Recognition parts "PV" from its dot.
    text = "\n".join(stretches).replace("PV .", "PV.")
    symbol = _SYMBOL.search(text)
    name = symbol.group() if symbol else None
    resumption = _RESUMPTION.search(text)
    if name and "Resumption" not in name and resumption:
        name += f" (Resumption {resumption[1]})"
    organ = next((one for one in _ORGANS if one in text), None)
    session = next((one for one in stretches if _SESSION.fullmatch(one)), None)
    meeting = next((one for one in stretches if _MEETING.fullmatch(one)), None)
    return Front(
        symbol=symbols.normalise(name) if name else None,
        body=f"UN {organ}" if organ else None,
        date=_date(text),
        session=session,
        meeting=meeting,
    )


def _date(text: str) -> str | None:
    """Return the first day named in `text`, by ISO 8601."""
    try:
        if (match := _DAY.search(text)) is not None:
            month = _MONTHS.index(match[2]) + 1
            return dt.date(int(match[3]), month, int(match[1])).isoformat()
        if (match := _NUMERIC_DAY.search(text)) is not None:
            return dt.date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        return None
    return None


def _participants(page_rows: Sequence[Row], start: int) -> int:
    """Return the row after the list of those present, which has dot leaders."""
    end = start
    for index in range(start, len(page_rows)):
        if _LEADERS.search(page_rows[index].text):
            end = index + 1
        elif index - end > 1:
            break
    return end


def _presidency(present: Sequence[Row]) -> tuple[str | None, str | None]:
    match = _PRESIDENT.match(" ".join(row.text for row in present))
    return (None, None) if match is None else (match["name"], match["country"].strip())


def _agenda(page_rows: Sequence[Row], start: int) -> tuple[str, ...] | None:
    """Return the paragraphs under "Agenda" on the first page of a Council record."""
    labels = [i for i in range(start, len(page_rows)) if page_rows[i].lines[0].text == "Agenda"]
    if not labels:
        return None
    lines: list[Line] = []
    for row in page_rows[labels[0] :]:
        stretches = [line for line in row.lines if line.text != "Agenda"]
        if stretches:
            lines.append(joined(stretches))
    gaps = [below.y - above.y for above, below in itertools.pairwise(lines)]
    usual = min(gaps, default=0.0)
    entries: list[str] = []
    for index, line in enumerate(lines):
        if index and gaps[index - 1] <= 1.25 * usual:
            entries[-1] += f" {line.text}"
        else:
            entries.append(line.text)
    return tuple(entries)


def _from_heads(pages: Sequence[Sorted]) -> Front:
    """Return what the running heads say of an excerpt without a first page."""
    named: Counter[str] = Counter()
    dated: Counter[str] = Counter()
    for page in pages:
        for line in (*page.head, *page.foot):
            if (symbol := _SYMBOL.fullmatch(line.text)) is not None:
                named[symbols.normalise(symbol.group())] += 1
            elif (day := _date(line.text)) is not None:
                dated[day] += 1
    return Front(
        symbol=named.most_common(1)[0][0] if named else None,
        date=dated.most_common(1)[0][0] if dated else None,
    )
