"""Queries are encoded and their names looked up once, however often they are searched."""

from collections import Counter

import pytest

from bot import prepared
from bot.archive import create_archive
from bot.retriever import Retriever
from tests.corpus.store_samples import numbered

pytestmark = pytest.mark.model

QUERY = "Who fled from Sinkiang to Kuldja?"


class Counting:
    """An encoder that notes what it was given."""

    def __init__(self, encoder):
        self._encoder = encoder
        self.encoded = Counter()

    def __getattr__(self, name):
        return getattr(self._encoder, name)

    def encode_queries(self, texts):
        self.encoded.update(texts)
        return self._encoder.encode_queries(texts)


@pytest.fixture
def counted(archive, monkeypatch):
    whole = archive.retriever
    encoder, named = Counting(whole._encoder), Counter()

    def known_as(query, *rest):
        named[query] += 1
        return known(query, *rest)

    known = prepared.known_as
    monkeypatch.setattr(prepared, "known_as", known_as)
    retriever = Retriever(whole._store, encoder, archive.generation, whole.names)
    return retriever, encoder.encoded, named


def test_a_held_retriever_prepares_a_query_once(archive, counted):
    retriever, encoded, named = counted
    held = retriever.holding(archive.generation())
    hits = held.search(QUERY, 3)
    assert held.search(QUERY, 3) == hits
    assert held.expansions(QUERY)
    held.search_many([QUERY, "Who closed the consulate?"], 3)
    assert encoded == {QUERY: 1, "Who closed the consulate?": 1}
    assert named == {QUERY: 1, "Who closed the consulate?": 1}


def test_of_a_lone_record_the_beginning_is_not_asked_for(counted):
    retriever, encoded, _ = counted
    of_starts = Counting(retriever._encoder._encoder.starts)
    retriever._encoder.starts = of_starts
    hits = retriever.search(QUERY, 3)
    assert encoded == {QUERY: 1}
    assert not of_starts.encoded
    assert [hit.cosine_start for hit in hits] == [hit.cosine for hit in hits]


def test_of_several_it_is(tmp_path, counted):
    retriever, *_ = counted
    encoder = retriever._encoder._encoder
    of_starts = Counting(encoder.starts)
    with create_archive(tmp_path, [numbered(2), numbered(3)], encoder=encoder) as several:
        asked = Counting(encoder)
        asked.starts = of_starts
        whole = several.retriever
        found = Retriever(whole._store, asked, several.generation, whole.names).search(QUERY, 3)
    assert asked.encoded == of_starts.encoded == {QUERY: 1}
    assert [hit.cosine_start for hit in found] != [hit.cosine for hit in found]


def test_each_search_of_any_other_prepares_it_anew(archive, counted):
    """What the archive holds, and the names it knows, may be others by then."""
    retriever, encoded, named = counted
    assert retriever.search(QUERY, 3) == retriever.search(QUERY, 3)
    assert encoded == named == {QUERY: 2}


def test_nearness_is_the_score_before_reranking(archive):
    found = archive.retriever.search(QUERY, 3)
    plain = archive.retriever.search(QUERY, 3, rerank=False)
    assert found.nearness == plain.nearness == plain[0].score
    assert found[0].score != plain[0].score
