"""What an operation works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from aws_groups.local.settings import Settings
from aws_groups.local.store import Transaction

Params = dict[str, Any]
"""A request's members by their names in the service model."""
Result = dict[str, Any]
"""A reply's members by their names in the service model; those it does not know are left out."""


@dataclass(frozen=True)
class Context:
    """One operation's surroundings: its transaction, the settings, who asks, and when."""

    tx: Transaction
    settings: Settings
    model: Any
    """The service's botocore ServiceModel."""
    access_key: str
    """The access key id the request was signed with."""
    now: float
    """Seconds since 1970."""


class Handler(Protocol):
    """An operation: its rules, told as a function.

    Refuses by raising AwsError, before it writes anything: the transaction goes on, to log the call.
    """

    __name__: str

    def __call__(self, context: Context, params: Params, /) -> Result:
        """Carry the operation out."""
        ...
