"""Haystack with its store in memory, written to a file, and its embedders at their defaults."""

from pathlib import Path

from haystack import Document
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)


class System:
    def __init__(self, model, folder, variant):
        self.file = str(Path(folder) / "store.json")
        self.model = model
        self.asking = SentenceTransformersTextEmbedder(model=model, progress_bar=False)
        self.reading = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)

    def prepare(self):
        self.reading.warm_up()
        self.reading.run([Document(content="warm")])

    def build(self, documents):
        self.store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        self.add(documents)

    def open(self):
        self.asking.warm_up()
        self.store = InMemoryDocumentStore.load_from_disk(self.file)

    def search(self, query, k):
        vector = self.asking.run(query)["embedding"]
        found = InMemoryEmbeddingRetriever(self.store).run(vector, top_k=k)["documents"]
        return [each.content for each in found]

    def add(self, documents):
        passages = [passage for document in documents for passage in document["passages"]]
        read = self.reading.run([Document(id=p["id"], content=p["text"]) for p in passages])
        self.store.write_documents(read["documents"])
        self.store.save_to_disk(self.file)
