"""The errors AWS answers with, as exceptions."""

from __future__ import annotations


class AwsError(Exception):
    """An error reply: what an operation raises to refuse a request.

    `code` is the error code clients branch on, `members` are the modelled extra members of the
    reply's body (Reason, ResourceType, …). The HTTP status comes from the service model unless
    `status` says otherwise.
    """

    def __init__(self, code: str, message: str, *, status: int | None = None, **members: str | int) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.members = members


class ConnectionDropped(Exception):
    """A `drop-before` or `drop-after` fault struck: the client must see its connection reset."""
