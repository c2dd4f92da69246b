"""What happens on the way to an answer, as facts. ``words/progress.py`` makes sentences of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aws_groups.aws.request import Request


class Because(Enum):
    """Why a call waits."""

    PACE = "pace"
    """We send only so many requests a second."""
    THROTTLED = "throttled"
    NO_ANSWER = "no answer"
    SERVER_FAILURE = "server failure"
    NAME_TAKEN = "name taken"
    """The name is still another object's, which is about to get another one."""
    OTHER_WRITER = "other writer"
    """Somebody else changes the same object."""
    DEPLOYMENT = "deployment"
    """What uses an object does not have its last change yet."""


@dataclass(frozen=True)
class Sending:
    """A call begins. This event comes once for each call, before its first attempt."""

    request: Request


@dataclass(frozen=True)
class Waiting:
    """A call waits before it is sent (again). Only waits of more than a second are events."""

    request: Request | None
    """None for a wait between two calls."""
    seconds: float
    because: Because
    detail: str = ""
    """A few words more: the pace, or AWS's error code."""


@dataclass(frozen=True)
class Answered:
    """A call has got its reply."""

    request: Request
    reply: Mapping[str, Any]


@dataclass(frozen=True)
class Slow:
    """An attempt has had no answer for ``seconds``."""

    request: Request
    seconds: float


Listener = Callable[[object], None]
"""Is called with each event, in the thread that makes the call. Other rooms have events too."""


def silent(event: object) -> None:
    """A listener that does nothing."""
