"""Cross-encoders, which read a question and a sentence together: any, by its settings."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bot.packaged_reranker import Forms, Logits, packaged_reranker
from bot.settings import FILE_NAME, Settings
from corpus.errors import ModelUnavailable
from corpus.sayings import Form

_UNLOADED = Form("reranker.unloaded", "The reranker {reranker} cannot be loaded: {why}.")
_LABELS = Form(
    "reranker.labels",
    "The reranker {reranker} has {labels} labels, and a cross-encoder has one.",
)
_SET = Form("remedy.reranker", "Set reranker in {file} to a cross-encoder's folder, or to ''.")


class Reranker(Protocol):
    """Scores how well a text answers a query."""

    def scores(self, read: Sequence[Forms], priors: Sequence[float] | None = None) -> Logits:
        """Return one logit a text, float32, shape (n,); higher is better.

        Args:
            read: of each text its pairs of query and text, one a form of the query; the mean of
                their logits is its own.
            priors: what is added to each logit before the best are taken. Where they are given,
                a text that is not among the best may have an estimate, below all others' scores.
        """


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

    def scores(self, read: Sequence[Forms], priors: Sequence[float] | None = None) -> Logits:
        """Return one logit a text, each read to the end; see `Reranker`."""
        if not read:
            return np.empty(0, np.float32)
        from torch.nn import Identity

        with self._loading:  # its tokenizer is not for several threads
            if self._loaded is None:
                self._loaded = self._model()
            pairs = [pair for forms in read for pair in forms]
            found = self._loaded.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
        ends = np.cumsum([len(forms) for forms in read])[:-1]
        return np.array([part.mean() for part in np.split(np.asarray(found), ends)], np.float32)

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
def own_reranker(folder: str) -> SentenceReranker:
    """Return the one of this process for a folder, whatever else is set."""
    return SentenceReranker(folder)


def reranker_for(settings: Settings) -> Reranker | None:
    """Return the reranker that the settings name; None where they want none."""
    if not settings.rerank:
        return None
    return own_reranker(settings.reranker) if settings.reranker else packaged_reranker()
