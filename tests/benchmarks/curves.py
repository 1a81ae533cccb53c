"""Curves: how search, publishing, loading and memory grow with the archive.

    python -m tests.benchmarks.curves build N FOLDER      vectors: index them, write it
    python -m tests.benchmarks.curves search N FOLDER     vectors: open it, search it
    python -m tests.benchmarks.curves make N FOLDER       passages: an archive of them
    python -m tests.benchmarks.curves serve N FOLDER      passages: ask it, add one document

Each prints one JSON object from a process of its own, so that memory is that part's alone.
The vectors are mixtures of two encoded passages with noise; the passages are made by rule
and their vectors drawn, so that nothing waits for the encoder.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

import numpy as np

from tests.benchmarks.figures import percentile
from tests.benchmarks.protocol import peak_mib

SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUERIES = 100
#: Questions put to an archive: an answer takes longer than a search.
ASKED = 20
#: What an answer asks of the index, and what recall is measured at.
DEPTH, TOP = 200, 10
#: Length of the noise beside a mixture of length 1.
NOISE = 0.5
#: Vectors made at a time.
_BATCH = 20_000
_CENTRES, _QUERIES, _EXACT = "centres.npy", "queries.npy", "exact.npy"
_INDEX, _FACTS = "index.faiss", "facts.json"
_ASKED, _ADDED = "asked.json", "added.txt"


def measure(
    largest: int, deadline: float, say: Callable[[str], None], *, centres: int = 400
) -> dict[str, object]:
    """Measure both curves up to a size, smaller sizes first, until a moment in time.

    Args:
        largest: most vectors and passages.
        deadline: of `perf_counter`; what would end after it is stopped and named.
        say: told what goes on.
        centres: passages encoded, of which the vectors are mixtures.
    """
    vectors: list[dict[str, float | str]] = []
    archives: list[dict[str, float | str]] = []
    found = {"vectors": vectors, "archives": archives, "interrupted": False}
    sizes = [size for size in SIZES if size <= largest]
    with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as temporary:
        folder = Path(temporary)
        try:
            say(f"Encoding {centres} passages to mix vectors of ...")
            np.save(folder / _CENTRES, _centres(centres))
            for size in sizes:
                say(f"{size:,} vectors ...")
                vectors.append({"size": size, **_both(("build", "search"), size, folder, deadline)})
            for path in folder.glob(f"{_INDEX}*"):
                path.unlink()
            for size in sizes:
                say(f"An archive of {size:,} passages ...")
                with tempfile.TemporaryDirectory(dir=folder) as place:
                    parts = _both(("make", "serve"), size, Path(place), deadline)
                archives.append({"size": size, **parts})
        except KeyboardInterrupt:
            say("Stopped; the finished sizes are kept.")
            found["interrupted"] = True
    return found


def _both(parts: Sequence[str], size: int, folder: Path, deadline: float) -> dict[str, float | str]:
    found: dict[str, float | str] = {}
    for part in parts:
        if "stopped" not in found:
            found |= _child(part, size, folder, deadline)
    return found


def _child(part: str, size: int, folder: Path, deadline: float) -> dict[str, float | str]:
    left = deadline - perf_counter()
    if left <= 0:
        return {"stopped": "no time was left"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.curves", part, str(size), str(folder)],
            capture_output=True,
            text=True,
            timeout=left,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"stopped": f"{part} took longer than the {left:.0f} s that were left"}
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return {"stopped": lines[-1] if lines else f"exit status {done.returncode}"}
    return json.loads(done.stdout)


def _centres(count: int) -> np.ndarray:
    from embeddings.ways import open_encoder
    from tests.benchmarks.passages import made

    texts = [passage["text"] for document in made(count) for passage in document["passages"]]
    return open_encoder().encode_passages(texts)


def mixed_parts(centres: np.ndarray, size: int) -> Iterator[np.ndarray]:
    """Yield vectors in parts, the same each time, so that they are never all in memory."""
    for start in range(0, size, _BATCH):
        yield mixtures(centres, min(_BATCH, size - start), seed=start + 1)


def mixtures(centres: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Return unit vectors, float32, shape (count, dim): two centres mixed, and noise."""
    drawn = np.random.default_rng(seed)
    one, other = drawn.integers(len(centres), size=(2, count))
    share = drawn.random((count, 1), dtype=np.float32)
    noise = drawn.standard_normal((count, centres.shape[1]), dtype=np.float32)
    mixed = share * centres[one] + (1 - share) * centres[other]
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    mixed += noise * np.float32(NOISE / np.sqrt(centres.shape[1]))
    return mixed / np.linalg.norm(mixed, axis=1, keepdims=True)


def exact(parts: Iterable[np.ndarray], queries: np.ndarray, top: int) -> np.ndarray:
    """Return the rows of the greatest inner products, int64, shape (queries, top)."""
    best = np.empty((len(queries), 0), np.float32)
    rows = np.empty((len(queries), 0), np.int64)
    start = 0
    for part in parts:
        scores = queries @ part.T
        here = np.broadcast_to(np.arange(start, start + len(part)), scores.shape)
        start += len(part)
        best, rows = np.hstack([best, scores]), np.hstack([rows, here])
        kept = np.argsort(-best, axis=1, kind="stable")[:, :top]
        best = np.take_along_axis(best, kept, axis=1)
        rows = np.take_along_axis(rows, kept, axis=1)
    return rows


def recall(found: Sequence[Sequence[int]], wanted: np.ndarray) -> float:
    """Return the mean share of the wanted rows that were found."""
    return float(
        np.mean(
            [len(set(f) & set(w)) / len(w) for f, w in zip(found, wanted.tolist(), strict=True)]
        )
    )


def build_vectors(size: int, folder: Path) -> dict[str, float | str]:
    """Index vectors with the product's index, write it, and note what exact search finds."""
    from embeddings.dense import DenseIndex

    centres = np.load(folder / _CENTRES)
    queries = mixtures(centres, QUERIES, seed=0)
    np.save(folder / _QUERIES, queries)
    began = perf_counter()
    index = DenseIndex.build(
        folder / _INDEX, mixed_parts(centres, size), count=size, dim=centres.shape[1]
    )
    built = perf_counter() - began
    peak = peak_mib()
    began = perf_counter()
    for part in mixed_parts(centres, size):
        assert part.shape[1] == index.dim
    mixing = perf_counter() - began
    np.save(folder / _EXACT, exact(mixed_parts(centres, size), queries, TOP))
    (folder / _FACTS).write_text(json.dumps(asdict(index.facts)), encoding="utf-8")
    return {
        "kind": index.kind.value,
        "build and write, s": built - mixing,
        "build, MiB": peak,
        "bytes a vector": (folder / _INDEX).stat().st_size / size,
    }


def search_vectors(size: int, folder: Path) -> dict[str, float | str]:
    """Open the index written, and search it as an answer does."""
    import faiss

    from embeddings.dense import DenseIndex
    from embeddings.dense_kinds import IndexFacts

    assert faiss.__version__  # imported before memory is read: it is not the index's
    queries, wanted = np.load(folder / _QUERIES), np.load(folder / _EXACT)
    facts = IndexFacts(**json.loads((folder / _FACTS).read_text(encoding="utf-8")))
    before = peak_mib()
    began = perf_counter()
    index = DenseIndex.open(folder / _INDEX, facts)
    opened = perf_counter() - began
    index.search(queries[0], DEPTH)
    times, found = [], []
    for query in queries:
        began = perf_counter()
        rows, _ = index.search(query, DEPTH)
        times.append(1000 * (perf_counter() - began))
        found.append(rows[:TOP].tolist())
    return {
        "load, s": opened,
        "search p50, ms": percentile(times, 0.5),
        "search p95, ms": percentile(times, 0.95),
        f"recall@{TOP}": recall(found, wanted),
        "serving, MiB": peak_mib() - before,
    }


class DrawnEncoder:
    """An encoder that draws a vector from a hash of the text: as large as the real one's."""

    name = "drawn"
    fingerprint = hashlib.sha256(b"drawn/1").hexdigest()
    dim = 384
    max_tokens = 256

    @property
    def starts(self) -> DrawnEncoder:
        """What encodes how records begin."""
        return self

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the words of each text."""
        return [len(text.split()) for text in texts]

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return float32, shape (n, dim), each row of length 1."""
        vectors = np.empty((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
            drawn = np.random.default_rng(seed).standard_normal(self.dim, dtype=np.float32)
            vectors[row] = drawn / np.linalg.norm(drawn)
        return vectors

    encode_queries = encode_passages


def make_archive(size: int, folder: Path) -> dict[str, float | str]:
    """Make an archive of made passages; leave beside it what will be asked and added."""
    from bot.archive import create_archive
    from corpus.readers.plain import plain_record
    from tests.benchmarks.passages import gather, queries

    documents, added, _ = gather(size)
    words = [passage["text"] for passage in added["passages"]]
    (folder / _ADDED).write_text("\n\n".join(words), encoding="utf-8")
    asked = [words[0], *queries(documents, min(ASKED, size))]
    (folder / _ASKED).write_text(json.dumps(asked), encoding="utf-8")
    records = (
        plain_record(each["id"], each["title"], "\n".join(p["text"] for p in each["passages"]))
        for each in documents
    )
    began = perf_counter()
    create_archive(folder / "archive", records, encoder=DrawnEncoder()).close()
    made = perf_counter() - began
    held = sum(path.stat().st_size for path in (folder / "archive").rglob("*") if path.is_file())
    return {"make, s": made, "making, MiB": peak_mib(), "disk, MiB": held / 2**20}


def serve_archive(size: int, folder: Path) -> dict[str, float | str]:
    """Open an archive, search and ask it, and add one document of ten passages."""
    from bot.archive import open_archive

    new, *asked = json.loads((folder / _ASKED).read_text(encoding="utf-8"))
    began = perf_counter()
    with open_archive(folder / "archive", encoder=DrawnEncoder()) as opened:
        opened.retriever.search(asked[0], rerank=False)
        loaded = perf_counter() - began
        opened.warm()
        searches = [_ms(opened.retriever.search, each, rerank=False) for each in asked]
        answers = [_ms(opened.ask, each) for each in asked]
        memory = peak_mib()
        began = perf_counter()
        opened.add([folder / _ADDED])
        (hit,) = opened.retriever.search(new, 1, rerank=False)
        published = perf_counter() - began
        if hit.passage.text.split() != new.split():
            raise SystemExit("what was added is not found first")
    return {
        "open and search, s": loaded,
        "search p50, ms": percentile(searches, 0.5),
        "search p95, ms": percentile(searches, 0.95),
        "answer p50, ms": percentile(answers, 0.5),
        "answer p95, ms": percentile(answers, 0.95),
        "serving, MiB": memory,
        "one document more, s": published,
        "adding, MiB": peak_mib(),
    }


def _ms(call, *arguments, **named) -> float:
    began = perf_counter()
    call(*arguments, **named)
    return 1000 * (perf_counter() - began)


PARTS = {
    "build": build_vectors,
    "search": search_vectors,
    "make": make_archive,
    "serve": serve_archive,
}


def main() -> None:
    """Measure one part, and print it."""
    part, size, folder = sys.argv[1:]
    sys.stdout.write(json.dumps(PARTS[part](int(size), Path(folder))))


if __name__ == "__main__":
    main()
