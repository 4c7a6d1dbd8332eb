"""Sets of questions and answers in, measured runs of the assistant out."""
