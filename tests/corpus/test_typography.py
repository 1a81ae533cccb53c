import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.typography import curled, full_stop, quoted, tex_quotes


@pytest.mark.parametrize(
    ("title", "inside_quotes", "alone"),
    [
        ("No marks", "“No marks,”", "No marks"),
        ("A, 'B'", "“A, ‘B,’”", "A, ‘B’"),
        ("A, 'China's B'", "“A, ‘China’s B,’”", "A, ‘China’s B’"),
        ("'A' and 'B'", "“‘A’ and ‘B,’”", "‘A’ and ‘B’"),
        ("'A 'B' C'", "“‘A “B” C,’”", "‘A ‘B’ C’"),
        ("'To the Workers' Party'", "“‘To the Workers’ Party,’”", "‘To the Workers’ Party’"),
        ("The Workers' '68", "“The Workers’ ’68,”", "The Workers’ ’68"),
        ("'50 Years of Peace'", "“‘50 Years of Peace,’”", "‘50 Years of Peace’"),
        ("[Kohl's] Talk in Xi'an", "“[Kohl’s] Talk in Xi’an,”", "[Kohl’s] Talk in Xi’an"),
        ('A "B"', "“A ‘B,’”", "A “B”"),
        ("A 'B \"C\"'", "“A ‘B “C,”’”", "A ‘B “C”’"),
        ("A “B ‘C’”", "“A ‘B “C,”’”", "A “B ‘C’”"),
        ("„A“ zum 'B'", "“„A“ zum ‘B,’”", "„A“ zum ‘B’"),
        ("'Unclosed", "“’Unclosed,”", "’Unclosed"),
        ("Ends in a comma,", "“Ends in a comma,”", "Ends in a comma,"),
    ],
)
def test_curling(title, inside_quotes, alone):
    assert quoted(title, ",") == inside_quotes
    assert curled(title) == alone


@pytest.mark.parametrize(
    ("title", "stopped"),
    [
        ("A 'B'", "A ‘B.’"),
        ("A 'B?'", "A ‘B?’"),
        ("At 9 a.m.", "At 9 a.m."),
        ("A …", "A …"),
        ("A (b)", "A (b)."),
    ],
)
def test_full_stops_inside_quotation_marks(title, stopped):
    assert curled(title, ".") == stopped


def test_full_stop():
    assert full_stop("A") == "A."
    assert full_stop("A.") == "A."
    assert full_stop("A.”") == "A.”"
    assert full_stop("ll. 1 (etc.)") == "ll. 1 (etc.)."


def test_tex_marks_that_touch_are_kept_apart():
    assert tex_quotes("“‘A’” and ‘B’") == "``{}`A'{}'' and `B'"
    assert tex_quotes("„A“ ‘B’") == "„A“ ‘B’"


@given(st.text(alphabet="ab '\"‘’“”(-8s", max_size=30))
def test_every_straight_mark_is_curled_and_nothing_else_changes(title):
    once = curled(title)
    assert len(once) == len(title)
    marks = str.maketrans("‘’“”", "''\"\"")
    assert once.translate(marks) == title.translate(marks)
    assert "'" not in once
    assert '"' not in once


@given(st.text(max_size=60))
def test_words_are_never_changed(title):
    marks = str.maketrans("", "", "'\"‘’“”")
    assert curled(title, nested=True).translate(marks) == title.translate(marks)
