"""Pacing: no more requests a second than a service takes, so that many groups at once don't storm."""

from __future__ import annotations

import threading
import time

AWS_PACE = {"identitystore": 20.0}
"""Requests a second, where AWS has said a number: 20 for all of IAM Identity Center's APIs together
(https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html)."""


class Pace:
    """Hands out the times at which requests may go, evenly spaced. Shared by all threads."""

    def __init__(self, per_second: float) -> None:
        self.per_second = per_second
        self._lock = threading.Lock()
        self._next = 0.0

    def turn(self) -> float:
        """Take the next free time; returns the seconds until then."""
        with self._lock:
            now = time.monotonic()
            at = max(now, self._next)
            self._next = at + 1 / self.per_second
            return at - now
