"""Names: labels fit to be shown, and the ids of records that declare none."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePath, PurePosixPath

from corpus.errors import UnreadableSource
from corpus.readers import reasons

_LONGEST_LABEL = 200
_ID = re.compile(r"\w[\w.:-]{0,119}")


def label(name: str) -> str:
    """Return a file name that can be shown: no folders, no control or hidden characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return shown(last)[:_LONGEST_LABEL] or "unnamed"


def shown(words: str) -> str:
    """Return words without control, direction and other invisible characters."""
    return "".join(c for c in words if not unicodedata.category(c).startswith("C"))


def slug(words: str) -> str:
    """Return words as lower-case ASCII letters and digits joined by hyphens."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    made = "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-")
    return made or "record"


def made_id(name: str, raw: bytes) -> str:
    """Return the id of a record that declares none: its file's name and eight digits of its hash.

    It depends on nothing but name and bytes, so it is the same in every archive and
    whatever else was added before.
    """
    return f"{slug(PurePath(name).stem)}-{hashlib.sha256(raw).hexdigest()[:8]}"


def declared_id(words: str) -> str:
    """Return a declared id, checked: it must do in a citation, a URL and a passage id.

    Raises:
        UnreadableSource: it holds other than letters, digits, `_`, `.`, `:` and `-`.
    """
    if not _ID.fullmatch(words):
        raise UnreadableSource(reasons.BAD_ID(record=shown(words)[:60]), reasons.GOOD_ID())
    return words
