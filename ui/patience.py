"""Patience: connections that do not bring a whole request in time are closed."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

#: Seconds in which the head of a request must arrive.
SECONDS = 20.0


class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """Uvicorn's protocol with a limit on how long a request's head may take.

    Uvicorn closes a connection that stays idle after an answer, but waits for ever for the
    end of a head that has begun, or never begins.
    """

    seconds = SECONDS

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        self._waiting: asyncio.TimerHandle | None = None
        super().connection_made(transport)
        self._begin()

    def data_received(self, data: bytes) -> None:
        """Take what came; a request that is whole up to its body ends the wait."""
        super().data_received(data)
        if self._at_work():
            self._end()
        elif self._waiting is None:
            self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._end()
        super().connection_lost(exc)

    def _begin(self) -> None:
        self._waiting = asyncio.get_running_loop().call_later(self.seconds, self._over)

    def _end(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _over(self) -> None:
        self._waiting = None
        if not self._at_work() and self.transport is not None:
            self.transport.close()

    def _at_work(self) -> bool:
        """Tell whether a request's head has arrived and its answer is not finished."""
        return self.cycle is not None and not self.cycle.response_complete
