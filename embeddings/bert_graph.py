"""A BERT sentence encoder as one fused ONNX graph, written from its weights.

The graph is written node by node with onnxruntime's fused operators; exporting the
model with torch and fusing it afterwards gave silently wrong output on padded input,
and missed the fusions (performance.md B). Weights stay outside the graph, each at an offset
of its own, so that they can be mapped from a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import ModelProto

Weights = Mapping[str, NDArray[np.float32]]
_FUSED = "com.microsoft"  # onnxruntime's own operators
#: Tensors begin where pages of memory do, so that they can be mapped.
_PAGE = 4096


class Pooling(StrEnum):
    """What becomes of the states of a text's tokens, before it is scaled to length 1."""

    FIRST = "first"
    MAX = "max"
    MEAN = "mean"


class BertGraph:
    """Collects the nodes and weights of one encoder.

    Inputs of the graph are `table`, float32, shape (batch * tokens, hidden), the word of each
    token, and `mask`, int32, shape (batch, tokens); its output `vectors` is float32, shape
    (batch, hidden): the unmasked tokens pooled, of length 1. The table of all words is not in
    the graph: half of the model's bytes are its, and few of its rows are ever read.

    Args:
        weights: the model's tensors under their Hugging Face names, float32.
        config: the model's `config.json`.
        pooling: how the tokens' states become one vector.
    """

    #: Names of the graph's inputs and of its output.
    inputs: tuple[str, ...] = ("table", "mask")
    output = "vectors"

    def __init__(
        self, weights: Weights, config: Mapping[str, Any], pooling: Pooling = Pooling.MEAN
    ) -> None:
        self._given = weights
        self._pooling = pooling
        self._heads = int(config["num_attention_heads"])
        #: The layers that this graph has of the model's.
        self._layers = range(int(config["num_hidden_layers"]))
        self._hidden = int(config["hidden_size"])
        self._epsilon = float(config["layer_norm_eps"])
        self._nodes: list[Any] = []
        #: What the session must be given beside the graph, by name.
        self.tensors: dict[str, NDArray[Any]] = {}
        #: Where each of them begins in the file "tensors" beside the graph, if there is one.
        self.offsets: dict[str, int] = {}
        #: The embedding of each word, float32, shape (words, hidden), where rows of it are given.
        self.words: NDArray[np.float32] | None = None
        #: The state that is given out beside the output, where another graph goes on from it.
        self._left: str | None = None
        self._end = 0
        self._constants: dict[str, NDArray[Any]] = {}

    def model(self) -> bytes:
        """Write the graph and return it serialised; fills `tensors`.

        Raises:
            KeyError: a weight of a BERT encoder is missing.
        """
        state = self._embeddings()
        for layer in self._layers:
            state = self._layer(state, f"encoder.layer.{layer}.")
        self._pooled(state)
        return bytes(self._proto().SerializeToString())

    def _embeddings(self) -> str:
        at = "embeddings."
        self.words = np.ascontiguousarray(self._given[f"{at}word_embeddings.weight"])
        self._plain("Shape", ["mask"], "batched")
        self._plain("Reshape", [self._places("mask"), "batched"], "ids")
        # Every token is of type 0, so its embedding is added to the positions' once.
        positions = (
            self._given[f"{at}position_embeddings.weight"]
            + self._given[f"{at}token_type_embeddings.weight"][0]
        )
        inputs = [
            "ids",
            "",
            "table",
            self._tensor("positions", positions),
            "",
            self._weight(f"{at}LayerNorm.weight"),
            self._weight(f"{at}LayerNorm.bias"),
        ]
        return self._node(
            "EmbedLayerNormalization", inputs, ["embedded", "lengths"], epsilon=self._epsilon
        )

    def _places(self, of: str) -> str:
        """Number the tokens, int32: each is the row of its word."""
        from onnx import TensorProto

        self._constants["begin"] = np.array(0, np.int64)
        self._constants["step"] = np.array(1, np.int64)
        self._plain("Size", [of], "count")
        self._plain("Range", ["begin", "count", "step"], "places_long")
        self._plain("Cast", ["places_long"], "places", to=TensorProto.INT32)
        return "places"

    def _layer(self, state: str, at: str) -> str:
        parts = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
        weights = np.concatenate([self._given[f"{part}.weight"].T for part in parts], axis=1)
        biases = np.concatenate([self._given[f"{part}.bias"] for part in parts])
        attended = self._attended(state, at, weights, self._tensor(f"{at}qkv.bias", biases))
        state = self._added(attended, state, f"{at}attention.output.")
        widened = self._product(state, *self._matrix(f"{at}intermediate.dense.weight"))
        bias = self._weight(f"{at}intermediate.dense.bias")
        active = self._node("BiasGelu", [widened, bias], [f"{at}active"])
        return self._added(active, state, f"{at}output.")

    def _attended(self, state: str, at: str, weights: NDArray[np.float32], biases: str) -> str:
        """Attend, with the weights of query, key and value side by side."""
        inputs = [state, self._tensor(f"{at}qkv", weights), biases, "mask"]
        return self._node("Attention", inputs, [f"{at}attended"], num_heads=self._heads)

    def _added(self, branch: str, state: str, at: str) -> str:
        """Project the branch, add it to the state, and normalise."""
        inputs = [
            self._product(branch, *self._matrix(f"{at}dense.weight")),
            state,
            self._weight(f"{at}LayerNorm.weight"),
            self._weight(f"{at}LayerNorm.bias"),
            self._weight(f"{at}dense.bias"),
        ]
        return self._node(
            "SkipLayerNormalization", inputs, [f"{at}normalised"], epsilon=self._epsilon
        )

    def _pooled(self, state: str) -> None:
        pool = {Pooling.FIRST: self._first, Pooling.MAX: self._greatest, Pooling.MEAN: self._sum}
        pooled = pool[self._pooling](state)
        self._plain("LpNormalization", [pooled], "vectors", axis=1, p=2)

    def _first(self, state: str) -> str:
        """Take the first token; texts are padded behind."""
        self._constants["first"] = np.array(0, np.int64)
        self._plain("Gather", [state, "first"], "cls", axis=1)
        return "cls"

    def _greatest(self, state: str) -> str:
        """Take the greatest of the unmasked tokens, in each place of the vector."""
        from onnx import TensorProto

        self._constants["deepest"] = np.array([-1], np.int64)
        self._constants["lowest"] = np.array(np.finfo(np.float32).min, np.float32)
        self._plain("Cast", ["mask"], "mask_bool", to=TensorProto.BOOL)
        self._plain("Unsqueeze", ["mask_bool", "deepest"], "mask_column")
        self._plain("Where", ["mask_column", state, "lowest"], "unmasked")
        self._plain("ReduceMax", ["unmasked"], "greatest", axes=[1], keepdims=0)
        return "greatest"

    def _sum(self, state: str) -> str:
        """Sum the unmasked tokens; after scaling to length 1 the sum equals the mean."""
        from onnx import TensorProto

        self._constants["one"] = np.array([1], np.int64)
        self._plain("Cast", ["mask"], "mask_float", to=TensorProto.FLOAT)
        self._plain("Unsqueeze", ["mask_float", "one"], "mask_row")
        self._plain("MatMul", ["mask_row", state], "summed")
        self._plain("Squeeze", ["summed", "one"], "sum")
        return "sum"

    def _proto(self) -> ModelProto:
        from onnx import TensorProto, helper, numpy_helper

        shapes: dict[str, list[str | int | None]] = {
            "table": ["count", self._hidden],
            "state": ["batch", "tokens", self._hidden],
            "output": ["batch", "width"],
        }
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, shapes[name])
            if name in shapes
            else helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "tokens"])
            for name in self.inputs
        ]
        outputs = [helper.make_tensor_value_info(self.output, TensorProto.FLOAT, shapes["output"])]
        if self._left is not None:
            outputs.append(
                helper.make_tensor_value_info(self._left, TensorProto.FLOAT, shapes["state"])
            )
        held = [numpy_helper.from_array(each, name) for name, each in self._constants.items()]
        held += [_outside(n, tensor, self.offsets[n]) for n, tensor in self.tensors.items()]
        graph = helper.make_graph(self._nodes, "bert", inputs, outputs, held)
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=9)

    def _product(self, state: str, name: str, weights: NDArray[np.float32]) -> str:
        """Multiply with weights of shape (in, out)."""
        self._plain("MatMul", [state, self._tensor(name, weights)], f"{name}.out")
        return f"{name}.out"

    def _matrix(self, name: str) -> tuple[str, NDArray[np.float32]]:
        return name, self._given[name].T

    def _weight(self, name: str) -> str:
        return self._tensor(name, self._given[name])

    def _tensor(self, name: str, values: NDArray[Any]) -> str:
        tensor = self.tensors[name] = np.ascontiguousarray(values)
        self.offsets[name] = self._end
        self._end += -(-tensor.nbytes // _PAGE) * _PAGE
        return name

    def _node(self, kind: str, inputs: list[str], outputs: list[str], **settings: Any) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(kind, inputs, outputs, domain=_FUSED, **settings))
        return outputs[0]

    def _plain(self, kind: str, inputs: list[str], output: str, **settings: Any) -> None:
        from onnx import helper

        self._nodes.append(helper.make_node(kind, inputs, [output], **settings))


def _outside(name: str, values: NDArray[Any], offset: int) -> Any:
    """Describe a tensor whose values stand in a file, or are given in memory."""
    from onnx import TensorProto, helper

    proto = TensorProto()
    proto.name = name
    proto.data_type = helper.np_dtype_to_tensor_dtype(values.dtype)
    proto.dims.extend(values.shape)
    proto.data_location = TensorProto.EXTERNAL
    place = {"location": "tensors", "offset": offset, "length": values.nbytes}
    for key, value in place.items():
        entry = proto.external_data.add()
        entry.key, entry.value = key, str(value)
    return proto
