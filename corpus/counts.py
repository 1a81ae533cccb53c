"""Counts in words for people."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "record"), counted(3255, "passage")
    ('1 record', '3,255 passages')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def agreed(number: int, one: str, several: str) -> str:
    """Return what is said of one thing, or of several with their number.

    >>> agreed(1, "1 part is left out", "{} parts are left out")
    '1 part is left out'
    """
    return one if number == 1 else several.format(f"{number:,}")
