"""What several tests of this room need of a record."""

import dataclasses

from corpus.descriptions import Description, Field, FieldName
from corpus.quotes import quote
from corpus.readers.plain import plain_record
from corpus.sentences import sentences


def sentence(record, words):
    """Return the sentence of a record that has some words."""
    spans = (s for p in record.passages for s in sentences(p.text, p.span.start))
    return quote(record, next(s for s in spans if words in s.of(record.text)))


def described(record_id, text="Words.", **fields):
    """Return a record whose catalogue has these fields alone, named with _ for a blank."""
    given = tuple(
        Field(name=FieldName(name.replace("_", " ")), value=value, raw=value)
        for name, value in fields.items()
    )
    description = Description(profile="plain", fields=given)
    return dataclasses.replace(plain_record(record_id, "", text), description=description)
