"""A collection of texts in, three ways to search it out: ours, BM25 alone, a plain LangChain chain.

All three have the same texts and the same embedding model, and give characters of the texts.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.quotes import find_quote
from assistant.retrieval import Depth
from benchmarks.external_sets import Collection, Span
from vectorstore.embed import Embedder
from vectorstore.lexical import LexicalIndex
from vectorstore.passages import passages
from vectorstore.record import Record
from vectorstore.schema import Filters
from vectorstore.search import Found, best_of_each

DEPTH = Depth()  # as the assistant searches

Find = Callable[[str], list[Span]]


class PlainEmbeddings(Embeddings):
    """Our embedding model, as LangChain has it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text."""
        return [[float(x) for x in vector] for vector in self._embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the question's vector."""
        return self.embed_documents([text])[0]


def ingest(collection: Collection, directory: Path, embedder: Embedder) -> Record:
    """Return a record of the collection's statements, ids by their order."""
    source = directory / "statements.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for n, each in enumerate(collection.statements):
            fields = {"id": f"s{n}", "text": each.words, "speaker": each.speaker}
            file.write(json.dumps({**fields, "topic": each.topic}) + "\n")
    record = Record.open(directory / "record", embedder, create=True)
    summary = record.ingest([source])
    for refused in summary.refused:
        print(f"  refused: {refused.source}: {refused.reason}")
    return record


def ours(collection: Collection, record: Record) -> Find:
    """Return our search."""

    def find(question: str) -> list[Span]:
        found = record.search(question, k=DEPTH.k, late=DEPTH.late, read=DEPTH.read)
        return [_placed(collection, hit.statement_id, hit.text) for hit in found]

    return find


def bm25(collection: Collection, record: Record, directory: Path) -> Find:
    """Return BM25 over the same passages without their headers."""
    bare = [
        each.model_copy(update={"header": ""})
        for statement in record.statements()
        for each in passages(statement)
    ]
    index = LexicalIndex.open(directory / "bm25")
    index.add(enumerate(bare))
    index.commit()

    def find(question: str) -> list[Span]:
        hits = index.search(question, Filters(), 5 * DEPTH.k)
        best = best_of_each([Found(hit.row, bare[hit.row], hit.score) for hit in hits])[: DEPTH.k]
        return [
            _placed(
                collection,
                each.passage.statement_id,
                record.statement(each.passage.statement_id).paragraph_text(each.passage.paragraph),
            )
            for each in best
        ]

    return find


def chain(collection: Collection, embedder: Embedder) -> Find:
    """Return the retriever of a plain LangChain chain."""
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=1000, chunk_overlap=200, add_start_index=True
    )
    names = list(collection.texts)
    chunks = splitter.create_documents(
        list(collection.texts.values()), [{"text": name} for name in names]
    )
    store = Chroma.from_documents(
        chunks,
        PlainEmbeddings(embedder),
        collection_name=f"plain-{time.time_ns()}",
        collection_configuration={"hnsw": {"space": "cosine"}},
    )

    def find(question: str) -> list[Span]:
        found = store.similarity_search(question, k=DEPTH.k)
        starts = [int(each.metadata["start_index"]) for each in found]
        return [
            Span(str(each.metadata["text"]), start, start + len(each.page_content))
            for each, start in zip(found, starts, strict=True)
        ]

    return find


def _placed(collection: Collection, statement_id: str, words: str) -> Span:
    """Return where a paragraph of ours stands in the text that it is from."""
    statement = collection.statements[int(statement_id[1:])]
    span = find_quote(words, statement.words) or (0, len(statement.words))
    return Span(statement.text, statement.start + span[0], statement.start + span[1])
