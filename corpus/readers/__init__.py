"""From a file to a record: `read_file` and `read_bytes`."""

from __future__ import annotations

from corpus.readers.reading import LARGEST_FILE, read_bytes, read_file, read_outcomes, read_records

__all__ = ["LARGEST_FILE", "read_bytes", "read_file", "read_outcomes", "read_records"]
