"""Counts in words for people."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "record"), counted(3255, "passage")
    ('1 record', '3,255 passages')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
