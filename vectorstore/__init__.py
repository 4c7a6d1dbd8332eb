"""Statements in, ranked paragraphs out; knows no language model."""
