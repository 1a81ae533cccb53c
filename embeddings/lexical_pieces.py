"""The lexical side in pieces: each is written once, and an index is a list of pieces.

A piece is a segment of tantivy's (rarely several), whose files never change once written.
An index of them counts terms and lengths over all, so BM25 is that of one index over the
same texts. Nothing is ever deleted from a piece, since tantivy would go on counting it:
a piece that holds what left is written anew without it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from embeddings.lexical import LexicalEntry, LexicalIndex, make_empty

_META = "meta.json"
#: Where a piece is written before its files are moved to those of the others.
_ASIDE = ".piece"


def begin(folder: Path) -> None:
    """Make the folder of an index without pieces.

    Raises:
        OSError: the disk is full or failing.
    """
    make_empty(folder)
    _drop_own(folder)


def add_piece(folder: Path, entries: Iterable[LexicalEntry]) -> list[Mapping[str, Any]]:
    """Write a piece into the folder of an index; `finish` makes it part of the index.

    Returns:
        Tantivy's account of its segments.

    Raises:
        OSError: the disk is full or failing.
    """
    aside = folder / _ASIDE
    LexicalIndex.build(aside, entries)
    segments: list[Mapping[str, Any]] = json.loads((aside / _META).read_bytes())["segments"]
    for path in files_of(aside, segments):
        path.rename(folder / path.name)
    shutil.rmtree(aside)
    return segments


def finish(folder: Path, pieces: Iterable[Sequence[Mapping[str, Any]]]) -> None:
    """Make an index of the pieces whose files are in its folder.

    Raises:
        OSError: the disk is full or failing.
    """
    content = json.loads((folder / _META).read_bytes())
    content["segments"] = [segment for piece in pieces for segment in piece]
    (folder / _META).write_text(json.dumps(content), encoding="utf-8")


def files_of(folder: Path, segments: Sequence[Mapping[str, Any]]) -> Iterator[Path]:
    """Yield the files of a piece."""
    names = {str(segment["segment_id"]).replace("-", "") for segment in segments}
    yield from (path for path in sorted(folder.iterdir()) if path.stem in names)


def _drop_own(folder: Path) -> None:
    """Remove tantivy's list of files that it would clean up; nobody writes here again."""
    (folder / ".managed.json").unlink(missing_ok=True)
