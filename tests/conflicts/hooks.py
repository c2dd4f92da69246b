"""Botocore's own requests, and what can go wrong with them: every way to lose a reply."""

from __future__ import annotations

import io
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore import exceptions
from botocore.awsrequest import AWSResponse

from aws_groups.aws import Connection, Request, silent
from tests.conflicts.subjects import Subject

URL = {"endpoint_url": "https://aws"}
BROKEN = [
    exceptions.ReadTimeoutError(**URL),
    exceptions.ConnectionClosedError(**URL),
    exceptions.HTTPClientError(error=BrokenPipeError("broken pipe")),
    exceptions.SSLError(**URL, error=ssl.SSLEOFError(8, "EOF occurred in violation of protocol")),
]
"""A connection breaks after the request was sent."""
NEVER_SENT = [
    exceptions.EndpointConnectionError(**URL),
    exceptions.ConnectTimeoutError(**URL),
    exceptions.ProxyConnectionError(proxy_url="http://proxy"),
]

Strike = Callable[[Any], Any]
_LOOKS = {
    "cloudfront": Request("cloudfront", "ListKeyGroups", {}),
    "identitystore": Request("identitystore", "ListIdentityStores", {}),
}


@contextmanager
def hooked(
    connection: Connection, subject: Subject, strike: Strike, *, after: bool = False
) -> Iterator[None]:
    """`strike` takes the next request of botocore's, before it reaches AWS or after the answer went off.
    AWS gets it all the same, unless `strike` raises before; what it returns is taken for AWS's answer."""
    service = subject.resource.service.name
    connection.aws(silent).send(_LOOKS[service])  # so that there is a client
    events, left = connection._clients._clients[service].meta.events, [strike]

    def once(request: Any, **_: Any) -> Any:
        return left.pop()(request) if left else None

    (events.register_last if after else events.register_first)(f"before-send.{service}", once)
    yield
    events.unregister(f"before-send.{service}", once)


class Body(io.BytesIO):
    """A body as botocore's own responses have it."""

    def stream(self) -> Iterator[bytes]:
        yield self.read()


def failure(request: Any) -> AWSResponse:
    """A server's failure for an answer."""
    return AWSResponse(request.url, 500, {}, Body(b""))


def refusal(request: Any) -> AWSResponse:
    """The Identity Store's refusal of a value, without a word about it."""
    headers = {"x-amzn-requestid": "a-request", "content-type": "application/x-amz-json-1.1"}
    return AWSResponse(request.url, 400, headers, Body(b'{"__type": "ValidationException"}'))


def half(request: Any) -> AWSResponse:
    """An answer that breaks off."""
    return AWSResponse(request.url, 200, {"content-length": "1000"}, Body(b"{"))


def raising(error: Exception) -> Strike:
    def strike(request: Any) -> None:
        raise error

    return strike
