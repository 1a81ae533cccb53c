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


#: Words that stand in the names of bodies and in no person's.
_BODY = re.compile(
    r"\b(?:academy|administration|agency|archives?|army|assembly|association|bank|board|branch"
    r"|bureau|cent(?:er|re)|college|commission|committee|communist|company|conference|congress"
    r"|consulate|corporation|council|court|delegation|department|division|embassy|foundation"
    r"|general|government|group|headquarters|institute|intelligence|international|legation"
    r"|library|ministry|mission|museum|national|nations|office|organi[sz]ation|parliament|party"
    r"|press|republic|school|secretariat|section|senate|service|society|staff|station|team"
    r"|translations?|union|university|of|the|for|and|und|et|y)\b",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"\b(?:admiral|ambassador|brigadier|captain|colonel|commander|dr|generalissimo|general|lady"
    r"|lieutenant|lord|major|marshal|mrs?|ms|prof(?:essor)?|rev(?:erend)?|sir)\b\.?",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"[^\W\d_][^\W\d_.'’-]*\.?(?:[ '’-][^\W\d_]+\.?){1,4}")
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\b\.?", re.IGNORECASE)


def names_body(name: str) -> bool:
    """Tell whether a word of a name is one that only bodies bear."""
    return _BODY.search(name) is not None


def with_initials(name: str) -> str:
    """Return a person's inverted name with the given names as initials.

    >>> with_initials("Lodge, Henry Cabot, Jr."), with_initials("King, Colonel J.C.")
    ('Lodge, H. C., Jr.', 'King, J. C.')
    """
    family, given, *suffix = [*name.split(", "), ""]
    return ", ".join(part for part in (family, _initials(given), *suffix) if part)


def spoken_with_initials(name: str) -> str:
    """Return a name in natural order with initials where it is plainly a person's.

    >>> spoken_with_initials("Stephen Mercado"), spoken_with_initials("7Brands")
    ('S. Mercado', '7Brands')
    """
    if not _SPOKEN.fullmatch(name) or names_body(name):
        return name
    *given, family = name.split()
    while given and given[-1][0].islower():
        family = f"{given.pop()} {family}"
    return " ".join(part for part in (_initials(" ".join(given)), family) if part)


def _initials(given: str) -> str:
    """Shorten the words that begin with a capital, ranks left out; particles stay."""
    apart = re.sub(r"\.(?=\w)", ". ", _RANK.sub("", given))
    words = (
        "-".join(f"{part[0]}." for part in word.split("-") if part) if word[0].isupper() else word
        for word in apart.split()
    )
    return " ".join(words)


def natural_order(name: str) -> str:
    """Return an inverted name as it is spoken.

    >>> natural_order("Lodge, Henry Cabot, Jr.")
    'Henry Cabot Lodge Jr.'
    """
    parts = [part.strip() for part in name.split(",") if part.strip()]
    suffix = [part for part in parts[1:] if _SUFFIX.fullmatch(part)]
    others = [part for part in parts[1:] if part not in suffix]
    return " ".join([*others[:1], *parts[:1], *suffix])
