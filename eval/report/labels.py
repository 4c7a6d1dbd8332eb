"""The name of a metric in, what it is called and what it says in plain words out."""

from __future__ import annotations

from typing import NamedTuple

HEADLINE = (
    "hit@5",
    "hit@20",
    "key_fact_recall",
    "members_f1",
    "count_exact",
    "citation_recall",
    "citation_precision",
    "citation_validity",
    "quote_fidelity",
    "attribution",
    "gold_recall",
    "refusal_precision",
    "refusal_recall",
    "false_refusal",
    "crag",
)
LOWER_IS_BETTER = frozenset({"false_refusal"})
SIGNED = frozenset({"crag"})  # from -1 to 1, and no share


class Label(NamedTuple):
    """How a metric is shown."""

    group: str
    name: str
    says: str


FOUND, SAID, CITED, REFUSED, OVERALL = (
    "Finding the paragraph",
    "Saying what was asked",
    "Citing it",
    "Refusing",
    "Overall",
)

LABELS = {
    "recall@5": Label(FOUND, "Recall at 5", "Share of the gold paragraphs among the first five."),
    "recall@10": Label(FOUND, "Recall at 10", "The same among the first ten."),
    "recall@20": Label(FOUND, "Recall at 20", "The same among the first twenty."),
    "nDCG@10": Label(FOUND, "nDCG at 10", "Order of the first ten: 1 has all gold on top."),
    "MRR": Label(FOUND, "Mean reciprocal rank", "One divided by the rank of the first gold."),
    "key_fact_recall": Label(SAID, "Key facts said", "Share of the facts asked for that it holds."),
    "members_precision": Label(SAID, "Set precision", "Share of the countries listed that belong."),
    "members_recall": Label(SAID, "Set recall", "Share of the countries due that are listed."),
    "members_f1": Label(SAID, "Set F1", "Both at once; 1 is the exact set."),
    "count_exact": Label(SAID, "Exact count", "The number given is the number counted by hand."),
    "reference_recall": Label(SAID, "Reference recall", "Words of the reference answer; rough."),
    "reference_f1": Label(SAID, "Reference F1", "Words shared with the reference answer; rough."),
    "citation_validity": Label(CITED, "Citations point somewhere", "A paragraph of the record."),
    "quote_fidelity": Label(CITED, "Quotes verbatim", "Every quoted word stands in the record."),
    "attribution": Label(CITED, "Right speaker", "Each sentence and citation names who spoke."),
    "citation_recall": Label(
        CITED, "Sentences supported", "By what they cite (ALCE recall, offline entailment)."
    ),
    "citation_precision": Label(
        CITED, "Citations needed", "Those that bear their sentence out (ALCE precision)."
    ),
    "gold_precision": Label(CITED, "Gold precision", "Cited paragraphs that are gold."),
    "gold_recall": Label(CITED, "Gold recall", "Gold paragraphs that are cited."),
    "gold_f1": Label(CITED, "Gold F1", "Both at once."),
    "refusal_precision": Label(REFUSED, "Refusals right", "Refused, and the record has no answer."),
    "refusal_recall": Label(REFUSED, "Refusals made", "Of the unanswerable, those refused."),
    "false_refusal": Label(
        REFUSED, "False refusals", "Refused though answerable; lower is better."
    ),
    "refusal_reason": Label(REFUSED, "Right reason", "Refused, and for the reason that holds."),
    "premise_corrected": Label(
        REFUSED, "False premise met", "Refused, or answered by what was in fact said."
    ),
    "crag": Label(
        OVERALL, "Right less wrong", "CRAG score from -1 to 1: a wrong answer costs, a refusal not."
    ),
    "word_overlap": Label(FOUND, "Word overlap", "Words of the question in its gold paragraph."),
}


def label(metric: str) -> Label:
    """Return how the metric is shown; one that is not known here is shown by its name."""
    if metric.startswith("hit@"):
        k = metric.removeprefix("hit@")
        return Label(FOUND, f"Found in the first {k}", f"A gold paragraph is among the first {k}.")
    return LABELS.get(metric, Label(OVERALL, metric, ""))
