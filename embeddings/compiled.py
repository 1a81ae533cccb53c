"""The packaged encoder compiled: the same vectors without importing torch.

Importing sentence-transformers takes 5 to 9 seconds and 450 MB; this encoder is ready in
half a second. At every start it encodes eight canary texts, of very different length
and so with padding, and compares them with the vectors that sentence-transformers gave
for the same weights: drift of any part is found before a vector is used.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import ModelUnavailable
from embeddings.bert_graph import BertGraph
from embeddings.encoder import Encoder, SentenceEncoder, Vectors, fingerprint_of
from embeddings.int8_graph import Int8Graph
from embeddings.weights import find_encoder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer


class Precision(StrEnum):
    """What the encoder multiplies with: 32-bit floats, or bytes, which is faster."""

    FP32 = "fp32"
    INT8 = "int8"


@dataclass(frozen=True, slots=True)
class _Backend:
    """One way of running the weights.

    Attributes:
        graph: what writes them as a graph.
        mark: part of the fingerprint: vectors of two ways of encoding are never mixed.
        agreement: least cosine of each canary with its reference.
        name: what people see of it beside the model's name.
    """

    graph: type[BertGraph]
    mark: str
    agreement: float
    name: str


_BACKENDS = {
    Precision.FP32: _Backend(BertGraph, "onnxruntime-fp32/1", 0.9999, ""),
    # Least measured cosine of a canary: .992.
    Precision.INT8: _Backend(Int8Graph, "onnxruntime-int8/1", 0.98, " (int8)"),
}
#: sentence-transformers reads so many tokens of a text with these weights.
MAX_TOKENS = 256
#: Tokens in a batch, padding counted; small batches are fastest (performance.md B).
_BUDGET = 1024


@dataclass(frozen=True, slots=True)
class _Parts:
    session: InferenceSession
    reading: Tokenizer  # cuts at the limit
    counting: Tokenizer  # cuts nothing


class CompiledEncoder:
    """all-MiniLM-L6-v2, run by onnxruntime; loaded at first use, thread-safe.

    Args:
        precision: of its products.

    Raises:
        ModelUnavailable: the packaged weights are missing or altered, or the canaries
            do not come out as the reference has them.
    """

    def __init__(self, precision: Precision = Precision.FP32) -> None:
        self._folder = find_encoder()
        self._backend = _BACKENDS[precision]
        self._loading = threading.Lock()
        self._loaded: _Parts | None = None

    @property
    def name(self) -> str:
        """Human name of the model."""
        return f"all-MiniLM-L6-v2{self._backend.name}"

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over every model file, the text preparation and the way of running."""
        mark = f"{fingerprint_of(self._folder)} {self._backend.mark}"
        return hashlib.sha256(mark.encode()).hexdigest()

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return 384

    @property
    def max_tokens(self) -> int:
        """Most tokens read of a text, special tokens counted."""
        return MAX_TOKENS

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text, special tokens counted, nothing cut off."""
        return [len(encoded.ids) for encoded in self._parts().counting.encode_batch(list(texts))]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode stored text: float32, shape (n, dim), each row of length 1."""
        return _encode(self._parts(), texts, self.dim)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode queries: float32, shape (n, dim), each row of length 1."""
        return _encode(self._parts(), texts, self.dim)

    def _parts(self) -> _Parts:
        with self._loading:
            if self._loaded is None:
                parts = self._load()
                _check(parts, self.dim, self._backend.agreement)
                self._loaded = parts
            return self._loaded

    def _load(self) -> _Parts:
        from onnxruntime import InferenceSession, OrtValue, SessionOptions
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        config = json.loads((self._folder / "config.json").read_text(encoding="utf-8"))
        graph = self._backend.graph(load_file(self._folder / "model.safetensors"), config)
        model = graph.model()
        options = SessionOptions()
        options.add_external_initializers(
            list(graph.tensors),
            [OrtValue.ortvalue_from_numpy(tensor) for tensor in graph.tensors.values()],
        )
        reading, counting = (
            Tokenizer.from_file(str(self._folder / "tokenizer.json")) for _ in range(2)
        )
        for tokenizer in (reading, counting):
            tokenizer.no_padding()
        reading.enable_truncation(MAX_TOKENS)
        counting.no_truncation()
        session = InferenceSession(model, options, providers=["CPUExecutionProvider"])
        return _Parts(session, reading, counting)


def open_encoder(folder: Path | None = None, precision: Precision = Precision.FP32) -> Encoder:
    """Return the encoder of a model folder: compiled for the packaged one, which is None.

    Raises:
        ModelUnavailable: the folder holds no model, the packaged weights are altered, or a
            model of one's own shall run with bytes.
    """
    if folder is None:
        return CompiledEncoder(precision)
    if precision is not Precision.FP32:
        raise ModelUnavailable(
            f"Only the packaged model runs with {precision.value}, not {folder}.",
            f"Set encoder_precision to '{Precision.FP32.value}', or model to ''.",
        )
    return SentenceEncoder(folder)


def canaries() -> tuple[list[str], Vectors]:
    """Return the canary texts and the vectors sentence-transformers gave for them."""
    folder = files("embeddings") / "data"
    texts = json.loads((folder / "canaries.json").read_text(encoding="utf-8"))
    with (folder / "canaries.npy").open("rb") as file:
        return texts, np.load(file, allow_pickle=False)


def _encode(parts: _Parts, texts: Sequence[str], dim: int) -> Vectors:
    """Encode in batches of similar length, so that little is padding."""
    tokens = [encoded.ids for encoded in parts.reading.encode_batch(list(texts))]
    order = sorted(range(len(tokens)), key=lambda i: (len(tokens[i]), i))
    vectors = np.empty((len(tokens), dim), np.float32)
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end + 1 - start) * len(tokens[order[end]]) <= _BUDGET:
            end += 1
        part = order[start:end]
        ids = np.zeros((len(part), len(tokens[part[-1]])), np.int32)
        mask = np.zeros_like(ids)
        for line, i in enumerate(part):
            ids[line, : len(tokens[i])] = tokens[i]
            mask[line, : len(tokens[i])] = 1
        vectors[part] = np.asarray(parts.session.run(None, {"ids": ids, "mask": mask})[0])
        start = end
    return vectors


def _check(parts: _Parts, dim: int, agreement: float) -> None:
    texts, expected = canaries()
    cosines = (_encode(parts, texts, dim) * expected).sum(axis=1)
    if not (cosines >= agreement).all():
        raise ModelUnavailable(
            f"The compiled encoder differs from its reference (least cosine {cosines.min():.5f}).",
            "Reinstall Dragoman with its pinned versions: make chat in a fresh clone.",
        )
