import time
from collections import Counter
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.brackets import BracketKind, brackets, outside_brackets
from corpus.spans import Span

SEED = (files("corpus") / "data" / "seed" / "118214.txt").read_text(encoding="utf-8")
K = BracketKind


def place(text, words):
    start = text.index(words)
    return Span(start, start + len(words))


def test_the_seed_has_fifteen_brackets_of_four_kinds():
    kinds = Counter(mark.kind for mark in brackets(SEED))
    assert kinds == {K.OMISSION: 1, K.INSERTION: 12, K.GLOSS: 1, K.SUPPLIED_DATE: 1}


def test_each_bracket_is_its_slice():
    assert all(mark.span.of(SEED) == mark.text for mark in brackets(SEED))


@pytest.mark.parametrize(
    ("text", "mark", "kind"),
    [
        ("then [. . .] he left", "[. . .]", K.OMISSION),
        ("[Here follows discussion of grain.]", "[Here follows discussion of grain.]", K.OMISSION),
        ("at Yining [Gulja] last year", "[Gulja]", K.GLOSS),
        ("at Yining [Yi-ning Hsien Town-site] then", "[Yi-ning Hsien Town-site]", K.GLOSS),
        ("Wulumuqi [Urumqi].", "[Urumqi]", K.GLOSS),
        ("the Xinjiang [Uyghur Party] Committee", "[Uyghur Party]", K.INSERTION),
        ("Chen [Yi] said", "[Yi]", K.INSERTION),
        ("by [Stepan V.] Chervonenko", "[Stepan V.]", K.INSERTION),
        ("19 September [1962], claiming", "[1962]", K.SUPPLIED_DATE),
        ("a note [19 September 1962]", "[19 September 1962]", K.SUPPLIED_DATE),
        ("Mar 9 [12]", "[12]", K.CORRECTION),
        ("they was [sic] gone", "[sic]", K.CORRECTION),
        ("[Illegible handwritten text]", "[Illegible handwritten text]", K.ILLEGIBLE),
        ("[less than 1 line not declassified]", "[less than 1 line not declassified]", K.REDACTION),
        ("the note[3] said", "[3]", K.NOTE_MARK),
        ("so [p. 2] he", "[p. 2]", K.PAGE),
        ("the town [?] of", "[?]", K.DOUBT),
        ("in [a [small] town]", "[a [small] town]", K.INSERTION),
    ],
)
def test_kinds(text, mark, kind):
    assert [(found.text, found.kind) for found in brackets(text)] == [(mark, kind)]


def test_a_row_of_hyphens_takes_no_longer_than_other_words():
    began = time.monotonic()
    (found,) = brackets(f"Yining [A{'-' * 900}.] fell.")
    assert time.monotonic() - began < 1
    assert found.kind is K.INSERTION


@pytest.mark.parametrize(
    "text",
    ["at [email\u00a0protected] now", "at [email protected]", "[ ]", "[open", "a\n[b\n\nc]", "x]"],
)
def test_no_bracket(text):
    assert brackets(text) == ()


def test_a_word_that_stands_only_in_brackets_is_the_editors():
    assert not outside_brackets(SEED, place(SEED, "Uyghur"))
    assert not outside_brackets(SEED, place(SEED, "[Gulja]"))
    assert outside_brackets(SEED, place(SEED, "Yining [Gulja]"))
    assert outside_brackets(SEED, place(SEED, "riots"))
    assert not outside_brackets("[one] [two]", Span(0, 11))


def test_an_offset_moves_every_span():
    assert brackets("a [b]", offset=10)[0].span == Span(12, 15)


@given(st.text(alphabet="[]a1 \n", max_size=60))
def test_brackets_are_balanced_slices_in_order(text):
    found = brackets(text)
    assert all(mark.text == mark.span.of(text) for mark in found)
    assert all(mark.text[0] == "[" and mark.text[-1] == "]" for mark in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
