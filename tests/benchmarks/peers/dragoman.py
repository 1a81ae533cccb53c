"""Dragoman itself, with all that it always does: store, lexical index, reranker, gate.

Its variant `int8` encodes with 8-bit products.
"""

from pathlib import Path

from bot.archive import create_archive, encoder_for, open_archive
from bot.settings import Settings
from corpus.readers.plain import plain_record


class System:
    def __init__(self, model, folder, variant):
        self.folder = Path(folder)
        self.settings = Settings(encoder_precision=variant or "fp32")

    def prepare(self):
        encoder_for(self.settings).encode_passages(["warm"])

    def build(self, documents):
        records = [
            plain_record(each["id"], each["title"], "\n".join(p["text"] for p in each["passages"]))
            for each in documents
        ]
        create_archive(self.folder / "archive", records, settings=self.settings).close()

    def open(self):
        self.archive = open_archive(self.folder / "archive", settings=self.settings)

    def first(self, query, k):
        """Everything is loaded, the question is answered, and its quotes are verified."""
        self.archive.warm()
        answer = self.archive.ask(query)
        return [shown.quote.text for shown in (*answer.quotes, *answer.nearest)]

    def search(self, query, k):
        return [hit.passage.text for hit in self.archive.retriever.search(query, k, rerank=False)]

    def answer(self, query):
        self.archive.ask(query)

    def add(self, documents):
        paths = []
        for each in documents:
            paths.append(self.folder / f"{each['id']}.txt")
            words = "\n\n".join(p["text"] for p in each["passages"])
            paths[-1].write_text(words, encoding="utf-8")
        self.archive.add(paths)
        for path in paths:
            path.unlink()
