"""Dating: what is said of a record whose date has words that are not understood."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.dates import undated
from corpus.descriptions import Field, FieldName
from corpus.readers.naming import shown

_DATES = (FieldName.DATE, FieldName.CATALOGUE_DATE)
#: Most characters of such words that are shown.
_SHOWN = 60


def unread_date(fields: Sequence[Field]) -> tuple[str, ...]:
    """Return what a person should know of dates that were not read, if none was.

    Args:
        fields: of one record.
    """
    dates = [field for field in fields if field.name in _DATES]
    if any(field.value for field in dates):
        return ()
    return tuple(
        f"The date “{shown(field.raw)[:_SHOWN]}” is not understood: no filter by date finds this."
        for field in dates
        if not undated(field.raw)
    )
