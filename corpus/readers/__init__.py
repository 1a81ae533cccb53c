"""From files to records: `read_records` for every format, `read_file` for one record."""

from __future__ import annotations

from corpus.readers.reading import LARGEST_FILE, read_bytes, read_file, read_outcomes, read_records

__all__ = ["LARGEST_FILE", "read_bytes", "read_file", "read_outcomes", "read_records"]
