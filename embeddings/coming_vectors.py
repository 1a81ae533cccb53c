"""Encoding what has no stored vector: the windows that come, and how their records begin."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.progress import Progress, Step
from corpus.store import RecordStore
from embeddings.encoder import Encoder
from embeddings.writing import Coming

#: Texts encoded and stored at a time: what a killed build can lose.
_BATCH = 256


def encode_missing(
    store: RecordStore, encoder: Encoder, coming: Coming, progress: Progress
) -> tuple[int, int]:
    """Encode what has no stored vector, batch by batch, each batch durable at once.

    Returns:
        How many windows, and how many beginnings beside them, were encoded.
    """
    cuts = coming.cuts.values()
    units = {unit.sha256: unit.text for cut in cuts for unit in cut.units}
    starts = {cut.start.sha256: cut.start.text for cut in cuts}
    if encoder.starts is encoder:
        starts = {key: text for key, text in starts.items() if key not in units}
    wanted = [
        (by, texts, _missing(store, by, texts))
        for by, texts in ((encoder, units), (encoder.starts, starts))
    ]
    done, total = 0, sum(len(missing) for *_, missing in wanted)
    for by, texts, missing in wanted:
        for start in range(0, len(missing), _BATCH):
            progress(Step(stage="embedding", done=done, total=total))
            part = missing[start : start + _BATCH]
            vectors = by.encode_passages([texts[key] for key in part])
            store.put_vectors(
                by.fingerprint,
                {key: vector.tobytes() for key, vector in zip(part, vectors, strict=True)},
                by.dim,
            )
            done += len(part)
    progress(Step(stage="embedding", done=total, total=total))
    (*_, of_units), (*_, of_starts) = wanted
    return len(of_units), len(of_starts)


def _missing(store: RecordStore, encoder: Encoder, texts: Mapping[str, str]) -> list[str]:
    """Return the keys of texts that have no stored vector, shorter texts first.

    Similar lengths together: less padding, and so less work, in every batch.
    """
    keys = list(texts)
    parts = [keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH)]
    known = [store.vectors(encoder.fingerprint, part) for part in parts]
    missing = [
        key for part, held in zip(parts, known, strict=True) for key in part if key not in held
    ]
    return sorted(missing, key=lambda key: (len(texts[key]), key))
