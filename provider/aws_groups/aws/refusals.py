"""AWS's error answers as facts."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from aws_groups.aws.answers import is_web_page
from aws_groups.aws.errors import AwsError, AwsRefused, AwsUnreachable, UnreachableCause
from aws_groups.aws.request import Request
from aws_groups.secrets import shortened

_SIGNATURE_CODES = {"SignatureDoesNotMatch", "InvalidSignatureException", "InvalidSignature"}
_CLOCK_CODES = {"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"}
CLOCKS_DIFFER = 240.0
"""Seconds: AWS takes a signature that is less than five minutes old."""
_LONGEST_MESSAGE = 1000
_NO_CODE = "Unknown"


def refusal(
    request: Request, error: Any, *, endpoint: str | None, region: str | None, sent: bool = True
) -> AwsError:
    """A botocore ``ClientError`` as facts.

    Args:
        request: what was to be sent.
        error: the ClientError; its operation may be another, AssumeRole for example.
        endpoint: where it was sent.
        region: the region it was sent to.
        sent: whether the request itself was sent, and not only one for credentials.
    """
    refused = _refused(request, error.response, error.operation_name)
    refused.lost = sent and refused.is_server_failure
    skew = _skew(error.response)
    clock = refused.code in _CLOCK_CODES or (
        refused.code in _SIGNATURE_CODES and skew is not None and abs(skew) >= CLOCKS_DIFFER
    )
    if clock:
        return AwsUnreachable(
            request, UnreachableCause.CLOCK, endpoint=endpoint, region=region, skew=skew, refused=refused
        )
    if _has_no_code(refused):
        text = f"status {refused.status} without an error code"
        return AwsUnreachable(request, UnreachableCause.NOT_AWS, endpoint=endpoint, region=region, text=text)
    return refused


def _has_no_code(refused: AwsRefused) -> bool:
    """Whether it is no refusal of AWS's: those have a code. botocore puts the status in its place."""
    no_code = refused.code == _NO_CODE or refused.code.isdigit()
    return no_code and 400 <= refused.status < 500 and refused.status not in (408, 429)


def _refused(request: Request, response: Mapping[str, Any], operation: str) -> AwsRefused:
    error = response.get("Error", {})
    metadata = response.get("ResponseMetadata", {})
    code = str(error.get("Code") or _NO_CODE)
    return AwsRefused(
        request,
        operation=operation,
        code=code,
        message=_message(code, error.get("Message") or response.get("Message") or ""),
        status=metadata.get("HTTPStatusCode", 0),
        reason=response.get("Reason"),
        resource_type=response.get("ResourceType"),
        resource_id=response.get("ResourceId"),
        request_id=metadata.get("RequestId") or response.get("RequestId"),
        retry_after=_retry_after(response),
    )


def _message(code: str, text: str) -> str:
    """AWS's text without what it quotes of our own request: the session token and the signature."""
    if is_web_page(text.encode("utf-8", "replace")):
        return ""
    if code in _SIGNATURE_CODES:
        text = re.split(r"(?<=\.)\s|\n", text.strip(), maxsplit=1)[0]
    elif code.startswith("IncompleteSignature"):
        text = "the Authorization header is not as it should be"
    # Half a character of a pair is in no text that can be sent.
    text = text.encode("utf-8", "replace").decode()
    return shortened(" ".join(text.split()), _LONGEST_MESSAGE)


def _retry_after(response: Mapping[str, Any]) -> float | None:
    """The seconds to wait by the body (the Identity Store's RetryAfterSeconds) or by a header."""
    headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    said = (
        _seconds(response.get("RetryAfterSeconds")),
        _seconds(response.get("Error", {}).get("RetryAfterSeconds")),
        _seconds(headers.get("retry-after")),
        _seconds(headers.get("x-amz-retry-after"), unit=0.001),
    )
    return max((seconds for seconds in said if seconds is not None), default=None)


def _seconds(value: Any, unit: float = 1.0) -> float | None:
    """A number of seconds, or the seconds until a date."""
    try:
        return float(value) * unit
    except TypeError:
        return None
    except ValueError:
        at = _date(value)
        return None if at is None else max(0.0, at - time.time())


def _skew(response: Mapping[str, Any]) -> float | None:
    """The seconds by which AWS's clock is ahead of ours, by the answer's date."""
    at = _date(response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date"))
    return None if at is None else at - time.time()


def _date(text: str | None) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() if text else None
    except (TypeError, ValueError):
        return None
