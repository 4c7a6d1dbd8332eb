"""An answer and what is known of its case in, one score out; each metric a small pure function."""
