"""Record starts: how each record begins, as one more text that the encoder reads.

A record's title and first lines say what it is about as a whole, which no window of it
need do.
"""

from __future__ import annotations

from corpus.descriptions import FieldName
from corpus.passages import Role
from corpus.records import Record
from embeddings.units import CountTokens

#: Longest run without a blank that is not cut inside, in characters; CJK has no blanks.
_LONGEST_WORD = 40

#: Passages from which how a lone record begins is asked for: it tells no passage from another,
#: but with fewer the gate hardly counts it either, and its encoder need not be loaded.
FEW = 100


def are_compared(records: int, passages: int) -> bool:
    """Tell whether queries are compared with how the records of an archive begin."""
    return records > 1 or passages >= FEW


def whole_start(record: Record) -> str:
    """Return the text that the start of a record is cut from: its title, then its body.

    An editors' note has no body, and other passages stand for it; a record without any words
    begins with its id.
    """
    title = record.description.value(FieldName.TITLE)
    lines = [p.text for p in record.passages if p.role is Role.BODY]
    lines = lines or [p.text for p in record.passages if p.role is not Role.HEADING]
    return "\n".join([title, *lines] if title else lines or [record.record_id])


def start_length(text: str, count_tokens: CountTokens, limit: int) -> int:
    """Return how many characters of a text the encoder reads to the end, in whole words.

    Args:
        text: what begins the record.
        count_tokens: the encoder's count, special tokens included.
        limit: the encoder's limit in those tokens.

    Returns:
        A length of which the text before it has at most `limit` tokens; at least 1.
    """
    ends = _word_ends(text, limit)
    fits, beyond = 0, len(ends)
    while beyond - fits > 1:
        # Several lengths are counted at once: a call costs more than a text.
        step = max(1, (beyond - fits) // 8)
        tried = list(range(fits + step, beyond, step))
        counts = count_tokens([text[: ends[i]] for i in tried])
        for i, count in zip(tried, counts, strict=True):
            if count > limit:
                beyond = i
                break
            fits = i
    return ends[fits]


def _word_ends(text: str, most: int) -> list[int]:
    """Return where the first words end, with the places inside of words too long for one.

    Every word has a token at least, so no more than `most` can fit.
    """
    ends: list[int] = []
    began = 0
    for i, character in enumerate(text):
        if character.isspace():
            if i > began:
                ends.append(i)
            began = i + 1
        elif i - began >= _LONGEST_WORD:
            ends.append(i)
        if len(ends) > most:
            return ends
    return [*ends, len(text)] if not ends or ends[-1] < len(text) else ends
