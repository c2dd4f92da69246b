"""botocore's exceptions as ours: what each means to whoever runs the update, and what to do about it."""

from __future__ import annotations

from aws_groups.aws.call import Call
from aws_groups.aws.config import Config
from aws_groups.aws.errors import (
    AwsError,
    AwsRefused,
    AwsUnreachable,
    Explained,
    SetupError,
    is_throttling,
    not_known,
)


def translated(error: Exception, call: Call, config: Config) -> AwsError:
    """botocore's exception as one of ours.

    Args:
        error: a ``botocore.exceptions.BotoCoreError`` or ``ClientError``.
        call: the call it ended.
        config: where it was sent.
    """
    ours = _translated(error, call, config)
    ours.lost = call.lost or type(error).__name__ in _HALF_ANSWERED
    if isinstance(ours, AwsUnreachable) and ours.lost and call.request.writes:
        ours.args = (f"{ours}. {not_known(call.request)}",)
    return ours


def _translated(error: Exception, call: Call, config: Config) -> AwsError:
    response = getattr(error, "response", None)
    if isinstance(response, dict) and "Error" in response:
        refused = AwsRefused(call.request, response, getattr(error, "operation_name", None))
        meaning = _meaning(refused, call)
        return Explained(meaning, refused) if meaning else refused
    kind = type(error).__name__
    name = f"{call.request.service} {call.request.operation}"
    words = " ".join(str(error).split())[:300]
    if kind in _SETUP or kind.startswith(("Login", "SSO")):
        return SetupError(f"{name}: {_SETUP.get(kind, _CREDENTIALS)} ({words})")
    if kind in _UNREACHABLE:
        endpoint = config.endpoints.get(call.request.service, config.endpoint)
        where = (
            endpoint or f"{call.request.service} in region {config.region or 'that AWS is configured for'}"
        )
        tried = f"; tried {call.attempts} times in {call.seconds:.0f} s" if call.attempts > 1 else ""
        return AwsUnreachable(f"{name}: {where} {_UNREACHABLE[kind]} ({words}){tried}")
    return AwsError(f"{name}: {kind}: {words}")


def _meaning(refused: AwsRefused, call: Call) -> str | None:
    """What a refusal means that can come of any call."""
    operation = refused.operation
    service = refused.request.service if operation == refused.request.operation else "sts"
    if refused.code in {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}:
        if refused.reason:
            return f"{operation} was denied by the key that encrypts the directory."
        return (
            f"{operation} is not allowed to these credentials: their policy must allow {service}:{operation}."
        )
    if is_throttling(refused.code):
        return (
            f"AWS throttled {operation} until it was given up: tried {call.attempts} times in "
            f"{call.seconds:.0f} s. Try again later, lower requestsPerSecond or raise maxAttempts."
        )
    if refused.code in _REFUSED_CREDENTIALS:
        return f"AWS does not take these credentials: {_REFUSED_CREDENTIALS[refused.code]}."
    if refused.status >= 500:
        tried = f"tried {call.attempts} times in {call.seconds:.0f} s"
        return f"AWS failed at {operation}: {tried}. {not_known(call.request)}"
    return None


_REFUSED_CREDENTIALS = {
    "ExpiredToken": "they have expired; sign in again (`aws sso login`)",
    "ExpiredTokenException": "they have expired; sign in again (`aws sso login`)",
    "InvalidClientTokenId": "the access key does not exist",
    "UnrecognizedClientException": "the access key does not exist",
    "SignatureDoesNotMatch": "the secret key is not the access key's",
    "InvalidSignatureException": "the secret key is not the access key's, or the clock is wrong",
}

_CREDENTIALS = (
    "no usable AWS credentials: run `aws configure` or `aws sso login`, set AWS_PROFILE, or set "
    "`profile` or `accessKey` and `secretKey` in the provider's configuration"
)

_SETUP = {
    "NoCredentialsError": _CREDENTIALS,
    "PartialCredentialsError": _CREDENTIALS,
    "CredentialRetrievalError": _CREDENTIALS,
    "TokenRetrievalError": _CREDENTIALS,
    "UnauthorizedSSOTokenError": _CREDENTIALS,
    "ProfileNotFound": "the profile does not exist: look into ~/.aws/config, or set `profile`",
    "NoRegionError": "no region: set `pulumi config set aws-groups:region REGION` or AWS_REGION",
    "InvalidRegionError": "the region is not one: set `pulumi config set aws-groups:region REGION`",
    "ConfigParseError": "the shared AWS configuration cannot be read",
    "InvalidConfigError": "the shared AWS configuration is not usable",
}

_HALF_ANSWERED = {"IncompleteReadError", "ResponseStreamingError", "ResponseParserError"}
"""Failures after the answer began, which botocore does not send again."""

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
    "ResponseParserError": "gave an answer that is none of AWS's: is that an AWS endpoint?",
    "ResponseStreamingError": "broke off its answer",
}
