import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.citations import cite
from corpus.descriptions import FieldName, Origin, Presence
from corpus.errors import UnreadableSource
from corpus.passages import Because, Role
from corpus.readers import read_bytes
from corpus.readers.front_matter import front_matter
from corpus.readers.limits import Limits
from corpus.readers.naming import declared_id
from corpus.readers.paragraphs import paragraphs
from corpus.readers.pieces import pieces
from corpus.spans import Span

LETTER = """---
record_id: CR-17
title: "Letter: the grain"
date: 3 May 1962
person:
  - Chen Yi
  - Zhou Enlai
abstract: On grain
  and seed.
language:
shelf: 4b
---

Comrade,

The grain has come.
"""


def read(text, name="letter.txt"):
    return read_bytes(text.encode(), name)


def body(record):
    return [passage.text for passage in record.body]


class TestFrontMatter:
    def test_its_fields(self):
        description = read(LETTER).description
        assert description.value(FieldName.TITLE) == "Letter: the grain"
        assert description.value(FieldName.DATE) == "1962-05-03"
        assert description.get(FieldName.DATE).raw == "3 May 1962"
        assert [f.value for f in description.all(FieldName.PERSON)] == ["Chen Yi", "Zhou Enlai"]
        assert description.value(FieldName.ABSTRACT) == "On grain and seed."
        assert description.presence(FieldName.LANGUAGE) is Presence.EMPTY

    def test_each_value_has_its_place(self):
        record = read(LETTER)
        for field in record.description:
            assert field.span is None or field.span.of(record.text) == field.raw

    @pytest.mark.parametrize(
        ("written", "title"),
        [
            (r'"Letter of \"Mad\" Jack"', 'Letter of "Mad" Jack'),
            (r'"C:\letters \\ 1911"', r"C:\letters \ 1911"),
            ("'The Consul''s letter'", "The Consul's letter"),
            (r"Letter \"x", r"Letter \"x"),
        ],
    )
    def test_signs_that_only_protect_others_are_not_cited(self, written, title):
        record = read_bytes(f"---\ntitle: {written}\n---\nWords.\n".encode(), "a.txt")
        field = record.description.get(FieldName.TITLE)
        assert field.value == title
        assert field.span.of(record.text) == field.raw

    def test_it_is_no_evidence_and_nothing_is_lost(self):
        record = read(LETTER)
        assert record.record_id == "CR-17"
        assert body(record) == ["Comrade,", "The grain has come."]
        assert record.dropped[0].because is Because.CATALOGUE
        assert record.text == LETTER
        assert any("'shelf'" in warning for warning in record.source.warnings)

    def test_a_rule_is_no_front_matter(self):
        assert body(read("---\n\nOnly a rule above.\n"))[-1] == "Only a rule above."

    @pytest.mark.parametrize("name", ["letter.txt", "letter.md"])
    def test_a_letter_under_a_rule_is_read_and_this_is_said(self, name):
        record = read("---\nFrom: Embassy\nTo: Moscow\n\nThe grain has come.\n", name)
        assert any("From: Embassy" in words for words in body(record))
        assert body(record)[-1] == "The grain has come."
        assert any("begins with '---'" in warning for warning in record.source.warnings)
        assert not read(LETTER.replace("shelf: 4b\n", ""), name).source.warnings

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("---\ntitle: x\nperson:\n  - Chen Yi\n", "no closing line"),
            ("---\ntitle: x\nno key here\n---\nWords.\n", "Line 3 of 'letter.txt'"),
            ("---\nrecord_id: a b/c\n---\nWords.\n", "'a b/c' cannot be used"),
        ],
    )
    def test_a_fault_is_named(self, text, why):
        with pytest.raises(UnreadableSource, match=why):
            read(text)

    @given(st.text(max_size=120))
    def test_values_are_slices_of_the_text(self, noise):
        text = f"---\ntitle: {noise}\n---\nWords."
        try:
            found = front_matter(text, "x")
        except UnreadableSource:
            return
        for statement in found.statements if found else ():
            assert statement.span is None or statement.span.of(text) == statement.words


BODY = "The barley failed in the oases, and the governor asked for seed.\n"


class TestTitles:
    @pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \n\n"])
    @pytest.mark.parametrize(
        "line",
        [
            "Notes on the barley harvest",
            "REPORT ON GRAIN, 1951",
            "Who ate the seed?",
            "关于粮食的报告",
            "A talk with Comrade Li, 3 May 1951",
        ],
    )
    def test_a_first_line_that_is_plainly_one(self, line, gap):
        record = read(f"{line}{gap}{BODY}")
        field = record.description.get(FieldName.HEADING)
        assert (field.value, field.origin) == (line, Origin.DERIVED)
        assert field.span.of(record.text) == field.raw == line
        assert body(record) == [line, BODY.strip()]
        assert record.text == f"{line}{gap}{BODY}"
        assert cite(record).format("chicago-note").startswith(f"“{line[:-1]}")

    @pytest.mark.parametrize(
        "line",
        [
            "The barley failed.",
            "Dear Mr President",
            "Comrade Li Hua",
            "My dear friend",
            "Sir, I beg to report,",
            "3 May 1951",
            "May 1951",
            "Peking, 3 May 1951",
            "New Delhi, May 3, 1951",
            "TOP SECRET",
            "Strictly confidential",
            "[seal of the ministry]",
            "---",
            "1951",
            "Barley",
            "and then the barley failed",
            "The following were present:",
            "The barley " * 12,
        ],
    )
    def test_a_first_line_that_may_be_something_else(self, line):
        assert list(read(f"{line}\n\n{BODY}").description) == []

    def test_without_an_empty_line_or_words_after_it_there_is_none(self):
        assert list(read(f"Notes on the harvest\n{BODY}").description) == []
        assert list(read("Notes on the harvest\n\n").description) == []

    def test_what_front_matter_says_stands(self):
        record = read(f"---\ndate: 1951\n---\nNotes on the harvest\n\n{BODY}")
        assert record.description.get(FieldName.HEADING) is None


def test_an_id_is_made_of_name_and_bytes():
    raw = b"Words."
    assert read_bytes(raw, "Box 3, f\u00e9vrier.txt").record_id == (
        f"box-3-fevrier-{hashlib.sha256(raw).hexdigest()[:8]}"
    )


@pytest.mark.parametrize("words", ["", "a#b", "a/b", "../x", "a b", "-a", "a\u202eb", "x" * 121])
def test_ids_that_cannot_be_cited(words):
    with pytest.raises(UnreadableSource):
        declared_id(words)


class TestParagraphs:
    def test_each_line_is_one(self):
        assert body(read("One.\n\n  Two.  \nThree.")) == ["One.", "Two.", "Three."]

    def test_wrapped_lines_are_joined(self):
        line = "word " * 12  # 59 characters without the last space
        text = f"{line}\n{line}\nend.\n\n{line}\nend.\n"
        assert [len(p.split()) for p in body(read(text))] == [25, 13]

    def test_the_lines_of_a_poem_are_not_joined(self):
        assert len(body(read("Short line\nshort line\n\nshort line\nshort line\n"))) == 4

    @given(st.text(alphabet="ab \n\r\t\f\u2028", max_size=300))
    def test_they_cover_all_words_in_order(self, text):
        end = 0
        for span in paragraphs(text):
            assert not text[end : span.start].strip()
            assert span.of(text) == span.of(text).strip() != ""
            end = span.end
        assert not text[end:].strip()


class TestPieces:
    def test_a_cut_falls_between_sentences(self):
        text = "The first one is here. The second one is here. The third one is here."
        cut = [span.of(text) for span in pieces(text, Span(0, len(text)), 50)]
        assert cut == [
            "The first one is here. The second one is here.",
            "The third one is here.",
        ]

    @given(st.text(alphabet="ab. \u00a0", max_size=200), st.integers(1, 40))
    def test_no_word_is_lost(self, text, longest):
        start = len(text) - len(text.lstrip())
        span = Span(start, max(start, len(text.rstrip())))
        found = list(pieces(text, span, longest))
        assert all(0 < len(piece) <= longest for piece in found)
        assert "".join(piece.of(text) for piece in found).replace(" ", "").replace(
            "\u00a0", ""
        ) == text.replace(" ", "").replace("\u00a0", "")

    def test_a_line_of_a_megabyte_without_a_space(self):
        record = read("x" * 2**20)
        assert {len(p.text) for p in record.body} <= {8000, 2**20 % 8000}
        assert "".join(body(record)) == record.text


class TestMarkdown:
    TEXT = (
        "# The border\n\nA **bold** claim\nover two lines.\n\n- one\n- two\n  more\n\n"
        "Trade\n-----\n> quoted\n> words\n\n***\n\n```\ncode\n```\n"
        "[^1]: a note\n\n[a]: http://x.example\n<!-- not shown -->\nlast\n"
    )

    def test_blocks_and_roles(self):
        record = read(self.TEXT, "notes.md")
        assert [(p.role, p.text, p.section) for p in record.passages] == [
            (Role.HEADING, "The border", None),
            (Role.BODY, "A **bold** claim\nover two lines.", "The border"),
            (Role.BODY, "one", "The border"),
            (Role.BODY, "two\n  more", "The border"),
            (Role.HEADING, "Trade", None),
            (Role.BODY, "quoted\n> words", "Trade"),
            (Role.BODY, "code", "Trade"),
            (Role.NOTE, "a note", "Trade"),
            (Role.BODY, "last", "Trade"),
        ]
        assert record.text == self.TEXT
        assert record.description.value(FieldName.HEADING) == "The border"

    @given(st.text(alphabet="a#-*>`~[^]: \n1.<!", max_size=200))
    def test_any_text_is_kept_to_the_letter(self, text):
        raw = text.encode()
        try:
            record = read_bytes(raw, "any.md")
        except UnreadableSource:
            return
        assert record.text == text


def test_the_limits_are_named():
    with pytest.raises(UnreadableSource, match="11 characters; the limit is 10"):
        Limits(characters=10).check_text("x" * 11, "a.txt")
