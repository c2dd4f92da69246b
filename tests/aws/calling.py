"""Requests to make, a configuration for them, and waits that are only noted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest

from aws_groups.aws import Aws, AwsError, Config, Connection, Request, silent

STORE = "d-1234567890"
GROUP_ID = "1234567890-94482488-3041-7026-18f3-be45837cd0e4"
ROLE = "arn:aws:iam::123456789012:role/deploy"

WHO = Request("sts", "GetCallerIdentity", {})
LIST = Request("cloudfront", "ListKeyGroups", {})
DESCRIBE = Request("identitystore", "DescribeGroup", {"IdentityStoreId": STORE, "GroupId": GROUP_ID})
CREATE = Request("identitystore", "CreateGroup", {"IdentityStoreId": STORE, "DisplayName": "ops"})
DELETE = Request("cloudfront", "DeleteKeyGroup", {"Id": "one", "IfMatch": "E1"})

Error = TypeVar("Error", bound=AwsError)


class Waits(threading.Event):
    """An Event that notes how long it is waited for, and returns at once.

    ``meanwhile`` is called once, in the next wait.
    """

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self.meanwhile: Callable[[], object] | None = None

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout or 0.0)
        act, self.meanwhile = self.meanwhile, None
        if act is not None:
            act()
        return self.is_set()


def config(**more: Any) -> Config:
    """A configuration with credentials, that tries once."""
    given = {"region": "us-east-1", "access_key": "AKIDME", "secret_key": "secret", "max_attempts": 1}
    return Config(**{**given, **more})


def aws(config: Config, *, timeout: float | None = None, waits: threading.Event | None = None) -> Aws:
    """AWS for one RPC."""
    return Connection(config, cancelled=waits).aws(silent, timeout=timeout)


@contextmanager
def fails(kind: type[Error]) -> Iterator[list[Error]]:
    """The block fails with that very kind of error, which is in the list then."""
    found: list[Error] = []
    with pytest.raises(AwsError) as caught:
        yield found
    error = caught.value
    assert type(error) is kind, repr(error)
    assert isinstance(error, kind)
    found.append(error)


def failure(kind: type[Error], config: Config, request: Request = LIST) -> Error:
    """The error that a request ends in."""
    with fails(kind) as found:
        aws(config).send(request)
    return found[0]
