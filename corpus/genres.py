"""Genres inside a sentence: "the memorandum of conversation", "the Central Intelligence Report"."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
#: Words that name what a document is; any other may be a name and keeps its capital.
_COMMON = frozenset(
    """
    a action address agenda aide-memoire aide-mémoire airgram an analysis and announcement
    assessment background backchannel briefing bulletin by cable cablegram chronology ciphered
    circular comment communication communiqué communique conference contact conversation
    conversations declaration decree despatch diary directive discussion discussions dispatch
    document draft editorial entry estimate extract extracts file files for gazette guidelines
    information instruction instructions intelligence interim interview joint journal letter list
    meeting meetings memoir memoranda memorandum message minutes national note notes of official
    on oral order outline paper personal plan policy position press proposal protocol record release
    remarks report reports research resolution review situation special speech staff statement
    stenogram study summary talking points telegram telephone telex the transcript translation
    treaty verbale verbatim weekly with work working
    """.split()
)


def is_of_editors(genre: str) -> bool:
    """Tell whether a record of a genre is wholly its editors': an editorial note."""
    return genre.casefold() == "editorial note"


def in_sentence(genre: str) -> str:
    """Return a genre as it is written inside a sentence.

    In small letters where all its words are common ones; else as the catalogue has it, for
    the names in it.
    """
    words = _WORD.findall(genre.lower())
    return genre.lower() if all(word in _COMMON for word in words) else genre
