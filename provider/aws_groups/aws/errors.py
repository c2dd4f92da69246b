"""What can go wrong with a call, as exceptions that read as the lines users see.

``AwsRefused`` is AWS's own answer; ``AwsUnreachable`` is no answer; ``SetupError`` is a call that
could not be made at all (no credentials, no region, no such profile).
"""

from __future__ import annotations

from typing import Any

from aws_groups.aws.request import Request


def not_known(request: Request) -> str:
    """What to do about a write of which AWS said nothing; a create's object is in no state to refresh."""
    if request.operation.startswith("Create"):
        return (
            "Whether it was carried out is not known; run `pulumi up` again: if it was, its name is "
            "taken, and the error says who has it."
        )
    return "Whether it was carried out is not known; `pulumi refresh` tells."


class AwsError(Exception):
    """A call that did not succeed; ``str()`` is a line for the user.

    Attributes:
        lost: whether AWS may have carried the request out all the same: an attempt broke off, or
            was answered with a server's failure, before this end.
    """

    lost = False


class SetupError(AwsError):
    """The call could not be made: credentials, region, profile or endpoint are missing or wrong."""


class Cancelled(AwsError):
    """The engine cancelled while the call waited."""


class AwsUnreachable(AwsError):
    """No answer came."""


class AwsRefused(AwsError):
    """AWS answered with an error.

    Attributes:
        request: what was to be sent.
        operation: the operation refused: the request's, or AssumeRole on the way to it.
        code: AWS's error code, such as ``PreconditionFailed``.
        message: AWS's text.
        status: the HTTP status.
        reason: the Identity Store's Reason member, or None.
        resource_type: the Identity Store's ResourceType member, or None.
        request_id: AWS's id of the call, or None.
    """

    def __init__(self, request: Request, response: dict[str, Any], operation: str | None = None) -> None:
        error = response.get("Error", {})
        metadata = response.get("ResponseMetadata", {})
        self.request = request
        self.operation = operation or request.operation
        self.code: str = error.get("Code", "Unknown")
        self.message: str = error.get("Message") or response.get("Message") or ""
        self.status: int = metadata.get("HTTPStatusCode", 0)
        self.reason: str | None = response.get("Reason")
        self.resource_type: str | None = response.get("ResourceType")
        self.request_id: str | None = metadata.get("RequestId") or response.get("RequestId")
        super().__init__(self.said())

    def said(self) -> str:
        """AWS's own words: the operation, the code, the text, the request id."""
        code = f"{self.code} ({self.reason})" if self.reason else self.code
        request_id = f" (request id {self.request_id})" if self.request_id else ""
        return f"{self.operation}: {code}: {self.message}{request_id}"


class Explained(AwsError):
    """A refusal with what it means and what to do; AWS's own words come last."""

    def __init__(self, meaning: str, cause: AwsRefused) -> None:
        super().__init__(f"{meaning}\nAWS said {cause.said()}")
        self.cause = cause
        self.lost = cause.lost


def is_throttling(code: str) -> bool:
    """Whether an error code says that too many requests came."""
    return code.startswith(("Throttl", "RequestThrottled", "TooManyRequests", "RequestLimit"))
