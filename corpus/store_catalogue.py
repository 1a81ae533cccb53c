"""The catalogue of the store: what a list shows of each record, without its text."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import store_rows
from corpus.store_rows import RecordRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much an archive holds.

    Attributes:
        records: live records.
        passages: their passages of every role.
    """

    records: int
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A record as a list shows it.

    Attributes:
        record_id: the record.
        title: the catalogue's title, else the document's own; None when it has none.
        date: the document's date, else the catalogue's (EDTF); None when unknown.
        reference_code: the archive's reference code, if recorded.
        passages: number of passages of every role.
        sound: False when the row is damaged: then only the id is given, as it is read.
    """

    record_id: str
    title: str | None
    date: str | None
    reference_code: str | None
    passages: int
    sound: bool = True


def is_listed(row: RecordRow) -> bool:
    """Tell whether a row is live; a damaged one is, lest a record vanish in silence."""
    return row.removed_seq is None or not row.sound


def summarise(row: RecordRow) -> Summary:
    """Return what a list shows of a row."""
    if not row.sound:
        return Summary(
            record_id=store_rows.printable(row.record_id),
            title=None,
            date=None,
            reference_code=None,
            passages=0,
            sound=False,
        )
    return Summary(
        record_id=row.record_id,
        title=row.title,
        date=row.date,
        reference_code=row.reference_code,
        passages=row.passages,
    )
