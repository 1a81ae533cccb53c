"""Cross-encoders: a question and a sentence read together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.weights import find_reranker

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

#: Longest pair in tokens; sentences up to about 130 words are read whole: a unit is never cut
MAX_TOKENS = 192
#: Pairs at a time; more give nothing (performance.md E).
_BATCH = 8


class Reranker(Protocol):
    """Scores how well a text answers a query."""

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one logit a text, float32, shape (n,); higher is better."""


class PackagedReranker:
    """ms-marco-MiniLM-L-12-v2, int8, run by onnxruntime; loaded at first use.

    Raises:
        ModelUnavailable: the weights are missing or altered.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or find_reranker()
        self._session: InferenceSession | None = None
        self._tokenizer: Tokenizer | None = None
        self._loading = threading.Lock()

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one logit a text, float32, shape (n,); higher is better.

        Texts are read in order of length, so that a batch has little padding; equal
        input gives equal output.
        """
        if not texts:
            return np.empty(0, np.float32)
        session, tokenizer = self._loaded()
        encoded = tokenizer.encode_batch([(query, text) for text in texts])
        order = sorted(range(len(texts)), key=lambda i: (len(encoded[i].ids), i))
        logits = np.empty(len(texts), np.float32)
        for start in range(0, len(order), _BATCH):
            part = order[start : start + _BATCH]
            longest = max(len(encoded[i].ids) for i in part)
            shape = (len(part), longest)
            ids, mask, kinds = (np.zeros(shape, np.int64) for _ in range(3))
            for line, i in enumerate(part):
                length = len(encoded[i].ids)
                ids[line, :length] = encoded[i].ids
                mask[line, :length] = 1
                kinds[line, :length] = encoded[i].type_ids
            outputs = session.run(
                None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds}
            )
            logits[part] = np.asarray(outputs[0])[:, 0]
        return logits

    def _loaded(self) -> tuple[InferenceSession, Tokenizer]:
        with self._loading:
            if self._session is None or self._tokenizer is None:
                from onnxruntime import InferenceSession
                from tokenizers import Tokenizer

                self._tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
                self._tokenizer.no_padding()
                self._tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
                self._session = InferenceSession(str(self._folder / "model.onnx"))
            return self._session, self._tokenizer
