"""Ways to have a session's clients answered in process."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest

from aws_groups.local import LocalAws
from tests.local.helpers import STORE, new_group


@pytest.fixture
def local(path: Path) -> Iterator[LocalAws]:
    aws = LocalAws(path)
    yield aws
    aws.close()


def boto3_session(aws: LocalAws) -> Any:
    session = boto3.Session("AKID", "secret", region_name="us-east-1")
    aws.attach(session)
    return session.client("identitystore")


def botocore_session(aws: LocalAws) -> Any:
    session = botocore.session.get_session()
    session.set_credentials("AKID", "secret")
    aws.attach(session)
    return session.create_client("identitystore", region_name="us-east-1")


def one_client(aws: LocalAws) -> Any:
    session = boto3.Session("AKID", "secret", region_name="us-east-1")
    client = session.client("identitystore")
    aws.attach(client.meta)
    return client


@pytest.mark.parametrize("client_of", [boto3_session, botocore_session, one_client])
def test_what_is_attached_is_answered_in_process(
    local: LocalAws, client_of: Callable[[LocalAws], Any]
) -> None:
    new_group(client_of(local), "Devs")
    assert [call.operation for call in local.calls()] == ["CreateGroup"]


def test_attaching_twice_answers_once(local: LocalAws) -> None:
    session = boto3.Session("AKID", "secret", region_name="us-east-1")
    local.attach(session)
    local.attach(session)
    new_group(session.client("identitystore"), "Devs")
    assert len(local.calls()) == 1


def test_a_session_reads_the_identity_store_after_a_cloudfront_call(local: LocalAws) -> None:
    session = boto3.Session("AKID", "secret", region_name="eu-central-1")
    local.attach(session)
    assert session.client("cloudfront").list_key_groups()["KeyGroupList"]["Quantity"] == 0
    found = session.client("identitystore").list_identity_stores()["IdentityStores"]
    assert [store["IdentityStoreId"] for store in found] == [STORE]
