"""How a record begins: title and first lines, whole words, never more than the encoder reads."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.passages import Role
from corpus.store import RecordStore
from embeddings.build import build_generation
from embeddings.encoder import QueryVectors
from embeddings.generation import newest_generation
from embeddings.starts import start_length, whole_start
from embeddings.upkeep import collect, index_faults
from tests.corpus.store_samples import WHEN, record
from tests.embeddings.small_encoder import SmallEncoder

ENCODER = SmallEncoder()


def by_words(texts):
    return [len(text.split()) for text in texts]


def by_characters(texts):
    """As an encoder counts that has a token for each character, and two of its own."""
    return [2 + sum(not c.isspace() for c in text) for text in texts]


def test_it_is_the_title_and_the_first_lines():
    text = whole_start(record("a", "The riots took place.", "They ended.", title="A cable"))
    assert text == "A cable\nThe riots took place.\nThey ended."
    assert text[: start_length(text, by_words, 5)] == "A cable\nThe riots took"


def test_a_record_without_a_title_begins_with_its_body_and_one_without_words_with_its_id():
    assert whole_start(record("a", "The riots.", title=None)) == "The riots."
    assert whole_start(record("a", title=None)) == "a"


def test_an_editors_note_begins_with_its_words():
    plain = record("a", "Editorial Note", "The talks began in May.", title="Editorial Note")
    roles = (Role.HEADING, Role.NOTE)
    passages = tuple(
        replace(p, role=role, ordinal=1) for p, role in zip(plain.passages, roles, strict=True)
    )
    note = replace(plain, passages=passages)
    assert whole_start(note) == "Editorial Note\nThe talks began in May."


def test_a_script_without_blanks_is_cut_between_characters():
    text = "电报\n" + "苏联在新疆的颠覆活动" * 30
    length = start_length(text, by_characters, 100)
    assert by_characters([text[:length]]) == [100]


@given(st.text(alphabet="ab \n伊é", min_size=1), st.integers(4, 40))
def test_no_start_is_longer_than_the_encoder_reads(text, limit):
    length = start_length(text, by_words, limit)
    assert 1 <= length <= len(text)
    assert by_words([text[:length]])[0] <= limit
    if length < len(text):  # one more word would be too many
        assert by_words([text])[0] > limit


@pytest.fixture
def store(tmp_path):
    with RecordStore.open(tmp_path, write=True) as store:
        store.put(record("b", "Cheese is made of milk."), imported_at=WHEN)
        store.put(record("a", "The riots.", "word " * 40, title="On unrest"), imported_at=WHEN)
        build_generation(tmp_path, store, ENCODER)
        yield store


def test_each_record_has_the_vector_of_its_start(tmp_path, store):
    opened = newest_generation(tmp_path, store)
    assert len(opened.starts) == len(opened.start_lengths) == 2
    texts = ["On unrest\nThe riots." + "\n" + " ".join(["word"] * 8)]
    assert whole_start(store.get("a"))[: opened.start_lengths[0]] == texts[0]
    assert np.array_equal(opened.starts.vector(0), ENCODER.encode_queries(texts)[0])


def test_a_candidate_knows_how_near_its_record_begins(tmp_path, store):
    opened = newest_generation(tmp_path, store)
    vector = ENCODER.encode_queries(["word"])[0]
    found = {
        opened.passages[c.row].passage_id: c
        for c in opened.candidates("word", QueryVectors(vector, vector))
    }
    assert found["a#p1"].cosine_start == found["a#p2"].cosine_start
    assert found["a#p1"].cosine_start == pytest.approx(float(vector @ opened.starts.vector(0)))
    assert found["a#p2"].cosine_start > found["b#p1"].cosine_start


def test_clearing_away_keeps_the_vectors_of_starts(tmp_path, store):
    assert collect(tmp_path, store, vectors=True).vectors == 0
    assert list(index_faults(tmp_path, store, full=True)) == []
    again = SmallEncoder()
    build_generation(tmp_path, store, again)
    assert again.encoded == []
