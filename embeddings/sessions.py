"""Sessions: graphs that onnxruntime runs, written once and from then on mapped from the disk.

Writing a graph from a model's weights takes half a second of processor time and three times
their memory, most of which the process keeps; comparing it with all its canaries takes
longer. So a graph that agreed with them is kept in the cache, under a name that holds the
model, onnxruntime and the code that wrote it. Mapped from there, of the largest table only
the rows that are read are in memory, and a few canaries tell whether it is still the same.
What is kept can be deleted at any time; where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import shutil
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from corpus import disk
from corpus.errors import ModelUnavailable
from embeddings.cache import cache_folder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from embeddings.bert_graph import BertGraph

_LOG = logging.getLogger(__name__)
_GRAPH, _TENSORS, _SIZES = "graph.onnx", "tensors", "sizes.json"
#: The modules that decide what is written.
_WRITERS = ("bert_graph.py", "cross_graph.py", "int8_graph.py", "sessions.py")
#: Characters of the model's name, and of the rest, in the name of a folder.
_SHORT = 24


class Compare(Protocol):
    """Compares what a session gives with its reference."""

    def __call__(self, session: InferenceSession, /, *, few: bool) -> None:
        """Compare on all canaries, or on a few.

        Raises:
            ModelUnavailable: they differ.
        """


def open_session(
    model: str, make: Callable[[], BertGraph], compare: Compare, threads: int = 0
) -> InferenceSession:
    """Return a session that agrees with its reference.

    Args:
        model: names the weights and the way of running them, hexadecimal.
        make: makes the graph, where none is kept.
        compare: says whether a session agrees; with few canaries what was kept.
        threads: of one product; 0 for as many as there are cores.

    Raises:
        ModelUnavailable: it does not agree.
    """
    place = _place(model)
    kept = _kept(place, threads, compare)
    if kept is not None:
        return kept
    session = _written(make(), place, threads, compare)
    return _kept(place, threads, compare) or session


def _kept(place: Path, threads: int, compare: Compare) -> InferenceSession | None:
    """Return a session of what is kept; what no longer agrees is removed."""
    session = _from_disk(place, threads)
    if session is not None:
        try:
            compare(session, few=True)
        except ModelUnavailable as why:
            _LOG.warning("The graph in %s is made anew: %s", place, why)
            shutil.rmtree(place, ignore_errors=True)
            return None
    return session


def _written(graph: BertGraph, place: Path, threads: int, compare: Compare) -> InferenceSession:
    """Return a session of a graph in memory, which is kept when it agrees."""
    from onnxruntime import InferenceSession, OrtValue

    model = graph.model()
    options = _options(threads)
    options.add_external_initializers(
        list(graph.tensors),
        [OrtValue.ortvalue_from_numpy(tensor) for tensor in graph.tensors.values()],
    )
    session = InferenceSession(model, options, providers=["CPUExecutionProvider"])
    compare(session, few=False)
    _keep(model, graph, place)
    return session


def _options(threads: int) -> Any:
    from onnxruntime import SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = threads
    return options


def _place(model: str) -> Path:
    """Return where the graph of a model is kept."""
    return cache_folder() / "graphs" / f"{model[:_SHORT]}-{_maker()}"


@cache
def _maker() -> str:
    """Name what writes and runs a graph: another onnxruntime, or other code, writes its own."""
    import onnxruntime

    digest = hashlib.sha256(onnxruntime.__version__.encode())
    for name in _WRITERS:
        digest.update((files("embeddings") / name).read_bytes())
    return digest.hexdigest()[:_SHORT]


def _from_disk(place: Path, threads: int) -> InferenceSession | None:
    """Return a session of what is kept; None if there is nothing, or not as it was written."""
    from onnxruntime import InferenceSession

    try:
        sizes = json.loads((place / _SIZES).read_bytes())
        if sizes != {name: (place / name).stat().st_size for name in (_GRAPH, _TENSORS)}:
            return None
        return InferenceSession(
            str(place / _GRAPH), _options(threads), providers=["CPUExecutionProvider"]
        )
    except (OSError, ValueError):
        return None
    except Exception as error:  # onnxruntime raises errors of its own, which share no class
        _LOG.warning("%s cannot be read (%s).", place, error)
        return None


def _keep(model: bytes, graph: BertGraph, place: Path) -> None:
    """Keep a graph, in one step, in place of what other code kept of the same model."""
    aside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        aside.mkdir(parents=True)
        try:
            (aside / _GRAPH).write_bytes(model)
            with (aside / _TENSORS).open("wb") as file:
                for name, tensor in graph.tensors.items():
                    file.seek(graph.offsets[name])
                    file.write(tensor.tobytes())
            sizes = {name: (aside / name).stat().st_size for name in (_GRAPH, _TENSORS)}
            (aside / _SIZES).write_text(json.dumps(sizes), encoding="utf-8")
            disk.sync_tree(aside)
            shutil.rmtree(place, ignore_errors=True)
            disk.rename(aside, place)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        _LOG.warning("%s cannot be written (%s).", place, error.strerror or error)
        return
    for other in place.parent.glob(f"{place.name[:_SHORT]}-*"):
        if other != place:
            shutil.rmtree(other, ignore_errors=True)
