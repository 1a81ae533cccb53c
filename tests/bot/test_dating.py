"""The date that a sentence gives to what it tells."""

import pytest

from bot.dating import dating_of
from corpus.quotes import quote
from corpus.readers import read_bytes
from corpus.readers.plain import plain_record
from corpus.spans import Span


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("It was sent on 3 May 1961.", "1961-05-03"),
        ("It was sent on May 3rd, 1961, and again on 2 June 1960.", "1960-06-02"),
        ("In March 1958 it began.", "1958-03"),
        ("It began in 1957.", "1957"),
        ("It may last year after year.", None),
        ("Circular No. 1962 arrived.", None),
    ],
)
def test_stated_dates(text, edtf):
    record = plain_record("x", "", text)
    found = dating_of(quote(record, record.body[0].span))
    assert (found.date.edtf if found else None) == edtf
    assert found is None or (found.stated and found.span.of(text))


def test_reckoned_dates_are_told_apart(seed_text):
    seed = read_bytes(seed_text.encode(), "118214.txt")
    at = seed_text.index("In order to continue to pressure")
    found = dating_of(quote(seed, Span(at, seed_text.index("slander.") + 8)))
    assert (found.date.edtf, found.stated) == ("1963-07-18", False)
