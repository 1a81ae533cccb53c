"""A BERT cross-encoder as one fused ONNX graph with products of 8-bit integers.

The packaged weights come as a graph whose products share one scale of activations a batch,
so that a sentence's score depended on what else was read, and whose bytes are as large as
127: on processors without VNNI the sums of two products then overflow 16 bits, and scores
were another on another machine (mean difference .19 in logits of squad2_dev, against .02
here). This graph reads one pair at a time, its weights have a scale a column and stay within
63, and a pair has one score everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.bert_graph import BertGraph, Weights
from embeddings.int8_graph import in_bytes
from embeddings.quantised import Held, Words

#: Shape of the packaged model, which comes without its config.json.
CONFIG: dict[str, Any] = {
    "num_attention_heads": 12,
    "num_hidden_layers": 12,
    "hidden_size": 384,
    "layer_norm_eps": 1e-12,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Skim:
    """What tells the logit of a pair early: a linear reading of the first token's state.

    Attributes:
        layers: after how many layers.
        weights: float32, shape (hidden,).
        intercept: added to the product.
    """

    layers: int
    weights: NDArray[np.float32] = field(repr=False)
    intercept: float


class CrossGraph(BertGraph):
    """The graph of a cross-encoder with one label, or of some layers of one.

    Inputs are `ids` and `kinds` (0 for the question's tokens, 1 for the text's), int32, shape
    (1, tokens): one pair, without padding; or for later layers `state`, float32, shape (1,
    tokens, hidden). Its output `logits` is float32, shape (1, 1); where other layers follow it
    is what the skim expects of them, and the state stands beside it.

    Args:
        weights: its tensors but the words', under their Hugging Face names, float32.
        words: kept in bytes, since nearly every one is read in the course of a day: as floats
            they would take 45 MiB rather than 11.
        after: the skim whose layers come before; None from the beginning.
        until: the skim with which it ends; None for the end.
    """

    output = "logits"

    def __init__(
        self,
        weights: Weights,
        words: Words,
        *,
        after: Skim | None = None,
        until: Skim | None = None,
    ) -> None:
        super().__init__(weights, CONFIG)
        self._words, self._until = words, until
        first, end = after.layers if after else 0, until.layers if until else self._layers.stop
        self._layers = range(first, end)
        self.inputs = ("state",) if first else ("ids", "kinds")

    def _embeddings(self) -> str:
        """Look the words up as bytes, and go on as with a table of this pair's tokens alone.

        So what follows is what it is with a table of floats, to the last bit: between bytes
        a difference of a millionth can become half a logit.
        """
        if self._layers.start:
            return "state"
        at, words = "embeddings.", self._words
        self._constants |= {"scale": words.scale, "zero": words.zero, "front": np.array([0])}
        self._plain("Squeeze", ["ids", "front"], "row")
        self._plain("Gather", [self._tensor("words", words.rows), "row"], "bytes")
        self._plain("DequantizeLinear", ["bytes", "scale", "zero"], "table")
        self._plain("Unsqueeze", [self._places("ids"), "front"], "own")
        inputs = [
            "own",
            "kinds",
            "table",
            self._tensor("positions", self._given[f"{at}position_embeddings.weight"]),
            self._tensor("types", self._given[f"{at}token_type_embeddings.weight"]),
            self._weight(f"{at}LayerNorm.weight"),
            self._weight(f"{at}LayerNorm.bias"),
        ]
        return self._node(
            "EmbedLayerNormalization", inputs, ["embedded", "lengths"], epsilon=self._epsilon
        )

    def _attended(self, state: str, at: str, weights: NDArray[np.float32], biases: str) -> str:
        from onnx import helper

        self._constants["thirds"] = np.full(3, self._hidden, np.int64)
        joined = self._product(state, f"{at}qkv", weights)
        parts = [f"{at}{part}" for part in ("query", "key", "value")]
        self._nodes.append(helper.make_node("Split", [joined, "thirds"], parts, axis=2))
        return self._node(
            "MultiHeadAttention", [*parts, biases], [f"{at}attended"], num_heads=self._heads
        )

    def _pooled(self, state: str) -> None:
        """Read the answer off the first token; these products are small, and floats."""
        self._constants["first"] = np.array(0, np.int64)
        self._plain("Gather", [state, "first"], "cls", axis=1)
        if self._until is not None:
            self._left = state
            told = BertGraph._product(self, "cls", "skim", self._until.weights.reshape(-1, 1))
            self._constants["intercept"] = np.array([self._until.intercept], np.float32)
            self._plain("Add", [told, "intercept"], "logits")
            return
        pooled = BertGraph._product(self, "cls", *self._matrix("pooler.dense.weight"))
        self._plain("Add", [pooled, self._weight("pooler.dense.bias")], "pooled")
        self._plain("Tanh", ["pooled"], "active")
        scored = BertGraph._product(self, "active", *self._matrix("classifier.weight"))
        self._plain("Add", [scored, self._weight("classifier.bias")], "logits")

    def _product(self, state: str, name: str, weights: NDArray[np.float32]) -> str:
        columns, scales = in_bytes(weights)
        inputs = [
            state,
            self._tensor(name, columns),
            self._tensor(f"{name}.columns", scales),
            self._tensor(f"{name}.middles", np.zeros(len(scales), np.int8)),
        ]
        return self._node("DynamicQuantizeMatMul", inputs, [f"{name}.out"])


def packaged_weights(path: Path) -> tuple[Weights, Words]:
    """Read the weights of the packaged cross-encoder, as `CrossGraph` takes them.

    Args:
        path: its ONNX file, as onnxruntime's dynamic quantisation wrote it.

    Raises:
        KeyError: it holds another model.
    """
    held = Held(path)
    found = held.encoder(int(CONFIG["num_hidden_layers"]), ("pooler.dense", "classifier"))
    return {**found, "classifier.bias": held.tensors["classifier.bias"]}, held.words
