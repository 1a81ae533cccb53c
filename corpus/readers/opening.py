"""Openings: a first line of plain text that is plainly the document's own title."""

from __future__ import annotations

import re

from corpus.dates import parse_date
from corpus.spans import Span

#: Most characters of a line that is taken for a title.
_LONGEST = 120
_BREAK = re.compile(r"\r\n|[\r\n\f\x85\u2028\u2029]")
# Two words, or as many signs as two words have in Chinese.
_WORDS = re.compile(r"[^\W\d_]\S*\s(?:.*\s)?\W*[^\W_]|[\u3400-\u9fff]{4}")
# A sentence ends so, or a salutation, or what introduces the lines below it.
_ENDS = re.compile(r"[.,;:!…。，；：！、]\W*$")
_OTHER = re.compile(
    r"[\[(<*_=#|>•–—-]|(?:my\s+)?dear\b|(?:comrades?|sirs?|gentlemen|excellency|to|from|page)\b"
    r"|.*\b(?:secret|confidential|restricted|classified|copy|translation)\W*$",
    re.IGNORECASE,
)
#: Most words of a place in a dateline ("New Delhi, 3 May 1951").
_PLACE = 2


def title_line(text: str, first: Span, second: Span) -> bool:
    """Tell whether the first paragraph of a text is its title, set apart by an empty line.

    What may as well be a salutation, a dateline, a mark of secrecy or a sentence is none: a
    record without a title is cited by its id, and one with a false title is cited wrongly.

    Args:
        text: the text.
        first: its first paragraph.
        second: the one after it.
    """
    words = first.of(text)
    return (
        len(words) <= _LONGEST
        and not _BREAK.search(words)
        and len(_BREAK.findall(text, first.end, second.start)) > 1
        and not words[0].islower()
        and bool(_WORDS.search(words))
        and not _ENDS.search(words)
        and not _OTHER.match(words)
        and not _is_dateline(words)
    )


def _is_dateline(words: str) -> bool:
    place, _, rest = words.partition(",")
    dated = rest if rest and len(place.split()) <= _PLACE else words
    return parse_date(dated.strip()) is not None
