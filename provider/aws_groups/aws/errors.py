"""How a call can fail, as facts. ``words/reaching.py`` makes sentences of them.

- ``AwsRefused``: AWS answered with an error.
- ``AwsUnreachable``: no answer of AWS's came.
- ``NotSent``: the request never left this machine.
- ``Cancelled``: the engine cancelled.
- ``TimedOut``: the call took longer than it may.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from aws_groups.aws.request import Request

THROTTLING_CODES = (
    "Throttl",
    "RequestThrottled",
    "TooManyRequests",
    "RequestLimit",
    "SlowDown",
    "PriorRequestNotComplete",
    "BandwidthLimitExceeded",
)
"""How AWS's error codes for "too many requests" begin."""
DENYING_CODES = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized")


class AwsError(Exception):
    """A call that did not succeed.

    Attributes:
        request: what was to be sent; None if it failed between two calls.
        attempts: how often it was tried, the last time included.
        seconds: how long all attempts and waits took.
        lost: whether AWS may have carried the request out all the same: an attempt broke off after
            it was sent, or was answered with a server's failure.
    """

    def __init__(self, request: Request | None, *, lost: bool = False) -> None:
        super().__init__()
        self.request = request
        self.lost = lost
        self.attempts = 0
        self.seconds = 0.0

    def __str__(self) -> str:
        """The facts, for whoever debugs. Users read ``words.reaching.failure``."""
        call = f"{self.request.service} {self.request.operation}" if self.request else "between calls"
        lost = ", lost" if self.lost else ""
        return f"{call}: {self.facts()} ({self.attempts} attempts in {self.seconds:.1f} s{lost})"

    def facts(self) -> str:
        """What this kind of error knows more than others."""
        return type(self).__name__


@dataclass(frozen=True)
class Caller:
    """Who the credentials belong to, by GetCallerIdentity."""

    account: str
    arn: str


class AwsRefused(AwsError):
    """AWS answered with an error.

    Attributes:
        operation: the operation that was refused: the request's, or AssumeRole on the way to it.
        code: AWS's error code, such as ``PreconditionFailed``.
        message: AWS's text.
        status: the HTTP status.
        reason: the Identity Store's Reason member, or None.
        resource_type: the Identity Store's ResourceType member, or None.
        resource_id: the Identity Store's ResourceId member, or None.
        request_id: AWS's id of the call, or None.
        retry_after: the seconds after which AWS wants to be asked again, or None.
        caller: who the credentials belong to, if AWS denied access and would say so.
    """

    request: Request
    caller: Caller | None = None

    def __init__(
        self,
        request: Request,
        *,
        code: str,
        message: str = "",
        status: int = 400,
        operation: str | None = None,
        reason: str | None = None,
        resource_type: str | None = None,
        resource_id: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        lost: bool = False,
    ) -> None:
        super().__init__(request, lost=lost)
        self.operation = operation or request.operation
        self.code = code
        self.message = message
        self.status = status
        self.reason = reason
        self.resource_type = resource_type
        self.resource_id = resource_id
        self.request_id = request_id
        self.retry_after = retry_after

    @property
    def is_throttling(self) -> bool:
        """Whether AWS says that too many requests came."""
        return self.status == 429 or self.code.startswith(THROTTLING_CODES)

    @property
    def is_denial(self) -> bool:
        """Whether AWS says that the credentials may not do this."""
        return self.code in DENYING_CODES

    @property
    def is_server_failure(self) -> bool:
        """Whether the failure is AWS's own, so that it says nothing of the object."""
        return self.status >= 500 and self.status not in (501, 505) and not self.is_throttling

    def facts(self) -> str:
        reason = f" ({self.reason})" if self.reason else ""
        return f"{self.operation} {self.status} {self.code}{reason}: {self.message} [{self.request_id}]"


class UnreachableCause(Enum):
    """Why no answer of AWS's came."""

    CONNECT = "connect"
    """No connection: the host has no address, nothing listens, no route."""
    TIMEOUT = "timeout"
    CLOSED = "closed"
    """The connection broke before an answer came."""
    PROXY = "proxy"
    """The proxy cannot be reached, or does not let us through."""
    CERTIFICATE = "certificate"
    """The endpoint's certificate is not trusted."""
    TLS = "tls"
    """The endpoint does not speak TLS, or not ours."""
    HALF_ANSWER = "half answer"
    EMPTY_ANSWER = "empty answer"
    """It was said to have gone well, but what belongs in the answer is not there."""
    NOT_AWS = "not AWS"
    """Something answered, but not in the way AWS does: a portal's page, another web server."""
    REDIRECT = "redirect"
    CLOCK = "clock"
    """AWS does not take the signature because its clock and ours differ."""


class AwsUnreachable(AwsError):
    """No answer of AWS's came.

    Attributes:
        cause: why.
        endpoint: where the attempt went: the endpoint's URL, without a path.
        region: the client's region, or None.
        text: the library's words, short.
        proxy: the proxy's URL without its password, if the proxy is the cause.
        skew: the seconds by which AWS's clock is ahead of ours, if the clock is the cause.
        refused: AWS's refusal, if the clock is the cause.
    """

    request: Request

    def __init__(
        self,
        request: Request,
        cause: UnreachableCause,
        *,
        endpoint: str | None = None,
        region: str | None = None,
        text: str = "",
        proxy: str | None = None,
        skew: float | None = None,
        refused: AwsRefused | None = None,
        lost: bool = False,
    ) -> None:
        super().__init__(request, lost=lost)
        self.cause = cause
        self.endpoint = endpoint
        self.region = region
        self.text = text
        self.proxy = proxy
        self.skew = skew
        self.refused = refused

    def facts(self) -> str:
        return f"AwsUnreachable {self.cause.name} {self.endpoint}: {self.text}"


class NotSentCause(Enum):
    """Why a request never left this machine."""

    NO_CREDENTIALS = "no credentials"
    PARTIAL_CREDENTIALS = "partial credentials"
    CREDENTIALS_FAILED = "credentials failed"
    PROFILE = "profile"
    NO_REGION = "no region"
    BAD_REGION = "bad region"
    SHARED_CONFIG = "shared config"
    CREDENTIAL_PROCESS_MISSING = "credential process missing"
    CREDENTIAL_PROCESS_ANSWER = "credential process answer"
    WEB_IDENTITY_FILE = "web identity file"
    MFA = "mfa"
    SSO_LOGIN = "sso login"
    CA_BUNDLE = "ca bundle"
    PROXY_URL = "proxy url"
    ENDPOINT_URL = "endpoint url"
    HEADER = "header"
    STORE = "store"
    PARAMETERS = "parameters"
    OTHER = "other"


class NotSent(AwsError):
    """The request never left this machine. It is not tried again.

    Attributes:
        cause: why.
        subject: the profile, file, command or URL that it is about; never a secret.
        text: the library's words, short.
    """

    def __init__(
        self, request: Request | None, cause: NotSentCause, *, subject: str = "", text: str = ""
    ) -> None:
        super().__init__(request)
        self.cause = cause
        self.subject = subject
        self.text = text

    def facts(self) -> str:
        return f"NotSent {self.cause.name} {self.subject!r}: {self.text}"


class Stage(Enum):
    """What a call did when it was ended from outside."""

    WAITING = "waiting"
    """It waited before an attempt, or between two calls."""
    CREDENTIALS = "credentials"
    """It was getting credentials, and had sent nothing."""
    CONNECTING = "connecting"
    """It was opening a connection, and had sent nothing."""
    SENT = "sent"
    """It had sent the request, and waited for the answer."""


class Cancelled(AwsError):
    """The engine cancelled.

    Attributes:
        stage: what the call did then.
    """

    def __init__(self, request: Request | None, stage: Stage, *, lost: bool = False) -> None:
        super().__init__(request, lost=lost)
        self.stage = stage

    def facts(self) -> str:
        return f"Cancelled {self.stage.name}"


class TimedOut(AwsError):
    """The call took longer than it may.

    Attributes:
        stage: what the call did then.
        limit: how many seconds it might take.
        of_engine: whether the limit is the engine's (customTimeouts), or else our own.
        last: how the last attempt before ended, if there was one.
    """

    def __init__(
        self,
        request: Request | None,
        stage: Stage,
        *,
        limit: float,
        of_engine: bool,
        last: AwsError | None = None,
        lost: bool = False,
    ) -> None:
        super().__init__(request, lost=lost)
        self.stage = stage
        self.limit = limit
        self.of_engine = of_engine
        self.last = last

    def facts(self) -> str:
        return f"TimedOut {self.stage.name} after {self.limit:g} s"
