"""Requests of a page that are kept back until a test lets them go."""

from __future__ import annotations

from typing import Any


class Held:
    """What a page asks of addresses like `pattern`, in the order it was asked."""

    def __init__(self, page: Any, pattern: str) -> None:
        self._page = page
        self._pattern = pattern
        self._routes: list[Any] = []
        page.route(pattern, self._keep)

    def _keep(self, route: Any) -> None:
        self._routes.append(route)

    def let_go(self, at: int = 0) -> None:
        """Let one go once it was asked, and wait until the page has had its answer."""
        for _ in range(500):
            if len(self._routes) > at:
                break
            self._page.wait_for_timeout(20)
        route = self._routes.pop(at)
        with self._page.expect_response(lambda came: came.request == route.request) as came:
            route.continue_()
        came.value.finished()
        self._page.wait_for_timeout(200)

    def over(self) -> None:
        """Keep nothing back any more."""
        while self._routes:
            self._routes.pop(0).continue_()
        self._page.unroute(self._pattern)
