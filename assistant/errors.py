"""Every error of this layer; the message is one line that says what is wrong and what to do.

OnRecordError (vectorstore.errors)
├── PromptError          a prompt file and its header, or its variables, do not agree
├── SettingsError        a setting has no value it can have
└── ModelFault           the model server gave no usable reply; the extractive answer stands in
"""

from __future__ import annotations

from typing import Literal

from vectorstore.errors import OnRecordError

FaultKind = Literal["timeout", "rate_limited", "server", "empty", "cut", "refused", "unreachable"]

__all__ = ["FaultKind", "ModelFault", "OnRecordError", "PromptError", "SettingsError"]


class PromptError(OnRecordError):
    """A prompt is missing, or its header and its text do not agree."""


class SettingsError(OnRecordError):
    """A setting cannot be used as it is; the message names it, never a secret's value."""


class ModelFault(OnRecordError):  # noqa: N818 - the name tells it from a fault of ours
    """The model server gave no usable reply; no key is ever part of the message.

    `retry_after` is in seconds, None where the server named none. "refused" covers both a
    request that the server will not take (key, model name) and a model that declines to speak.
    """

    def __init__(
        self,
        kind: FaultKind,
        message: str,
        *,
        retryable: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.retryable = retryable
        self.retry_after = retry_after
