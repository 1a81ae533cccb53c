import pytest

from corpus.passages import Passage
from corpus.spans import Span

TEXT = "The talks ended. No paper was signed."


def passage(*breaks, page="12", start=0):
    return Passage(
        record_id="v/d1",
        span=Span(start, start + len(TEXT)),
        text=TEXT,
        ordinal=1,
        page=page,
        page_breaks=breaks,
    )


@pytest.mark.parametrize(
    ("start", "end", "pages"),
    [
        (0, 16, ("12", "12")),  # the first sentence
        (17, 37, ("12", "13")),  # the second, which the page break parts
        (20, 37, ("13", "13")),
        (0, 37, ("12", "13")),
        (19, 20, ("12", "12")),
        (20, 20, ("13", "13")),
    ],
)
def test_the_pages_of_a_stretch_are_those_it_stands_on(start, end, pages):
    assert passage((20, "13")).pages(Span(start, end)) == pages


def test_pages_are_known_from_the_first_mark_on():
    begins_unmarked = passage((20, "2"), (30, "3"), page=None)
    assert begins_unmarked.pages(Span(0, 10)) is None
    assert begins_unmarked.pages(Span(20, 37)) == ("2", "3")
    assert begins_unmarked.pages(Span(0, 37)) == ("2", "3")
    assert passage(page=None).pages(Span(0, 37)) is None


@pytest.mark.parametrize("breaks", [((0, "2"),), ((37, "2"),), ((9, "2"), (9, "3")), ((40, "2"),)])
def test_page_breaks_lie_inside_and_in_order(breaks):
    with pytest.raises(ValueError, match="page breaks"):
        passage(*breaks)
