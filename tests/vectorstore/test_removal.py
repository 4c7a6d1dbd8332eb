from pathlib import Path

import numpy as np
import pytest

from vectorstore import upkeep
from vectorstore.dense import DenseIndex
from vectorstore.embed import Embedder
from vectorstore.errors import RecordMissingError
from vectorstore.exact import ExactVectors
from vectorstore.ledger import Ledger
from vectorstore.lexical import LexicalIndex
from vectorstore.listing import Wish
from vectorstore.record import Record
from vectorstore.schema import Filters

CHURKIN = "UNSC_2014_SPV.7138_spch002"
EVERYTHING = 1000


def found(record: Record, words: str) -> dict[str, set[str]]:
    """The statements that each index by itself finds, and all of them together."""
    record.search(words)
    ledger = Ledger(record.directory)
    held, vector = record._held, record.embed([words])[0]
    generation = record._dense.index(held)._generation
    assert generation is not None
    exact = ExactVectors(held.rows, held.matrix)
    lexical = LexicalIndex.open(record.directory / "lexical")
    rows = {
        "lexical": [hit.row for hit in lexical.search(words, Filters(), EVERYTHING)],
        "exact": [hit.row for hit in exact.search(vector, EVERYTHING)],
        "generation": [hit.row for hit in DenseIndex(exact, generation).search(vector, EVERYTHING)],
    }
    of = {
        name: {passage.statement_id for passage in ledger.passages(some).values()}
        for name, some in rows.items()
    }
    # A row that the ledger no longer knows would be a passage that an index still finds.
    for name, some in rows.items():
        assert len(ledger.passages(some)) == len(np.unique(some)), name
    of["search"] = {hit.statement_id for hit in record.search(words, k=EVERYTHING)}
    of["late interaction"] = {hit.statement_id for hit in record.search(words, late=100)}
    of["list"] = set(record.listed(Wish(words=CHURKIN)).ids)
    ledger.close()
    return of


def test_a_removed_statement_is_found_by_no_index_before_or_after_reopening(
    meeting_data: Path, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "FRESH", 20)
    with Record.open(meeting_data, minilm) as record:
        words = record.statement(CHURKIN).paragraph_text(3)
        before = found(record, words)
        assert [name for name, ids in before.items() if CHURKIN not in ids] == []
        # So that the generation that was built with it in goes on to be used.
        monkeypatch.setattr(upkeep, "FRESH", EVERYTHING)
        record.remove([CHURKIN])
        after = found(record, words)
        assert [name for name, ids in after.items() if CHURKIN in ids] == []
    with Record.open(meeting_data, minilm) as record:
        again = found(record, words)
        assert [name for name, ids in again.items() if CHURKIN in ids] == []
        with pytest.raises(RecordMissingError):
            record.statement(CHURKIN)


def test_saved_answers_that_hold_a_removed_statements_words_go_with_it(meeting: Record) -> None:
    meeting.save_answer("quotes", f'{{"citations":[{{"statement_id":"{CHURKIN}"}}]}}')
    meeting.save_answer("another", '{"citations":[{"statement_id":"UNSC_2014_SPV.7138_spch003"}]}')

    meeting.remove([CHURKIN])

    assert meeting.answer("another")
    with pytest.raises(RecordMissingError):
        meeting.answer("quotes")
