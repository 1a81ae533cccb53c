"""Fit the weights of the gate between an answer and silence.

    python scripts/fit_gate.py DEVELOPMENT_SETS [--around ARCHIVE] [--asked ARCHIVE QUESTIONS]
                               [--archives FOLDER] [--signals FILE] [--curves FOLDER] [--write]

DEVELOPMENT_SETS holds folders in BEIR form with `answerable` in their queries: squad2_*,
clapnq_* and frus_abstain*, or those named with --sets. Each query is read as the chatbot
reads it; its signals, and whether the archive answers it, are what a logistic regression
with an L2 penalty on standardised signals is fitted to, each set weighing the same. Each
signal has a weight, and a second one that counts for questions alone. It
prints, cross-validated by document, how the gate does at 25 % false silence over all sets
together; with --write the weights fitted on all sets become `bot/data/gate.json`.

With --around the question sets are asked a second time with their documents among those of
a large archive, a copy of which they are added to: what nearness and rare words are worth
changes with the size. The large archive must hold nothing that answers them.

With --asked the questions of a file are put to an archive that is there; tests/questions has
some to Foreign Relations and to records of the Wilson Center, and says how they were made. One
counts as answerable when the sentence that would be quoted is of the record that answers it.

With --archives the archives of the sets are kept there, or found there; with --signals the
signals are, so that another fit takes seconds rather than minutes. With --curves the whole
trade-off of each set, cross-validated, goes to SET.tsv in that folder, for
`scripts/draw_silence.py`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.archive import Archive, open_archive
from bot.evaluation.collection import Collection, archive_of, read_collection
from bot.evaluation.folds import folds
from bot.evaluation.tradeoff import tradeoff
from bot.followups import alone
from bot.gate import OF_LOGIT, THRESHOLD, share_of_signals
from corpus.clock import now
from corpus.descriptions import FieldName
from corpus.store import RecordStore

SETS = ("squad2", "clapnq", "frus_abstain")
QUESTION_SETS = SETS[:2]
#: Inverse of the penalty, and folds of cross-validation.
PENALTY_INVERSE, FOLDS = 0.3, 10
#: Share of answerable queries that may be met with silence, over all sets together, and of
#: the questions among them.
SILENCE, SILENCE_OF_QUESTIONS = 0.25, 0.25
#: Of questions to large archives, where more comes near that does not answer: a false answer
#: costs three times a false silence.
SILENCE_AMONG_MANY = 0.3
#: Ends the name of a set that was asked among the documents of a large archive.
AROUND = " around"
_Floats = NDArray[np.float64]
_Row = dict[str, Any]


def rows_of(folder: Path, archives: Path | None, around: Path | None = None) -> Iterator[_Row]:
    """Yield the signals of each query of a set, its label and its document."""
    collection = read_collection(folder)
    name = f"{folder.name}{AROUND if around else ''}"
    with ExitStack() as stack:
        place = (archives or Path(stack.enter_context(tempfile.TemporaryDirectory()))) / name
        if around and not place.exists():
            among(around, place, collection)
        archive = stack.enter_context(archive_of(collection, place))
        for topic in collection.topics:
            if topic.answerable is None:
                continue
            found = archive.read(alone(topic.text))
            yield {
                "set": name,
                "query": topic.query_id,
                "group": _document(collection, archive, topic.query_id),
                "answerable": topic.answerable,
                "signals": found.signals,
                "passages": archive.retriever.reach().passages,
            }


def asked_rows(folder: Path, questions: Path) -> Iterator[_Row]:
    """Yield the signals of questions to an archive that is there, as `rows_of`."""
    lines = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    with open_archive(folder) as archive:
        for each in (line for line in lines if line["expected"] in ("quote", "silent")):
            found = archive.read(alone(each["question"]))
            first = found.quotes[found.fit[0]].record.record_id if found.fit else None
            yield {
                "set": questions.stem,
                "query": each["id"],
                "group": each["record"] or each["id"],
                "answerable": each["expected"] == "quote" and first == each["record"],
                "signals": found.signals,
                "passages": archive.retriever.reach().passages,
                "asked": True,
            }


def among(around: Path, place: Path, collection: Collection) -> None:
    """Copy a large archive and add the documents of a set to it."""
    shutil.copytree(around, place)
    with RecordStore.open(place, write=True) as store:
        for record in collection.records:
            store.put(record, imported_at=now())
    with open_archive(place) as archive:
        archive.rebuild()


def _document(collection: Collection, archive: Archive, query_id: str) -> str:
    """Return the title of the document a query is about; the query itself where none is known."""
    relevant = sorted(collection.qrels.get(query_id, {}))
    if not relevant:
        return query_id
    title = archive.record(relevant[0]).description.value(FieldName.TITLE)
    return title or relevant[0]


def fit(signals: _Floats, labels: _Floats, sets: Sequence[str]) -> tuple[_Floats, float]:
    """Return weights of raw signals, and the intercept; each set weighs the same."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = signals.mean(axis=0), signals.std(axis=0)
    scale[scale == 0] = 1.0
    counts = {name: list(sets).count(name) for name in set(sets)}
    share = np.array([len(sets) / (len(counts) * counts[name]) for name in sets])
    model = LogisticRegression(C=PENALTY_INVERSE, max_iter=5000)
    model.fit((signals - mean) / scale, labels, sample_weight=share)
    weights = model.coef_[0] / scale
    return weights, float(model.intercept_[0] - (weights * mean).sum())


def cross_validated(
    signals: _Floats, labels: _Floats, sets: Sequence[str], groups: Sequence[str]
) -> _Floats:
    """Return the log-odds of each row by weights fitted on other groups."""
    evidence = np.zeros(len(labels))
    for fold in folds(groups, FOLDS):
        at, judged = list(fold.fitting), list(fold.judging)
        weights, intercept = fit(signals[at], labels[at], [sets[i] for i in at])
        evidence[judged] = signals[judged] @ weights + intercept
    return evidence


def operating_points(
    evidence: _Floats, labels: _Floats, question: _Floats, once: _Floats, silence: float
) -> tuple[float, float]:
    """Return what questions and statements must reach, so that both shares are kept.

    `silence` is that of questions.
    """
    asks, states = (question > 0) & (labels > 0), (question == 0) & (labels > 0)
    asked, stated = evidence[asks], evidence[states]
    first = float(np.quantile(asked, silence))
    left = SILENCE * (once[asks].sum() + once[states].sum()) - once[asks][asked < first].sum()
    share = float(np.clip(left / max(once[states].sum(), 1), 0.0, 1.0))
    return first, float(np.quantile(stated, share)) if len(stated) else first


def beside(row: _Row) -> float:
    """Return what the logit alone adds to the weighed signals of a small archive."""
    share = share_of_signals(row["passages"])
    return (1 - share) / share * OF_LOGIT * (row["signals"]["logit"] - THRESHOLD)


def named(weights: _Floats, names: Sequence[str]) -> dict[str, float]:
    """Return weights by the names of their signals, as they are shipped."""
    return {name: round(float(weight), 5) for name, weight in zip(names, weights, strict=True)}


def parts(rows: Sequence[_Row]) -> Iterator[tuple[str, float, Sequence[_Row]]]:
    """Yield what the weights for large and for small archives are fitted to.

    With the share of their questions that may be met with silence. Statements are judged by
    the weights for small ones whatever the archive.
    """
    # The small ones last, so that the curves of the sets as they are are theirs.
    yield "large", SILENCE_AMONG_MANY, [row for row in rows if row["signals"]["question"]]
    as_they_are = [r for r in rows if not (r["set"].endswith(AROUND) or r.get("asked"))]
    yield "small", SILENCE_OF_QUESTIONS, as_they_are


def fit_and_tell(
    rows: Sequence[_Row], silence: float, without: Sequence[str], curves: Path | None
) -> _Row:
    """Fit one set of weights, and say how it does, cross-validated by document.

    `silence` is the share of answerable questions that may be met with it.

    Returns:
        What is shipped of it: weights, those of questions, the intercept and both points.
    """
    names = [n for n in rows[0]["signals"] if n not in without]
    question = np.array([row["signals"]["question"] for row in rows])
    signals = np.array([[row["signals"][n] for n in names] for row in rows])
    # Each again for questions alone: what it counts there beside what it counts anywhere.
    signals = np.hstack([signals, signals * question[:, None]])
    labels = np.array([float(row["answerable"]) for row in rows])
    sets = [row["set"] for row in rows]
    of = [name.removesuffix(AROUND) for name in sets]
    # A query that is put to two archives is one query.
    archives = Counter(name.removesuffix(AROUND) for name in set(sets))
    once = np.array([1 / archives[name] for name in of])
    added = np.array([beside(row) for row in rows])
    evidence = added + cross_validated(signals, labels, of, [row["group"] for row in rows])
    points = operating_points(evidence, labels, question, once, silence)
    tell(evidence - np.where(question > 0, *points), labels, sets, curves)
    weights, intercept = fit(signals, labels, of)
    reached = signals @ weights + intercept + added
    first, second = operating_points(reached, labels, question, once, silence)
    return {
        "weights": named(weights[: len(names)], names),
        "of_questions": named(weights[len(names) :], names),
        "intercept": round(intercept, 5),
        "question": round(first, 5),
        "statement": round(second, 5),
    }


def tell(beyond: _Floats, labels: _Floats, sets: Sequence[str], curves: Path | None) -> None:
    """Print how each set does by evidence beyond what is needed, and write its curve."""
    for name in dict.fromkeys(sets):
        chosen = np.array([each == name for each in sets])
        curve = tradeoff(beyond[chosen].tolist(), (labels[chosen] > 0).tolist())
        if curves:
            table = "\n".join(curve.lines()) + "\n"
            (curves / f"{name}.tsv").write_text(table, encoding="utf-8")
        silent = beyond < 0
        print(
            f"{name}: AUROC {curve.auroc:.3f}, false silence "
            f"{silent[chosen & (labels > 0)].mean():.2f}, false answers "
            f"{(~silent)[chosen & (labels == 0)].mean():.3f}"
        )


def kept_rows(file: Path | None, read: Callable[[], Iterable[_Row]]) -> list[_Row]:
    """Return the rows that have signals: those a file keeps, else what is read, which it keeps."""
    if file and file.is_file():
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    else:
        rows = list(read())
        if file:
            lines = (json.dumps(row) for row in rows)
            file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [row for row in rows if row["signals"]]


def _rows(given: argparse.Namespace) -> Iterator[_Row]:
    for name in given.sets:
        for folder in sorted(p for p in given.folder.iterdir() if p.name.startswith(name)):
            yield from rows_of(folder, given.archives)
            if given.around and name in given.around_sets:
                yield from rows_of(folder, given.archives, given.around)
            print(folder.name, file=sys.stderr)
    for archive, questions in given.asked:
        yield from asked_rows(Path(archive), Path(questions))


def main() -> None:
    """Read the arguments, fit, report and, when asked to, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="*", default=SETS)
    parser.add_argument("--around", type=Path)
    parser.add_argument("--around-sets", nargs="*", default=QUESTION_SETS)
    parser.add_argument("--asked", nargs=2, action="append", default=[])
    parser.add_argument("--archives", type=Path)
    parser.add_argument("--signals", type=Path)
    parser.add_argument("--without", nargs="*", default=[], help="signals to leave out")
    parser.add_argument("--curves", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    rows = kept_rows(given.signals, lambda: _rows(given))
    fitted = {}
    for name, silence, chosen in parts(rows):
        print(f"{name}:")
        fitted[name] = fit_and_tell(chosen, silence, given.without, given.curves)
    print(json.dumps(fitted, indent=1))
    if given.write:
        place = Path(__file__).parent.parent / "bot" / "data" / "gate.json"
        place.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
