"""The backlog: records that the archive holds and its index does not show yet.

Each record is safe as soon as it is read, but the index is made of many at once: while they are
being added, and after that was cut off, there are records that no question can find.
"""

from __future__ import annotations

from corpus.sayings import Form, together
from corpus.store import RecordStore
from embeddings.generation import Generation

_NOT_INDEXED = Form(
    "index.behind",
    "{n:,} records held here are not in the search index yet, so nothing is found in them.",
    "{n} record held here is not in the search index yet, so nothing is found in it.",
)
_GO_ON = Form(
    "remedy.behind",
    "Unless records are being added at this moment, give the 'dragoman add' that was cut off "
    "once more, or run 'dragoman rebuild'.",
)


def backlog(store: RecordStore, generation: Generation) -> str | None:
    """Say how many live records a generation lacks or has in former words, and what to do.

    None when there are none.
    """
    number = store.added_since(generation.manifest.corpus_seq, generation.hashes)
    return together(_NOT_INDEXED(n=number), _GO_ON()) if number else None
