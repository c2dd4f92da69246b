"""What goes in and comes out of the local AWS, whatever carries it: plain HTTP messages."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class HttpRequest:
    """One HTTP request: `target` is path and query as sent, header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class HttpResponse:
    """One HTTP reply. Whoever carries it adds what belongs to the carrier (Content-Length, …)."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def new_request_id() -> str:
    """A request id as AWS writes them, for the reply's `x-amzn-requestid`."""
    return str(uuid.UUID(bytes=os.urandom(16), version=4))
