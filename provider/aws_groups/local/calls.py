"""The call log: every attempt the local AWS saw, kept in the store."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aws_groups.local.store import Transaction


@dataclass(frozen=True)
class Call:
    """One attempt, as it was seen by the local AWS."""

    seq: int
    """Counts up from 1."""
    service: str
    operation: str
    """Empty for a request that could not be read."""
    params: dict[str, Any]
    """The request's members as sent."""
    status: int
    """The HTTP status answered; 0 when the connection was dropped before the commit."""
    error: str | None
    """The error code answered, if it was one."""
    request_id: str
    at: float
    """When it was handled, in seconds since 1970."""
    fault: str | None
    """The kinds of the faults that struck, comma-separated."""


def record(tx: Transaction, call: Call) -> None:
    """Write a call to the log; its `seq` is given by the log."""
    tx.execute(
        "INSERT INTO calls (service, operation, params, status, error, request_id, at, fault)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            call.service,
            call.operation,
            json.dumps(call.params),
            call.status,
            call.error,
            call.request_id,
            call.at,
            call.fault,
        ),
    )


def read(tx: Transaction, after: int) -> list[Call]:
    """The calls with a `seq` above `after`, oldest first."""
    rows = tx.execute(
        "SELECT seq, service, operation, params, status, error, request_id, at, fault"
        " FROM calls WHERE seq > ? ORDER BY seq",
        (after,),
    )
    return [Call(row[0], row[1], row[2], json.loads(row[3]), *row[4:]) for row in rows]
