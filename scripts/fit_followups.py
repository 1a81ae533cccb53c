"""Fit the weights that tell whether a question is read alone or with its history.

    python scripts/fit_followups.py DEVELOPMENT_SETS [--archives FOLDER] [--write]

DEVELOPMENT_SETS holds folders in BEIR form, each with `history` in its queries: abg_coqa_*,
inscit_* and mtrag_*, or those named with --sets; and sets without history, squad2_* and
clapnq_* or those named with --unrelated, whose questions are put after an unrelated
question with a short reply, and after two with long ones. Every later turn is searched
alone and with its history; the reading with the better nDCG@10 is the label, the difference
its weight, and each set weighs the same. A logistic regression with an L2 penalty on
standardised figures is fitted by Newton's method. It prints nDCG@10 without the reranker
for each reading, the better of both for each turn (what no choice can exceed), the choice
cross-validated by conversation, and the choice with weights fitted on the other sets; with
--write the weights fitted on all sets become `bot/data/followups.json`.

With --archives the archives of the sets are kept there, or found there, rather than built
anew; building them takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.archive import Archive
from bot.evaluation.collection import Collection, Topic, archive_of, read_collection
from bot.evaluation.folds import folds
from bot.evaluation.measures import ndcg_at
from bot.followups import understand
from bot.history import Exchange
from bot.leaning import Leaning, Weights

SETS, UNRELATED = ("abg_coqa", "inscit", "mtrag"), ("squad2", "clapnq")
#: Questions of a set without history that are used, how far on the unrelated ones stand,
#: and characters around their answers that are the reply, of the one and of the two.
USED, FURTHER, AROUND = 250, 37, (60, 200)
#: Penalty on the squared weights of standardised figures, and folds of cross-validation.
PENALTY, FOLDS = 2.0, 10
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A later turn: its figures, and nDCG@10 of both readings.

    Attributes:
        of_set: the set's name.
        conversation: its first turn, which names it.
        figures: what is weighed.
        alone: nDCG@10 of the question by itself.
        followed: nDCG@10 of the question with its history.
    """

    of_set: str
    conversation: str
    figures: Leaning
    alone: float
    followed: float


def labelled(name: str, collection: Collection, archive: Archive) -> list[Labelled]:
    """Search both readings of each later turn that something is relevant to."""
    turns = []
    for topic in collection.topics:
        relevance = collection.qrels.get(topic.query_id, {})
        if topic.earlier and topic.answerable is not False and any(relevance.values()):
            turn = _labelled(name, topic, relevance, archive)
            turns += [turn] if turn else []
    return turns


def after_unrelated(collection: Collection) -> Collection:
    """Put each answerable question after one, and after two, that have nothing to do with it."""
    texts = {record.record_id: record.text for record in collection.records}
    topics = [t for t in collection.topics if collection.spans.get(t.query_id)][:USED]

    def exchange(at: int, around: int) -> Exchange:
        topic = topics[at % len(topics)]
        record, span = collection.spans[topic.query_id][0]
        reply = texts[record][max(0, span.start - around) : span.end + around]
        return Exchange(question=topic.text, reply=reply)

    def history(at: int, many: int, around: int) -> tuple[Exchange, ...]:
        return tuple(exchange(at + FURTHER * n, around) for n in range(1, 1 + many))

    put = tuple(
        replace(topic, earlier=history(at, many, around))
        for at, topic in enumerate(topics)
        for many, around in enumerate(AROUND, 1)
    )
    return replace(collection, topics=put)


def _labelled(
    name: str, topic: Topic, relevance: Mapping[str, int], archive: Archive
) -> Labelled | None:
    figures: list[Leaning] = []

    def with_history(question: str, history: str) -> float:
        found = archive.retriever.leaning(question, history)
        figures.extend([found] if found else [])
        return 1.0

    def quality(query: str) -> float:
        ranking = archive.retriever.rank_records(query, 10, rerank=False)
        return ndcg_at([record for record, _ in ranking], relevance, 10)

    followed = understand(topic.text, topic.earlier, with_history)
    if not figures:  # the words alone tell
        return None
    return Labelled(
        of_set=name,
        conversation=f"{name} {topic.earlier[0].question}",
        figures=figures[0],
        alone=quality(topic.text),
        followed=quality(followed.query),
    )


def fit(turns: Sequence[Labelled]) -> Weights:
    """Fit the weights on some turns."""
    figures = np.array([astuple(turn.figures) for turn in turns])
    wanted = np.array([turn.followed > turn.alone for turn in turns], dtype=np.float64)
    mean, deviation = figures.mean(axis=0), figures.std(axis=0) + 1e-9
    found = _newton((figures - mean) / deviation, wanted, _importance(turns))
    each = found[:-1] / deviation
    return Weights(each=tuple(each.tolist()), intercept=float(found[-1] - (each * mean).sum()))


def _importance(turns: Sequence[Labelled]) -> _Floats:
    """Return the weight of each turn: what choosing right gains, the same sum for each set."""
    gains = np.array([abs(turn.followed - turn.alone) for turn in turns])
    for name in {turn.of_set for turn in turns}:
        own = np.array([turn.of_set == name for turn in turns])
        gains[own] *= 200.0 / max(float(gains[own].sum()), 1e-9)
    return gains


def _newton(figures: _Floats, wanted: _Floats, importance: _Floats) -> _Floats:
    """Return the weights of a logistic regression, the intercept last and unpenalised."""
    design = np.hstack([figures, np.ones((len(figures), 1))])
    penalty = np.diag([PENALTY] * figures.shape[1] + [0.0])
    found = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (importance * (chance - wanted)) + penalty @ found
        spread = importance * chance * (1 - chance)
        step = np.linalg.solve(design.T @ (spread[:, None] * design) + penalty, slope)
        found = found - step
        if np.abs(step).max() < 1e-9:
            break
    return found


def chosen(turn: Labelled, weights: Weights) -> float:
    """Return nDCG@10 of the reading that the weights choose."""
    return turn.followed if weights.chance(turn.figures) > 0.5 else turn.alone


def cross_validated(turns: Sequence[Labelled]) -> list[float]:
    """Return nDCG@10 of each turn, chosen by weights fitted on other conversations."""
    values = [0.0] * len(turns)
    for fold in folds([turn.conversation for turn in turns], FOLDS):
        weights = fit([turns[at] for at in fold.fitting])
        for at in fold.judging:
            values[at] = chosen(turns[at], weights)
    return values


def transferred(turns: Sequence[Labelled]) -> list[float]:
    """Return nDCG@10 of each turn, chosen by weights fitted on the other sets."""
    names = {turn.of_set for turn in turns}
    others = {name: fit([t for t in turns if t.of_set != name]) for name in sorted(names)}
    return [chosen(turn, others[turn.of_set]) for turn in turns]


def report(turns: Sequence[Labelled]) -> Iterable[str]:
    """Yield a table: what each way of choosing reaches on each set."""
    names = list(dict.fromkeys(turn.of_set for turn in turns))
    final = fit(turns)
    rows = {
        "alone": [turn.alone for turn in turns],
        "with history": [turn.followed for turn in turns],
        "better of both": [max(turn.alone, turn.followed) for turn in turns],
        "cross-validated": cross_validated(turns),
        "from other sets": transferred(turns) if len(names) > 1 else [],
        "fitted on all": [chosen(turn, final) for turn in turns],
        "history chosen": [float(final.chance(turn.figures) > 0.5) for turn in turns],
    }
    yield f"{'nDCG@10':18}" + "".join(f"{name[:20]:>22}" for name in names)
    for row, values in rows.items():
        means = [
            float(np.mean([v for v, turn in zip(values, turns, strict=True) if turn.of_set == n]))
            for n in names
            if values
        ]
        yield f"{row:18}" + "".join(f"{mean:22.3f}" for mean in means)


def written(weights: Weights, turns: Sequence[Labelled]) -> str:
    """Return the weights as the file that is shipped."""
    names = [each.name for each in fields(Leaning)]
    counts = {name: sum(t.of_set == name for t in turns) for name in {t.of_set for t in turns}}
    kept = {
        "source": "scripts/fit_followups.py",
        "turns": dict(sorted(counts.items())),
        "weights": {n: round(w, 6) for n, w in zip(names, weights.each, strict=True)},
        "intercept": round(weights.intercept, 6),
    }
    return json.dumps(kept, indent=2) + "\n"


def main() -> None:
    """Read the sets, fit, print the table, and write the weights when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="holds the development sets")
    parser.add_argument("--sets", nargs="+", default=SETS, help="beginnings of their names")
    parser.add_argument("--unrelated", nargs="*", default=UNRELATED, help="those without history")
    parser.add_argument("--archives", type=Path, help="keeps the archives of the sets")
    parser.add_argument("--figures", type=Path, help="keeps the figures of all turns, as JSON")
    parser.add_argument("--write", action="store_true", help="ship the weights")
    given = parser.parse_args()
    turns: list[Labelled] = []
    with ExitStack() as stack:
        archives = given.archives or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for folder in sorted(given.folder.iterdir()):
            if folder.name.startswith((*given.sets, *given.unrelated)):
                collection = read_collection(folder)
                if folder.name.startswith(tuple(given.unrelated)):
                    collection = after_unrelated(collection)
                with archive_of(collection, archives / folder.name) as archive:
                    turns += labelled(folder.name, collection, archive)
    sys.stdout.writelines(f"{line}\n" for line in report(turns))
    if given.figures:
        given.figures.write_text(json.dumps([asdict(turn) for turn in turns]), encoding="utf-8")
    if given.write:
        place = Path(__file__).parent.parent / "bot" / "data" / "followups.json"
        place.write_text(written(fit(turns), turns), encoding="utf-8")


if __name__ == "__main__":
    main()
