"""What the terminal shows: the archive's words untouched, ours apart from them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.descriptions import Description, Field, FieldName, Origin
from corpus.passages import Passage, Role
from corpus.records import Record, Source
from corpus.spans import Span
from ui import terminal

WORDS = (
    "They also claimed that the massive flight arose because of domestic reasons, "
    "the “individual Han” among them."
)
CITATION = "“Cable,” August 1, 1963, Wilson Center Digital Archive, PRC FMA 118-01100-14."


def a_quote(**changes):
    quote = {
        "n": 1,
        "record_id": "118214",
        "passage_id": "118214#p3",
        "paragraph": 3,
        "start": 10,
        "end": 10 + len(WORDS),
        "text": WORDS,
        "voice": "reported: the Soviet Union",
        "label": "PRC FMA 118-01100-14, 147-149, para. 3",
        "brackets": [],
        "glosses": [{"words": "last year", "value": "1962", "basis": "from the date 1963-08-01"}],
        "citation": {"wilson": CITATION},
    }
    return quote | changes


def an_answer(**changes):
    answer = {
        "question": "Why?",
        "read_as": "Why?",
        "carried": [],
        "status": "quoted",
        "segments": [{"kind": "frame", "text": "Reported as the Soviet position:"}],
        "quotes": [],
        "fields": [],
        "nearest": [],
        "reasons": [],
        "searched": {"records": 1, "passages": 3, "expansions": [], "filters": {}},
        "run_id": "r",
    }
    return answer | changes


def quoted(**changes):
    segments = [*an_answer()["segments"], {"kind": "quote", "n": 1}]
    return an_answer(segments=segments, quotes=[a_quote(**changes)])


# Wrapping


@given(
    st.text(alphabet=st.characters(blacklist_categories=["Cc", "Cs"])),
    st.integers(min_value=1, max_value=60),
)
def test_wrapping_only_turns_spaces_into_line_breaks(text, width):
    lines = terminal.wrapped(text, width, indent="\t").split("\n\t")
    assert " ".join(lines) == "\t" + text


@given(st.text(alphabet="ab -", max_size=80), st.integers(min_value=8, max_value=30))
def test_a_wrapped_line_is_longer_than_the_screen_only_if_one_word_is(text, width):
    for line in terminal.wrapped(text, width, indent="  ").split("\n"):
        assert len(line) <= width or " " not in line[2:]


def test_wrapping_never_hyphenates_nor_splits_at_hyphens():
    assert terminal.wrapped("the 60,000-plus residents", 8) == "the\n60,000-plus\nresidents"


def test_wide_characters_take_two_columns():
    assert terminal.columns("新疆") == 4
    assert terminal.columns("e\N{COMBINING ACUTE ACCENT}") == 1
    assert terminal.wrapped("新疆 伊犁", 6) == "新疆\n伊犁"


@given(st.text())
def test_a_pipe_gets_every_character_unchanged(text):
    assert terminal.wrapped(text, None, indent="  ") == "  " + text


def test_control_characters_cannot_drive_the_terminal():
    hostile = "a\x1b]0;title\x07b\x9b2J\x7f\r"
    assert terminal.visible(hostile, 80) == "a␛]0;title␇b\N{REPLACEMENT CHARACTER}2J␡␍"
    assert terminal.visible(hostile, None) == hostile


# Answers


def test_a_quoted_answer_in_a_pipe():
    assert terminal.answer_text(quoted()) == "\n".join(
        [
            "Reported as the Soviet position:",
            "",
            f"    “{WORDS}” [1]",
            "    PRC FMA 118-01100-14, 147-149, para. 3; reported: the Soviet Union",
            "    “last year”: 1962 (from the date 1963-08-01)",
            "",
            f"[1] {CITATION}",
            "",
            terminal.LEGEND,
        ]
    )


def test_on_a_screen_every_line_fits_and_the_words_are_whole():
    shown = terminal.answer_text(quoted(), 40)
    assert max(map(len, shown.split("\n"))) <= 40
    assert f"“{WORDS}” [1]" in shown.replace("\n    ", " ")


def test_the_document_s_own_voice_needs_no_remark():
    assert "para. 3\n" in terminal.answer_text(quoted(voice="document"))


def test_neighbouring_quotes_with_one_citation_share_a_footnote():
    other = a_quote(n=2, citation={"wilson": "Another."})
    again = a_quote(n=3, citation={"wilson": "Another."})
    assert terminal.footnotes([a_quote(), other, again], None) == (
        f"[1] {CITATION}\n[2, 3] Another."
    )


def test_a_followed_up_question_says_how_it_was_read():
    answer = quoted() | {"read_as": "Why did Moscow object?", "carried": ["Moscow", "the note"]}
    first = terminal.answer_text(answer).split("\n")[0]
    assert first == "Read as: Why did Moscow object? (carried over: the note)"


def test_silence_shows_what_was_searched_and_that_the_nearest_is_no_answer():
    answer = an_answer(
        status="silent",
        segments=[],
        reasons=["no record held here mentions Yugoslavia"],
        nearest=[a_quote()],
    )
    shown = terminal.answer_text(answer)
    assert shown.startswith("The archive is silent on this.\n\n- no record held here mentions")
    assert "Searched: 1 record, 3 passages." in shown
    assert shown.index("These are NOT answers:") < shown.index(f"“{WORDS}”")
    assert "[1]" not in shown


def test_searching_tells_of_expansions_and_filters():
    searched = {
        "records": 2,
        "passages": 1200,
        "expansions": [{"words": "Kulja", "forms": ["Yining", "Gulja"], "kind": "same"}],
        "filters": {"from": "1962"},
    }
    assert terminal.searched_text(searched) == (
        "Searched: 2 records, 1,200 passages; also Kulja as Yining, Gulja; only where from 1962."
    )


def a_field(**changes):
    field = {
        "name": "translator",
        "value": "7Brands",
        "raw": "Translated by 7Brands.",
        "origin": "derived",
        "presence": "recorded",
        "record_id": "118214",
    }
    return field | changes


def catalogue(field):
    frame = {"kind": "frame", "text": "The catalogue record gives:"}
    return an_answer(
        status="catalogue", segments=[frame, {"kind": "field", "n": 1}], fields=[field]
    )


def test_a_catalogue_answer_gives_the_words_and_what_they_were_read_as():
    assert terminal.answer_text(catalogue(a_field())) == (
        "The catalogue record gives:\n\n    “Translated by 7Brands.”: 7Brands; record 118214"
    )


def test_an_empty_field_is_not_shown_as_empty_words():
    shown = terminal.answer_text(catalogue(a_field(value=None, raw="", presence="empty")))
    assert "(the label is there; nothing stands under it)" in shown
    assert "“" not in shown


def test_a_field_of_the_profile_is_not_shown_as_the_record_s_words():
    field = a_field(name="repository", value="Wilson", raw="Wilson", origin="profile")
    shown = terminal.answer_text(catalogue(field))
    assert "Wilson (from the collection's profile, not from the record)" in shown
    assert "“" not in shown


# Rankings


def a_hit(text):
    return {
        "rank": 1,
        "score": 0.61234,
        "record_id": "118214",
        "passage_id": "118214#p3",
        "text": text,
        "label": "PRC FMA 118-01100-14, 147-149, para. 3",
        "why": {"dense_rank": 1, "lexical_rank": None, "matched_terms": ["Yining", "riots"]},
    }


def test_a_hit_says_why_it_is_there():
    assert terminal.hits_text([a_hit("Short.")]) == (
        "1. 118214#p3  score 0.612 (dense 1; matched Yining, riots)\n"
        "    “Short.”\n"
        "    PRC FMA 118-01100-14, 147-149, para. 3"
    )


def test_a_long_passage_is_cut_at_a_space_and_the_mark_is_outside_its_words():
    text = "word " * 100
    shown = terminal.hits_text([a_hit(text)])
    assert f"“{('word ' * 64).rstrip()}” (and 181 more characters)" in shown
    assert f"“{text}”" in terminal.hits_text([a_hit(text)], full=True)


def test_no_hit_is_said():
    assert terminal.hits_text([]) == "No passage was found."


@given(st.text(), st.integers(min_value=1, max_value=20))
def test_the_opening_of_a_passage_is_its_beginning(text, limit):
    head = terminal.opening(text, limit)
    assert text.startswith(head)
    assert len(head) <= limit


# Records


def a_record():
    text = "To all.\n\nOne two three."
    return Record(
        record_id="r1",
        text=text,
        description=Description(
            profile="wilson",
            fields=(
                Field(name=FieldName.DATE, value="1963-08-01", raw="1 August 1963"),
                Field(name=FieldName.LANGUAGE, value=None, raw=""),
                Field(name=FieldName.URL, value="u", raw="u", origin=Origin.PROFILE),
            ),
        ),
        source=Source(name="n", sha256="0" * 64, media_type="text/plain", importer="wilson/1"),
        passages=(
            Passage(
                record_id="r1", span=Span(0, 9), text="To all.\n\n", ordinal=1, role=Role.FRONT
            ),
            Passage(record_id="r1", span=Span(9, 23), text="One two three.", ordinal=1),
        ),
    )


def test_a_record_shows_fields_then_passages_in_order():
    assert terminal.record_text(a_record()) == (
        "Record r1\n\n"
        "  date      1963-08-01 (“1 August 1963”)\n"
        "  language  (empty in the source)\n"
        "  url       u [collection profile]\n\n"
        "[front]  r1#f1\n    To all.\n\n\n\n"
        "[para. 1]  r1#p1\n    One two three."
    )


def test_an_opened_passage_marks_the_quoted_words():
    passage = a_record().passages[1]
    assert terminal.passage_text(passage, marks=[Span(13, 16), Span(0, 3)]) == (
        "[para. 1]  r1#p1\n    One ⟦two⟧ three."
    )


def test_the_list_of_records():
    row = {
        "record_id": "118214",
        "title": "Cable",
        "date": "1963-08-01",
        "reference_code": "PRC FMA 118-01100-14",
        "passages": 8,
    }
    assert terminal.summaries_text([row]) == (
        "118214  1963-08-01; PRC FMA 118-01100-14; 8 passages\n    Cable"
    )
    assert terminal.summaries_text([]) == "The archive holds no records."
    bare = {"record_id": "x", "title": None, "date": None, "reference_code": None, "passages": 1}
    assert terminal.summaries_text([bare]) == "x  undated; 1 passage\n    (untitled)"


def test_checks_stand_in_columns_with_remedies_below():
    checks = [
        {"name": "Python", "state": "ok", "detail": "3.11.14", "remedy": ""},
        {"name": "gradio", "state": "failed", "detail": "not installed", "remedy": "Install it."},
    ]
    assert terminal.checks_text(checks) == (
        "ok      Python  3.11.14\nfailed  gradio  not installed\n                Install it."
    )
