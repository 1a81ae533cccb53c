"""Test collections in BEIR form: a throw-away archive, its run and its measures."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.answers import Answer, Status
from bot.archive import Archive, create_archive, is_archive, open_archive
from bot.evaluation import measures
from bot.evaluation.measures import Summary
from bot.evaluation.runs import retrieval_values
from bot.history import Exchange, read_history
from corpus.errors import UnreadableSource
from corpus.progress import Progress, Step, silent
from corpus.readers.plain import plain_record
from corpus.records import Record
from corpus.spans import Span

#: Documents ranked for each query.
RANKED = 100

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A query of a test collection.

    Attributes:
        query_id: its id.
        text: the question or statement.
        earlier: what was asked and answered before, oldest first.
        answerable: whether the collection answers it; None when the set does not say.
    """

    query_id: str
    text: str
    earlier: tuple[Exchange, ...]
    answerable: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A test collection as read from its folder.

    Attributes:
        records: one a document, in file order.
        topics: the queries.
        qrels: relevance by query and document.
        spans: gold spans by query: (document, span).
    """

    records: tuple[Record, ...]
    topics: tuple[Topic, ...]
    qrels: Mapping[str, Mapping[str, int]]
    spans: Mapping[str, Sequence[tuple[str, Span]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one query brought: the ranking of documents and the answer, if it was asked for."""

    topic: Topic
    ranking: tuple[tuple[str, float], ...]
    answer: Answer | None


def read_collection(folder: Path) -> Collection:
    """Read `corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv` and, if there, `spans.jsonl`.

    Raises:
        UnreadableSource: a file is missing or a line is not what it should be.
    """
    records = tuple(_each(folder / "corpus.jsonl", _document))
    topics = tuple(_each(folder / "queries.jsonl", _topic))
    qrels: dict[str, dict[str, int]] = defaultdict(dict)
    for query, document, level in _judgements(folder / "qrels" / "test.tsv"):
        qrels[query][document] = level
    spans: dict[str, list[tuple[str, Span]]] = defaultdict(list)
    if (folder / "spans.jsonl").is_file():
        for query, document, span in _each(folder / "spans.jsonl", _gold):
            spans[query].append((document, span))
    return Collection(records=records, topics=topics, qrels=qrels, spans=spans)


def archive_of(collection: Collection, folder: Path) -> Archive:
    """Open the collection's archive in a folder, or make it where there is none."""
    if is_archive(folder):
        return open_archive(folder)
    return create_archive(folder, collection.records)


def run(
    collection: Collection,
    *,
    limit: int | None = None,
    with_answers: bool = True,
    progress: Progress = silent,
) -> Iterator[Result]:
    """Build a throw-away archive of the collection and put each query to it."""
    with (
        tempfile.TemporaryDirectory(prefix="dragoman-evaluate-") as folder,
        create_archive(Path(folder), collection.records, progress=progress) as archive,
    ):
        topics = collection.topics[:limit]
        for done, topic in enumerate(topics):
            progress(Step(stage="asking", done=done, total=len(topics), unit="queries"))
            yield _result(archive, topic, with_answers)
        progress(Step(stage="asking", done=len(topics), total=len(topics), unit="queries"))


def _result(archive: Archive, topic: Topic, with_answers: bool) -> Result:
    understood = archive.understand(topic.text, topic.earlier)
    ranking = archive.retriever.rank_records(
        understood.query, RANKED, question=topic.text, also=understood.also
    )
    answer = archive.answer(understood) if with_answers else None
    return Result(topic=topic, ranking=ranking, answer=answer)


def values(collection: Collection, results: Sequence[Result]) -> dict[str, dict[str, float]]:
    """Return each measure's value by query id, for the queries it is defined for."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    texts = {record.record_id: record.text for record in collection.records}
    for each in results:
        query = each.topic.query_id
        of_query: dict[str, float] = {}
        if each.topic.answerable is not False:
            ranking = [doc for doc, _ in each.ranking]
            of_query |= retrieval_values(ranking, collection.qrels.get(query, {}))
            if each.answer is not None:
                of_query |= _quote_values(collection.spans.get(query, ()), texts, each.answer)
        if each.answer is not None and each.topic.answerable is not None:
            of_query |= _silence_values(each.topic.answerable, each.answer)
        for name, value in of_query.items():
            found[name][query] = value
    return found


def measured(collection: Collection, results: Sequence[Result]) -> dict[str, Summary]:
    """Return each measure's mean and how sure it is, over the queries it is defined for."""
    return {
        name: measures.summary(list(of_query.values()))
        for name, of_query in values(collection, results).items()
    }


def _quote_values(
    gold: Sequence[tuple[str, Span]], texts: Mapping[str, str], answer: Answer
) -> dict[str, float]:
    """Return whether a gold span stands in a quote, and the words shared with all of them."""
    if not gold:
        return {}
    held = any(
        span.within(shown.quote.span) and shown.quote.record.record_id == doc
        for doc, span in gold
        for shown in answer.quotes
    )
    wanted = " ".join(span.of(texts[doc]) for doc, span in gold if doc in texts)
    given = " ".join(shown.quote.text for shown in answer.quotes)
    return {
        "gold span in a quote": float(held),
        "word-F1 of quotes": measures.word_f1(given, wanted),
    }


def _silence_values(answerable: bool, answer: Answer) -> dict[str, float]:
    """Return what an answer adds to the rates of silence; a rate is a mean of these."""
    silent_now = answer.status is Status.SILENT
    found = {"precision of silence": float(not answerable)} if silent_now else {}
    if answerable:
        return found | {"false silence": float(silent_now)}
    return found | {
        "recall of silence": float(silent_now),
        "false answers": float(not silent_now),
    }


def rankings(results: Sequence[Result]) -> dict[str, Sequence[tuple[str, float]]]:
    """Return the ranking of each query by its id."""
    return {each.topic.query_id: each.ranking for each in results}


def _document(item: Mapping[str, Any]) -> Record:
    return plain_record(str(item["_id"]), _words(item, "title"), _words(item, "text", needed=True))


def _topic(item: Mapping[str, Any]) -> Topic:
    return Topic(
        query_id=str(item["_id"]),
        text=_words(item, "text", needed=True),
        earlier=read_history(item.get("history") or []),
        answerable=item.get("answerable"),
    )


def _gold(item: Mapping[str, Any]) -> tuple[str, str, Span]:
    span = Span(int(item["start"]), int(item["end"]))
    return str(item["query-id"]), str(item["corpus-id"]), span


def _words(item: Mapping[str, Any], key: str, *, needed: bool = False) -> str:
    found = item[key] if needed else item.get(key) or ""
    if not isinstance(found, str):
        raise TypeError(f"{key} is no text")
    return found


def _judgements(path: Path) -> Iterator[tuple[str, str, int]]:
    """Yield query, document and level; the first line may be a header."""
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            query, document, level = line.rstrip("\r").split("\t")
            yield query, document, int(level)
        except ValueError as error:
            if number > 1:
                raise _wrong(path, number, "is not query, document and level") from error


def _each(path: Path, read: Callable[[Mapping[str, Any]], _Item]) -> Iterator[_Item]:
    """Yield what each line of a file of JSON objects holds."""
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except ValueError as error:
            raise _wrong(path, number, "is not JSON") from error
        try:
            yield read(item)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _wrong(path, number, f"is not what it should be ({error})") from error


def _wrong(path: Path, number: int, how: str) -> UnreadableSource:
    return UnreadableSource(f"Line {number} of {path.name} {how}.", "Correct it.")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSource(
            f"{path} cannot be read: {error}.",
            "A test collection has corpus.jsonl, queries.jsonl and qrels/test.tsv.",
        ) from error
