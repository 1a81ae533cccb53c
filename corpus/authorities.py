"""Authorities: the persons and terms that an edition's own lists explain.

A volume's list of persons says who "Mr. Parsons" was, its list of terms what "FE" stood
for. They are the editors' words: they help to find and to name, and are never quoted as
a document's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class AuthorityKind(StrEnum):
    """What an authority names."""

    PERSON = "person"
    TERM = "term"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """One entry of a list of persons or terms.

    Attributes:
        kind: person or term.
        key: what the edition's own references call it, without `#`; "" where the list
            gives it no id.
        name: as the list prints it: "Parsons, J. Graham", "PRC".
        aliases: other forms that the entry itself gives.
        description: the rest of the entry: offices and years, or the words a term
            stands for.
        source: the volume, by its id.
    """

    kind: AuthorityKind
    key: str
    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    source: str = ""


_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\b\.?", re.IGNORECASE)


def natural_order(name: str) -> str:
    """Return an inverted name as it is spoken.

    >>> natural_order("Lodge, Henry Cabot, Jr.")
    'Henry Cabot Lodge Jr.'
    """
    parts = [part.strip() for part in name.split(",") if part.strip()]
    suffix = [part for part in parts[1:] if _SUFFIX.fullmatch(part)]
    others = [part for part in parts[1:] if part not in suffix]
    return " ".join([*others[:1], *parts[:1], *suffix])
