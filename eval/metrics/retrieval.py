"""Ranked paragraphs and gold paragraphs in, measures of the ranking out, by ir-measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

HIT_AT = (1, 3, 5, 10, 20)
RECALL_AT = (5, 10, 20)
METRICS = (
    *(f"hit@{k}" for k in HIT_AT),
    *(f"recall@{k}" for k in RECALL_AT),
    "nDCG@10",
    "MRR",
)


def retrieval(ranked: Sequence[str], gold: Mapping[str, int]) -> dict[str, float]:
    """Return every measure of METRICS, each in [0, 1].

    `ranked` are paragraph keys, best first; `gold` their grades, at least one. hit@k is Success@k
    of trec_eval, MRR its reciprocal rank, nDCG has linear gains and discount log2(rank + 1).
    """
    import ir_measures
    from ir_measures import RR, R, Success, nDCG

    measures = {f"hit@{k}": Success @ k for k in HIT_AT}
    measures |= {f"recall@{k}": R @ k for k in RECALL_AT}
    measures |= {"nDCG@10": nDCG @ 10, "MRR": RR}
    # trec_eval orders by score and breaks ties by id, so each rank gets a score of its own.
    scores = {key: -float(rank) for rank, key in enumerate(dict.fromkeys(ranked))}
    found = ir_measures.calc_aggregate(list(measures.values()), {"q": dict(gold)}, {"q": scores})
    return {name: float(found[measure]) for name, measure in measures.items()}
