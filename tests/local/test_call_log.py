"""The call log of the local AWS."""

import time
from typing import Any

import pytest

from aws_groups.local import Fault, HttpRequest, LocalAws
from tests.local.conftest import Rig
from tests.local.helpers import STORE, new_group, new_key_group, new_public_key, patch, refused


def test_each_attempt_is_logged_with_what_was_sent_and_answered(identitystore: Any, aws: LocalAws) -> None:
    began = time.time()
    id = new_group(identitystore, "Dévs")
    reply = identitystore.update_group(
        IdentityStoreId=STORE, GroupId=id, Operations=[patch("description", None)]
    )
    with refused("ConflictException", 400):
        new_group(identitystore, "Dévs")
    made, updated, again = aws.calls()
    assert [call.seq for call in (made, updated, again)] == [1, 2, 3]
    assert (made.service, made.operation) == ("identitystore", "CreateGroup")
    assert made.params == {"IdentityStoreId": STORE, "DisplayName": "Dévs"}
    assert (made.status, made.error, made.fault) == (200, None, None)
    assert updated.params["Operations"] == [{"AttributePath": "description", "AttributeValue": None}]
    assert updated.request_id == reply["ResponseMetadata"]["RequestId"]
    assert (again.status, again.error) == (400, "ConflictException")
    assert began <= made.at <= updated.at <= again.at <= time.time()


def test_cloudfront_calls_tell_id_and_if_match(cloudfront: Any, aws: LocalAws) -> None:
    key = new_public_key(cloudfront)
    id, etag = new_key_group(cloudfront, "group", key)
    config = {"Name": "group", "Items": [key]}
    cloudfront.update_key_group(Id=id, IfMatch=etag, KeyGroupConfig=config)
    cloudfront.list_key_groups(MaxItems="5")
    update, listing = aws.calls()[2:]
    assert update.params == {"Id": id, "IfMatch": etag, "KeyGroupConfig": config}
    assert listing.params == {"MaxItems": "5"}
    assert [call.status for call in aws.calls()] == [201, 201, 200, 200]


def test_the_log_is_read_on_from_a_seq(identitystore: Any, aws: LocalAws) -> None:
    for name in ("one", "two", "three"):
        new_group(identitystore, name)
    later = aws.calls(after=2)
    assert [call.params["DisplayName"] for call in later] == ["three"]
    assert aws.calls(after=3) == []


def test_each_attempt_of_a_retried_call_is_logged(rig: Rig) -> None:
    rig.aws.inject(Fault("error", times=1))
    new_group(rig.client("identitystore", attempts=2), "Devs")
    first, second = rig.aws.calls()
    assert (first.status, first.error) == (500, "InternalServerException")
    assert (second.status, second.error) == (200, None)
    assert first.params == second.params
    assert first.request_id != second.request_id


@pytest.mark.parametrize("rig", ["in process"], indirect=True)
def test_a_request_that_cannot_be_read_is_logged_without_an_operation(rig: Rig) -> None:
    headers = {
        "authorization": "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/identitystore/aws4_request",
        "x-amz-target": "AWSIdentityStore.MakeCoffee",
    }
    response = rig.aws.respond(HttpRequest("POST", "/", headers, b"{}"))
    assert response.status == 400
    (call,) = rig.aws.calls()
    assert (call.service, call.operation) == ("identitystore", "")
    assert call.error == "UnknownOperationException"
