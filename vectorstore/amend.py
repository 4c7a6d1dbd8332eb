"""A correction in; the statement's passages and what filters look at follow it, in one step."""

from __future__ import annotations

import numpy as np

from vectorstore.corrections import Correction, applied, corrections_of, standing
from vectorstore.errors import CorrectionError
from vectorstore.ingest import Embeds
from vectorstore.ledger import Ledger, Source, passage_hash
from vectorstore.ledger_rows import Entry
from vectorstore.passages import embedded_text, passages


def amend(ledger: Ledger, embedder: Embeds, new: Correction) -> None:
    """Keep a correction and put its statement anew; the caller holds the writer's lock.

    The passages' headers say who speaks, where and when, and are embedded with the words: only
    those that change are embedded.
    """
    read = ledger.originals([new.statement_id])[0]
    before = corrections_of(ledger.database, [new.statement_id])
    if new.value is None and not any(one.same_field(new) for one in standing(before)):
        raise CorrectionError(f"{read.id}: {new.field} is not corrected: nothing to take back")
    shown = applied(read, [*before, new])
    cut = passages(shown)
    texts = {passage_hash(embedder.name, passage): embedded_text(passage) for passage in cut}
    hashes = [passage_hash(embedder.name, passage) for passage in cut]
    known = ledger.vectors_of(texts)
    vectors = {hash_: np.frombuffer(kept, dtype=np.float16) for hash_, kept in known.items()}
    unknown = [hash_ for hash_ in texts if hash_ not in known]
    if unknown:
        made = embedder.embed([texts[hash_] for hash_ in unknown]).astype(np.float16)
        vectors.update(zip(unknown, made, strict=True))
    held = ledger.known(read.id)[0]
    entry = Entry(
        statement=read,
        name=held.name,
        fingerprint=held.fingerprint,
        passages=cut,
        hashes=hashes,
        vectors=np.stack([vectors[hash_] for hash_ in hashes]),
        replaces=read.id,
        shown=shown,
    )
    sources = [Source(read.id, place, read.sha256) for place in sorted(held.sources)]
    ledger.acknowledge([entry], sources, [new])
