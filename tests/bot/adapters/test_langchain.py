"""LangChain's own retriever interface over the shipped record."""

import asyncio
import hashlib

import pytest
from pydantic import ValidationError

from corpus.errors import InvalidQuery
from corpus.filters import Filters, date_range

pytest.importorskip("langchain_core")

pytestmark = pytest.mark.model

QUESTION = "Who is blamed for the Yining riots?"


@pytest.fixture(scope="module")
def retriever(archive):
    from bot.adapters.langchain import ArchiveRetriever

    return ArchiveRetriever(retriever=archive.retriever, k=2)


def test_documents_are_the_hits_letter_for_letter(retriever, archive):
    documents = retriever.invoke(QUESTION)
    hits = archive.retriever.search(QUESTION, 2)
    assert [each.page_content for each in documents] == [hit.passage.text for hit in hits]
    assert [each.id for each in documents] == ["118214#p3", "118214#p2"]


def test_metadata_leads_back_to_the_record(retriever, archive):
    for document in retriever.invoke(QUESTION):
        said = document.metadata
        text = archive.record(said["record_id"]).text
        assert text[said["start"] : said["end"]] == document.page_content
        assert hashlib.sha256(document.page_content.encode()).hexdigest() == said["sha256"]
        assert said["passage_id"] == document.id
        assert said["score"] > 0
        assert "PRC FMA 118-01100-14, 147-149" in said["citation"]


def test_batches_and_coroutines_give_the_same(retriever):
    alone = [retriever.invoke(query) for query in (QUESTION, "Albania")]
    assert retriever.batch([QUESTION, "Albania"]) == alone
    assert asyncio.run(retriever.ainvoke(QUESTION)) == alone[0]


def test_it_is_one_step_of_a_chain(retriever):
    chain = retriever | (lambda documents: [each.metadata["passage_id"] for each in documents])
    assert chain.invoke(QUESTION) == ["118214#p3", "118214#p2"]


def test_filters_are_those_of_the_search(archive):
    from bot.adapters.langchain import ArchiveRetriever

    for dates, found in (("1963", 3), ("../1962", 0)):
        narrowed = Filters(dates=date_range(dates))
        retriever = ArchiveRetriever(retriever=archive.retriever, filters=narrowed)
        assert len(retriever.invoke(QUESTION)) == found


def test_what_cannot_be_searched_is_refused(retriever, archive):
    from bot.adapters.langchain import ArchiveRetriever

    with pytest.raises(InvalidQuery, match="empty"):
        retriever.invoke(" ")
    with pytest.raises(ValidationError):
        ArchiveRetriever(retriever=archive.retriever, k=0)
