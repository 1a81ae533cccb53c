"""Half-open spans of code points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.spans import Span

spans = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda p: Span(min(p), max(p)))


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 3), (-2, -1)])
def test_a_span_that_is_none_is_refused(start, end):
    with pytest.raises(ValueError, match="0 <= start <= end"):
        Span(start, end)


def test_offsets_count_code_points():
    assert Span(1, 3).of("😀伊宁") == "伊宁"
    assert len(Span(1, 3)) == 2


def test_a_span_past_the_end_is_refused_and_not_cut():
    with pytest.raises(ValueError, match="reaches past 3 characters"):
        Span(2, 4).of("abc")


@given(spans, spans)
def test_within_and_overlaps_are_those_of_sets(one, other):
    characters, others = set(range(one.start, one.end)), set(range(other.start, other.end))
    if one and other:
        assert one.within(other) == (characters <= others)
        assert one.overlaps(other) == bool(characters & others)


@given(spans, st.integers(0, 9), st.text(min_size=60, max_size=70))
def test_a_shifted_span_covers_what_stands_there(span, offset, text):
    assert span.shifted(offset).of(text) == span.of(text[offset:])


def test_spans_sort_by_place():
    assert sorted([Span(5, 6), Span(1, 9), Span(1, 2)]) == [Span(1, 2), Span(1, 9), Span(5, 6)]
