"""txtai with its defaults: dense alone, or beside its BM25 (`hybrid`)."""

from pathlib import Path

from txtai import Embeddings


class System:
    def __init__(self, model, folder, variant):
        self.folder = str(Path(folder) / "index")
        self.embeddings = Embeddings(path=model, content=True, hybrid=variant == "hybrid")

    def prepare(self):
        self.embeddings.transform("warm")

    def build(self, documents):
        self.embeddings.index(_rows(documents))
        self.embeddings.save(self.folder)

    def open(self):
        self.embeddings.load(self.folder)

    def search(self, query, k):
        return [found["text"] for found in self.embeddings.search(query, k)]

    def add(self, documents):
        self.embeddings.upsert(_rows(documents))
        self.embeddings.save(self.folder)


def _rows(documents):
    return [(p["id"], p["text"], None) for document in documents for p in document["passages"]]
