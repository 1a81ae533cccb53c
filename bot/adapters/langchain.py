"""The retriever for LangChain; needs `pip install 'dragoman[langchain]'`."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from bot.adapters.metadata import metadata
from bot.hits import Hit
from bot.retriever import Retriever
from corpus.filters import Filters


class ArchiveRetriever(BaseRetriever):  # type: ignore[misc]  # LangChain is not read by mypy
    """Passages of an archive as LangChain documents, best first.

    A document's text is the passage letter for letter; its metadata is `HitMetadata`.

    Attributes:
        retriever: of an opened archive, `archive.retriever`.
        k: most documents wanted.
        filters: what part of the archive is searched; None for all of it.

    Raises:
        InvalidQuery: at `invoke`, when the query is empty or too long.
    """

    retriever: Retriever
    k: int = Field(default=5, ge=1)
    filters: Filters | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [document(hit) for hit in self.retriever.search(query, self.k, filters=self.filters)]


def document(hit: Hit) -> Document:
    """Return a hit as a LangChain document."""
    return Document(
        id=hit.passage.passage_id, page_content=hit.passage.text, metadata=dict(metadata(hit))
    )
