"""What is indexed and asked: real passages where an archive or volumes are at hand, else made.

Documents are plain data, so that they can be handed to any process:
`{"id", "title", "passages": [{"id", "text"}]}`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from corpus.descriptions import FieldName
from corpus.readers import read_bytes, read_records
from corpus.records import Record
from corpus.store import RecordStore

SEED = "118214.txt"
#: Shorter paragraphs are headings, names and numbers.
SHORTEST = 40
#: Words of a made passage, on average as many as a paragraph of Foreign Relations has.
WORDS = 62
#: Passages of a made document.
EACH = 8
#: Words of a made passage that stand together in the source.
RUN = 5
#: Passages added to what was built.
ADDED = 10


def gather(count, *, archive: Path | None = None, volumes: Path | None = None):
    """Return documents of together `count` passages, where they come from, and ten more.

    Returns:
        (documents, a document of ten other passages, words saying where they come from)
    """
    wanted = count + ADDED
    if archive is not None:
        found, where = _cut(_archived(archive, wanted), wanted), "passages of an archive"
    elif volumes is not None:
        found, where = _cut(_read(volumes), wanted), "passages of TEI volumes"
    else:
        found, where = made(wanted), "passages made of the shipped record's words"
    passages = [passage for document in found for passage in document["passages"]]
    if len(passages) < wanted:
        raise SystemExit(
            f"There are {len(passages)} passages, {wanted} are needed: lower --passages."
        )
    return (
        _cut(found, count),
        {
            "id": "added",
            "title": "",
            "passages": [
                {"id": f"added-{n}", "text": f"{each['text']} Added as number {n}."}
                for n, each in enumerate(passages[-ADDED:], 1)
            ],
        },
        where,
    )


def queries(documents, count):
    """Return a question about each of `count` passages, spread evenly: nine words of it."""
    passages = [passage["text"] for document in documents for passage in document["passages"]]
    found = []
    for n in range(count):
        words = passages[n * len(passages) // count].split()
        start = _number(f"query {n}", max(1, len(words) - 9))
        found.append(f"What is said about {' '.join(words[start : start + 9])}?")
    return found


def made(count):
    """Return documents of `count` passages made by rule of the shipped record's own words.

    A passage is runs of five words that stand together in the record; which ones, a hash of
    the passage's number decides, so that they are the same everywhere and always.
    """
    words = " ".join(passage.text for passage in seed_record().body).split()
    documents = []
    for first in range(0, count, EACH):
        name = f"made-{first // EACH:06}"
        documents.append(
            {
                "id": name,
                "title": " ".join(_made_words(words, f"title {name}", 6)),
                "passages": [
                    {"id": f"{name}#p{n - first + 1}", "text": _made(words, n)}
                    for n in range(first, min(first + EACH, count))
                ],
            }
        )
    return documents


def seed_record() -> Record:
    """Return the shipped record."""
    return read_bytes((files("corpus") / "data" / "seed" / SEED).read_bytes(), SEED)


def _made(words, number) -> str:
    length = WORDS // 2 + _number(f"length {number}", WORDS)
    text = " ".join(_made_words(words, f"passage {number}", length))
    return f"{text[0].upper()}{text[1:].rstrip('.,;:')}."


def _made_words(words, key, length):
    found = []
    while len(found) < length:
        start = _number(f"{key} {len(found)}", len(words) - RUN)
        found += words[start : start + RUN]
    return found[:length]


def _number(key: str, below: int) -> int:
    """Return a number that the key decides, 0 up to `below`."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % below


def _archived(folder: Path, wanted: int) -> Iterator:
    """Yield documents of an archive, spread evenly over it."""
    with RecordStore.open(folder) as store:
        ids = sorted(store.ids())
        # Half as many records as passages are enough, and reading them is most of the time.
        step = max(1, len(ids) // max(1, wanted // 2))
        for record_id in [*ids[::step], *(i for n, i in enumerate(ids) if n % step)]:
            yield _document(store.get(record_id))


def _read(volumes: Path) -> Iterator:
    """Yield documents of a volume, or of each volume of a folder in turn, one from each."""
    paths = sorted(volumes.glob("*.xml")) if volumes.is_dir() else [volumes]
    readers = [iter(read_records(path)) for path in paths]
    while readers:
        for reader in list(readers):
            record = next(reader, None)
            if record is None:
                readers.remove(reader)
            else:
                yield _document(record)


def _document(record: Record):
    texts = [" ".join(passage.text.split()) for passage in record.body]
    return {
        "id": record.record_id,
        "title": record.description.value(FieldName.TITLE) or "",
        "passages": [
            {"id": f"{record.record_id}#{n}", "text": text}
            for n, text in enumerate(texts, 1)
            if len(text) >= SHORTEST
        ],
    }


def _cut(documents: Iterable, count: int):
    """Return the first documents that have `count` passages together, the last one cut."""
    found, left = [], count
    for document in documents:
        if left <= 0:
            break
        kept = document["passages"][:left]
        left -= len(kept)
        if kept:
            found.append({**document, "passages": kept})
    return found
