"""Characters that a text format cannot carry, and how a file's words are compared.

XML has no control characters and HTML drops some. They become U+FFFD in a file, and a
check maps the stored words alike before it compares. White space is compared as one
space, since editors and printers fold lines; every other character must be the same.
"""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def printable(text: str) -> str:
    """Return the text with line breaks as newlines and forbidden characters as U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", _BREAKS.sub("\n", text))


def comparable(text: str) -> str:
    """Return the text as words are compared: printable, white space folded."""
    return " ".join(printable(text).split())


def right_to_left(text: str) -> bool:
    """Tell whether a text begins in a script written from the right.

    Source: Unicode Standard Annex 9, rules P2 and P3: the first strong character decides.
    """
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False
