"""How hits and answers look in a notebook: escaped, marked, without control characters."""

from html.parser import HTMLParser

import pytest

from bot.hits import Hit, Hits
from corpus.names import Expansion, NameKind
from corpus.readers.plain import plain_record
from corpus.spans import Span

HOSTILE = "<script>alert(1)</script> & \u202eriots\x1b[31m in <b>Yining</b>"


class Tags(HTMLParser):
    """Collects the elements and the text that a viewer would see."""

    def __init__(self, html):
        super().__init__()
        self.names, self.attributes, self.text, self.open = [], [], "", []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def hostile():
    record = plain_record("r<1>", "Title <i>", HOSTILE)
    (passage,) = record.body
    start = HOSTILE.index("riots")
    hit = Hit(
        rank=1,
        score=0.5,
        passage=passage,
        record=record,
        cosine=0.25,
        bm25=0.0,
        coverage=0.0,
        dense_rank=1,
        lexical_rank=None,
        matched=(Span(start, start + 5), Span(start, start + 3)),
        window=passage.span,
        rerank_score=-1.5,
        exact=True,
        only_in="brackets",
    )
    named = Expansion(words="<Kulja>", forms=("Yining",), kind=NameKind.SAME)
    return Hits(hits=(hit,), query="<img src=x>", filters={"from": "<1962>"}, expansions=(named,))


def test_a_table_of_hits_is_escaped_and_well_formed(hostile):
    seen = Tags(hostile._repr_html_())
    assert not seen.open
    assert set(seen.names) == {
        "table", "caption", "thead", "tr", "th", "td", "span", "mark", "bdi", "br",
    }  # fmt: skip
    assert set(seen.attributes) == {"style", "dir"}
    assert HOSTILE in seen.text
    for said in ("<img src=x>", "from: <1962>", "<Kulja> also as Yining (same)", "word for word",
                 "by meaning: rank 1 (0.25)", "read: -1.50", "only in: brackets"):  # fmt: skip
        assert said in seen.text
    assert "by words" not in seen.text


def test_each_matching_word_is_marked_once(hostile):
    html = hostile._repr_html_()
    assert html.count("<mark>") == 1
    assert "<mark>rio" in html


def test_hits_at_a_prompt_steer_no_terminal(hostile):
    lines = repr(hostile).split("\n")
    assert lines[0] == "1 hit for “<img src=x>”"
    assert all(line.isprintable() for line in lines)
    assert len(lines) == 2
    assert "riots" in lines[1]


def test_a_long_passage_is_begun_and_the_ellipsis_stands_outside_the_quote():
    record = plain_record("r", "", "word " * 60)
    (passage,) = record.body
    hit = Hit(
        rank=1, score=1.0, passage=passage, record=record, cosine=1.0, bm25=1.0, coverage=1.0,
        dense_rank=1, lexical_rank=1, matched=(), window=Span(0, 0),
    )  # fmt: skip
    assert "word” …" in repr(Hits(hits=(hit,), query="x"))


@pytest.mark.model
def test_an_answer_shows_its_quotes_and_citations(archive):
    answer = archive.ask("Which riots took place in Kulja?")
    seen = Tags(answer._repr_html_())
    assert not seen.open
    for shown in answer.quotes:
        assert shown.quote.text in seen.text
        assert shown.citation.format("wilson") in seen.text
        assert shown.quote.text in repr(answer)
    assert repr(answer).startswith("quoted: “Which riots took place in Kulja?”\n")


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "status", "said"),
    [
        ("Who translated this?", "catalogue", "Translated by 7Brands."),
        ("What did Tito say?", "silent", "What did Tito say?"),
    ],
)
def test_catalogue_and_silence_are_shown_too(archive, question, status, said):
    answer = archive.ask(question)
    assert repr(answer).startswith(status)
    assert said in repr(answer)
    assert said in Tags(answer._repr_html_()).text
    for shown in answer.nearest:
        assert shown.quote.text not in repr(answer)
