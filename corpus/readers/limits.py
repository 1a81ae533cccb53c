"""Limits: how much one file may ask of the machine that reads it."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import UnreadableSource
from corpus.readers import reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file and its reading may use; a message that refuses one names its limit.

    Attributes:
        file_bytes: largest file.
        members: most members of a zip archive.
        expanded_bytes: most bytes that a zip archive may expand to, all members together.
        ratio: most bytes that one stored byte of a zip archive may become; asked only of
            members larger than 1 MiB, as a short text may well shrink that much.
        pages: most pages of a PDF.
        characters: longest text of one record.
        passage: longest passage, in characters; a longer paragraph is cut at a sentence.
        line_bytes: longest line of a JSON Lines file.
        memory_bytes: address space of the reading process.
        processor_seconds: processor time for one file.
        wall_seconds: time for one file, not counting what the receiver takes.
        output_bytes: most bytes of records that one file may yield.
        files_per_worker: a reading process is replaced after this many files.

    Source: chosen in the project's study of reliability; a zip within these limits takes
    seconds, and a malformed file cannot starve a machine of 2 cores and 4 GiB.
    """

    file_bytes: int = 100 * 2**20
    members: int = 2_000
    expanded_bytes: int = 500 * 2**20
    ratio: int = 100
    pages: int = 5_000
    characters: int = 20_000_000
    passage: int = 8_000
    line_bytes: int = 10 * 2**20
    memory_bytes: int = 2**30
    processor_seconds: int = 60
    wall_seconds: float = 120.0
    output_bytes: int = 2**30
    files_per_worker: int = 500

    def check_file(self, size: int, name: str) -> None:
        """Refuse a file that is too large.

        Raises:
            UnreadableSource: it has more than `file_bytes`.
        """
        if size > self.file_bytes:
            said = reasons.FILE_SIZE(name=name, size=size, limit=self.file_bytes)
            raise UnreadableSource(said, reasons.CUT())

    def check_text(self, text: str, name: str) -> None:
        """Refuse a text that is too long for one record.

        Raises:
            UnreadableSource: it has more than `characters`.
        """
        if len(text) > self.characters:
            said = reasons.TEXT_SIZE(name=name, size=len(text), limit=self.characters)
            raise UnreadableSource(said, reasons.CUT())


#: The limits that hold where none are given.
DEFAULT = Limits()
