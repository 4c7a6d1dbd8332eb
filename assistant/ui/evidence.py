"""Citations in, the cards of the evidence column out: who, for whom, where, and the exact words."""

from __future__ import annotations

from assistant.attribution import listed
from assistant.schema import Citation
from assistant.standing import GONE, Standing
from assistant.ui.markup import copy_button, escape, marked
from assistant.ui.turn import Turn, readable_date
from vectorstore.errors import OnRecordError
from vectorstore.record import Record
from vectorstore.schema import Retrieved, Statement

ALSO_FOUND = 12  # paragraphs listed under the cards; the answer's JSON has them all
GLIMPSE = 180  # characters shown of a paragraph that was found and not cited


def evidence(turn: Turn, record: Record) -> str:
    """Return the section of one turn: a card for each [n], then what else was found."""
    cards = [card(citation, turn.number, record) for citation in turn.citations]
    if not cards:
        cards = [f'<p class="hint">{escape(_why_empty(turn))}</p>']
    return (
        f'<section class="sources" data-evidence="{turn.number}" '
        f'aria-label="Evidence for question {turn.number}">'
        f'<p class="for">Evidence for <q>{escape(turn.asked.question)}</q></p>'
        f"{''.join(cards)}{_also_found(turn, record)}</section>"
    )


def _why_empty(turn: Turn) -> str:
    """Return what stands in the column where there is no card."""
    if not turn.finished:
        return "The paragraphs that are cited will stand here."
    return "Nothing is cited in this reply."


def card(citation: Citation, turn: int, record: Record) -> str:
    """Return the card of one citation, the cited words marked in the whole paragraph."""
    standing = Standing(record)
    citation = standing.citation(citation)
    if citation.pinpoint in GONE:
        return _gone(citation, turn)
    statement = standing.statement(citation.statement_id or "")
    if citation.paragraph is None or statement is None:
        return (
            f'<article class="card lost" id="card-{turn}-{citation.n}">'
            f'<header><span class="n">[{citation.n}]</span> Points to no paragraph</header>'
            "<p>The reply carried this marker, and the record has nothing under it. "
            "It is shown so that it can be seen.</p></article>"
        )
    target = (
        f'data-statement="{escape(statement.id)}" data-paragraph="{citation.paragraph}" '
        f'data-start="{citation.start}" data-end="{citation.end}" '
        f'data-sha256="{statement.sha256}"'
    )
    copied = copy_button(_pasted(citation), "Copy", about=f"Copy citation {citation.n}")
    return (
        f'<article class="card" id="card-{turn}-{citation.n}" tabindex="-1" {target} '
        f'aria-label="{escape(f"Citation {citation.n}: {citation.pinpoint}")}">'
        f"{_heading(citation, statement)}"
        f'<blockquote dir="auto">{_paragraph(citation, statement)}</blockquote>'
        f'<footer><span class="pinpoint">{escape(citation.pinpoint)}</span>'
        f'<span class="acts">{copied}<button type="button" class="quiet open" '
        'aria-haspopup="dialog">Whole statement</button><button type="button" class="quiet back" '
        f'data-turn="{turn}">Back to the answer</button></span></footer></article>'
    )


def _gone(citation: Citation, turn: int) -> str:
    """Return the card of a citation whose words are no longer in the record."""
    held = citation.statement_id
    place = whole = ""
    if held:
        place = f' data-statement="{escape(held)}"'
        whole = (
            '<button type="button" class="quiet open" aria-haspopup="dialog">Whole statement'
            "</button>"
        )
    return (
        f'<article class="card lost" id="card-{turn}-{citation.n}" tabindex="-1"{place}>'
        f'<header><span class="n">[{citation.n}]</span><p>{escape(citation.pinpoint)}</p></header>'
        f'<footer><span class="acts">{whole}<button type="button" class="quiet back" '
        f'data-turn="{turn}">Back to the answer</button></span></footer></article>'
    )


def _heading(citation: Citation, statement: Statement) -> str:
    """Return who speaks, for whom, and where."""
    who = escape(citation.speaker or "Speaker not named")
    voice = statement.voice_of(citation.paragraph or 1)
    land = citation.country or voice.role or voice.affiliation
    country = f' <span class="country">{escape(land)}</span>' if land else ""
    behalf = ""
    if citation.on_behalf_of:
        groups = listed(tuple(citation.on_behalf_of.split(", ")))
        behalf = f'<p class="behalf">on behalf of {escape(groups)}</p>'
    where = [citation.symbol, readable_date(citation.date) or "undated"]
    where.append(f"para. {citation.paragraph} (our numbering)")
    if citation.page is not None:
        where.append(f"p. {citation.page}")
    place = '<span class="dot" aria-hidden="true"> · </span>'.join(
        escape(part) for part in where if part
    )
    spoke = (
        f' <span class="spoke">(spoke in {escape(citation.spoke_in)})</span>'
        if citation.spoke_in
        else ""
    )
    corrected = any(origin.kind == "corrected" for origin in statement.provenance.values())
    mark = ' <span class="badge">corrected</span>' if corrected else ""
    return (
        f'<header><span class="n">[{citation.n}]</span><div><p class="who"><b>{who}</b>{country}'
        f'{spoke}{mark}</p>{behalf}<p class="where">{place}</p></div></header>'
    )


def _paragraph(citation: Citation, statement: Statement) -> str:
    """Return the cited paragraph with the cited words marked by their offsets."""
    start = statement.paragraphs[(citation.paragraph or 1) - 1].start
    return marked(citation.paragraph_text, start, [(citation.start or 0, citation.end or 0)])


def _pasted(citation: Citation) -> str:
    """Return a citation as it is pasted: its words and where they stand."""
    spoke = f" (spoke in {citation.spoke_in})" if citation.spoke_in else ""
    return f"“{citation.quote}” ({citation.pinpoint}){spoke}"


def _also_found(turn: Turn, record: Record) -> str:
    """Return a closed list of paragraphs that the search found and the reply does not cite."""
    answer = turn.answer
    if answer is None or (answer.refusal and answer.refusal.reason == "off_record"):
        return ""
    cited = {(citation.statement_id, citation.paragraph) for citation in turn.citations}
    rest = [hit for hit in answer.retrieved if (hit.statement_id, hit.paragraph) not in cited][
        :ALSO_FOUND
    ]
    rows = "".join(_found(hit, record) for hit in rest)
    if not rows:
        return ""
    return (
        f'<details class="also"><summary>Also found, not cited ({len(rest)})</summary>'
        f"<ol>{rows}</ol></details>"
    )


def _found(hit: Retrieved, record: Record) -> str:
    """Return one line of what else was found; it opens its statement."""
    try:
        who = attribution(record.statement(hit.statement_id), hit.paragraph)
    except (OnRecordError, IndexError):  # removed in this moment
        return ""
    return (
        f'<li><button type="button" class="found open" aria-haspopup="dialog" '
        f'data-statement="{escape(hit.statement_id)}" data-paragraph="{hit.paragraph}">'
        f"<b>{escape(who)}</b><span>{escape(glimpse(hit.text))}</span></button></li>"
    )


def attribution(statement: Statement, paragraph: int) -> str:
    """Return 'Mr. Churkin (Russian Federation), S/PV.7219, para. 6' for a paragraph."""
    voice = statement.voice_of(paragraph)
    who = voice.speaker or "Speaker not named"
    land = voice.country or voice.role or voice.affiliation
    parts = [f"{who} ({land})" if land else who, statement.meeting or "", f"para. {paragraph}"]
    return ", ".join(part for part in parts if part)


def glimpse(text: str) -> str:
    """Return the beginning of a paragraph, cut between two words."""
    return text if len(text) <= GLIMPSE else text[:GLIMPSE].rsplit(" ", 1)[0] + " …"
