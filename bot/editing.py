"""Questions about the editor's hand: what was left out, supplied or put in brackets."""

from __future__ import annotations

import re

_OMISSION = re.compile(
    r"\b(?:complete|entire|abridged|excerpt\w*|truncated|omissions?|omitted|missing|left out"
    r"|in full)\b",
    re.I,
)
_TEXT = re.compile(
    r"\b(?:transcri\w+|translation|text|document|cable|circular|record|page)\b", re.I
)
_INSERTION = re.compile(
    r"\b(?:translator|editor)(?:['’]s|s['’]| added| inserted| supplied)|\b(?:square )?brackets?\b"
    r"|\b(?:inserted|supplied|added|interpolat\w+) by (?:the|an?) (?:translator|editor)"
    r"|\binterpolat\w+|\beditorial (?:insertion|addition|mark)",
    re.I,
)
_LISTED = re.compile(
    r"\b(?:list|show|explain|which|what|where|how many|are there)\b.*\b(?:brackets?|bracketed"
    r"|insertions?|interpolations?|editorial|supplied|inserted|added)\b"
    r"|\bwhat do the (?:square )?brackets\b",
    re.I,
)


def asks_omissions(question: str) -> bool:
    """Tell whether a question asks if the text is complete."""
    return bool(_OMISSION.search(question) and _TEXT.search(question))


def asks_insertions(question: str) -> bool:
    """Tell whether a question asks which words are an editor's."""
    return bool(_INSERTION.search(question))


def asks_brackets(question: str) -> bool:
    """Tell whether a question asks to list or explain the editor's brackets."""
    return bool(_INSERTION.search(question) and _LISTED.search(question))
