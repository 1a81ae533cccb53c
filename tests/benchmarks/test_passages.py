"""What is measured on: made by rule, or taken from an archive or a volume."""

from __future__ import annotations

import pytest

from bot.archive import create_archive
from tests.benchmarks.passages import ADDED, gather, made, queries, seed_record
from tests.corpus.readers.tei_samples import volume
from tests.hashing import HashingEncoder


def _passages(documents):
    return [passage["text"] for document in documents for passage in document["passages"]]


def test_made_passages_are_the_same_always_and_each_another():
    assert made(40)[:3] == made(30)[:3]  # thirty are three documents of eight, and six
    texts = _passages(made(200))
    assert len(set(texts)) == 200
    assert 55 < sum(len(text.split()) for text in texts) / 200 < 70


def test_made_passages_are_the_records_own_words():
    held = {
        word.strip(".,;:").casefold()
        for passage in seed_record().body
        for word in passage.text.split()
    }
    used = {word.strip(".,;:").casefold() for text in _passages(made(20)) for word in text.split()}
    assert used <= held


def test_as_many_come_as_are_asked_for_and_ten_others():
    documents, added, where = gather(21)
    assert len(_passages(documents)) == 21
    assert len(added["passages"]) == ADDED
    assert not set(_passages(documents)) & set(_passages([added]))
    assert where == "passages made of the shipped record's words"


def test_a_query_holds_words_of_its_passage():
    documents, *_ = gather(6)
    for text, query in zip(_passages(documents), queries(documents, 6), strict=True):
        words = query.removeprefix("What is said about ").removesuffix("?")
        assert words in text
        assert len(words.split()) == 9


def test_an_archive_gives_its_own_passages(tmp_path):
    create_archive(tmp_path / "archive", [seed_record()], encoder=HashingEncoder()).close()
    with pytest.raises(SystemExit, match="lower --passages"):
        gather(500, archive=tmp_path / "archive")


def test_volumes_give_their_longer_paragraphs(tmp_path):
    long = "<p>Paragraph {n} of this telegram is long enough to be read as a passage.</p>"
    document = "<head>1. Telegram</head><p>Short.</p>" + "".join(long.format(n=n) for n in range(8))
    (tmp_path / "frus1v1.xml").write_text(volume(document, document), encoding="utf-8")
    documents, _, where = gather(3, volumes=tmp_path)
    assert [text.split()[1] for text in _passages(documents)] == ["0", "1", "2"]
    assert where == "passages of TEI volumes"
