"""Every error of this layer; the message is one line that says what is wrong and what to do.

OnRecordError
├── ReadError            a source could not be read: file, place, reason
├── RecordBusyError      another process is writing
├── RecordMissingError   there is no record in the directory, or no such statement
├── StorageError         the data directory cannot be read or written: full disk, read-only, damaged
├── CorrectionError      a correction names no field, or a value that is none for it
├── UploadError          a file cannot be kept in the data directory under its name
├── IndexDamagedError    an index does not agree with the ledger; it is rebuilt
└── ModelFileError       the embedding model's files are not what they should be
"""

from __future__ import annotations


class OnRecordError(Exception):
    """Base of all errors meant for a person's eyes."""


class ReadError(OnRecordError):
    """A source could not be read; holds where and why."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class RecordBusyError(OnRecordError):
    """Another process is writing to the record."""


class RecordMissingError(OnRecordError):
    """There is no record, statement or answer where one was asked for."""


class StorageError(OnRecordError):
    """The data directory cannot be read or written: a full disk, a read-only folder, damage."""


class CorrectionError(OnRecordError):
    """A correction cannot be made as it was asked for."""


class UploadError(OnRecordError):
    """A file was not taken into the data directory."""


class IndexDamagedError(OnRecordError):
    """An index cannot be opened or does not agree with the ledger."""


class ModelFileError(OnRecordError):
    """The embedding model's files are missing or altered."""
