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


class ArchiveRetriever(BaseRetriever):  # type: ignore[misc]  # LlamaIndex is not read by mypy
    """Passages of an archive as LlamaIndex nodes with scores, best first.

    A node's text is the passage letter for letter; its metadata is `HitMetadata`.

    Args:
        retriever: of an opened archive, `archive.retriever`.
        k: most nodes wanted.

    Raises:
        InvalidQuery: at `retrieve`, when the query is empty or too long.
    """

    def __init__(self, retriever: Retriever, k: int = 5) -> None:
        super().__init__()
        self._retriever = retriever
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [node(hit) for hit in self._retriever.search(query_bundle.query_str, self._k)]


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
