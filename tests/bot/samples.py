"""What several tests of this room need of a record."""

from corpus.quotes import quote
from corpus.sentences import sentences


def sentence(record, words):
    """Return the sentence of a record that has some words."""
    spans = (s for p in record.passages for s in sentences(p.text, p.span.start))
    return quote(record, next(s for s in spans if words in s.of(record.text)))
