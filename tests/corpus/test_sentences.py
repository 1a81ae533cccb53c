from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import sentences

SEED = (files("corpus") / "data" / "seed" / "118214.txt").read_text(encoding="utf-8")
BODY = [line for line in SEED.split("\n") if len(line) > 600]


def words(text):
    return [span.of(text) for span in sentences(text)]


def test_the_seeds_paragraphs_have_three_seven_and_fifteen_sentences():
    assert [len(sentences(paragraph)) for paragraph in BODY] == [3, 7, 15]


def test_a_printed_label_stays_with_the_sentence_it_opens():
    first = words(BODY[0])[0]
    assert first == "1. The Soviet Union has not ceased its subversive activities in Xinjiang."


def test_a_sentence_may_open_with_a_bracket():
    assert words(BODY[2])[11].startswith("[The Soviet Union] also attempts")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Dulles agreed. He left.", ["Mr. Dulles agreed.", "He left."]),
        ("The U.S. Government objected. It said no.", 2),
        ("Foreign Affairs Circular No. 74 was sent. See p. 12 of it.", 2),
        ("On Feb. 3 the note came. It was long.", 2),
        ("He meant war, i.e. an attack. We agreed.", 2),
        ("the reply dated 19 September [1962], claiming that. They also said.", 2),
        ('He said: "We agree." He then left.', ['He said: "We agree."', "He then left."]),
        ('He said "we must wait . . ." and left. Then . . . he came.', 2),
        ("We ask for: (a) arms; (b) men; (c) money. The rest is known.", 2),
        ("See Foreign Relations, 1952–1954, vol. XII, pp. 12–14. Also ibid., p. 3.", 2),
        ("He asked the U.A.R. for help. The U.A.R. has refused.", 2),
        ("Lt. Gen. A. B. Smith spoke.", 1),
        ("伊宁很大。是的。", ["伊宁很大。", "是的。"]),
        ("One line\n\nanother line", ["One line", "another line"]),
        ("He left. . . .", 1),
        ("", []),
        (" \n ", []),
    ],
)
def test_traps_of_diplomatic_prose(text, expected):
    found = words(text)
    assert (len(found) if isinstance(expected, int) else found) == expected


def test_an_offset_moves_every_span():
    assert [(s.start, s.end) for s in sentences(" It is. It was.", offset=100)] == [
        (101, 107),
        (108, 115),
    ]


PROSE = st.text(alphabet=st.sampled_from("aB1. ?!\n[]“”。…\u00a0x"), max_size=120)


@given(st.one_of(st.text(max_size=200), PROSE))
def test_spans_are_in_order_and_cover_every_visible_character(text):
    spans = sentences(text)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    gaps = [text[edges[n] : edges[n + 1]] for n in range(0, len(edges), 2)]
    assert not "".join(gaps).strip()
