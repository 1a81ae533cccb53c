"""The retriever for LlamaIndex; needs `pip install 'dragoman[llamaindex]'`."""

from __future__ import annotations

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import (
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)

from bot.adapters.metadata import HitMetadata, metadata
from bot.hits import Hit
from bot.retriever import Retriever
from corpus.filters import Filters


class ArchiveRetriever(BaseRetriever):  # type: ignore[misc]  # LlamaIndex is not read by mypy
    """Passages of an archive as LlamaIndex nodes with scores, best first.

    A node's text is the passage letter for letter; its metadata is `HitMetadata`.

    Args:
        retriever: of an opened archive, `archive.retriever`.
        k: most nodes wanted.
        filters: what part of the archive is searched; None for all of it.

    Raises:
        InvalidQuery: at `retrieve`, when the query is empty or too long.
    """

    def __init__(self, retriever: Retriever, k: int = 5, *, filters: Filters | None = None) -> None:
        super().__init__()
        self._retriever = retriever
        self._k = k
        self._filters = filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        query = query_bundle.query_str
        return [node(hit) for hit in self._retriever.search(query, self._k, filters=self._filters)]


def node(hit: Hit) -> NodeWithScore:
    """Return a hit as a LlamaIndex node, its record as the source it is part of."""
    text = TextNode(
        id_=hit.passage.passage_id,
        text=hit.passage.text,
        metadata=dict(metadata(hit)),
        # An embedding is of the words alone; a hash or an offset says nothing to it.
        excluded_embed_metadata_keys=list(HitMetadata.__annotations__),
        start_char_idx=hit.passage.span.start,
        end_char_idx=hit.passage.span.end,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=hit.record_id)},
    )
    return NodeWithScore(node=text, score=hit.score)
