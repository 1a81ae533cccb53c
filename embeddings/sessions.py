"""Sessions: graphs that onnxruntime runs, written once and from then on mapped from the disk.

Writing a graph from a model's weights takes half a second of processor time and three times
their memory, most of which the process keeps; comparing it with all its canaries takes
longer. So a graph that agreed with them is kept in the cache, under a name that holds the
model, onnxruntime and the code that wrote it. It is mapped from there, but for the encoder's
table of words, whose rows are read as they are needed; a few canaries tell whether it is still
the same. A model may be parted into several graphs, which are kept and compared together.
What is kept can be deleted at any time; where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import shutil
import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus import disk
from corpus.errors import ModelUnavailable
from embeddings.cache import cache_folder, tell_unwritable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from embeddings.bert_graph import BertGraph

_LOG = logging.getLogger(__name__)
_GRAPH, _TENSORS, _WORDS, _SIZES = "graph.onnx", "tensors", "words.npy", "sizes.json"
#: The modules that decide what is written.
_WRITERS = ("bert_graph.py", "cross_graph.py", "int8_graph.py", "sessions.py")
#: Rows of a table of words that are held, some 3 MiB: of the different words of
#: a batch of FRUS passages two in three are among them.
_WORDS_HELD = 2048
#: Characters of the model's name, and of the rest, in the name of a folder.
_SHORT = 24


#: Gives rows, float32, shape (n, hidden), by their numbers, shape (n,).
Rows = Callable[[NDArray[np.int32]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A graph that runs.

    Attributes:
        session: runs it.
        rows: gives the embedding of each word by its number, which the graph is given; None
            where it has them itself.
    """

    session: InferenceSession
    rows: Rows | None


class Compare(Protocol):
    """Compares what the sessions of a model give with its reference."""

    def __call__(self, opened: Sequence[Opened], /, *, few: bool) -> None:
        """Compare on all canaries, or on a few.

        Raises:
            ModelUnavailable: they differ.
        """


def open_sessions(
    model: str,
    make: Callable[[], Sequence[BertGraph]],
    compare: Compare,
    *,
    threads: int = 0,
    beside: str = "",
) -> tuple[Opened, ...]:
    """Return the graphs of a model, which agree with its reference.

    Args:
        model: names the weights and the way of running them, hexadecimal.
        make: makes the graphs, where none are kept.
        compare: says whether they agree; with few canaries what was kept.
        threads: of one product; 0 for as many as there are cores.
        beside: what else than the model and our code decides what is written.

    Raises:
        ModelUnavailable: they do not agree.
    """
    place = _place(model, beside)
    kept = _kept(place, threads, compare)
    if kept is not None:
        return kept
    written = _written(make(), place, threads, compare)
    return _kept(place, threads, compare) or written


def _kept(place: Path, threads: int, compare: Compare) -> tuple[Opened, ...] | None:
    """Open what is kept; what no longer agrees is removed."""
    opened = _from_disk(place, threads)
    if opened is not None:
        try:
            compare(opened, few=True)
        except ModelUnavailable as why:
            _LOG.warning("The graph in %s is made anew: %s", place, why)
            shutil.rmtree(place, ignore_errors=True)
            return None
    return opened


def _written(
    graphs: Sequence[BertGraph], place: Path, threads: int, compare: Compare
) -> tuple[Opened, ...]:
    """Open graphs in memory, which are kept when they agree."""
    models = [graph.model() for graph in graphs]
    opened = tuple(
        _in_memory(model, graph, threads) for model, graph in zip(models, graphs, strict=True)
    )
    compare(opened, few=False)
    _keep(models, graphs, place)
    return opened


def _in_memory(model: bytes, graph: BertGraph, threads: int) -> Opened:
    from onnxruntime import InferenceSession, OrtValue

    options = _options(threads)
    options.add_external_initializers(
        list(graph.tensors),
        [OrtValue.ortvalue_from_numpy(tensor) for tensor in graph.tensors.values()],
    )
    session = InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return Opened(session, None if graph.words is None else graph.words.__getitem__)


def _options(threads: int) -> Any:
    from onnxruntime import SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = threads
    return options


def _place(model: str, beside: str) -> Path:
    """Return where the graphs of a model are kept."""
    return cache_folder() / "graphs" / f"{model[:_SHORT]}-{_maker(beside)}"


@cache
def _maker(beside: str) -> str:
    """Name what writes and runs a graph: another onnxruntime, or other code, writes its own."""
    import onnxruntime

    digest = hashlib.sha256(f"{onnxruntime.__version__}{beside}".encode())
    for name in _WRITERS:
        digest.update((files("embeddings") / name).read_bytes())
    return digest.hexdigest()[:_SHORT]


def _from_disk(place: Path, threads: int) -> tuple[Opened, ...] | None:
    """Open what is kept; None if there is nothing, or not as it was written."""
    from onnxruntime import InferenceSession

    try:
        sizes = json.loads((place / _SIZES).read_bytes())
        if sizes != {name: (place / name).stat().st_size for name in sizes}:
            return None
        opened: list[Opened] = []
        while f"{(part := len(opened))}/{_GRAPH}" in sizes:
            folder = place / str(part)
            session = InferenceSession(
                str(folder / _GRAPH), _options(threads), providers=["CPUExecutionProvider"]
            )
            rows = _Table(folder / _WORDS) if f"{part}/{_WORDS}" in sizes else None
            opened.append(Opened(session, rows))
        return tuple(opened) or None
    except (OSError, ValueError):
        return None
    except Exception as error:  # onnxruntime raises errors of its own, which share no class
        _LOG.warning("%s cannot be read (%s).", place, error)
        return None


class _Table:
    """A table of words on the disk; of its rows the commonest alone stay in memory.

    Mapped, a megabyte came with each row, and after some hundred queries the table was there.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        weakref.finalize(self, self._file.close)
        np.lib.format.read_magic(self._file)
        (_, self._width), _, self._kind = np.lib.format.read_array_header_1_0(self._file)
        self._begin, self._turn = self._file.tell(), threading.Lock()
        self._row = lru_cache(maxsize=_WORDS_HELD)(self._read)

    def __call__(self, numbers: NDArray[np.int32]) -> NDArray[np.float32]:
        once, places = np.unique(numbers, return_inverse=True)
        raw = b"".join(map(self._row, once.tolist()))
        found: NDArray[np.float32] = np.frombuffer(raw, self._kind)
        return found.reshape(-1, self._width)[places]

    def _read(self, number: int) -> bytes:
        size = self._width * self._kind.itemsize
        with self._turn:
            self._file.seek(self._begin + number * size)
            return self._file.read(size)


def _keep(models: Sequence[bytes], graphs: Sequence[BertGraph], place: Path) -> None:
    """Keep graphs, in one step, in place of what other code kept of the same model."""
    aside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        aside.mkdir(parents=True)
        try:
            for part, (model, graph) in enumerate(zip(models, graphs, strict=True)):
                _write(model, graph, aside / str(part))
            files_of = [path for path in aside.rglob("*") if path.is_file()]
            sizes = {path.relative_to(aside).as_posix(): path.stat().st_size for path in files_of}
            (aside / _SIZES).write_text(json.dumps(sizes), encoding="utf-8")
            disk.sync_tree(aside)
            shutil.rmtree(place, ignore_errors=True)
            disk.rename(aside, place)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        tell_unwritable(cache_folder(), error.strerror or str(error))
        return
    for other in place.parent.glob(f"{place.name[:_SHORT]}-*"):
        if other != place:
            shutil.rmtree(other, ignore_errors=True)


def _write(model: bytes, graph: BertGraph, folder: Path) -> None:
    folder.mkdir()
    (folder / _GRAPH).write_bytes(model)
    with (folder / _TENSORS).open("wb") as file:
        for name, tensor in graph.tensors.items():
            file.seek(graph.offsets[name])
            file.write(tensor.tobytes())
    if graph.words is not None:
        np.save(folder / _WORDS, graph.words)
