"""Filters in, clauses of a lexical query out; and what of a passage they look at.

The meaning of each filter is told by `schema.Filters`; this is the one place it is carried out.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import tantivy
from tantivy import FieldType, Occur, Query, Schema

from vectorstore.matching import TITLES
from vectorstore.schema import Filters, Passage
from vectorstore.symbols import meeting_of
from vectorstore.terms import terms

Clause = tuple[Occur, Query]
# Names, meetings and agenda items: a record says each of them of hundreds of passages.
REMEMBERED = 10_000


def text_of_filters(passage: Passage) -> Iterator[tuple[str, str]]:
    """Yield (field, value) of what the filters look at, dates left out."""
    yield "statement", passage.statement_id
    if passage.country:
        yield "country", folded(passage.country)
    if passage.speaker:
        yield "speaker", passage.speaker
    if passage.body:
        yield "body", passage.body
    if passage.topic:
        yield "topic", _topic(passage.topic)
    for group in passage.groups:
        yield "group", folded(group)
    if passage.meeting:
        yield "meeting", _meeting(passage.meeting)


def narrowed(schema: Schema, filters: Filters) -> list[Clause]:
    """Return one clause a filter that limits; each must hold, none adds to the score."""
    equal = {
        "statement": list(filters.statement),
        "country": [folded(name) for name in filters.country],
        "group": [folded(name) for name in filters.group],
        "meeting": [_meeting(symbol) for symbol in filters.meeting],
    }
    clauses = [
        Query.term_set_query(schema, field, values) for field, values in equal.items() if values
    ]
    if filters.speaker:
        clauses.append(_any([_name(schema, "speaker", name) for name in filters.speaker]))
    if filters.body:
        clauses.append(_any([_name(schema, "body", name) for name in filters.body]))
    if filters.topic:
        clauses.append(_any([_all_words(schema, topic) for topic in filters.topic]))
    if filters.date_from:
        clauses.append(_days(schema, "date_from", filters.date_from, None))
    if filters.date_to:
        clauses.append(_days(schema, "date_to", None, filters.date_to))
    return [(Occur.Must, Query.const_score_query(clause, 0.0)) for clause in clauses]


@lru_cache(maxsize=REMEMBERED)
def folded(name: str) -> str:
    """Return the name without regard to case and width of white space."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def folding() -> tantivy.TextAnalyzerBuilder:
    """Return the steps that make words of a text: cut at what is no letter or digit, folded."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())


@cache
def _folder() -> tantivy.TextAnalyzer:
    return folding().build()


@lru_cache(maxsize=REMEMBERED)
def _topic(topic: str) -> str:
    return " ".join(terms(topic))


@lru_cache(maxsize=REMEMBERED)
def _meeting(symbol: str) -> str:
    return folded(meeting_of(symbol))


def _any(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _name(schema: Schema, field: str, name: str) -> Query:
    """Return what finds the name's words side by side, its title left out if more is given."""
    given = _folder().analyze(name)
    # A name without its title is asked for as often as with it; "The President" keeps "president".
    words = [word for word in given if word not in TITLES] or given
    if not words:
        return Query.empty_query()
    if len(words) == 1:
        return Query.term_query(schema, field, words[0])
    return Query.phrase_query(schema, field, list(words))


def _all_words(schema: Schema, topic: str) -> Query:
    stems = terms(topic)
    if not stems:
        return Query.empty_query()
    return Query.boolean_query(
        [(Occur.Must, Query.term_query(schema, "topic", stem)) for stem in stems]
    )


def _days(schema: Schema, field: str, first: dt.date | None, last: dt.date | None) -> Query:
    return Query.range_query(
        schema,
        field,
        FieldType.Integer,
        first.toordinal() if first else None,
        last.toordinal() if last else None,
    )
