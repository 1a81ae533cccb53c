"""Matches: editors' words are told from the document's."""

import pytest

from bot.matches import only_in
from corpus.passages import Role
from corpus.spans import Span


@pytest.fixture(scope="module")
def record(archive):
    return archive.record("118214")


def spans(record, passage, *words):
    return [
        Span(at := record.text.index(word, passage.span.start), at + len(word)) for word in words
    ]


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (("Gulja",), "editorial brackets"),
        (("Yining",), None),
        (("Gulja", "Yining"), None),
        ((), None),
    ],
)
def test_a_match_only_in_brackets_says_so(record, words, where):
    passage = record.paragraph(3)
    assert only_in(record, passage, spans(record, passage, *words)) == where


def test_the_party_committee_is_the_editor_s_word(record):
    passage = next(each for each in record.body if "[Uyghur Autonomous Region Party]" in each.text)
    assert only_in(record, passage, spans(record, passage, "Uyghur")) == "editorial brackets"


@pytest.mark.parametrize(
    ("role", "where"),
    [(Role.HEADING, "heading"), (Role.FRONT, "front matter"), (Role.CLOSER, "closing matter")],
)
def test_a_match_outside_the_body_says_where(record, role, where):
    passage = next(each for each in record.passages if each.role is role)
    first = Span(passage.span.start, passage.span.start + 3)
    assert only_in(record, passage, [first]) == where
    assert only_in(record, passage, []) is None


def test_every_matched_word_of_every_hit_can_be_placed(archive):
    for hit in archive.retriever.search("Gulja Uyghur Soviet note", 20, roles=tuple(Role)):
        where = only_in(hit.record, hit.passage, hit.matched)
        assert where is None or hit.matched
