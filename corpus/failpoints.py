"""Named places at which a test makes the process die, to prove that nothing is lost there.

`DRAGOMAN_FAILPOINT=published` ends the process at that point as a power cut would, without
any cleaning up; `published:3` the third time it is passed. Where the variable is not set
when the process starts, passing a point does nothing at all.
"""

from __future__ import annotations

import os

VARIABLE = "DRAGOMAN_FAILPOINT"

#: What a writer passes, in order of a first `add`; tests die at each of them.
POINTS = (
    "schema-made",
    "schema-renamed",
    "record-written",
    "record-committed",
    "vectors-written",
    "vectors-committed",
    "index-begun",
    "parts-linked",
    "dense-written",
    "piece-written",
    "pieces-linked",
    "lexical-written",
    "tables-written",
    "manifest-written",
    "index-synced",
    "index-renamed",
    "index-verified",
    "publish-written",
    "published",
    "old-forgotten",
    "old-renamed",
    "old-removed",
)

_named, _, _times = os.environ.get(VARIABLE, "").partition(":")
_left = int(_times) if _times.isdigit() else 1


def _die(name: str) -> None:
    global _left
    if name != _named:
        return
    _left -= 1
    if _left <= 0:
        os._exit(137)


def _pass(name: str) -> None:
    """Do nothing: what a failpoint is outside the fault tests."""


#: Marks a place by its name, one of `POINTS`.
failpoint = _die if _named else _pass
