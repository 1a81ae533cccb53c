"""LlamaIndex's own retriever interface over the shipped record."""

import asyncio

import pytest

from corpus.errors import InvalidQuery
from corpus.filters import Filters, date_range

pytest.importorskip("llama_index.core")

pytestmark = pytest.mark.model

QUESTION = "Who is blamed for the Yining riots?"


@pytest.fixture(scope="module")
def retriever(archive):
    from bot.adapters.llamaindex import ArchiveRetriever

    return ArchiveRetriever(archive.retriever, k=2)


def test_nodes_are_the_hits_letter_for_letter(retriever, archive):
    nodes = retriever.retrieve(QUESTION)
    hits = archive.retriever.search(QUESTION, 2)
    assert [each.node.get_content() for each in nodes] == [hit.passage.text for hit in hits]
    assert [each.node.node_id for each in nodes] == ["118214#p3", "118214#p2"]
    assert [each.score for each in nodes] == [hit.score for hit in hits]


def test_metadata_leads_back_to_the_record(retriever, archive):
    for each in retriever.retrieve(QUESTION):
        said = each.node.metadata
        text = archive.record(said["record_id"]).text
        assert text[said["start"] : said["end"]] == each.node.text
        assert (said["start"], said["end"]) == (each.node.start_char_idx, each.node.end_char_idx)
        assert each.node.source_node.node_id == said["record_id"] == "118214"


def test_an_embedding_is_of_the_words_alone(retriever):
    from llama_index.core.schema import MetadataMode

    for each in retriever.retrieve(QUESTION):
        assert each.node.get_content(MetadataMode.EMBED) == each.node.text


def test_coroutines_give_the_same(retriever):
    alone = [each.node.node_id for each in retriever.retrieve(QUESTION)]
    assert [e.node.node_id for e in asyncio.run(retriever.aretrieve(QUESTION))] == alone


def test_filters_are_those_of_the_search(archive):
    from bot.adapters.llamaindex import ArchiveRetriever

    for dates, found in (("1963", 3), ("../1962", 0)):
        narrowed = Filters(dates=date_range(dates))
        retriever = ArchiveRetriever(archive.retriever, filters=narrowed)
        assert len(retriever.retrieve(QUESTION)) == found


def test_what_cannot_be_searched_is_refused(retriever):
    with pytest.raises(InvalidQuery, match="empty"):
        retriever.retrieve(" ")
