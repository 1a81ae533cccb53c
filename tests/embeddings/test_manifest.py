"""The manifest: every file of a generation is as it was written, or the generation is refused."""

import dataclasses
import hashlib
import json

import pytest

from corpus.errors import ArchiveDamaged
from embeddings.dense_kinds import IndexFacts
from embeddings.manifest import FORMAT_VERSION, NAME, Manifest, checksums, read_manifest
from embeddings.probes import Probes


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "lexical").mkdir()
    (tmp_path / "index.faiss").write_bytes(b"vectors")
    (tmp_path / "lexical" / "terms").write_bytes(b"terms")
    (tmp_path / "lexical" / ".writer.lock").write_bytes(b"")
    return tmp_path


@pytest.fixture
def manifest(folder):
    return Manifest(
        format_version=FORMAT_VERSION,
        generation="g",
        corpus_seq=1,
        content_sha256="c",
        model="m",
        model_fingerprint="f",
        units_by="u",
        starts_by="s",
        dim=3,
        starts_dim=4,
        max_tokens=256,
        longest_unit=12,
        records=1,
        passages=3,
        units=4,
        ids_sha256="i",
        probes=Probes(own=[0], rows=[[0]], scores=[[0.5]]),
        libraries={"numpy": "2"},
        files=checksums(folder),
    )


def test_a_manifest_is_read_as_it_was_written(folder, manifest):
    assert read_manifest(folder, manifest.write(folder)) == manifest


def test_every_file_but_itself_and_the_locks_is_named(manifest):
    assert set(manifest.files) == {"index.faiss", "lexical/terms"}


@pytest.mark.parametrize("name", ["index.faiss", "lexical/terms"])
def test_an_altered_and_a_missing_file_are_named(folder, manifest, name):
    sha256 = manifest.write(folder)
    (folder / name).write_bytes(b"vectorz")
    with pytest.raises(ArchiveDamaged, match=f"{name} of index .* is altered") as refused:
        read_manifest(folder, sha256)
    assert "rebuild" in refused.value.remedy
    (folder / name).unlink()
    with pytest.raises(ArchiveDamaged, match=f"{name} of index .* is missing"):
        read_manifest(folder, sha256)


def test_an_altered_manifest_is_refused(folder, manifest):
    sha256 = manifest.write(folder)
    dataclasses.replace(manifest, dim=4).write(folder)
    with pytest.raises(ArchiveDamaged, match="manifest of index .* was altered"):
        read_manifest(folder, sha256)
    (folder / NAME).unlink()
    with pytest.raises(ArchiveDamaged, match="has no manifest"):
        read_manifest(folder, sha256)


def test_a_manifest_of_another_format_is_refused(folder, manifest):
    later = dataclasses.replace(manifest, format_version=99)
    with pytest.raises(ArchiveDamaged, match="has format 99, this version reads"):
        read_manifest(folder, later.write(folder))


def test_a_manifest_is_plain_json(folder, manifest):
    manifest.write(folder)
    assert json.loads((folder / NAME).read_text())["max_tokens"] == 256


def test_how_the_vectors_are_held_is_read_back(folder, manifest):
    facts = IndexFacts(kind="ivf", lists=2000, probed=60, recall_at_10=0.98)
    manifest = dataclasses.replace(manifest, dense=facts)
    assert read_manifest(folder, manifest.write(folder)).dense == facts


def test_a_manifest_that_does_not_say_how_means_exactly(folder, manifest):
    """As those written before there were other kinds."""
    manifest.write(folder)
    content = json.loads((folder / NAME).read_bytes())
    del content["dense"], content["starts"]
    raw = json.dumps(content).encode()
    (folder / NAME).write_bytes(raw)
    read = read_manifest(folder, hashlib.sha256(raw).hexdigest())
    assert read.dense == read.starts == IndexFacts(kind="exact")
