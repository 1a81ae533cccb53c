"""Records as JSON lines: how a record crosses a pipe between two processes.

JSON and not pickle: what a reading process sends may have been chosen by whoever wrote
the file, and unpickling would let them run code. A line holds the columns that the store
keeps, and is taken apart with every check that a record makes of itself.
"""

from __future__ import annotations

import json
from typing import Any, cast

from corpus.records import Record
from corpus.store_rows import RecordRow, decode, encode


def to_line(record: Record) -> str:
    """Return a record as one line of ASCII JSON, without a line end.

    Raises:
        UnreadableSource: it holds half a surrogate pair, which no file's text can.
    """
    encoded = encode(record)
    return json.dumps([record.record_id, encoded.content, encoded.passages])


def from_value(value: object) -> Record:
    """Return the record of a line that was parsed as JSON.

    Raises:
        ValueError: it is no record, or one that does not hold together.
    """
    try:
        record_id, content, passages = cast("list[Any]", value)
        _check(record_id, content, passages)
        row = RecordRow(0, record_id, None, None, None, len(passages), "", "", None, "")
        return decode(tuple(content), [tuple(passage) for passage in passages], row)
    except (KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(f"a line that is no record: {error!r}") from error


def _check(record_id: Any, content: Any, passages: Any) -> None:
    """Refuse what would be a record of the wrong types."""
    words = [record_id, *content]
    if not all(isinstance(each, str) for each in words):
        raise ValueError("a record's columns are words")
    for passage in passages:
        *_, section, page = passage[:6]
        if not all(each is None or isinstance(each, str) for each in (section, page)):
            raise ValueError("a passage's section and page are words")
