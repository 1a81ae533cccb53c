"""The folder of a sentence-transformers model, read for running it compiled.

Nothing of it is run and no library of models is imported: only its descriptions are read,
and of the weights the table of contents. What is not known to run alike is refused here;
what is let through is still compared with its reference before it is used.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from embeddings.bert_graph import Pooling

#: What may follow what in such a model; scaling to length 1 is done in any case.
_CHAINS = (("Transformer", "Pooling"), ("Transformer", "Pooling", "Normalize"))
#: What `config.json` must say where it says something. Source: transformers' BertConfig.
_CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "position_embedding_type": "absolute",
    "is_decoder": False,
    "add_cross_attention": False,
    "dtype": "float32",
    "torch_dtype": "float32",
}
#: Sizes that `config.json` leaves out when they are as usual. Source: the same.
_SIZES = {
    "hidden_size": 768,
    "intermediate_size": 3072,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 512,
    "num_attention_heads": 12,
    "num_hidden_layers": 12,
    "type_vocab_size": 2,
    "vocab_size": 30522,
}
#: What `sentence_bert_config.json` may hold beside `max_seq_length` and `do_lower_case`.
_TASK = {"transformer_task": "feature-extraction", "module_output_name": "token_embeddings"}
#: A sum divided by another number is the same vector once it has length 1.
_MODES = {
    "cls": Pooling.FIRST,
    "max": Pooling.MAX,
    "mean": Pooling.MEAN,
    "mean_sqrt_len_tokens": Pooling.MEAN,
}
#: Names before there was `pooling_mode`, without `pooling_mode_` before them.
_LEGACY = {
    "cls_token": "cls",
    "max_tokens": "max",
    "mean_tokens": "mean",
    "mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
    "weightedmean_tokens": "weightedmean",
    "lasttoken": "lasttoken",
}
_LARGEST_HEADER = 16 * 1024 * 1024


class NotCompilable(Exception):
    """A model that only sentence-transformers runs; its text says why, without a full stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFolder:
    """A BERT-like sentence encoder and all that decides what its vectors are.

    Attributes:
        path: the folder.
        name: what people call it.
        config: sizes for `BertGraph`, under the names of `config.json`.
        prefix: what stands before the usual names of the weights.
        pooling: what becomes of the tokens' states.
        prompt: what is put before each text; "" for nothing.
        max_tokens: most tokens read of a text, special tokens counted.
    """

    path: Path
    name: str
    config: Mapping[str, Any]
    prefix: str
    pooling: Pooling
    prompt: str
    max_tokens: int

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self.config["hidden_size"])


def read_model_folder(path: Path, name: str = "") -> ModelFolder:
    """Read what a model is, without loading it.

    Args:
        path: folder as sentence-transformers writes it.
        name: what people call the model; by default the folder's name.

    Raises:
        NotCompilable: it is of another kind, or its description is not understood.
    """
    try:
        return _read(path, name or path.name)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise NotCompilable(f"its description is not understood ({error!r})") from error


def _read(path: Path, name: str) -> ModelFolder:
    pooling, include_prompt = _pooling(path)
    found = _json(path / "config.json")
    _expect(found, _CONFIG, "config.json")
    if found.get("model_type") != "bert":
        raise NotCompilable("config.json does not say model_type 'bert'")
    config = {size: type(usual)(found.get(size, usual)) for size, usual in _SIZES.items()}
    if min(config.values()) <= 0:
        raise NotCompilable("config.json gives a size of nothing")
    if config["hidden_size"] % config["num_attention_heads"]:
        raise NotCompilable("its heads do not divide its hidden size")
    if not (path / "tokenizer.json").is_file():
        raise NotCompilable("tokenizer.json is missing")
    prompt = _prompt(path)
    if prompt and not include_prompt:
        raise NotCompilable("its pooling leaves the prompt out")
    return ModelFolder(
        path=path,
        name=name,
        config=config,
        prefix=_prefix(path / "model.safetensors", config),
        pooling=pooling,
        prompt=prompt,
        max_tokens=_max_tokens(path, int(config["max_position_embeddings"])),
    )


def _pooling(path: Path) -> tuple[Pooling, bool]:
    """Return how the tokens' states are pooled, and whether those of a prompt are."""
    modules = _json(path / "modules.json")
    kinds = [str(module["type"]) for module in modules]
    if any(not kind.startswith("sentence_transformers.") for kind in kinds):
        raise NotCompilable("modules.json names code of its own")
    chain = tuple(kind.rpartition(".")[2] for kind in kinds)
    if chain not in _CHAINS:
        raise NotCompilable(f"modules.json names {', '.join(chain) or 'nothing'}")
    where = PurePosixPath(modules[1]["path"])
    if modules[0]["path"] or where.is_absolute() or ".." in where.parts:
        raise NotCompilable("modules.json names unusual folders")
    config = _json(path / where / "config.json")
    legacy = [mode for key, mode in _LEGACY.items() if config.get(f"pooling_mode_{key}")]
    modes = config.get("pooling_mode", legacy or "mean")
    modes = [modes] if isinstance(modes, str) else list(modes)
    if len(modes) != 1 or modes[0] not in _MODES:
        raise NotCompilable(f"its pooling is {' and '.join(map(str, modes)) or 'unnamed'}")
    return _MODES[modes[0]], bool(config.get("include_prompt", True))


def _prompt(path: Path) -> str:
    """Return what sentence-transformers puts before a text when it is asked for nothing."""
    name = "config_sentence_transformers.json"
    config = _json(path / name) if (path / name).is_file() else {}
    if config.get("truncate_dim") is not None:
        raise NotCompilable("its vectors are cut")
    default = config.get("default_prompt_name")
    return "" if default is None else str((config.get("prompts") or {}).get(default) or "")


def _max_tokens(path: Path, positions: int) -> int:
    name = "sentence_bert_config.json"
    given = _json(path / name) if (path / name).is_file() else {}
    _expect(given, _TASK, name)
    known = {*_TASK, "max_seq_length", "do_lower_case", "modality_config"}
    other = sorted(key for key, value in given.items() if value and key not in known)
    if other:
        raise NotCompilable(f"{name} sets {', '.join(other)}")
    if given.get("do_lower_case") and not _lowers(path):
        raise NotCompilable("its letters are lowered outside tokenizer.json")
    limit = given.get("max_seq_length")
    if limit is None:
        settings = path / "tokenizer_config.json"
        usual = _json(settings).get("model_max_length") if settings.is_file() else None
        return min(int(usual or positions), positions)
    if not 2 < int(limit) <= positions:
        raise NotCompilable(f"it reads {limit} tokens and has {positions} positions")
    return int(limit)


def _lowers(path: Path) -> bool:
    """Tell whether the tokenizer makes all letters small by itself."""
    normalizer = _json(path / "tokenizer.json").get("normalizer") or {}
    each = normalizer.get("normalizers") or [normalizer]
    return any(part.get("lowercase") or part.get("type") == "Lowercase" for part in each)


def _prefix(weights: Path, config: Mapping[str, Any]) -> str:
    """Return what stands before the names of the weights, all of which are as they should be."""
    header = _header(weights)
    prefix = "bert." if "bert.embeddings.word_embeddings.weight" in header else ""
    for name, shape in _tensors(config):
        found = header.get(f"{prefix}{name}")
        if found is None:
            raise NotCompilable(f"model.safetensors has no {name}")
        if found["dtype"] != "F32":
            raise NotCompilable(f"its weights are {found['dtype']} and not 32-bit floats")
        if tuple(found["shape"]) != shape:
            raise NotCompilable(f"{name} has the shape {found['shape']}, not {list(shape)}")
    return prefix


def _tensors(config: Mapping[str, Any]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield name and shape of each tensor that `BertGraph` reads."""
    hidden, wide = config["hidden_size"], config["intermediate_size"]

    def normalised(at: str) -> Iterator[tuple[str, tuple[int, ...]]]:
        yield f"{at}LayerNorm.weight", (hidden,)
        yield f"{at}LayerNorm.bias", (hidden,)

    def dense(at: str, put_out: int, taken_in: int) -> Iterator[tuple[str, tuple[int, ...]]]:
        yield f"{at}.weight", (put_out, taken_in)
        yield f"{at}.bias", (put_out,)

    yield "embeddings.word_embeddings.weight", (config["vocab_size"], hidden)
    yield "embeddings.position_embeddings.weight", (config["max_position_embeddings"], hidden)
    yield "embeddings.token_type_embeddings.weight", (config["type_vocab_size"], hidden)
    yield from normalised("embeddings.")
    for layer in range(config["num_hidden_layers"]):
        at = f"encoder.layer.{layer}."
        for part in ("query", "key", "value"):
            yield from dense(f"{at}attention.self.{part}", hidden, hidden)
        yield from dense(f"{at}attention.output.dense", hidden, hidden)
        yield from normalised(f"{at}attention.output.")
        yield from dense(f"{at}intermediate.dense", wide, hidden)
        yield from dense(f"{at}output.dense", hidden, wide)
        yield from normalised(f"{at}output.")


def _header(weights: Path) -> dict[str, Any]:
    """Read what a safetensors file says of its tensors: 8 bytes of length, then JSON."""
    try:
        with weights.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > _LARGEST_HEADER:
                raise NotCompilable("model.safetensors has no readable table of contents")
            header: dict[str, Any] = json.loads(file.read(length))
    except FileNotFoundError:
        raise NotCompilable("model.safetensors is missing") from None
    except (OSError, ValueError, struct.error) as error:
        raise NotCompilable(f"model.safetensors cannot be read ({error})") from error
    return header


def _expect(found: Mapping[str, Any], expected: Mapping[str, Any], name: str) -> None:
    for key, value in expected.items():
        if found.get(key) not in (None, value):
            raise NotCompilable(f"{name} says {key} {found[key]!r}")


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotCompilable(f"{path.name} is missing") from None
    except (OSError, ValueError) as error:
        raise NotCompilable(f"{path.name} cannot be read ({error})") from error
