from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InvalidQuery
from ui.questions import LONGEST, QuestionTooLong, checked


def test_a_question_is_trimmed_at_both_ends_only():
    assert checked("  Who  signed it?\n") == "Who  signed it?"


@pytest.mark.parametrize("question", ["", " \n", "a\0b", "\ud800", None, 5, ["x"]])
def test_what_is_no_question_is_refused_with_a_remedy(question):
    with pytest.raises(InvalidQuery) as refused:
        checked(question)
    assert refused.value.remedy


def test_the_limit_is_4000_characters():
    assert checked("é" * LONGEST) == "é" * LONGEST
    with pytest.raises(QuestionTooLong, match="4,001 characters; the limit is 4,000"):
        checked("é" * (LONGEST + 1))


@given(st.text(min_size=1))
def test_any_text_is_trimmed_or_refused(text):
    if not text.strip() or "\0" in text or not text.isprintable() and text != text.strip():
        return
    assert checked(text) == text.strip()
