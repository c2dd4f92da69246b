"""botocore's exceptions as facts, by their classes."""

from __future__ import annotations

import re
import ssl
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from aws_groups.aws.answers import OddAnswer
from aws_groups.aws.errors import AwsError, AwsUnreachable, UnreachableCause
from aws_groups.aws.not_sent import setup_failure, unsendable
from aws_groups.aws.refusals import refusal
from aws_groups.aws.request import Request
from aws_groups.secrets import shortened

_LONGEST_TEXT = 200


@dataclass(frozen=True)
class Place:
    """Where an attempt goes, for the facts about its failure."""

    core: Any
    """botocore's session."""
    endpoint: str | None = None
    region: str | None = None


def call_failure(request: Request, error: Exception, place: Place, *, sent: bool) -> AwsError | None:
    """What an exception from a call means; None if it is none of botocore's, and so a defect.

    Args:
        request: what was to be sent.
        error: what the client raised.
        place: where it was to be sent.
        sent: whether the request itself may have been written to a connection.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    if isinstance(error, ClientError):
        return refusal(request, error, endpoint=place.endpoint, region=place.region, sent=sent)
    if isinstance(error, OddAnswer):
        lost = sent and (error.went_well or error.cause is UnreachableCause.HALF_ANSWER)
        return AwsUnreachable(
            request,
            error.cause,
            endpoint=place.endpoint,
            region=place.region,
            text=error.text,
            lost=lost,
        )
    for kind, cause, before_sending in _unreachable_causes():
        if isinstance(error, kind):
            return _unreachable(request, cause, error, place, lost=sent and not before_sending)
    if sent and _while_reading(error):
        return _unreachable(request, UnreachableCause.NOT_AWS, error, place, lost=True)
    return setup_failure(request, error, place.core) if isinstance(error, BotoCoreError) else None


def _while_reading(error: Exception) -> bool:
    """Whether botocore raised it while it read an answer: what is no number or no time in it is a ValueError,
    or what Python has for it."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_globals.get("__name__") == "botocore.parsers" for frame, _ in frames)


@cache
def _unreachable_causes() -> list[tuple[type[Exception], UnreachableCause, bool]]:
    """botocore's classes, what they mean, and whether they come before there is a connection.

    Special classes come before general ones.
    """
    from botocore import exceptions as botocore
    from botocore.parsers import ResponseParserError

    return [
        (botocore.SSLError, UnreachableCause.CERTIFICATE, False),
        (botocore.ProxyConnectionError, UnreachableCause.PROXY, True),
        (botocore.ConnectTimeoutError, UnreachableCause.TIMEOUT, True),
        (botocore.ReadTimeoutError, UnreachableCause.TIMEOUT, False),
        (botocore.EndpointConnectionError, UnreachableCause.CONNECT, True),
        (botocore.ConnectionError, UnreachableCause.CONNECT, False),
        (botocore.ResponseStreamingError, UnreachableCause.HALF_ANSWER, False),
        (botocore.IncompleteReadError, UnreachableCause.HALF_ANSWER, False),
        (botocore.ChecksumError, UnreachableCause.HALF_ANSWER, False),
        (botocore.FlexibleChecksumError, UnreachableCause.HALF_ANSWER, False),
        (ResponseParserError, UnreachableCause.HALF_ANSWER, False),
        (botocore.HTTPClientError, UnreachableCause.CLOSED, False),
    ]


def _unreachable(
    request: Request, cause: UnreachableCause, error: Exception, place: Place, *, lost: bool
) -> AwsError:
    """A connection that failed: on the network, or because of something on this machine."""
    details: dict[str, Any] = getattr(error, "kwargs", {})
    inner: BaseException = details.get("error") or error
    url: str | None = details.get("endpoint_url") or place.endpoint
    if cause in (UnreachableCause.CERTIFICATE, UnreachableCause.CLOSED) and (
        unsent := unsendable(request, inner, url, place.core)
    ):
        return unsent
    return AwsUnreachable(
        request,
        _tls_cause(inner) if cause is UnreachableCause.CERTIFICATE else cause,
        endpoint=_origin(url) if url else None,
        region=place.region,
        text=_words(inner),
        proxy=details.get("proxy_url"),
        lost=lost,
    )


def _tls_cause(error: BaseException) -> UnreachableCause:
    """What went wrong between us and a TLS endpoint, by the ssl module's own exception."""
    for inner in _inner(error):
        if isinstance(inner, ssl.SSLCertVerificationError):
            return UnreachableCause.CERTIFICATE
        if isinstance(inner, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return UnreachableCause.CLOSED
    return UnreachableCause.TLS


def _inner(error: BaseException) -> Iterator[BaseException]:
    """An exception and those that it was made of."""
    seen: list[BaseException] = []
    following: list[object] = [error]
    while following:
        inner = following.pop(0)
        if isinstance(inner, BaseException) and all(inner is not other for other in seen):
            seen.append(inner)
            yield inner
            following += [*inner.args, getattr(inner, "reason", None), inner.__cause__, inner.__context__]


def _words(error: BaseException) -> str:
    """The library's own words for what was below all: "[Errno 111] Connection refused"."""
    below = [arg for arg in (*error.args, error.__cause__) if isinstance(arg, BaseException)]
    # A TimeoutError only says "timed out"; what is above it says which time.
    if below and not isinstance(below[0], TimeoutError):
        return _words(below[0])
    texts = [arg for arg in error.args if isinstance(arg, str)]
    text = " ".join((str(error) if isinstance(error, OSError) or not texts else texts[-1]).split())
    return shortened(re.sub(r"^(?:<[^>]*>|\w+\((?:[^()]|\([^()]*\))*\)): ", "", text), _LONGEST_TEXT)


def _origin(url: str) -> str:
    """A URL without its path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
