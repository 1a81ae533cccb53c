"""The cross-encoder as a tie-breaker."""

from dataclasses import replace

import numpy as np
import pytest

from bot import open_archive
from bot.headers import header
from bot.reranking import FLOOR, WEIGHT, Reader, reranked
from bot.selection import Limit
from bot.settings import Settings
from corpus.readers.plain import plain_record
from tests.hashing import HashingEncoder


class Favouring:
    """Gives 9 to texts with a word, -11 to others."""

    def __init__(self, word):
        self.word = word

    def scores(self, read, priors=None):
        return np.array([9.0 if self.word in text else -11.0 for ((_, text),) in read], np.float32)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reranking") / "archive"
    settings = Settings(rerank=False)
    with open_archive(folder, settings=settings, encoder=HashingEncoder()) as opened:
        yield opened


def hits_and_readings(archive, word):
    hits = archive.retriever.search("What of the note?", 3)
    reader = Reader(reranker=Favouring(word), limit=Limit(sentences=32))
    return hits, reader.read("What of the note?", hits, lambda term: 1.0)


def test_the_best_logit_of_a_passage_is_added_to_its_score(archive):
    hits, readings = hits_and_readings(archive, "Albania")
    moved, again = reranked(hits, readings, [0] * len(hits))
    first = next(hit for hit in moved if "Albania" in hit.passage.text)
    before = next(hit for hit in hits if hit.passage == first.passage)
    assert first.rerank_score == 9.0
    assert first.score == pytest.approx(before.score + WEIGHT * (9.0 - FLOOR))
    others = [hit for hit in moved if hit is not first]
    assert {hit.score for hit in others} == {h.score for h in hits if h.passage != first.passage}
    assert [hit.rank for hit in moved] == [1, 2, 3]
    assert first.rank == 1
    assert all(moved[r.passage].passage.text.find(r.text) >= 0 for r in again)


class Listening:
    """Remembers what it is read."""

    def __init__(self):
        self.texts = []

    def scores(self, read, priors=None):
        self.texts += [text for ((_, text),) in read]
        return np.zeros(len(read), np.float32)


def test_what_a_record_is_is_read_with_its_sentences_among_several(archive):
    hit = archive.retriever.search("What of the note?", 1)[0]
    record = plain_record("other", "A letter", "Nothing was said of it.")
    other = replace(hit, record=record, passage=record.body[0])
    told = "Cable from the Chinese Foreign Ministry, 'Our Efforts Against the Subversive Activities"

    def texts(hits, **more):
        listening = Listening()
        reader = Reader(reranker=listening, limit=Limit(sentences=4))
        reader.read("What?", hits, lambda term: 1.0, **more)
        return listening.texts

    *of_the_cable, of_the_letter = texts([hit, other])
    assert all(text.startswith(told) and ", 1 August 1963: " in text for text in of_the_cable)
    assert of_the_letter == "A letter: Nothing was said of it."
    assert not any(told in text for text in texts([hit]))
    assert not any(told in text for text in texts([hit, other], named=True))


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("A letter", "A letter"),
        (" ".join(["word"] * 40), " ".join(["word"] * 22)),
        ("<x>" * 200, "<x>" * 53 + "<"),
        ("伊宁" * 100, "伊宁" * 26 + "伊"),
        ("", ""),
    ],
)
def test_a_long_title_leaves_the_sentence_its_room(title, read):
    assert header(plain_record("x", title, "It was so.")) == read


def test_exact_needs_stay_first_whatever_is_read(archive):
    hits, readings = hits_and_readings(archive, "Albania")
    other = next(i for i, hit in enumerate(hits) if "Albania" not in hit.passage.text)
    tiers = [int(i == other) for i in range(len(hits))]
    assert reranked(hits, readings, tiers)[0][0].passage == hits[other].passage


def test_only_questions_are_reordered():
    reader = Reader(reranker=Favouring("x"), limit=Limit(sentences=32))
    assert reader.reorders("Who is blamed?")
    assert not reader.reorders("Repatriation of citizens")
    assert not Reader(reranker=None, limit=Limit(sentences=32)).reorders("Who is blamed?")


@pytest.mark.model
def test_search_reranks_unless_told_not_to(tmp_path):
    with open_archive(tmp_path / "archive") as opened:
        read = opened.retriever.search("Who is blamed for the Yining riots?", 2)
        plain = opened.retriever.search("Who is blamed for the Yining riots?", 2, rerank=False)
        heading = opened.retriever.search("Yining riots", 2)
    assert all(hit.rerank_score is not None for hit in read)
    assert {hit.rerank_score for hit in (*plain, *heading)} == {None}
    assert all(
        hit.to_json()["why"]["rerank_score"] == pytest.approx(hit.rerank_score, abs=1e-6)
        for hit in read
    )
