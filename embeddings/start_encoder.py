"""The encoder of how records begin: a larger one than that of the windows.

A record has one beginning and many windows, so its beginning can be read by a model of twice
the layers at little cost; and what a record is about as a whole is told there. Source:
docs/retrieval.md, where the same model for the windows too brought no more.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np

from embeddings.bert_graph import Pooling, Weights
from embeddings.canaries import Canaries, canary_texts
from embeddings.compiled import CompiledEncoder, Precision, compiled_fingerprint
from embeddings.encoder import TEXT_PREPARATION
from embeddings.model_folder import ModelFolder
from embeddings.quantised import Held
from embeddings.weights import START_ENCODER_SHA256, find_start_encoder

#: Tokens read of a beginning. With 512, which it could read, nDCG@10 of squad2_dev is .915
#: rather than .917, with 128 it is .912.
MAX_TOKENS = 256


class StartEncoder(CompiledEncoder):
    """bge-small-en-v1.5 in bytes, as it is packaged; loaded at first use, thread-safe.

    Raises:
        ModelUnavailable: the packaged weights are missing or altered; at the first use, the
            canaries do not come out as the reference has them.
    """

    def __init__(self) -> None:
        super().__init__(Precision.INT8, (_packaged(), start_canaries()))
        self._own = False

    @property
    def name(self) -> str:
        """Human name of the model."""
        return self._model.name

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the weights, the text preparation and the way of running."""
        told = f"{START_ENCODER_SHA256} {TEXT_PREPARATION} {MAX_TOKENS}"
        return compiled_fingerprint(hashlib.sha256(told.encode()).hexdigest(), self._precision)

    def _weights(self) -> Weights:
        return start_weights(self._model)


def start_weights(model: ModelFolder) -> Weights:
    """Return the packaged weights turned back into floats, under their Hugging Face names."""
    return Held(model.path / "model.onnx").with_words(int(model.config["num_hidden_layers"]))


def start_canaries() -> Canaries:
    """Return the canary texts and the vectors transformers gave for the same weights as floats."""
    with (files("embeddings") / "data" / "canaries_starts.npy").open("rb") as file:
        return Canaries(canary_texts(), np.load(file, allow_pickle=False))


@cache
def start_encoder() -> StartEncoder:
    """Return the one of this process: its weights are large."""
    return StartEncoder()


def _packaged() -> ModelFolder:
    folder: Path = find_start_encoder()
    return ModelFolder(
        path=folder,
        name="bge-small-en-v1.5",
        config=json.loads((folder / "config.json").read_text(encoding="utf-8")),
        prefix="",
        pooling=Pooling.FIRST,
        prompt="",
        max_tokens=MAX_TOKENS,
    )
