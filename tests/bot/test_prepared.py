"""Queries are encoded and their names looked up once, however often they are searched."""

from collections import Counter

import pytest

from bot import prepared
from bot.retriever import Retriever

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
