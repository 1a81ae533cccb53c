"""The canaries: texts whose vectors by the reference are known, encoded before all others."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from embeddings.cache import cache_folder, keep
from embeddings.encoder import Vectors

_LOG = logging.getLogger(__name__)
#: Canaries that tell whether what agreed with all of them is still the same.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Canaries:
    """Texts of very different length, and the reference's vectors of them.

    Attributes:
        texts: the texts.
        vectors: float32, shape (texts, dim), each row of length 1.
    """

    texts: tuple[str, ...]
    vectors: Vectors

    def few(self) -> Canaries:
        """Return the shortest of them, which are soon encoded."""
        at = sorted(range(len(self.texts)), key=lambda i: (len(self.texts[i]), i))[:_FEW]
        return Canaries(tuple(self.texts[i] for i in at), self.vectors[at])

    def least_cosine(self, vectors: Vectors) -> float:
        """Return how near the farthest of these vectors is; NaN if one has no direction."""
        return float((vectors * self.vectors).sum(axis=1).min())


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of comparing a model of one's own, run compiled, with its reference.

    Attributes:
        canaries: what the reference gave.
        refusal: why the model does not run compiled, without a full stop; "" when it does.
    """

    canaries: Canaries
    refusal: str = ""


def canary_texts() -> tuple[str, ...]:
    """Return the texts."""
    path = files("embeddings") / "data" / "canaries.json"
    return tuple(json.loads(path.read_text(encoding="utf-8")))


def packaged_canaries() -> Canaries:
    """Return the texts and the vectors sentence-transformers gave for the packaged weights."""
    with (files("embeddings") / "data" / "canaries.npy").open("rb") as file:
        return Canaries(canary_texts(), np.load(file, allow_pickle=False))


def verdict_path(fingerprint: str) -> Path:
    """Return where the verdict on a model is kept, in the cache.

    Args:
        fingerprint: of the model as it runs compiled.
    """
    return cache_folder() / "encoders" / f"{fingerprint}.json"


def read_verdict(fingerprint: str) -> Verdict | None:
    """Return the kept verdict on a model; None if there is none, or it is not as written."""
    try:
        content = json.loads(verdict_path(fingerprint).read_bytes())
        vectors = np.frombuffer(base64.b64decode(content["vectors"]), "<f4")
        texts = canary_texts()
        verdict = Verdict(Canaries(texts, vectors.reshape(len(texts), -1)), content["refusal"])
        as_written = content == _content(fingerprint, verdict)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return verdict if as_written else None


def keep_verdict(fingerprint: str, verdict: Verdict) -> None:
    """Keep a verdict; where nothing can be written it is made anew each time."""
    keep(verdict_path(fingerprint), json.dumps(_content(fingerprint, verdict)))


def forget_verdict(fingerprint: str) -> None:
    """Have the model compared anew at its next opening."""
    try:
        verdict_path(fingerprint).unlink(missing_ok=True)
    except OSError as error:
        _LOG.warning("%s cannot be removed (%s).", verdict_path(fingerprint), error.strerror)


def _content(fingerprint: str, verdict: Verdict) -> dict[str, str]:
    """Return what is written: all of it, and the model and the texts, decides the checksum."""
    raw = np.ascontiguousarray(verdict.canaries.vectors, "<f4").tobytes()
    content = {"refusal": verdict.refusal, "vectors": base64.b64encode(raw).decode()}
    told = json.dumps([fingerprint, verdict.canaries.texts, content], sort_keys=True)
    return {**content, "sha256": hashlib.sha256(told.encode()).hexdigest()}
