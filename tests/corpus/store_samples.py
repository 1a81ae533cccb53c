"""Records made by rule, and a writer process that can be killed at any moment."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from corpus.descriptions import Description, Field, FieldName, Origin
from corpus.passages import Because, Dropped, Passage, Role
from corpus.records import Record, Source
from corpus.spans import Span
from corpus.store import RecordStore

WHEN = "2026-11-23T10:00:00+00:00"


def record(
    record_id: str, *paragraphs: str, title: str | None = "A cable", page: str = "1"
) -> Record:
    """A record of these body paragraphs, each followed by a dropped line end."""
    text, passages, dropped = "", [], []
    for ordinal, paragraph in enumerate(paragraphs, 1):
        start = len(text)
        text += paragraph + "\n"
        passages.append(
            Passage(
                record_id=record_id,
                span=Span(start, len(text) - 1),
                text=paragraph,
                ordinal=ordinal,
                role=Role.BODY,
                section="II" if ordinal > 1 else None,
                page=page,
            )
        )
        dropped.append(Dropped(span=Span(len(text) - 1, len(text)), because=Because.SPACER))
    fields = (
        Field(name=FieldName.TITLE, value=title, raw=title or ""),
        Field(name=FieldName.DATE, value=None, raw="undated"),
        Field(name=FieldName.CATALOGUE_DATE, value="1962-10-25", raw="October 25, 1962"),
        Field(
            name=FieldName.REFERENCE_CODE,
            value="No. 109-03824-01",
            raw="No. 109-03824-01, p. 1",
            origin=Origin.DERIVED,
            span=Span(0, 1),
        ),
        Field(name=FieldName.DONOR, value=None, raw=""),
    )
    return Record(
        record_id=record_id,
        text=text,
        description=Description(profile="wilson", fields=fields),
        source=Source(
            name=f"{record_id}.txt",
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            media_type="text/plain",
            importer="sample/1",
            warnings=("a warning",),
        ),
        passages=tuple(passages),
        dropped=tuple(dropped),
    )


def numbered(n: int) -> Record:
    """The n-th record of a kill loop; from 0 to 40 passages."""
    return record(f"r{n}", *(f"Paragraph {i} of record {n}. " * 7 for i in range(n * 7 % 41)))


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def write_until_killed(folder: Path, first: int) -> None:
    """Put numbered records and remove each fifth, saying so after each commit."""
    with RecordStore.open(folder, write=True) as store:
        _say("open")
        for n in range(first, first + 100_000):
            store.put(numbered(n), imported_at=WHEN)
            _say(f"put {n}")
            if n % 5 == 0:
                store.remove(f"r{n}")
                _say(f"removed {n}")


if __name__ == "__main__":
    write_until_killed(Path(sys.argv[1]), int(sys.argv[2]))
