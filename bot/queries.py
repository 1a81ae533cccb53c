"""Queries: what can be searched at all."""

from __future__ import annotations

from corpus.errors import InvalidQuery
from corpus.sayings import Form

_EMPTY = Form("query.empty", "The question is empty.")
_TYPE = Form("remedy.question", "Type a question.")
_LONG = Form("query.long", "The question has {size:,} characters; at most {limit:,} are read.")
_SHORTER = Form("remedy.shorter", "Ask a shorter one.")
_CONTROLS = Form("query.controls", "The question holds control characters.")
_PLAIN = Form("remedy.plain text", "Type it again as plain text.")
#: Longest query in characters; a page of typescript has about 3,000.
MAX_QUERY = 4000


def checked_query(query: str) -> str:
    """Return the query if it can be searched, on one line with single blanks.

    No blanks stand beside blanks, which the many rules for questions would try in all ways.

    Raises:
        InvalidQuery: it is empty, too long, or holds what no text holds.
        TypeError: it is no text.
    """
    if not isinstance(query, str):
        raise TypeError(f"A question is a string; this is {query!r:.80}.")
    if not query.strip():
        raise InvalidQuery(_EMPTY(), _TYPE())
    if len(query) > MAX_QUERY:
        raise InvalidQuery(_LONG(size=len(query), limit=MAX_QUERY), _SHORTER())
    if any(ord(c) < 32 and c not in "\t\n\r" or 0xD800 <= ord(c) <= 0xDFFF for c in query):
        raise InvalidQuery(_CONTROLS(), _PLAIN())
    return " ".join(query.split())
