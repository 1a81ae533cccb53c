import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers import read_bytes
from corpus.record_lines import from_value, to_line

RECORD = read_bytes(b"---\ntitle: A\ndate: 1962\n---\nOne.\n\nTwo \xe2\x80\x94 2.\n", "a.txt")


def test_a_record_comes_back_whole():
    assert from_value(json.loads(to_line(RECORD))) == RECORD


def test_a_line_is_a_line():
    assert to_line(RECORD).isascii()
    assert "\n" not in to_line(RECORD)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_no_record_is_refused(value):
    with pytest.raises(ValueError, match=r"."):
        from_value(value)


@given(st.integers(0, 2), VALUES)
def test_a_record_with_another_part_is_refused_or_holds_together(place, value):
    parts = json.loads(to_line(RECORD))
    parts[place] = value
    try:
        record = from_value(parts)
    except ValueError:
        return
    assert all(p.text == p.span.of(record.text) for p in record.passages)
