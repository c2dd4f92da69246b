"""The pace: no more requests a second than a service takes, however many calls there are at once."""

from __future__ import annotations

import threading
import time

from aws_groups.aws.config import Config

AWS_PACE = {"identitystore": 20.0}
"""Requests a second, where AWS has said a number: 20 for all of IAM Identity Center's APIs together
(https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html)."""


class Pace:
    """Gives out the times at which requests may be sent, evenly spaced. Shared by all threads."""

    def __init__(self, per_second: float) -> None:
        self.per_second = per_second
        self._lock = threading.Lock()
        self._next = 0.0

    def reserve(self) -> float:
        """Take the next free time; returns the seconds until then."""
        with self._lock:
            now = time.monotonic()
            at = max(now, self._next)
            self._next = at + 1 / self.per_second
            return at - now


def pace_of(config: Config, service: str) -> Pace | None:
    """The pace for a service; None if there is none.

    AWS's own pace is for AWS: another endpoint has only the pace that the configuration sets.
    """
    if config.requests_per_second is not None:
        return Pace(config.requests_per_second)
    elsewhere = config.endpoint or service in config.endpoints
    return None if elsewhere or service not in AWS_PACE else Pace(AWS_PACE[service])
