"""Every error that a person is meant to read.

An `ArchiveError` says what happened and what to do about it; the command line
and the page print it as it stands. Any other exception is a bug and keeps its
traceback.

    ArchiveError
    |-- UnreadableSource   a file that no reader accepts
    |-- UnknownRecord      no record, passage or paragraph has that name
    |-- NotVerbatim        a quote that is not its slice of the stored text
    |-- UnknownStyle       a citation style Dragoman does not write
    |-- UnknownFormat      a file format Dragoman does not write or check
    |-- InvalidQuery       a query that cannot be searched
    |-- ArchiveBusy        another process is writing to the archive
    |-- ArchiveReadOnly    the archive folder cannot be written
    |-- ArchiveDamaged     stored bytes do not match their hashes
    |-- IndexMissing       the archive has no search index yet
    |-- IndexMismatch      the index was made by another model
    |-- ModelUnavailable   the model's weights are missing or altered
    `-- SettingsError      a setting that is unknown or out of range
"""

from __future__ import annotations

from typing import Any

from corpus.sayings import sayings, together


class ArchiveError(Exception):
    """A named failure with its remedy.

    Args:
        message: what happened, one sentence; a `Saying` where a page may have to show it.
        remedy: what the reader can do, one sentence; may be empty; as the message.
    """

    #: Exit status of the command line (architecture: 3 refused or failed, 4 needs repair).
    exit_code = 3

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy

    @property
    def sentences(self) -> str:
        """Message and remedy in one text."""
        return together(self.message, self.remedy)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data: `said` has both once more, by code, for other languages."""
        both = (self.message, self.remedy)
        return {"error": str(both[0]), "remedy": str(both[1]), "said": sayings(both)}


class UnreadableSource(ArchiveError):
    """A file that no reader accepts."""


class UnknownRecord(ArchiveError):
    """No record, passage or paragraph has that name."""


class UnknownConversation(ArchiveError):
    """No stored conversation has that id."""


class NotVerbatim(ArchiveError):
    """A quote that is not its slice of the stored text."""

    exit_code = 4


class UnknownStyle(ArchiveError):
    """A citation style Dragoman does not write."""

    exit_code = 2


class UnknownFormat(ArchiveError):
    """A file format that Dragoman does not write, or cannot check."""

    exit_code = 2


class InvalidQuery(ArchiveError):
    """A query that cannot be searched: empty, or longer than the limit."""

    exit_code = 2


class NothingCited(ArchiveError):
    """A list of cited records is wanted of answers that cite none."""


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive."""


class ArchiveReadOnly(ArchiveError):
    """The archive folder cannot be written."""


class ArchiveDamaged(ArchiveError):
    """Stored bytes do not match their hashes."""

    exit_code = 4


class IndexMissing(ArchiveError):
    """The archive has no search index yet."""

    exit_code = 4


class IndexMismatch(ArchiveError):
    """The index was made by another model."""

    exit_code = 4


class ModelUnavailable(ArchiveError):
    """The model's weights are missing or altered."""


class SettingsError(ArchiveError):
    """A setting that is unknown or out of range."""

    exit_code = 2
