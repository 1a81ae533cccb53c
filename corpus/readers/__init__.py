"""From files to records: `read_records` for every format, `read_file` for one record.

The readers are loaded when one of these is first asked for: a question needs none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.readers.reading import (
        LARGEST_FILE,
        read_bytes,
        read_file,
        read_outcomes,
        read_records,
    )

__all__ = ["LARGEST_FILE", "read_bytes", "read_file", "read_outcomes", "read_records"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from corpus.readers import reading

    return getattr(reading, name)
