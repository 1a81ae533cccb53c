"""Each step of an answer, and each step of a build, timed on real objects.

    python -m tests.benchmarks.steps answer ARCHIVE QUESTIONS.json
    python -m tests.benchmarks.steps build FOLDER DOCUMENTS.json

prints one JSON object; run so, a process has nothing loaded that it does not need.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from tests.benchmarks.figures import percentile
from tests.benchmarks.stopwatch import Stopwatch

#: The functions that are each step of an answer, where they are called.
ANSWER = {
    "understand": ("bot.chatbot:Chatbot.understand",),
    "scope": ("bot.routes.text:scope_of",),
    "names": ("bot.prepared:known_as",),
    "reach": ("bot.retriever:reach_of",),
    "encode": (
        "embeddings.compiled:CompiledEncoder.encode_queries",
        "embeddings.compiled:CompiledEncoder.count_tokens",
    ),
    "dense": ("embeddings.dense:DenseIndex.search", "embeddings.dense:DenseIndex.scores"),
    "lexical": (
        "embeddings.lexical:LexicalIndex.search",
        "embeddings.lexical:LexicalIndex.scores",
        "embeddings.lexical:LexicalIndex.shares",
        "embeddings.lexical:LexicalIndex.idf_sum",
    ),
    "fuse": ("embeddings.generation:fuse",),
    "mark words": ("bot.searching:words_matching", "bot.searching:only_in"),
    "fetch": ("corpus.store_reading:StoreReader.get",),
    "rerank": ("bot.packaged_reranker:PackagedReranker.scores",),
    "select": ("bot.reranking:read_sentences", "bot.routes.text:choose"),
    "gate": (
        "bot.reading:signals",
        "bot.reading:unfit",
        "bot.reading:untrue",
        "bot.reading:unnamed",
        "bot.reading:uncounted",
        "bot.reading:judge",
    ),
    "verify": ("bot.answers:verify", "corpus.quotes:Quote.__post_init__"),
    "compose": ("bot.chatbot:Chatbot._composed",),
}
#: The steps of a build; `run` is what onnxruntime takes of the encoding.
BUILD = {
    "store": ("corpus.store:RecordStore.put", "corpus.store:RecordStore.put_vectors"),
    "cut into windows": ("embeddings.assembly:fitting",),
    "run the network": ("onnxruntime:InferenceSession.run",),
    "encode, the rest": ("embeddings.compiled:CompiledEncoder.encode_passages",),
    "index vectors": ("embeddings.build:write_dense",),
    "index words": ("embeddings.build:write_lexical",),
    "open and verify": ("embeddings.build:open_generation",),
}


def answer_steps(archive, questions: Sequence[str]):
    """Ask an opened archive and return the milliseconds of each step, median and 95th.

    "page" is what the web page is sent; "the rest" is the routes that leave a question to
    the next, and what ties the steps together.
    """
    watch = Stopwatch()
    rows: dict[str, list[float]] = {}
    statuses: dict[str, int] = {}
    archive.warm()
    archive.ask(questions[0])
    with watch.on(ANSWER):
        for question in questions:
            watch.taken()
            began = perf_counter()
            answer = archive.ask(question)
            asked = perf_counter() - began
            taken = watch.taken()
            json.dumps(answer.to_json())
            page = perf_counter() - began - asked
            statuses[answer.status.value] = statuses.get(answer.status.value, 0) + 1
            parts = {**taken, "the rest": asked - sum(taken.values()), "page": page}
            for step, seconds in {**parts, "whole": asked + page}.items():
                rows.setdefault(step, []).append(1000 * seconds)
    return {
        "questions": len(questions),
        "answers": statuses,
        "not found": watch.missing,
        "p50": {step: percentile(times, 0.5) for step, times in rows.items()},
        "p95": {step: percentile(times, 0.95) for step, times in rows.items()},
    }


def build_steps(folder: Path, documents):
    """Build an archive and return the seconds of each step.

    "replayed" is what the same network takes for the same batches once more, tokenised and
    padded beforehand: what no encoder can undercut with these batches.
    """
    import onnxruntime

    from bot.archive import create_archive, encoder_for
    from bot.settings import Settings
    from corpus.readers.plain import plain_record

    encoder_for(Settings()).encode_passages(["warm"])
    records = [
        plain_record(each["id"], each["title"], "\n".join(p["text"] for p in each["passages"]))
        for each in documents
    ]
    run, batches = onnxruntime.InferenceSession.run, []

    def kept(session, names, feed, *rest):
        batches.append((session, names, feed))
        return run(session, names, feed, *rest)

    watch = Stopwatch()
    onnxruntime.InferenceSession.run = kept
    try:
        with watch.on(BUILD):
            began = perf_counter()
            create_archive(folder, records).close()
            whole = perf_counter() - began
    finally:
        onnxruntime.InferenceSession.run = run
    began = perf_counter()
    for session, names, feed in batches:
        run(session, names, feed)
    replayed = perf_counter() - began
    taken = watch.taken()
    encoding = taken["run the network"] + taken["encode, the rest"]
    masks = [feed["mask"] for *_, feed in batches if "mask" in feed]
    return {
        "passages": sum(len(each["passages"]) for each in documents),
        "not found": watch.missing,
        "seconds": {**taken, "the rest": whole - sum(taken.values()), "whole": whole},
        "replayed, s": replayed,
        "replayed of encoding": replayed / encoding if encoding else 0.0,
        "tokens that are not padding": (
            float(sum(m.sum() for m in masks) / sum(m.size for m in masks)) if masks else 0.0
        ),
    }


def main() -> None:
    """Measure what the arguments say, and print it."""
    what, folder, path = sys.argv[1:]
    given = json.loads(Path(path).read_text(encoding="utf-8"))
    if what == "answer":
        from bot import open_archive

        with open_archive(folder) as archive:
            found = answer_steps(archive, given)
    else:
        found = build_steps(Path(folder), given)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
