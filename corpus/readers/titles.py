"""Catalogue titles: the genre, the sender and the document's own title inside them.

Cable from the Chinese Foreign Ministry, 'Our Efforts Against …'
^^^^^          ^^^^^^^^^^^^^^^^^^^^^^^^   ^^^^^^^^^^^^^^^^^^^^^
genre          creator                    short title
"""

from __future__ import annotations

import re

from corpus.spans import Span

_GENRES = (
    "Ciphered Telegram",
    "Memorandum of Conversation",
    "Memorandum for the Record",
    "Record of Conversation",
    "Record of a Conversation",
    "Record of a Meeting",
    "Minutes of Conversation",
    "Minutes of the Meeting",
    "Note Verbale",
    "Work Report",
    "Joint Communiqué",
    "Press Release",
    "Aide-mémoire",
    "Aide-Memoire",
    "Cable",
    "Circular",
    "Communiqué",
    "Declaration",
    "Decree",
    "Despatch",
    "Diary",
    "Directive",
    "Dispatch",
    "Draft",
    "Gazette",
    "Instructions",
    "Interview",
    "Journal",
    "Letter",
    "Memorandum",
    "Message",
    "Minutes",
    "Note",
    "Notes",
    "Protocol",
    "Record",
    "Report",
    "Resolution",
    "Speech",
    "Statement",
    "Stenogram",
    "Summary",
    "Talking Points",
    "Telegram",
    "Transcript",
    "Treaty",
)
_GENRE = re.compile(
    rf"(?:{'|'.join(re.escape(name) for name in sorted(_GENRES, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
# The quoted title follows a comma or colon, or opens the whole; a mere apostrophe and a
# quoted word ("Marked 'Final Version'") do not.
_QUOTED = re.compile(r"(?:^|[,:]\s*)(?:'(?P<a>.+)'|‘(?P<b>.+)’|“(?P<c>.+)”|\"(?P<d>.+)\")(?!\w)")
_FROM = re.compile(
    r"\s(?:[\w/.-]+\s){0,3}?from\s+(?:the\s+)?(?P<sender>[^,:;‘“'\"]+)", re.IGNORECASE
)
_FROM_END = re.compile(r"\s(?:regarding|concerning|about|on)\s|\s*\(.*$", re.IGNORECASE)
#: No title is longer; beyond it nothing is read out.
_LONGEST = 1000


def genre(title: str) -> Span | None:
    """Return where the title's first words name a genre."""
    found = _GENRE.match(title[:_LONGEST])
    return Span(0, found.end()) if found else None


def short_title(title: str) -> Span | None:
    """Return where the title quotes the document's own title, without the marks."""
    found = _QUOTED.search(title) if len(title) <= _LONGEST else None
    if not found or found.lastgroup is None:
        return None
    return Span(*found.span(found.lastgroup))


def own_titles(title: str) -> tuple[str, ...]:
    """Return the titles by which a document's own heading is known: its record's, and the inner."""
    inner = short_title(title)
    return (title, *((inner.of(title),) if inner else ()))


def sender(title: str) -> Span | None:
    """Return where the title says who it is from.

    Only a sender right after the genre counts. With two "to" in it ("from the
    Ambassador to the USSR to …") its end is not known, and None is returned.
    """
    kind = genre(title)
    found = _FROM.match(title[:_LONGEST], kind.end) if kind else None
    if not found:
        return None
    start, words = found.start("sender"), found["sender"]
    cut = _FROM_END.search(words)
    words = words[: cut.start()] if cut else words
    receivers = [place.start() for place in re.finditer(r"\sto\s", words)]
    if len(receivers) > 1:
        return None
    words = (words[: receivers[0]] if receivers else words).rstrip()
    return Span(start, start + len(words)) if words else None
