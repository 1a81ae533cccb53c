"""Limits: how often one reader may ask, and how much is worked on at once."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from corpus.errors import ArchiveError
from corpus.sayings import Form

_TOO_MANY = Form("asked.often", "Too many requests.")
_WAIT = Form("remedy.often", "Wait {seconds} seconds and try again.")
_BUSY = Form("asked.busy", "The archive is answering others.")
_AGAIN = Form("remedy.busy", "Try again in {seconds} seconds.")
#: Readers whose buckets are kept; the one that was quiet longest goes first.
MOST = 10_000


class TooMany(ArchiveError):
    """One reader asks too often.

    Args:
        seconds: after which one more is answered.
    """

    def __init__(self, seconds: int) -> None:
        super().__init__(_TOO_MANY(), _WAIT(seconds=seconds))
        self.seconds = seconds


class Busy(ArchiveError):
    """Everything that can be worked on at once is being worked on."""

    seconds = 5

    def __init__(self) -> None:
        super().__init__(_BUSY(), _AGAIN(seconds=self.seconds))


class Kind(StrEnum):
    """What is counted apart."""

    ASK = "ask"
    SEARCH = "search"
    EVENT = "event"  # what the page's own parts send
    LOGIN = "login"
    WRITE = "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many a minute in the long run, and so many at once."""

    a_minute: int
    at_once: int


#: On the reader's own machine: only against a program that runs wild. 50 readers who ask
#: every 10 s make 300 questions a minute, and may all come from here in a test.
HERE: Mapping[Kind, Rate] = {
    Kind.ASK: Rate(a_minute=1200, at_once=300),
    Kind.SEARCH: Rate(a_minute=2400, at_once=300),
    Kind.EVENT: Rate(a_minute=6000, at_once=1000),
    Kind.LOGIN: Rate(a_minute=5, at_once=5),
    Kind.WRITE: Rate(a_minute=600, at_once=200),
}
#: For each address elsewhere: what a person at work never reaches.
ELSEWHERE: Mapping[Kind, Rate] = {
    Kind.ASK: Rate(a_minute=20, at_once=10),
    Kind.SEARCH: Rate(a_minute=60, at_once=20),
    Kind.EVENT: Rate(a_minute=240, at_once=60),
    Kind.LOGIN: Rate(a_minute=5, at_once=5),
    Kind.WRITE: Rate(a_minute=600, at_once=200),  # a delivery of files sends each by itself
}


@dataclass(slots=True)
class _Bucket:
    """What one reader has left of one kind, and when that was reckoned."""

    left: float
    at: float


class Limits:
    """Counts what each reader asks, and how much is worked on.

    Args:
        rates: how often a reader may ask, by kind.
        at_once: questions and searches of programs worked on at once.
        waiting: how many more may wait for their turn.
        patience: seconds that one of them waits.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        rates: Mapping[Kind, Rate] = HERE,
        *,
        at_once: int = 4,
        waiting: int = 16,
        patience: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rates = rates
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[tuple[Kind, str], _Bucket] = OrderedDict()
        self._room = threading.BoundedSemaphore(at_once + waiting)
        self._places = threading.BoundedSemaphore(at_once)
        self._patience = patience

    def admit(self, kind: Kind, reader: str) -> None:
        """Count one request of a reader.

        Args:
            kind: what is asked.
            reader: an address or a name.

        Raises:
            TooMany: the reader asks too often; the request counts for nothing.
        """
        rate = self._rates[kind]
        key = (kind, _whose(reader))
        with self._lock:
            now = self._clock()
            bucket = self._buckets.setdefault(key, _Bucket(left=rate.at_once, at=now))
            self._buckets.move_to_end(key)
            while len(self._buckets) > MOST:
                self._buckets.popitem(last=False)
            gained = (now - bucket.at) * rate.a_minute / 60
            bucket.left, bucket.at = min(rate.at_once, bucket.left + gained), now
            if bucket.left < 1:
                raise TooMany(math.ceil((1 - bucket.left) * 60 / rate.a_minute))
            bucket.left -= 1

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a place to work in, and hold it.

        Raises:
            Busy: too many wait already, or none became free in time.
        """
        if not self._room.acquire(blocking=False):
            raise Busy
        try:
            if not self._places.acquire(timeout=self._patience):
                raise Busy
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._room.release()


def _whose(reader: str) -> str:
    """Return whose an address is: one network has 2^64 addresses of version 6."""
    try:
        address = ipaddress.ip_address(reader)
    except ValueError:
        return reader[:100]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
