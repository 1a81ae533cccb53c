"""The floor: sentence-transformers and FAISS by hand, as their own front pages show it."""

import json
from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer


class System:
    def __init__(self, model, folder, variant):
        self.model = SentenceTransformer(model)
        self.folder = Path(folder)

    def prepare(self):
        self.model.encode(["warm"])

    def build(self, documents):
        self.texts = []
        self.index = faiss.IndexFlatIP(self.model.get_embedding_dimension())
        self.add(documents)

    def open(self):
        self.texts = json.loads((self.folder / "texts.json").read_text(encoding="utf-8"))
        self.index = faiss.read_index(str(self.folder / "index.faiss"))

    def search(self, query, k):
        vector = self.model.encode([query], normalize_embeddings=True)
        _, rows = self.index.search(vector, k)
        return [self.texts[row] for row in rows[0] if row >= 0]

    def add(self, documents):
        texts = [passage["text"] for document in documents for passage in document["passages"]]
        self.index.add(self.model.encode(texts, normalize_embeddings=True))
        self.texts += texts
        faiss.write_index(self.index, str(self.folder / "index.faiss"))
        (self.folder / "texts.json").write_text(json.dumps(self.texts), encoding="utf-8")
