"""What the page and its servers have to do, in seconds of processor time.

Seconds on the clock would say what else the machine does.
"""

from __future__ import annotations

from typing import Any

import psutil


class Work:
    """The work of a page's own thread and of the servers that these tests started."""

    def __init__(self, page: Any) -> None:
        self._page = page.context.new_cdp_session(page)
        self._page.send("Performance.enable", {"timeDomain": "threadTicks"})

    def seconds(self) -> float:
        """Return what was worked so far; the difference of two calls is what lay between."""
        metrics = self._page.send("Performance.getMetrics")["metrics"]
        (page,) = (each["value"] for each in metrics if each["name"] == "ThreadTime")
        servers = (
            child.cpu_times()
            for child in psutil.Process().children()
            if "tests.browser.serving" in child.cmdline()
        )
        return page + sum(times.user + times.system for times in servers)
