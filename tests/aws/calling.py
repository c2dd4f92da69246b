"""Requests to make, and what their failures must look like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from aws_groups.aws import AwsError, Config, Request

STORE = "d-1234567890"
GROUP_ID = "1234567890-94482488-3041-7026-18f3-be45837cd0e4"
ROLE = "arn:aws:iam::123456789012:role/deploy"

WHO = Request("sts", "GetCallerIdentity", {})
LIST = Request("cloudfront", "ListKeyGroups", {})
DESCRIBE = Request("identitystore", "DescribeGroup", {"IdentityStoreId": STORE, "GroupId": GROUP_ID})


def config(**more: Any) -> Config:
    """A configuration with credentials, that tries once."""
    given = {"region": "us-east-1", "access_key": "AKIDME", "secret_key": "secret", "max_attempts": 1}
    return Config(**{**given, **more})


@contextmanager
def fails(kind: type[AwsError], *words: str, lines: int = 1) -> Iterator[None]:
    """The block fails with that kind of error, in so many lines at most, with those words in it."""
    with pytest.raises(AwsError) as caught:
        yield
    error, text = caught.value, str(caught.value)
    assert type(error) is kind, repr(error)
    assert 1 <= len(text.splitlines()) <= lines, text
    assert "None" not in text
    assert "Traceback" not in text
    for word in words:
        assert word in text
