"""The two ways of running an encoder, and which of them a model is run by.

The packaged model always runs compiled. A model of one's own does where its folder is
understood and where, compared once with sentence-transformers on the canaries, it gave the
same vectors; the verdict is kept, so that sentence-transformers is not imported again.
Otherwise sentence-transformers runs it, and the reason is logged and shown by the doctor.

The two ways have two fingerprints, so their vectors are never mixed. An archive whose index
sentence-transformers made is searched by it further on, also after the model was found to
run compiled; the index goes over when it is next made by somebody who does not hold it open:
`dragoman rebuild`, `dragoman add` and the like, which encode anew what it holds.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from corpus.errors import ModelUnavailable
from corpus.store import RecordStore
from embeddings import faults
from embeddings.canaries import Canaries, Verdict, canary_texts, keep_verdict, read_verdict
from embeddings.compiled import CompiledEncoder, Precision, compiled_fingerprint
from embeddings.encoder import Encoder, SentenceEncoder
from embeddings.model_folder import ModelFolder, NotCompilable, read_model_folder
from embeddings.start_encoder import start_encoder

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a model of one's own is run, as far as can be told without loading it.

    Attributes:
        fingerprint: of the encoder.
        model: what runs compiled; None when sentence-transformers runs it.
        verdict: what it is checked against; None when it is still to be compared.
        reason: why sentence-transformers runs it, without a full stop; "" when it does not.
    """

    fingerprint: str
    model: ModelFolder | None = None
    verdict: Verdict | None = None
    reason: str = ""

    def __str__(self) -> str:
        """Say it in a few words, for people."""
        if self.model is None:
            return f"run by sentence-transformers, since {self.reason}"
        return "compiled" if self.verdict else "to be compared with its reference when next opened"


def find_way(folder: Path, made_by: str | None = None) -> Way:
    """Tell how a model of one's own is run; nothing is loaded.

    Args:
        folder: of the model.
        made_by: fingerprint of the encoder that made the index to be searched; None if
            there is none, or it shall be made anew.

    Raises:
        ModelUnavailable: the folder holds no safetensors model.
    """
    files = _reference(folder).fingerprint
    try:
        model = read_model_folder(folder)
    except NotCompilable as why:
        return Way(fingerprint=files, reason=str(why))
    compiled = compiled_fingerprint(files)
    verdict = read_verdict(compiled)
    if verdict is not None and verdict.refusal:
        return Way(fingerprint=files, reason=verdict.refusal)
    if made_by == files:
        return Way(fingerprint=files, reason="it made the index; 'dragoman rebuild' looks anew")
    return Way(fingerprint=compiled, model=model, verdict=verdict)


def open_encoder(
    folder: Path | None = None,
    precision: Precision = Precision.FP32,
    made_by: str | None = None,
) -> Encoder:
    """Return the encoder of a model folder, which is loaded once a process.

    A model of one's own that was never compared with sentence-transformers is compared now,
    which imports that; see the module for which of the two ways it is run by.

    Args:
        folder: of a sentence-transformers model; None for the packaged one.
        precision: of the products; bytes are for the packaged model alone.
        made_by: fingerprint of the encoder that made the index to be searched; None if
            there is none, or it shall be made anew.

    Raises:
        ModelUnavailable: the folder holds no model, the packaged weights are altered, or a
            model of one's own shall run with bytes.
    """
    if folder is None:
        return _packaged(precision)
    if precision is not Precision.FP32:
        raise ModelUnavailable(
            faults.PACKAGED_ONLY(precision=precision.value, folder=str(folder)),
            faults.USUAL_PRECISION(usual=Precision.FP32.value),
        )
    way = find_way(folder, made_by)
    if way.model is not None and way.verdict is None:
        way = _compared(folder, way.fingerprint, way.model)
    if way.verdict is None or way.model is None:
        _LOG.info("%s is %s.", folder, way)
        return _reference(folder)
    return _compiled(folder, way.fingerprint, way.verdict.canaries.vectors.tobytes())


def maker_of_index(archive_folder: Path) -> str | None:
    """Return the fingerprint of the encoder that made an archive's newest index, if any."""
    if not (archive_folder / RecordStore.FILE_NAME).is_file():
        return None
    with RecordStore.open(archive_folder) as store:
        published = store.generations()
    return published[0].model_fingerprint if published else None


def _compared(folder: Path, fingerprint: str, model: ModelFolder) -> Way:
    """Compare a model with its reference now, and keep what came of it."""
    verdict = _verdict(model)
    keep_verdict(fingerprint, verdict)
    if not verdict.refusal:
        return Way(fingerprint=fingerprint, model=model, verdict=verdict)
    _LOG.warning("%s does not run compiled, since %s.", folder, verdict.refusal)
    return Way(fingerprint=_reference(folder).fingerprint, reason=verdict.refusal)


def _verdict(model: ModelFolder) -> Verdict:
    """Encode the canaries both ways."""
    texts = canary_texts()
    reference = SentenceEncoder(model.path)  # let go afterwards: its weights are large
    canaries = Canaries(texts, reference.encode_passages(texts))
    compiled = CompiledEncoder(own=(model, canaries))
    try:
        compiled.encode_passages(texts)  # compares them as it loads
    except ModelUnavailable as error:
        return Verdict(canaries, f"it did not come out alike: {error.message.rstrip('.')}")
    counted, limit = compiled.count_tokens(texts), compiled.max_tokens
    alike = (reference.max_tokens, reference.count_tokens(texts)) == (limit, counted)
    return Verdict(canaries, "" if alike else "its tokens are counted otherwise")


@cache
def _packaged(precision: Precision) -> CompiledEncoder:
    return CompiledEncoder(precision, starts=start_encoder())


@cache
def _reference(folder: Path) -> SentenceEncoder:
    return SentenceEncoder(folder)


@cache
def _compiled(folder: Path, fingerprint: str, expected: bytes) -> CompiledEncoder:
    """Return the same encoder for the same files and the same vectors of the canaries."""
    model = read_model_folder(folder)
    vectors = np.frombuffer(expected, np.float32).reshape(-1, model.dim)
    return CompiledEncoder(own=(model, Canaries(canary_texts(), vectors)))
