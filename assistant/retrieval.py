"""An understood question in, the numbered paragraphs that may answer it out."""

from __future__ import annotations

from pydantic import Field

from assistant.schema import Evidence, Gist, Understood
from vectorstore.record import Record
from vectorstore.schema import Filters, Frozen, Retrieved

# Added to the score (0 to 1) of paragraphs that a weak sign speaks for: about the distance
# between the first and the fourth of a list, so that a sign lifts what is near and nothing else.
WEAK_SIGN = 0.15


class Found(Frozen):
    """The paragraphs found, best first, and the filters that were in force."""

    retrieved: tuple[Retrieved, ...]
    evidence: tuple[Evidence, ...]
    filters: Filters
    notes: tuple[str, ...] = ()
    gist: tuple[Gist, ...] = ()
    opening: str = Field("", description="What the answer begins with: how much there is.")


class Depth(Frozen):
    """How many paragraphs a search looks at."""

    k: int = Field(20, ge=1, description="Returned with every answer, where the record has them.")
    late: int = Field(100, ge=0, description="Ranked again word by word; 0 for none.")
    read: int = Field(12, ge=0, description="Read with the question after that; 0 for none.")
    composed: int = Field(8, ge=1, description="Given to the composer.")


def retrieve(
    record: Record, understood: Understood, depth: Depth, beside: str | None = None
) -> Found:
    """Return the best `depth.k` paragraphs, the first `depth.composed` numbered for composing.

    What a search for `beside`, a text such as might answer, finds too is lifted.
    """
    filters = understood.filters
    retrieved = _searched(record, understood, depth)
    if not understood.boost.empty:
        retrieved = _lifted(record, understood, retrieved, depth)
    if beside:
        retrieved = _raised(retrieved, record.search(beside, filters, depth.k), depth.k)
    return Found(
        retrieved=tuple(retrieved),
        evidence=tuple(
            evidence(record, hit) for hit in _spoken(record, retrieved)[: depth.composed]
        ),
        filters=understood.filters,
    )


def _searched(record: Record, understood: Understood, depth: Depth) -> list[Retrieved]:
    """Search; of those who are compared each for itself, so that none is crowded out.

    What is compared is then looked for without their names, and not read: a question about two
    is none that one paragraph answers.
    """
    query, filters = understood.standalone, understood.filters
    sides = filters.country if understood.kind == "compare" else ()
    if len(sides) < 2:
        return record.search(query, filters, depth.k, late=depth.late, read=depth.read)
    share = -(-depth.k // len(sides))
    hits = [
        hit
        for side in sides
        for hit in record.search(
            understood.content or query,
            filters.model_copy(update={"country": (side,)}),
            share,
            late=depth.late,
        )
    ]
    ordered = sorted(hits, key=lambda hit: (-hit.score, hit.statement_id, hit.paragraph))
    return [hit.model_copy(update={"rank": n}) for n, hit in enumerate(ordered[: depth.k], 1)]


def evidence(record: Record, hit: Retrieved) -> Evidence:
    """Return the paragraph of a hit with its statement, numbered by its rank."""
    statement = record.statement(hit.statement_id)
    paragraph = statement.paragraphs[hit.paragraph - 1]
    return Evidence(n=hit.rank, statement=statement, paragraph=paragraph, score=hit.score)


def _lifted(
    record: Record, understood: Understood, retrieved: list[Retrieved], depth: Depth
) -> list[Retrieved]:
    """Lift the paragraphs that the weak signs speak for, from beyond the first `k` if need be."""
    boosted = understood.filters.model_copy(
        update={
            name: value
            for name, value in understood.boost
            if value and not getattr(understood.filters, name)
        }
    )
    signed = record.search(
        understood.standalone, boosted, depth.k, late=depth.late, read=depth.read
    )
    return _raised(retrieved, signed, depth.k)


def _raised(retrieved: list[Retrieved], signed: list[Retrieved], k: int) -> list[Retrieved]:
    """Lift those of `retrieved` that are also in `signed`; the others of `signed` come in below."""
    pool = {(hit.statement_id, hit.paragraph): hit for hit in retrieved}
    scores = {key: hit.score for key, hit in pool.items()}
    for hit in signed:
        key = (hit.statement_id, hit.paragraph)
        pool.setdefault(key, hit)
        # The scores of two searches are not comparable; one from beyond the list enters below it.
        base = scores.get(key, min(scores.values(), default=0.0) * hit.score)
        scores[key] = base + WEAK_SIGN
    ordered = sorted(pool, key=lambda key: (-scores[key], key))[:k]
    return [
        pool[key].model_copy(update={"rank": rank, "score": scores[key]})
        for rank, key in enumerate(ordered, 1)
    ]


def _spoken(record: Record, retrieved: list[Retrieved]) -> list[Retrieved]:
    """Return the hits that are speech; headings and lists of votes where there is nothing else."""
    speech = [
        hit
        for hit in retrieved
        if record.statement(hit.statement_id).paragraphs[hit.paragraph - 1].kind == "speech"
    ]
    return speech or retrieved
