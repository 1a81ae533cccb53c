"""What each sentence that the cross-encoder reads is worth: nDCG@10 and time by depth."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from time import perf_counter

from bot.archive import create_archive, open_archive
from bot.evaluation.collection import RANKED, read_collection
from bot.evaluation.runs import retrieval_values
from bot.settings import Settings
from tests.benchmarks.figures import percentile

#: Sentences read for one question; 0 for no cross-encoder.
DEPTHS = (0, 4, 8, 16, 24, 32, 48)


def by_depth(folder: Path, limit: int | None, say):
    """Search a test collection at each depth.

    Returns:
        For each depth the mean nDCG@10 and the median milliseconds of a query.
    """
    collection = read_collection(folder)
    topics = [t for t in collection.topics if t.query_id in collection.qrels][:limit]
    found = {}
    with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as temporary:
        say(f"Building {folder.name}: {len(collection.records)} documents ...")
        create_archive(Path(temporary), collection.records).close()
        for depth in DEPTHS:
            say(f"Reading {depth} sentences for each of {len(topics)} queries ...")
            settings = replace(Settings(), rerank=depth > 0, sentences=max(1, depth))
            with open_archive(temporary, settings=settings) as archive:
                archive.warm()
                scores, times = [], []
                for topic in topics:
                    understood = archive.understand(topic.text, topic.earlier)
                    began = perf_counter()
                    ranking = archive.retriever.rank_records(
                        understood.query, RANKED, question=topic.text, also=understood.also
                    )
                    times.append(1000 * (perf_counter() - began))
                    qrels = collection.qrels[topic.query_id]
                    values = retrieval_values([doc for doc, _ in ranking], qrels)
                    scores.append(values["nDCG@10"])
            found[str(depth)] = {"nDCG@10": fmean(scores), "p50, ms": percentile(times, 0.5)}
    return {"collection": folder.name, "queries": len(topics), "depths": found}
