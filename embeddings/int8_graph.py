"""The BERT sentence encoder with products of 8-bit integers.

Each column of the weights has a scale of its own and each token another at every product,
so a text's vector does not depend on what else is in its batch. onnxruntime's own dynamic
quantisation has one scale a batch: with it a text's vectors alone and in company had a
cosine of .985, and its vectors one of .993 with those of float32, where these have .996.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.bert_graph import BertGraph, Pooling, Weights

#: Largest weight. A sum of two products of a byte with 63 stays in 16 bits, which
#: processors without VNNI add up in: the vectors are the same on every machine.
TOP = 63


class Int8Graph(BertGraph):
    """The graph of `BertGraph` with 8-bit products; its inputs and output are the same.

    Between the products the state is of shape (batch * tokens, width), a row a token.
    """

    def __init__(
        self, weights: Weights, config: Mapping[str, Any], pooling: Pooling = Pooling.MEAN
    ) -> None:
        super().__init__(weights, config, pooling)
        hidden = self._hidden
        self._constants |= {
            "one": np.array([1], np.int64),
            "last": np.array([-1], np.int64),
            "rows": np.array([-1, hidden], np.int64),
            "width": np.array([hidden], np.int64),
            "width_of_three": np.array([3 * hidden], np.int64),
            "thirds": np.full(3, hidden, np.int64),
            "part": np.array([1 / 127], np.float32),
            "least": np.array([1e-9], np.float32),
            "unscaled": np.array(1, np.float32),
            "middle": np.array(128, np.uint8),
        }

    def _embeddings(self) -> str:
        embedded = super()._embeddings()
        self._plain("Concat", ["batched", "width"], "deep", axis=0)
        self._plain("Concat", ["batched", "width_of_three"], "deep_of_three", axis=0)
        # Every token's bytes have their zero in the middle.
        self._plain("Reshape", ["count", "one"], "tokens")
        self._plain("Expand", ["middle", "tokens"], "zeros")
        return self._reshaped(embedded, "rows")

    def _attended(self, state: str, at: str, weights: NDArray[np.float32], biases: str) -> str:
        from onnx import helper

        joined = self._reshaped(self._product(state, f"{at}qkv", weights), "deep_of_three")
        parts = [f"{at}{part}" for part in ("query", "key", "value")]
        self._nodes.append(helper.make_node("Split", [joined, "thirds"], parts, axis=2))
        attended = self._node(
            "MultiHeadAttention",
            [*parts, biases, "mask"],
            [f"{at}attended"],
            num_heads=self._heads,
        )
        return self._reshaped(attended, "rows")

    def _pooled(self, state: str) -> None:
        super()._pooled(self._reshaped(state, "deep"))

    def _product(self, state: str, name: str, weights: NDArray[np.float32]) -> str:
        columns, scales = in_bytes(weights)
        self._plain("Abs", [state], f"{name}.abs")
        self._plain("ReduceMax", [f"{name}.abs"], f"{name}.max", axes=[-1], keepdims=1)
        self._plain("Max", [f"{name}.max", "least"], f"{name}.top")
        self._plain("Mul", [f"{name}.top", "part"], f"{name}.scale")
        self._plain("Squeeze", [f"{name}.scale", "last"], f"{name}.scales")
        self._plain("QuantizeLinear", [state, f"{name}.scales", "zeros"], f"{name}.bytes", axis=0)
        inputs = [
            f"{name}.bytes",
            self._tensor(name, columns),
            "unscaled",
            self._tensor(f"{name}.columns", scales),
            "middle",
        ]
        product = self._node("MatMulIntegerToFloat", inputs, [f"{name}.product"])
        self._plain("Mul", [product, f"{name}.scale"], f"{name}.out")
        return f"{name}.out"

    def _reshaped(self, state: str, shape: str) -> str:
        self._plain("Reshape", [state, shape], f"{state}.{shape}")
        return f"{state}.{shape}"


def in_bytes(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return weights of shape (in, out) as bytes, and the scale of each column."""
    scales = (np.maximum(np.abs(weights).max(axis=0), 1e-9) / TOP).astype(np.float32)
    return np.rint(weights / scales).astype(np.int8), scales
