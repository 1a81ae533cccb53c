"""The packaged cross-encoder, which skims every pair and reads the likeliest ones to the end.

What a pair's logit will be shows long before the last layer: a linear reading of the first
token's state has a correlation of .95 with it after six of the twelve layers (squad2_dev; of .82
after three, where a right sentence of other words than the question is often left). So texts
that are not among the best of what is asked are left halfway.
Source of the idea: Soldaini and Moschitti 2020, the cascade transformer. Of those that are
left the estimate is given, never above a text that was read. `scripts/fit_skim.py` fits it.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelUnavailable
from corpus.sayings import Form
from embeddings.faults import REINSTALL
from embeddings.sessions import Opened, open_sessions
from embeddings.weights import RERANKER_SHA256, find_reranker

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from embeddings.bert_graph import BertGraph
    from embeddings.cross_graph import Skim

#: Longest pair in tokens; sentences up to about 130 words are read whole: a unit is never cut
MAX_TOKENS = 192
#: Texts that are read on after each skim.
KEPT = (10,)
#: Pairs read at the same time, each in one thread: readers at once share the cores best so.
_AT_ONCE = 4
#: Pairs whose logits are remembered: a question that is read again, in another scope or in
#: another form, reads most of its sentences again.
_REMEMBERED = 4096
#: Largest difference of a canary pair's logit from its reference. Largest measured: .10.
_AGREEMENT = 0.2
#: Canary pairs that tell whether a graph that agreed with all of them is still the same.
_FEW = 2
_SKIM = "skim.json"
_DIFFERS = Form(
    "reranker.differs", "The reranker differs from its reference ({found}, not {wanted})."
)

Logits = NDArray[np.float32]
Pair = tuple[str, str]
#: The pairs of one text, one a form of the query.
Forms = Sequence[Pair]


@dataclass(slots=True)
class _Read:
    """What each part of the graph told of a pair, as far as anybody read it."""

    told: tuple[float, ...] = ()


class PackagedReranker:
    """ms-marco-MiniLM-L-12-v2 in bytes, run by onnxruntime; loaded at first use.

    What is told of a pair depends on nothing but the pair, so equal pairs are read once.

    Raises:
        ModelUnavailable: the weights are missing or altered, or the canary pairs do not come
            out as the reference has them.
    """

    def __init__(self) -> None:
        self._folder = find_reranker()
        self._loaded: _Parts | None = None
        self._loading = threading.Lock()
        self._pool = ThreadPoolExecutor(min(_AT_ONCE, os.cpu_count() or 1), "reading")
        self._remembered = lru_cache(maxsize=_REMEMBERED)(lambda _: _Read())

    def prepare(self) -> None:
        """Begin to load the weights, if they are not, beside what else is done."""
        if self._loaded is None:
            self._pool.submit(self._parts)  # what is wrong with them is raised by `scores`

    def scores(self, read: Sequence[Forms], priors: Sequence[float] | None = None) -> Logits:
        """Return one logit a text; see `bot.reranker.Reranker`."""
        if not read:
            return np.empty(0, np.float32)
        parts = self._parts()  # so that what is wrong with them is raised here
        under_way = [[_UnderWay(pair, self._remembered(pair)) for pair in forms] for forms in read]

        def tell(part: int, reading: Sequence[int]) -> list[float]:
            return self._told(parts, [under_way[i] for i in reading], part)

        return cascade(len(read), tell, priors)

    def _told(self, parts: _Parts, read: Sequence[Sequence[_UnderWay]], part: int) -> list[float]:
        """Read each text as far as a part of the graph, and return the means of what that tells."""
        pairs = [pair for forms in read for pair in forms]
        # The longest first: then no thread is left with one at the end.
        order = sorted(range(len(pairs)), key=lambda i: (-len(pairs[i].pair[1]), i))
        told = dict(
            zip(order, self._pool.map(lambda i: parts.read(pairs[i], part), order), strict=True)
        )
        at = iter(range(len(pairs)))
        return [sum(told[next(at)] for _ in forms) / len(forms) for forms in read]

    def _parts(self) -> _Parts:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._folder)
            return self._loaded


def cascade(
    many: int,
    tell: Callable[[int, Sequence[int]], Sequence[float]],
    priors: Sequence[float] | None,
) -> Logits:
    """Have texts told part by part, and leave those that are not among the best.

    Args:
        many: how many texts.
        tell: gives what a part of the graph tells of the texts of these numbers.
        priors: what is added to each before the best are taken; None to leave none.

    Returns:
        What the last part that was run for each tells, below all others where it was left.
    """
    reading, found = list(range(many)), np.empty(many, np.float32)
    for part, kept in enumerate((*KEPT, 0)):
        found[reading] = tell(part, reading)
        if priors is not None and 0 < kept < len(reading):
            best_first = sorted(reading, key=lambda i: (-(found[i] + priors[i]), i))
            reading = sorted(best_first[:kept])
    return found if priors is None else _behind(found, reading, priors)


def _behind(found: Logits, read: Sequence[int], priors: Sequence[float]) -> Logits:
    """Put texts that were left behind those that were read."""
    of_priors = np.asarray(priors, np.float32)
    last = min(found[i] + of_priors[i] for i in read)
    left = np.ones(len(found), bool)
    left[read] = False
    found[left] = np.minimum(found, last - of_priors)[left]
    return found


@dataclass(slots=True)
class _UnderWay:
    """A pair that is being read.

    Attributes:
        pair: query and text.
        read: how far anybody read it.
        told: what the parts of the graph told that were run for this question.
        state: after them, float32, shape (1, tokens, hidden).
    """

    pair: Pair
    read: _Read
    told: tuple[float, ...] = ()
    state: NDArray[np.float32] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of the graph, one behind the other, and what makes tokens of a pair."""

    graphs: tuple[Opened, ...]
    tokenizer: Tokenizer

    def read(self, pair: _UnderWay, to: int) -> float:
        """Read a pair as far as a part of the graph, and return what that tells of its logit."""
        known = pair.read.told
        while len(known) <= to:
            self._read_on(pair)
            known = max(known, pair.told, key=len)
        # Others may read the same pair just now: they find the same, so nobody waits.
        if len(known) > len(pair.read.told):
            pair.read.told = known
        return known[to]

    def _read_on(self, pair: _UnderWay) -> None:
        if pair.state is None:
            encoded = self.tokenizer.encode(*pair.pair)
            ids, kinds = (np.array([each], np.int32) for each in (encoded.ids, encoded.type_ids))
            given: dict[str, NDArray[Any]] = {"ids": ids, "kinds": kinds}
        else:
            given = {"state": pair.state}
        told, *states = self.graphs[len(pair.told)].session.run(None, given)
        pair.told = (*pair.told, float(np.asarray(told)[0, 0]))
        pair.state = np.asarray(states[0]) if states else None


@cache
def packaged_reranker() -> PackagedReranker:
    """Return the one of this process: its weights are large."""
    return PackagedReranker()


def canary_pairs() -> tuple[list[Pair], list[float]]:
    """Return pairs, and the logits that transformers gives with the same weights as floats."""
    held = json.loads(_text("canary_pairs.json"))
    return [(query, text) for query, text in held["pairs"]], held["logits"]


@cache
def skims() -> tuple[Skim, ...]:
    """Return the fitted skims, the first layers first."""
    from embeddings.cross_graph import Skim

    return tuple(
        Skim(
            layers=each["layers"],
            weights=np.array(each["weights"], np.float32),
            intercept=each["intercept"],
        )
        for each in json.loads(_text(_SKIM))
    )


def _load(folder: Path) -> _Parts:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")

    def compare(opened: Sequence[Opened], /, *, few: bool) -> None:
        _compare(_Parts(tuple(opened), tokenizer), _FEW if few else None)

    def graphs() -> list[BertGraph]:
        from embeddings.cross_graph import CrossGraph, packaged_weights

        given, ends = packaged_weights(folder / "model.onnx"), (None, *skims(), None)
        return [CrossGraph(*given, after=a, until=b) for a, b in pairwise(ends)]

    opened = open_sessions(RERANKER_SHA256, graphs, compare, threads=1, beside=_text(_SKIM))
    return _Parts(opened, tokenizer)


def _compare(parts: _Parts, first: int | None) -> None:
    """Compare the logits of the first canary pairs with their reference."""
    pairs, expected = canary_pairs()
    last = len(parts.graphs) - 1
    for pair, wanted in zip(pairs[:first], expected[:first], strict=True):
        found = parts.read(_UnderWay(pair, _Read()), last)
        if not abs(found - wanted) <= _AGREEMENT:
            said = _DIFFERS(found=f"{found:.3f}", wanted=f"{wanted:.3f}")
            raise ModelUnavailable(said, REINSTALL())


def _text(name: str) -> str:
    return (files("bot") / "data" / name).read_text(encoding="utf-8")
