"""Cross-encoders: a question and a sentence read together."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.settings import FILE_NAME, Settings
from corpus.errors import ModelUnavailable
from corpus.sayings import Form
from embeddings.faults import REINSTALL
from embeddings.sessions import Opened, open_session
from embeddings.weights import RERANKER_SHA256, find_reranker

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from embeddings.bert_graph import BertGraph

#: Longest pair in tokens; sentences up to about 130 words are read whole: a unit is never cut
MAX_TOKENS = 192
#: Pairs read at the same time, each in one thread: readers at once share the cores best so.
_AT_ONCE = 4
#: Pairs whose logits are remembered: a question that is read again, in another scope or in
#: another form, reads most of its sentences again.
_REMEMBERED = 4096
#: Largest difference of a canary pair's logit from its reference. Largest measured: .10.
_AGREEMENT = 0.2
#: Canary pairs that tell whether a graph that agreed with all of them is still the same.
_FEW = 2
_UNLOADED = Form("reranker.unloaded", "The reranker {reranker} cannot be loaded: {why}.")
_LABELS = Form(
    "reranker.labels",
    "The reranker {reranker} has {labels} labels, and a cross-encoder has one.",
)
_SET = Form("remedy.reranker", "Set reranker in {file} to a cross-encoder's folder, or to ''.")
_DIFFERS = Form(
    "reranker.differs", "The reranker differs from its reference ({found}, not {wanted})."
)

Logits = NDArray[np.float32]


class Reranker(Protocol):
    """Scores how well a text answers a query."""

    def scores(self, query: str, texts: Sequence[str]) -> Logits:
        """Return one logit a text, float32, shape (n,); higher is better."""


class PackagedReranker:
    """ms-marco-MiniLM-L-12-v2 in bytes, run by onnxruntime; loaded at first use.

    A pair's logit depends on nothing but the pair, so equal pairs are read once.

    Raises:
        ModelUnavailable: the weights are missing or altered, or the canary pairs do not come
            out as the reference has them.
    """

    def __init__(self) -> None:
        self._folder = find_reranker()
        self._loaded: tuple[InferenceSession, Tokenizer] | None = None
        self._loading = threading.Lock()
        self._pool = ThreadPoolExecutor(min(_AT_ONCE, os.cpu_count() or 1), "reading")
        self._logit = lru_cache(maxsize=_REMEMBERED)(self._read)

    def prepare(self) -> None:
        """Begin to load the weights, if they are not, beside what else is done."""
        if self._loaded is None:
            self._pool.submit(self._parts)  # what is wrong with them is raised by `scores`

    def scores(self, query: str, texts: Sequence[str]) -> Logits:
        """Return one logit a text, float32, shape (n,); higher is better."""
        if texts:
            self._parts()  # so that what is wrong with them is raised here
        # The longest first: then no thread is left with one at the end.
        order = sorted(range(len(texts)), key=lambda i: (-len(texts[i]), i))
        found = self._pool.map(lambda i: self._logit(query, texts[i]), order)
        logits = np.empty(len(texts), np.float32)
        logits[order] = list(found)
        return logits

    def _read(self, query: str, text: str) -> float:
        session, tokenizer = self._parts()
        return _logit(session, tokenizer, query, text)

    def _parts(self) -> tuple[InferenceSession, Tokenizer]:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._folder)
            return self._loaded


class SentenceReranker:
    """Any cross-encoder with one label, run by sentence-transformers; loaded at first use.

    Args:
        folder: a local model folder, or the name of a model that is held already.

    Raises:
        ModelUnavailable: the folder holds no such model.
    """

    def __init__(self, folder: str) -> None:
        self._name = folder
        self._loaded: Any = None
        self._loading = threading.Lock()

    def scores(self, query: str, texts: Sequence[str]) -> Logits:
        """Return one logit a text, float32, shape (n,); higher is better."""
        if not texts:
            return np.empty(0, np.float32)
        from torch.nn import Identity

        with self._loading:  # its tokenizer is not for several threads
            if self._loaded is None:
                self._loaded = self._model()
            pairs = [(query, text) for text in texts]
            found = self._loaded.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
        return np.asarray(found, np.float32)

    def _model(self) -> Any:
        from sentence_transformers import CrossEncoder

        held = Path(self._name).expanduser()
        name = str(held) if held.exists() else self._name
        try:
            model = CrossEncoder(name, trust_remote_code=False)
            labels = model.num_labels
        except Exception as error:
            said = _UNLOADED(reranker=self._name, why=str(error))
            raise ModelUnavailable(said, _SET(file=FILE_NAME)) from error
        if labels != 1:
            said = _LABELS(reranker=self._name, labels=labels)
            raise ModelUnavailable(said, _SET(file=FILE_NAME))
        return model


@cache
def packaged_reranker() -> PackagedReranker:
    """Return the one of this process: its weights are large."""
    return PackagedReranker()


@cache
def own_reranker(folder: str) -> SentenceReranker:
    """Return the one of this process for a folder, whatever else is set."""
    return SentenceReranker(folder)


def reranker_for(settings: Settings) -> Reranker | None:
    """Return the reranker that the settings name; None where they want none."""
    if not settings.rerank:
        return None
    return own_reranker(settings.reranker) if settings.reranker else packaged_reranker()


def canary_pairs() -> tuple[list[tuple[str, str]], list[float]]:
    """Return pairs, and the logits that transformers gives with the same weights as floats."""
    raw = (files("bot") / "data" / "canary_pairs.json").read_text(encoding="utf-8")
    held = json.loads(raw)
    return [(query, text) for query, text in held["pairs"]], held["logits"]


def _load(folder: Path) -> tuple[InferenceSession, Tokenizer]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")

    def compare(opened: Opened, /, *, few: bool) -> None:
        _compare(opened.session, tokenizer, _FEW if few else None)

    def graph() -> BertGraph:
        from embeddings.cross_graph import CrossGraph, packaged_weights

        return CrossGraph(*packaged_weights(folder / "model.onnx"))

    return open_session(RERANKER_SHA256, graph, compare, threads=1).session, tokenizer


def _logit(session: InferenceSession, tokenizer: Tokenizer, query: str, text: str) -> float:
    encoded = tokenizer.encode(query, text)
    ids, kinds = (np.array([each], np.int32) for each in (encoded.ids, encoded.type_ids))
    return float(np.asarray(session.run(None, {"ids": ids, "kinds": kinds})[0])[0, 0])


def _compare(session: InferenceSession, tokenizer: Tokenizer, first: int | None) -> None:
    """Compare the logits of the first canary pairs with their reference."""
    pairs, expected = canary_pairs()
    for (query, text), wanted in zip(pairs[:first], expected[:first], strict=True):
        found = _logit(session, tokenizer, query, text)
        if not abs(found - wanted) <= _AGREEMENT:
            said = _DIFFERS(found=f"{found:.3f}", wanted=f"{wanted:.3f}")
            raise ModelUnavailable(said, REINSTALL())
