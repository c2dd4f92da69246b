"""One call while it is under way: its attempts, its waits, and whom to tell about them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from aws_groups.aws.errors import Cancelled, not_known
from aws_groups.aws.request import Request

SHOWN_WAIT = 1.0
"""Seconds; a longer wait is shown where the user looks."""


class Tell(Protocol):
    """Who hears what happens on the way: the engine, or nobody."""

    def status(self, text: str) -> None:
        """Something that passes: why it takes a while."""

    def info(self, text: str) -> None:
        """Something to keep."""

    def warning(self, text: str) -> None:
        """Something to keep, and to think about."""


class Silent:
    """Nobody."""

    def status(self, text: str) -> None: ...

    def info(self, text: str) -> None: ...

    def warning(self, text: str) -> None: ...


@dataclass
class Call:
    """A request, from ``Aws.send`` to its end; botocore's hooks reach it through ``current()``."""

    request: Request
    tell: Tell
    cancelled: threading.Event
    began: float = field(default_factory=time.monotonic)
    attempts: int = 0
    lost: bool = False
    """Whether an attempt ended without AWS's word on whether it was carried out."""

    @property
    def seconds(self) -> float:
        """How long the call has taken so far."""
        return time.monotonic() - self.began

    def wait(self, seconds: float, why: Callable[[float], str]) -> None:
        """Wait, unless or until the engine cancels; a long wait is told with its reason.

        Raises:
            Cancelled: the engine said so.
        """
        if seconds > SHOWN_WAIT:
            self.tell.status(why(seconds))
        if seconds > 0 and self.cancelled.wait(seconds):
            raise self._ended()

    def _ended(self) -> Cancelled:
        name = f"{self.request.service} {self.request.operation}"
        if self.lost and self.request.writes:
            unknown = not_known(self.request)
            ended = Cancelled(f"{name}: cancelled while it waited to be sent again. {unknown}")
        else:
            ended = Cancelled(f"{name}: cancelled while it waited for AWS, which has not carried it out")
        ended.lost = self.lost
        return ended


_threads = threading.local()


def current() -> Call | None:
    """This thread's call; botocore sends in the thread that asked."""
    return getattr(_threads, "call", None)


def enter(call: Call | None) -> Call | None:
    """Make ``call`` this thread's, and return the one that was."""
    before = current()
    _threads.call = call
    return before
