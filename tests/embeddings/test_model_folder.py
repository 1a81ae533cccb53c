"""What a folder says of its model, and what is left to sentence-transformers."""

from __future__ import annotations

import json

import pytest
from safetensors.numpy import load_file, save_file

from embeddings.bert_graph import Pooling
from embeddings.model_folder import NotCompilable, read_model_folder
from embeddings.weights import find_encoder
from tests.embeddings.own_models import change


@pytest.mark.model
def test_the_packaged_model_is_one_like_any_other():
    model = read_model_folder(find_encoder(), "all-MiniLM-L6-v2")
    assert (model.name, model.dim, model.max_tokens) == ("all-MiniLM-L6-v2", 384, 256)
    assert (model.pooling, model.prompt, model.prefix) == (Pooling.MEAN, "", "")


def test_a_model_as_it_is_written_today(folder):
    model = read_model_folder(folder)
    assert (model.name, model.dim, model.max_tokens) == ("mine", 48, 96)
    assert (model.pooling, model.prompt, model.config["layer_norm_eps"]) == ("mean", "", 1e-12)


def test_the_older_names_of_pooling(folder):
    config = folder / "1_Pooling" / "config.json"
    config.write_text('{"word_embedding_dimension": 48, "pooling_mode_cls_token": true}')
    assert read_model_folder(folder).pooling is Pooling.FIRST
    config.write_text("{}")
    assert read_model_folder(folder).pooling is Pooling.MEAN


def test_the_prompt_that_is_put_before_every_text(folder):
    prompts = {"query": "query: ", "passage": "passage: "}
    change(folder / "config_sentence_transformers.json", prompts=prompts)
    assert read_model_folder(folder).prompt == ""
    change(folder / "config_sentence_transformers.json", default_prompt_name="passage")
    assert read_model_folder(folder).prompt == "passage: "
    change(folder / "1_Pooling" / "config.json", include_prompt=False)
    with pytest.raises(NotCompilable, match="leaves the prompt out"):
        read_model_folder(folder)


def test_weights_under_longer_names(folder):
    weights = load_file(folder / "model.safetensors")
    renamed = {f"bert.{name}": tensor for name, tensor in weights.items()}
    save_file(renamed, folder / "model.safetensors")
    assert read_model_folder(folder).prefix == "bert."


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("config.json", {"model_type": "mpnet"}, "says model_type 'mpnet'"),
        ("config.json", {"model_type": None}, "does not say model_type 'bert'"),
        ("config.json", {"hidden_act": "relu"}, "says hidden_act 'relu'"),
        ("config.json", {"position_embedding_type": "relative_key"}, "position_embedding_type"),
        ("config.json", {"is_decoder": True}, "is_decoder True"),
        ("config.json", {"torch_dtype": "float16"}, "torch_dtype 'float16'"),
        ("config.json", {"num_attention_heads": 5}, "heads do not divide"),
        ("config.json", {"num_attention_heads": 0}, "size of nothing"),
        ("config.json", {"hidden_size": "wide"}, "not understood"),
        ("config.json", {"num_hidden_layers": 4}, "has no encoder.layer.3"),
        ("config.json", {"intermediate_size": 64}, "has the shape"),
        ("1_Pooling/config.json", {"pooling_mode": "lasttoken"}, "its pooling is lasttoken"),
        ("1_Pooling/config.json", {"pooling_mode": ["cls", "max"]}, "cls and max"),
        ("sentence_bert_config.json", {"max_seq_length": 129}, "reads 129 tokens"),
        ("sentence_bert_config.json", {"model_args": {"dtype": "float16"}}, "sets model_args"),
        ("sentence_bert_config.json", {"transformer_task": "fill-mask"}, "transformer_task"),
        ("config_sentence_transformers.json", {"truncate_dim": 16}, "vectors are cut"),
    ],
)
def test_what_is_left_to_sentence_transformers(name, values, reason, folder):
    change(folder / name, **values)
    with pytest.raises(NotCompilable, match=reason):
        read_model_folder(folder)


@pytest.mark.parametrize(
    "name", ["modules.json", "config.json", "tokenizer.json", "model.safetensors"]
)
def test_a_missing_file_is_named(name, folder):
    (folder / name).unlink()
    with pytest.raises(NotCompilable, match=f"{name} is missing"):
        read_model_folder(folder)


@pytest.mark.parametrize("name", ["modules.json", "config.json", "model.safetensors"])
@pytest.mark.parametrize("content", [b"", b"\xff" * 40, b"[" * 9, b"null", b"[[]]", b"{}"])
def test_a_damaged_file_is_never_an_error_of_another_kind(name, content, folder):
    (folder / name).write_bytes(content)
    with pytest.raises(NotCompilable):
        read_model_folder(folder)


@pytest.mark.parametrize("content", ["null", "7", '{"__metadata__": {}}'])
def test_a_table_of_contents_without_tensors(content, folder):
    raw = content.encode()
    (folder / "model.safetensors").write_bytes(len(raw).to_bytes(8, "little") + raw)
    with pytest.raises(NotCompilable):
        read_model_folder(folder)


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [
        (["Transformer", "Pooling", "Dense"], "names Transformer, Pooling, Dense"),
        (["Transformer"], "names Transformer"),
        ([], "names nothing"),
    ],
)
def test_other_modules_are_named(kinds, reason, folder):
    modules = [
        {"idx": at, "name": str(at), "path": "", "type": f"sentence_transformers.models.{kind}"}
        for at, kind in enumerate(kinds)
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(NotCompilable, match=reason):
        read_model_folder(folder)


@pytest.mark.parametrize(
    ("at", "values", "reason"),
    [
        (0, {"type": "custom.Transformer"}, "code of its own"),
        (0, {"path": "0_Transformer"}, "unusual folders"),
        (1, {"path": "../elsewhere"}, "unusual folders"),
        (1, {"path": "/elsewhere"}, "unusual folders"),
    ],
)
def test_modules_of_another_form(at, values, reason, folder):
    modules = json.loads((folder / "modules.json").read_text())
    modules[at] |= values
    (folder / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(NotCompilable, match=reason):
        read_model_folder(folder)


def test_letters_are_lowered_by_the_tokenizer_or_not_at_all(folder):
    change(folder / "sentence_bert_config.json", do_lower_case=True)
    assert read_model_folder(folder).max_tokens == 96
    change(folder / "tokenizer.json", normalizer=None)
    with pytest.raises(NotCompilable, match="lowered outside tokenizer.json"):
        read_model_folder(folder)


def test_weights_of_sixteen_bits(folder):
    weights = load_file(folder / "model.safetensors")
    halves = {name: tensor.astype("float16") for name, tensor in weights.items()}
    save_file(halves, folder / "model.safetensors")
    with pytest.raises(NotCompilable, match="are F16"):
        read_model_folder(folder)
