"""LangChain with its FAISS store and its Hugging Face embeddings, at their defaults."""

from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings


class System:
    def __init__(self, model, folder, variant):
        self.folder = str(Path(folder) / "index")
        self.embeddings = HuggingFaceEmbeddings(model_name=model)

    def prepare(self):
        self.embeddings.embed_query("warm")

    def build(self, documents):
        texts, ids = _parts(documents)
        self.store = FAISS.from_texts(texts, self.embeddings, ids=ids)
        self.store.save_local(self.folder)

    def open(self):
        self.store = FAISS.load_local(
            self.folder, self.embeddings, allow_dangerous_deserialization=True
        )

    def search(self, query, k):
        return [found.page_content for found in self.store.similarity_search(query, k=k)]

    def add(self, documents):
        texts, ids = _parts(documents)
        self.store.add_texts(texts, ids=ids)
        self.store.save_local(self.folder)


def _parts(documents):
    passages = [passage for document in documents for passage in document["passages"]]
    return [p["text"] for p in passages], [p["id"] for p in passages]
