"""The page: conversation, evidence and the record, as tabs of one Gradio application."""
