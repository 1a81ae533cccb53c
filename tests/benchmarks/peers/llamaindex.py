"""LlamaIndex with its FAISS store and its Hugging Face embeddings, at their defaults."""

from pathlib import Path

import faiss
from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.faiss import FaissVectorStore


class System:
    def __init__(self, model, folder, variant):
        self.folder = str(Path(folder) / "index")
        self.model = HuggingFaceEmbedding(model_name=model)

    def prepare(self):
        self.model.get_query_embedding("warm")

    def build(self, documents):
        dim = len(self.model.get_query_embedding("warm"))
        store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(dim))
        self.index = VectorStoreIndex(
            _nodes(documents),
            storage_context=StorageContext.from_defaults(vector_store=store),
            embed_model=self.model,
        )
        self.index.storage_context.persist(self.folder)

    def open(self):
        context = StorageContext.from_defaults(
            vector_store=FaissVectorStore.from_persist_dir(self.folder), persist_dir=self.folder
        )
        self.index = load_index_from_storage(context, embed_model=self.model)

    def search(self, query, k):
        found = self.index.as_retriever(similarity_top_k=k).retrieve(query)
        return [each.node.get_content() for each in found]

    def add(self, documents):
        self.index.insert_nodes(_nodes(documents))
        self.index.storage_context.persist(self.folder)


def _nodes(documents):
    passages = [passage for document in documents for passage in document["passages"]]
    return [TextNode(id_=p["id"], text=p["text"]) for p in passages]
