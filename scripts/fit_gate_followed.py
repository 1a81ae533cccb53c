"""Fit the weights of the gate for questions that are searched with the turns before them.

    python scripts/fit_gate_followed.py SET [--archive FOLDER] [--rows FILE] [--limit N] [--write]
    python scripts/fit_gate_followed.py SET --asked-on [--archive FOLDER] [--limit N]

SET is a folder in BEIR form with `history` in its queries and with `spans.jsonl`, such as
abg_coqa_*. Each question that is searched with its history is read three times: as it is,
without the documents that answer it, and with the question of another conversation in its
place. An answer is right when one of its two best sentences overlaps the gold span; of the
other two readings none is. A logistic model of three signals is fitted to that, and shut for
as many right answers as SILENCE says. It prints, cross-validated by conversation, what would
be answered, and with --write the weights become `bot/data/gate_followed.json`.

The other signals count the words of the question, of which such a one has few, or how far
its record stands above others, which tells nothing when one record alone is searched.

With --asked-on it tells instead what `ASKED_ON` in `bot/gate.py` rests on: each question read in
its own words in the record that the turn before was about, and that of another conversation in
its place, by the logit of the best sentence.

With --archive the archive of the set is kept there, or found there; with --rows what was
read is, so that another fit takes seconds.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from fit_gate import cross_validated, fit, kept_rows, named
from numpy.typing import NDArray

from bot.archive import Archive
from bot.evaluation.collection import Collection, Topic, archive_of, read_collection
from bot.followups import Understood, alone, asking_on, with_history
from bot.reading import Read
from corpus.facets import Facet
from corpus.filters import Filters
from corpus.spans import Span

#: The signals weighed. Source: area under the curve, cross-validated by conversation on 280
#: turns of abg_coqa: all signals .848, these three .832, the logit alone .81; the gate of
#: questions that stand alone .772.
NAMES = ("logit", "cosine", "words of the records")
#: Share of the right answers that may be met with silence. A false answer costs more than a
#: silence, and the two best sentences of half of the answerable questions hold no answer.
SILENCE = 0.6
#: Sentences that may hold the answer, and how far on the other conversation stands.
BEST, FURTHER = 2, 7
_Floats = NDArray[np.float64]
_Row = dict[str, Any]


def rows_of(archive: Archive, collection: Collection, limit: int | None) -> Iterator[_Row]:
    """Yield the signals of each reading of a question, and whether its answer is right."""
    turns = [
        (topic, understood)
        for topic in collection.topics[:limit]
        if topic.earlier and topic.answerable is not False and collection.spans.get(topic.query_id)
        if (understood := archive.understand(topic.text, topic.earlier)).follows
    ]
    for at, (topic, understood) in enumerate(turns):
        relevant = {d for d, level in collection.qrels[topic.query_id].items() if level > 0}
        others = [r.record_id for r in collection.records if r.record_id not in relevant]
        other = _of_another(turns, at)
        yield _row("as it is", topic, archive.read(understood), collection.spans[topic.query_id])
        without = archive.read(understood, Filters(values={Facet.RECORD: tuple(others)}))
        yield _row("without its documents", topic, without)
        swapped = with_history(other.text, topic.earlier)
        yield _row("another question", topic, archive.read(swapped))


def _of_another(turns: Sequence[tuple[Topic, Understood]], at: int) -> Topic:
    """Return a question of another conversation."""
    own = turns[at][0].earlier[0].question
    following = [turns[(at + k) % len(turns)][0] for k in range(FURTHER, len(turns))]
    return next(topic for topic in following if topic.earlier[0].question != own)


def _row(kind: str, topic: Topic, found: Read, gold: Sequence[tuple[str, Span]] = ()) -> _Row:
    best = [found.quotes[reading] for reading in found.fit[:BEST]]
    right = any(
        quote.record.record_id == record and quote.span.overlaps(span)
        for quote in best
        for record, span in gold
    )
    group = topic.earlier[0].question
    return {"kind": kind, "group": group, "right": right, "signals": found.signals}


def asked_on(archive: Archive, collection: Collection, limit: int | None) -> Iterator[str]:
    """Yield what is answered rightly and wrongly in the record of the turn before, by logit."""
    turns = [
        (topic, alone(topic.text))
        for topic in collection.topics
        if topic.earlier and topic.answerable is not False and collection.spans.get(topic.query_id)
    ]
    logits: dict[str, list[float]] = {"rightly": [], "by another sentence": [], "another's": []}
    two = 0
    for at, (topic, _) in enumerate(turns[:limit]):
        about = next(doc for doc, level in collection.qrels[topic.query_id].items() if level > 0)
        only = Filters(values={Facet.RECORD: (about,)})
        before = topic.earlier[-1].question
        found = archive.read(asking_on(topic.text, before), only)
        other = archive.read(asking_on(_of_another(turns, at).text, before), only)
        spans = collection.spans[topic.query_id]
        right = _row("", topic, found, spans)["right"]
        two += right
        if found.fit:
            logits["rightly" if right else "by another sentence"].append(found.fit[0].logit)
        if other.fit:
            logits["another's"].append(other.fit[0].logit)
    asked = len(turns[:limit])
    yield f"{asked} turns; a right sentence is one of the two best for {two / asked:.2f}"
    for least in range(-6, 3):
        answered = {kind: sum(x >= least for x in found) for kind, found in logits.items()}
        yield f"logit of {least} and more: {answered}"


def tell(evidence: _Floats, right: _Floats, kinds: Sequence[str]) -> Iterator[str]:
    """Yield what is answered at some shares of silence, rightly and of each kind wrongly."""
    from sklearn.metrics import roc_auc_score

    yield f"area under the curve {roc_auc_score(right, evidence):.3f}"
    for share in (0.3, 0.4, 0.5, SILENCE, 0.7):
        answered = evidence >= np.quantile(evidence[right > 0], share)
        wrong = {
            kind: int((answered & (right == 0) & (np.array(kinds) == kind)).sum())
            for kind in dict.fromkeys(kinds)
        }
        yield f"{share:.1f} of the right met with silence: {int((answered * right).sum())} of " + (
            f"{int(right.sum())} right, and wrong, of {len(kinds) // len(wrong)} each: {wrong}"
        )


@contextmanager
def _opened(given: argparse.Namespace) -> Iterator[tuple[Archive, Collection]]:
    collection = read_collection(given.folder)
    with ExitStack() as stack:
        place = given.archive or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "set"
        yield stack.enter_context(archive_of(collection, place)), collection


def _rows(given: argparse.Namespace) -> Iterator[_Row]:
    with _opened(given) as (archive, collection):
        yield from rows_of(archive, collection, given.limit)


def main() -> None:
    """Read the arguments, fit, report and, when asked to, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--asked-on", action="store_true")
    given = parser.parse_args()
    if given.asked_on:
        with _opened(given) as (archive, collection):
            for line in asked_on(archive, collection, given.limit):
                print(line)
        return
    rows = kept_rows(given.rows, lambda: _rows(given))
    signals = np.array([[row["signals"][name] for name in NAMES] for row in rows])
    right = np.array([float(row["right"]) for row in rows])
    one_set = [given.folder.name] * len(rows)
    evidence = cross_validated(signals, right, one_set, [row["group"] for row in rows])
    for line in tell(evidence, right, [row["kind"] for row in rows]):
        print(line)
    weights, intercept = fit(signals, right, one_set)
    reached = signals @ weights + intercept
    point = round(float(np.quantile(reached[right > 0], SILENCE)), 5)
    shipped = {
        "weights": named(weights, NAMES),
        "of_questions": {},
        "intercept": round(intercept, 5),
        "question": point,
        "statement": point,
    }
    written = json.dumps(shipped, indent=1) + "\n"
    sys.stdout.write(written)
    if given.write:
        place = Path(__file__).parent.parent / "bot" / "data" / "gate_followed.json"
        place.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
