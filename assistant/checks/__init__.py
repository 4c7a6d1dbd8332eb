"""What can be wrong with a sentence that cites a paragraph; one kind of fault a module.

Each check returns the fault in words for a reader, or None.
"""
