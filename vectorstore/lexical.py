"""Words in, passages that hold them out: the lexical index (BM25, Tantivy) with its filters.

A question is data: it is cut into words and made into a query object, never parsed as a query
language. Words within double quotes are looked for as a phrase. All filters are clauses of the
query, so what does not pass is never scored and never takes a place among the first `k`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Occur, Query

from vectorstore.designations import designations
from vectorstore.errors import IndexDamagedError
from vectorstore.glued import unglued
from vectorstore.narrow import folding, narrowed, text_of_filters
from vectorstore.schema import Filters, Passage, SymbolMention
from vectorstore.symbols import symbols
from vectorstore.synonyms import also_called
from vectorstore.terms import STOP_WORDS

HEAP = 50_000_000  # bytes a writer may hold before it writes a segment
# What a word is worth where it is found; fitted on the dev questions of eval/cases.
BOOSTS = {"text": 1.0, "header": 0.5, "mended": 0.5}
PHRASE_BOOST = 3.0
SYMBOL_BOOST = 2.0
SYNONYM_BOOST = 1.0
SPARE = 50  # hits beyond k, so that a tie at the cut is broken by row and not by chance
LONGEST_QUERY = 64  # different words; a pasted page would otherwise search for every word

_QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
_WORD = re.compile(r"[^\W_]+")


class Hit(NamedTuple):
    """A passage found: its row and a score that compares within one search only."""

    row: int
    score: float


class LexicalIndex:
    """The index in one directory; one writer at a time, readers see each commit as a whole."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._index = _opened(directory)
        self._schema = self._index.schema
        self._words = _english().build()
        self._writer: tantivy.IndexWriter | None = None
        self._seen = self._state()

    @classmethod
    def open(cls, directory: Path) -> LexicalIndex:
        """Open the index, or make an empty one.

        Raises:
            IndexDamagedError: The directory holds no index of this version.
        """
        return cls(directory)

    def add(self, rows: Iterable[tuple[int, Passage]]) -> None:
        """Add passages under their rows; they are found after `commit`."""
        writer = self._writing()
        for row, passage in rows:
            writer.add_document(_document(row, passage))

    def remove(self, statement_ids: Iterable[str]) -> None:
        """Remove all passages of the statements; they are found until `commit`."""
        writer = self._writing()
        for statement_id in statement_ids:
            writer.delete_documents_by_term("statement", statement_id)

    def commit(self) -> None:
        """Make what was added and removed visible, all at once, and let go of the writer."""
        if self._writer is None:
            return
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None
        self._reload()

    def search(self, query: str, filters: Filters, k: int) -> list[Hit]:
        """Return at most `k` passages that hold words of the query, best first.

        Scores are BM25 and above 0; of equal scores the lower row comes first.
        """
        wanted = self._wanted(query)
        if wanted is None or k < 1:
            return []
        clauses = [(Occur.Must, wanted), *narrowed(self._schema, filters)]
        searcher = self._searcher()
        found = searcher.search(Query.boolean_query(clauses), limit=k + SPARE, count=False).hits
        rows = searcher.fast_field_values("row", [address for _, address in found])
        hits = [Hit(int(row), score) for row, (score, _) in zip(rows, found, strict=True)]
        return sorted(hits, key=lambda hit: (-round(hit.score, 4), hit.row))[:k]

    def rows(self, filters: Filters) -> NDArray[np.int64]:
        """Return the rows of all passages that pass the filters, in ascending order."""
        searcher = self._searcher()
        query = Query.boolean_query(
            [(Occur.Must, Query.all_query()), *narrowed(self._schema, filters)]
        )
        limit = max(1, searcher.num_docs)
        found = searcher.search(query, limit=limit, count=False).hits
        rows = searcher.fast_field_values("row", [address for _, address in found])
        return np.sort(np.array(rows, dtype=np.int64))

    def count(self) -> int:
        """Return how many passages are in the index."""
        return int(self._searcher().num_docs)

    def close(self) -> None:
        """Drop what was not committed and let go of the files."""
        if self._writer is not None:
            self._writer.rollback()
            self._writer = None

    def _wanted(self, query: str) -> Query | None:
        """Return the query of the words, symbols and quoted phrases asked for, or None."""
        cited = symbols(query)
        words = _WORD.findall(_outside(cited, query)) + designations(query)
        words = [word for word in words if word.lower() not in STOP_WORDS]
        stems = list(dict.fromkeys(self._words.analyze(" ".join(words))))[:LONGEST_QUERY]
        parts = [self._anywhere(word) for word in stems]
        for phrase in _QUOTED.findall(query):
            parts += self._side_by_side(phrase, PHRASE_BOOST)
        for name in also_called(query):
            parts += self._side_by_side(name, SYNONYM_BOOST)
        for symbol in dict.fromkeys(mention.symbol for mention in cited):
            asked = Query.term_query(self._schema, "symbol", symbol)
            parts.append(Query.boost_query(asked, SYMBOL_BOOST))
        return Query.boolean_query([(Occur.Should, part) for part in parts]) if parts else None

    def _anywhere(self, stem: str) -> Query:
        return Query.boolean_query(
            [
                (
                    Occur.Should,
                    Query.boost_query(Query.term_query(self._schema, field, stem), boost),
                )
                for field, boost in BOOSTS.items()
            ]
        )

    def _side_by_side(self, phrase: str, boost: float) -> list[Query]:
        """Return what finds the phrase in the text, or nothing if it has no words."""
        pieces = self._words.analyze(phrase)[:LONGEST_QUERY]
        if not pieces:
            return []
        if len(pieces) == 1:
            return [Query.boost_query(Query.term_query(self._schema, "text", pieces[0]), boost)]
        return [Query.boost_query(Query.phrase_query(self._schema, "text", list(pieces)), boost)]

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=HEAP, num_threads=1)
        return self._writer

    def _searcher(self) -> tantivy.Searcher:
        """Return a view of the last commit, also if another process made it."""
        if self._state() != self._seen:
            self._reload()
        return self._index.searcher()

    def _reload(self) -> None:
        self._seen = self._state()
        self._index.reload()

    def _state(self) -> tuple[int, int]:
        status = (self._directory / "meta.json").stat()
        return status.st_ino, status.st_mtime_ns


def _opened(directory: Path) -> tantivy.Index:
    directory.mkdir(parents=True, exist_ok=True)
    try:
        index = tantivy.Index(_schema(), str(directory))
    except (ValueError, OSError) as error:
        raise IndexDamagedError(
            f"{directory}: the lexical index cannot be opened ({error}): delete the directory, "
            "it is rebuilt from the ledger"
        ) from error
    for name, analyzer in (("english", _english()), ("folded", folding()), ("spaced", _spaced())):
        index.register_tokenizer(name, analyzer.build())
    return index


def _schema() -> tantivy.Schema:
    fields = tantivy.SchemaBuilder()
    fields.add_integer_field("row", indexed=True, fast=True)
    fields.add_text_field("text", tokenizer_name="english")
    fields.add_text_field("header", tokenizer_name="english")
    fields.add_text_field("mended", tokenizer_name="english", index_option="freq")
    for name in ("symbol", "statement", "country", "meeting", "group"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("speaker", "body"):
        fields.add_text_field(name, tokenizer_name="folded")
    fields.add_text_field("topic", tokenizer_name="spaced", index_option="basic")
    for name in ("date_from", "date_to"):
        fields.add_integer_field(name, indexed=True, fast=True)
    return fields.build()


def _document(row: int, passage: Passage) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("row", row)
    document.add_text("text", passage.text)
    document.add_text("header", passage.header)
    beside = [*unglued(passage.text), *designations(passage.text)]
    document.add_text("mended", " ".join(beside))
    for symbol in _symbols(f"{passage.header} {passage.text}"):
        document.add_text("symbol", symbol)
    for field, value in text_of_filters(passage):
        document.add_text(field, value)
    for field, day in (("date_from", passage.date_from), ("date_to", passage.date_to)):
        if day is not None:
            document.add_integer(field, day.toordinal())
    return document


def _symbols(text: str) -> list[str]:
    """Return the document symbols in the text, each once."""
    return list(dict.fromkeys(mention.symbol for mention in symbols(text)))


def _outside(cited: Iterable[SymbolMention], query: str) -> str:
    """Return the query without what is a symbol as a whole: its letters and numbers are none."""
    for mention in cited:
        if "/" in query[mention.start : mention.end]:
            blank = " " * (mention.end - mention.start)
            query = query[: mention.start] + blank + query[mention.end :]
    return query


def _english() -> tantivy.TextAnalyzerBuilder:
    """Words folded and stemmed; stop words stay, so that phrases are exact."""
    return folding().filter(tantivy.Filter.stemmer("english"))


def _spaced() -> tantivy.TextAnalyzerBuilder:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
