"""Fit what tells the logit of a pair before the cross-encoder has read it to the end.

    python scripts/fit_skim.py SET... [--archives FOLDER] [--limit N] [--write]

SETs are folders in BEIR form. Their questions are asked, and every sentence that the
cross-encoder reads for them is read to the end, the first token's state kept after each of
LAYERS. A ridge regression of the final logit on that state is the skim. It prints, fitted to
the other sets, what skimming loses of each set: how often the best sentence stays the best,
how often the two best stay, and the share of the work that is left. With --write the fit to
all of them becomes `bot/data/skim.json`. LAYERS are those that stand there already, since the
graph is parted after them: for others, change `layers` there (and `KEPT`), and fit anew.

With --archives the archives of the sets are kept there, or found there.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from bot import packaged_reranker as module
from bot.evaluation.collection import archive_of, read_collection
from bot.packaged_reranker import Forms, Logits, PackagedReranker, Pair, cascade, skims
from embeddings.cross_graph import CONFIG, Skim

#: Layers after which a skim is taken. Source: left of the work, and how often the best sentence
#: stays the best, fitted to the other set: after 6, 8 kept, .68, .992 of squad2_dev and .988 of
#: clapnq_dev; after 3 and 6, 12 and 8 kept, .56, .984 and .992, but "They also claimed …", which
#: answers "How did Moscow explain the exodus?", was left after 3; after 2 and 6 .48 (6 kept), .951
#: and .919.
LAYERS = tuple(skim.layers for skim in skims())
#: Weight of the squares of the standardised weights. 30 and 300 are alike.
RIDGE = 300.0
OUT = Path(module.__file__).parent / "data" / "skim.json"
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """The texts that were read at once.

    Attributes:
        priors: of each text, shape (n,).
        states: the first token's after each of LAYERS, shape (len(LAYERS), n, hidden).
        logits: of each text, shape (n,).
    """

    priors: _Floats = field(repr=False)
    states: _Floats = field(repr=False)
    logits: _Floats = field(repr=False)


class Recorder:
    """Reads every pair to the end, and keeps the states on the way."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._parts = PackagedReranker()._parts()

    def scores(
        self, _: PackagedReranker, read: Sequence[Forms], priors: Sequence[float] | None = None
    ) -> Logits:
        """Stand in for the method of `PackagedReranker`."""
        told = [[self._read(pair) for pair in forms] for forms in read]
        logits = np.array([np.mean([logit for _, logit in forms]) for forms in told])
        if priors is not None and read:
            # A skim is linear: of the mean of states it tells the mean of what it tells of each.
            states = np.array([np.mean([states for states, _ in forms], axis=0) for forms in told])
            self.asked.append(Asked(np.array(priors), states.swapaxes(0, 1), logits))
        return logits.astype(np.float32)

    def _read(self, pair: Pair) -> tuple[list[Logits], float]:
        under_way, states = module._UnderWay(pair, module._Read()), []
        for part in range(len(LAYERS)):
            self._parts.read(under_way, part)
            assert under_way.state is not None
            states.append(under_way.state[0, 0])
        return states, self._parts.read(under_way, len(LAYERS))


def recorded(folder: Path, archives: Path, limit: int | None) -> list[Asked]:
    """Ask the questions of a set."""
    collection, recorder = read_collection(folder), Recorder()
    with (
        archive_of(collection, archives / folder.name) as archive,
        patch.object(PackagedReranker, "scores", lambda *of, **more: recorder.scores(*of, **more)),
    ):
        for topic in collection.topics[:limit]:
            archive.answer(archive.understand(topic.text, topic.earlier))
    return recorder.asked


def fit(asked: Sequence[Asked]) -> tuple[Skim, ...]:
    """Fit a skim after each of LAYERS."""
    logits = np.concatenate([each.logits for each in asked])
    return tuple(
        _fit(layers, np.concatenate([each.states[place] for each in asked]), logits)
        for place, layers in enumerate(LAYERS)
    )


def _fit(layers: int, states: _Floats, logits: _Floats) -> Skim:
    mean, scale = states.mean(axis=0), states.std(axis=0) + 1e-6
    wide = (states - mean) / scale
    square = wide.T @ wide + RIDGE * np.eye(wide.shape[1])
    weights = np.linalg.solve(square, wide.T @ (logits - logits.mean())) / scale
    weights = weights.astype(np.float32)
    return Skim(layers=layers, weights=weights, intercept=float(logits.mean() - mean @ weights))


def skimmed(asked: Asked, fitted: Sequence[Skim]) -> tuple[Logits, float]:
    """Return what a skimming reader gives of the texts, and its share of the work."""
    ends, run = (0, *LAYERS, CONFIG["num_hidden_layers"]), 0

    def tell(part: int, reading: Sequence[int]) -> Sequence[float]:
        nonlocal run
        run += len(reading) * (ends[part + 1] - ends[part])
        if part == len(fitted):
            return list(asked.logits[reading])
        return list(asked.states[part, reading] @ fitted[part].weights + fitted[part].intercept)

    found = cascade(len(asked.logits), tell, asked.priors.tolist())
    return found, run / (ends[-1] * len(found))


def told(asked: Sequence[Asked], fitted: Sequence[Skim]) -> Iterator[tuple[bool, bool, float]]:
    """Yield, of what is read at once, whether the best, and the two best, stay; and the work."""
    for each in asked:
        found, work = skimmed(each, fitted)
        was, now = (np.argsort(-(of + each.priors), kind="stable") for of in (each.logits, found))
        yield was[0] == now[0], set(was[:2]) == set(now[:2]), work


def main() -> None:
    """Fit, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--archives", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archives = given.archives or Path(folder)
        asked = {each.name: recorded(each, archives, given.limit) for each in given.sets}
    for name, of_set in asked.items():
        others = [each for other, of in asked.items() if other != name for each in of]
        best, two, work = np.mean(list(told(of_set, fit(others or of_set))), axis=0)
        print(f"{name}: best {best:.3f}, two best {two:.3f}, work {work:.3f} ({len(of_set)})")
    if given.write:
        fitted = fit([each for of in asked.values() for each in of])
        OUT.write_text(json.dumps([_plain(each) for each in fitted]) + "\n", encoding="utf-8")
    else:
        print("not written", file=sys.stderr)


def _plain(skim: Skim) -> dict[str, int | float | list[float]]:
    weights = [round(float(weight), 5) for weight in skim.weights]
    return {"layers": skim.layers, "intercept": round(skim.intercept, 5), "weights": weights}


if __name__ == "__main__":
    main()
