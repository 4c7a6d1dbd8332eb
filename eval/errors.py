"""Every error of this layer; the message is one line that says where, what is wrong and what to do.

OnRecordError
└── EvalError            an evaluation cannot go on
    └── CaseError        a case is malformed or does not agree with the record
"""

from __future__ import annotations

from vectorstore.errors import OnRecordError


class EvalError(OnRecordError):
    """An evaluation cannot go on."""


class CaseError(EvalError):
    """A case is malformed or does not agree with the record; holds file, line and field."""

    def __init__(self, place: str, field: str, reason: str) -> None:
        super().__init__(f"{place}: {field}: {reason}" if field else f"{place}: {reason}")
        self.place = place
        self.field = field
        self.reason = reason
