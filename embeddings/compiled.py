"""A BERT-like encoder compiled: the reference's vectors without importing torch.

Importing sentence-transformers takes 5 to 9 seconds and 450 MB; this encoder is ready in a
tenth of a second. When its graph is written it encodes eight canary texts, of very different
length and so with padding, and compares them with the vectors that sentence-transformers gave
for the same weights, and at every later start the shortest of them: drift of any part is found
before a vector is used.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import ModelUnavailable
from embeddings import faults
from embeddings.bert_graph import BertGraph, Weights
from embeddings.canaries import Canaries, forget_verdict, packaged_canaries
from embeddings.encoder import Encoder, Vectors, fingerprint_of
from embeddings.int8_graph import Int8Graph
from embeddings.model_folder import ModelFolder, NotCompilable, read_model_folder
from embeddings.sessions import Opened, open_sessions
from embeddings.weights import find_encoder

if TYPE_CHECKING:
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
#: Tokens in a batch, padding counted; small batches are fastest (performance.md B).
_BUDGET = 1024


@dataclass(frozen=True, slots=True)
class _Parts:
    opened: Opened
    tokenizer: Tokenizer  # cuts at the limit


class CompiledEncoder:
    """A BERT-like model run by onnxruntime; loaded at first use, thread-safe.

    Args:
        precision: of its products.
        own: a model of one's own and the reference's vectors of the canaries; by default
            the packaged all-MiniLM-L6-v2.
        starts: encodes how records begin; this one where it is not given.

    Raises:
        ModelUnavailable: the packaged weights are missing or altered; at the first use, the
            canaries do not come out as the reference has them.
    """

    def __init__(
        self,
        precision: Precision = Precision.FP32,
        own: tuple[ModelFolder, Canaries] | None = None,
        starts: Encoder | None = None,
    ) -> None:
        self._own = own is not None
        self._model, self._canaries = own or (_packaged(), packaged_canaries())
        self._starts = starts
        self._precision = precision
        self._backend = _BACKENDS[precision]
        self._loading = threading.Lock()
        self._loaded: _Parts | None = None

    @property
    def name(self) -> str:
        """Human name of the model."""
        return f"{self._model.name}{self._backend.name}"

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over every model file, the text preparation and the way of running."""
        return compiled_fingerprint(fingerprint_of(self._model.path), self._precision)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._model.dim

    @property
    def max_tokens(self) -> int:
        """Most tokens read of a text, special tokens counted."""
        return self._model.max_tokens

    @property
    def starts(self) -> Encoder:
        """What encodes how records begin."""
        return self._starts or self

    def prepare(self) -> None:
        """Begin to load the weights, if they are not, beside what else is done."""
        if self._loaded is None:
            loading = ThreadPoolExecutor(1, "loading")
            loading.submit(self._parts)  # what is wrong with them is raised where they are used
            loading.shutdown(wait=False)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text, special tokens counted, nothing cut off."""
        return [len(encoded.ids) for encoded in self._counting.encode_batch(list(texts))]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode stored text: float32, shape (n, dim), each row of length 1."""
        return self._encode(self._parts(), texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode queries: float32, shape (n, dim), each row of length 1."""
        return self._encode(self._parts(), texts)

    def _parts(self) -> _Parts:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> _Parts:
        tokenizer = self._tokenizer()
        tokenizer.enable_truncation(self._model.max_tokens)

        def compare(opened: Sequence[Opened], /, *, few: bool) -> None:
            self._compare(_Parts(opened[0], tokenizer), few=few)

        (opened,) = open_sessions(self.fingerprint, self._graphs, compare)
        return _Parts(opened, tokenizer)

    @cached_property
    def _counting(self) -> Tokenizer:
        """One that cuts nothing, for building alone: it takes some 8 MiB."""
        tokenizer = self._tokenizer()
        tokenizer.no_truncation()
        return tokenizer

    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._model.path / "tokenizer.json"))
        tokenizer.no_padding()
        return tokenizer

    def _graphs(self) -> tuple[BertGraph]:
        return (self._backend.graph(self._weights(), self._model.config, self._model.pooling),)

    def _weights(self) -> Weights:
        from safetensors.numpy import load_file

        held = load_file(self._model.path / "model.safetensors")
        return {name.removeprefix(self._model.prefix): tensor for name, tensor in held.items()}

    def _encode(self, parts: _Parts, texts: Sequence[str]) -> Vectors:
        """Encode in batches of similar length, so that little is padding."""
        prompted = [f"{self._model.prompt}{text}" for text in texts]
        tokens = [encoded.ids for encoded in parts.tokenizer.encode_batch(prompted)]
        order = sorted(range(len(tokens)), key=lambda i: (len(tokens[i]), i))
        vectors = np.empty((len(tokens), self.dim), np.float32)
        session, rows = parts.opened.session, parts.opened.rows
        assert rows is not None  # a sentence encoder's graph has none of its own
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
            table = rows(ids.ravel())
            vectors[part] = np.asarray(session.run(None, {"table": table, "mask": mask})[0])
            start = end
        return vectors

    def _compare(self, parts: _Parts, *, few: bool) -> None:
        canaries = self._canaries.few() if few else self._canaries
        least = canaries.least_cosine(self._encode(parts, canaries.texts))
        if least >= self._backend.agreement:
            return
        remedy = faults.REINSTALL()
        if self._own:
            forget_verdict(self.fingerprint)
            remedy = faults.COMPARE_AGAIN()
        raise ModelUnavailable(faults.ENCODER_DIFFERS(cosine=f"{least:.5f}"), remedy)


def compiled_fingerprint(of_files: str, precision: Precision = Precision.FP32) -> str:
    """Return the fingerprint of a compiled encoder.

    Args:
        of_files: `fingerprint_of` the model's folder, which is that of its reference.
        precision: of its products.
    """
    return hashlib.sha256(f"{of_files} {_BACKENDS[precision].mark}".encode()).hexdigest()


def _packaged() -> ModelFolder:
    folder = find_encoder()
    try:
        return read_model_folder(folder, "all-MiniLM-L6-v2")
    except NotCompilable as why:
        said = faults.MODEL_ALTERED(folder=str(folder), why=str(why))
        raise ModelUnavailable(said, faults.REINSTALL()) from why
