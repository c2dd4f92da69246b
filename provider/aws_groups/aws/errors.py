"""What can go wrong with a call, as exceptions that read as the lines users see.

``AwsRefused`` is AWS's own answer; ``AwsUnreachable`` is no answer; ``SetupError`` is a call that
could not be made at all (no credentials, no region, no such profile).
"""

from __future__ import annotations

from typing import Any

from aws_groups.aws.request import Request


class AwsError(Exception):
    """A call that did not succeed; ``str()`` is one line for the user."""


class SetupError(AwsError):
    """The call could not be made: credentials, region, profile or endpoint are missing or wrong."""


class AwsUnreachable(AwsError):
    """No answer came; whether AWS carried the request out is not known."""


class AwsRefused(AwsError):
    """AWS answered with an error.

    Attributes:
        request: the request refused.
        code: AWS's error code, such as ``PreconditionFailed``.
        message: AWS's text.
        status: the HTTP status.
        reason: the Identity Store's Reason member, or None.
        resource_type: the Identity Store's ResourceType member, or None.
        request_id: AWS's id of the call, or None.
        retries: how many times the call was sent again before this answer.
    """

    def __init__(self, request: Request, response: dict[str, Any]) -> None:
        error = response.get("Error", {})
        metadata = response.get("ResponseMetadata", {})
        self.request = request
        self.code: str = error.get("Code", "Unknown")
        self.message: str = error.get("Message") or response.get("Message") or ""
        self.status: int = metadata.get("HTTPStatusCode", 0)
        self.reason: str | None = response.get("Reason")
        self.resource_type: str | None = response.get("ResourceType")
        self.request_id: str | None = metadata.get("RequestId") or response.get("RequestId")
        self.retries: int = metadata.get("RetryAttempts", 0)
        super().__init__(str(self))

    def __str__(self) -> str:
        return f"{self.said()}{self.trailer()}"

    def said(self) -> str:
        """The operation, the code and AWS's own text."""
        code = f"{self.code} ({self.reason})" if self.reason else self.code
        return f"{self.request.operation}: {code}: {self.message}"

    def trailer(self) -> str:
        """The request id, which every message ends with."""
        return f" (request id {self.request_id})" if self.request_id else ""


def translated(request: Request, error: Exception, *, region: str | None, endpoint: str | None) -> AwsError:
    """botocore's exception as one of ours.

    Args:
        error: a ``botocore.exceptions.BotoCoreError`` or ``ClientError``.
        region: the region called, for the message.
        endpoint: the configured endpoint, for the message.
    """
    response = getattr(error, "response", None)
    if isinstance(response, dict) and "Error" in response:
        return AwsRefused(request, response)
    kind = type(error).__name__
    call = f"{request.service} {request.operation}"
    if kind in _SETUP:
        return SetupError(f"{call}: {_SETUP[kind]} ({error})")
    if kind in _UNREACHABLE:
        where = endpoint or f"the {request.service} endpoint of region {region}"
        return AwsUnreachable(f"{call}: {where} {_UNREACHABLE[kind]} ({error})")
    return AwsError(f"{call}: {kind}: {error}")


_CREDENTIALS = (
    "no usable AWS credentials: run `aws configure` or `aws sso login`, set AWS_PROFILE, or set "
    "`profile` or `accessKey` and `secretKey` in the provider's configuration"
)

_SETUP = {
    "NoCredentialsError": _CREDENTIALS,
    "PartialCredentialsError": _CREDENTIALS,
    "CredentialRetrievalError": _CREDENTIALS,
    "TokenRetrievalError": _CREDENTIALS,
    "SSOTokenLoadError": _CREDENTIALS,
    "UnauthorizedSSOTokenError": _CREDENTIALS,
    "SSOError": _CREDENTIALS,
    "LoginError": _CREDENTIALS,
    "ProfileNotFound": "the profile does not exist: look into ~/.aws/config, or set `profile`",
    "NoRegionError": "no region: set `pulumi config set aws-groups:region REGION` or AWS_REGION",
    "InvalidRegionError": "the region is not one: set `pulumi config set aws-groups:region REGION`",
    "ConfigParseError": "the shared AWS configuration cannot be read",
    "InvalidConfigError": "the shared AWS configuration is not usable",
}

_WRONG_PLACE = "cannot be reached: is the region right and has it this service, is the endpoint up?"

_UNREACHABLE = {
    "EndpointConnectionError": _WRONG_PLACE,
    "ConnectTimeoutError": _WRONG_PLACE,
    "ConnectionError": _WRONG_PLACE,
    "ProxyConnectionError": "cannot be reached through the proxy",
    "SSLError": "has a certificate that is not trusted",
    "ReadTimeoutError": "did not answer in time",
    "ConnectionClosedError": "closed the connection without an answer",
    "HTTPClientError": "broke the connection",
    "IncompleteReadError": "broke off its answer",
    "ResponseStreamingError": "broke off its answer",
}
