"""Weights as they are packaged: a BERT encoder in bytes, in a graph of onnxruntime's.

onnxruntime's dynamic quantisation leaves the matrices without their names, in the order of
their products.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.bert_graph import Weights

#: Products of a layer, in the order in which they stand in such a graph.
_PRODUCTS = (
    *(f"attention.self.{part}" for part in ("query", "key", "value")),
    *("attention.output.dense", "intermediate.dense", "output.dense"),
)
_WORDS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The embedding of each word in bytes, as it is packaged.

    Attributes:
        rows: uint8, shape (words, hidden).
        scale: what a step of a byte is worth.
        zero: the byte that stands for 0.
    """

    rows: NDArray[np.uint8] = field(repr=False)
    scale: NDArray[np.float32]
    zero: NDArray[np.uint8]


class Held:
    """What a packaged graph holds.

    Args:
        path: its ONNX file, as onnxruntime's dynamic quantisation wrote it.
    """

    def __init__(self, path: Path) -> None:
        import onnx
        from onnx import numpy_helper

        graph = onnx.load(str(path)).graph
        #: Its tensors, under the names of the file.
        self.tensors: dict[str, NDArray[Any]] = {
            tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer
        }
        self._products = [n.input[1] for n in graph.node if n.op_type == "MatMulInteger"]
        self._prefix = "bert." if f"bert.{_WORDS}_quantized" in self.tensors else ""

    @cached_property
    def words(self) -> Words:
        """The embedding of each word.

        Raises:
            KeyError: it holds another model.
        """
        parts = ("quantized", "scale", "zero_point")
        rows, scale, zero = (self.tensors[f"{self._prefix}{_WORDS}_{part}"] for part in parts)
        return Words(rows=rows, scale=scale, zero=zero)

    def encoder(self, layers: int, heads: Sequence[str] = ()) -> dict[str, NDArray[np.float32]]:
        """Return the encoder's tensors but its words, under their Hugging Face names, float32.

        Args:
            layers: of the model.
            heads: names of the products that follow its layers.

        Raises:
            KeyError: it holds another model.
            ValueError: it has other products.
        """
        found = {
            name.removeprefix(self._prefix): tensor
            for name, tensor in self.tensors.items()
            if name.startswith(self._prefix) and name.endswith((".weight", ".bias"))
            if tensor.dtype == np.float32 and tensor.ndim == 1
        }
        for part in ("position", "token_type"):
            name = f"embeddings.{part}_embeddings.weight"
            found[name] = self._floats(f"{self._prefix}{name}")
        names = [f"encoder.layer.{at}.{part}" for at in range(layers) for part in _PRODUCTS]
        for name, product in zip([*names, *heads], self._products, strict=True):
            found[f"{name}.weight"] = self._floats(product.removesuffix("_quantized")).T
        return found

    def with_words(self, layers: int) -> Weights:
        """Return the same with the embedding of each word."""
        return {**self.encoder(layers), _WORDS: self._floats(f"{self._prefix}{_WORDS}")}

    def _floats(self, name: str) -> NDArray[np.float32]:
        """Return a quantised tensor as floats."""
        tensor, zero, scale = (
            self.tensors[f"{name}_{part}"] for part in ("quantized", "zero_point", "scale")
        )
        floats: NDArray[np.float32] = (tensor.astype(np.float32) - np.float32(zero)) * scale
        return floats
